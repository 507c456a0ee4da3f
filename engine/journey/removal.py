"""An item taken out of a group: what was typed on its pages goes, that of the items after it moves up."""

from collections.abc import Iterator, Mapping, Sequence

from engine.journey.compiled import Program
from engine.journey.names import page_key, uncounted
from engine.journey.pointers import Place, Ranks, fixed, get, places, put
from engine.model import Document, Json

#: Page → input name → what was typed.
Raw = Mapping[str, Mapping[str, Sequence[str]]]


def without_item(program: Program, document: Document, code: str, place: Place) -> Document:
    """Take the item at a place (`/parents/1`) out of its group, in place; one that is not there is no error."""
    group, rank = place.path[:-1], place.ranks[-1]
    items = get(document, group)
    if program.by_code[code].question.widget == "group" and isinstance(items, list) and rank < len(items):
        put(document, group, [one for index, one in enumerate(items) if index != rank])
    return document


def without_typed(program: Program, raw: Raw, code: str, gone: Ranks) -> dict[str, dict[str, list[str]]]:
    """Give what was typed, page by page, without the item of those ranks; later items move up by one."""
    path = program.by_code[code].question.path
    kept: dict[str, dict[str, list[str]]] = {}
    for key, typed in raw.items():
        moved = _moved(program, key, code, gone)
        if moved is None:
            continue
        before = _prefix(path, uncounted(key.partition("/")[2])[: len(gone)])
        after = _prefix(path, uncounted(moved.partition("/")[2])[: len(gone)])
        kept[moved] = {
            after + name.removeprefix(before) if moved != key and name.startswith(before) else name: list(
                values
            )
            for name, values in typed.items()
        }
    return kept


def without_visited(program: Program, visited: Sequence[str], code: str, gone: Ranks) -> list[str]:
    """Give the pages visited without those of the item; later items move up by one."""
    return [moved for key in visited if (moved := _moved(program, key, code, gone)) is not None]


def files_within(program: Program, document: Document, code: str, item: Place) -> Iterator[Json]:
    """Give the files that an item holds."""
    inside = (*program.by_code[code].question.path, "*")
    for compiled in program.ordered:
        question = compiled.question
        if question.widget == "files" and question.path[: len(inside)] == inside:
            for place in places(document, fixed(question.path, item.ranks)):
                yield from get(document, place.path) or ()


def _moved(program: Program, key: str, code: str, gone: Ranks) -> str | None:
    """Give a page's new name once the item is gone; None when it was a page of that item."""
    slug, _, said = key.partition("/")
    page, ranks, level = program.definition.page(slug), uncounted(said), len(gone) - 1
    if page is None or len(ranks) < len(gone) or page.groups[level : level + 1] != (code,):
        return key
    if ranks[:level] != gone[:level] or ranks[level] < gone[level]:
        return key
    if ranks[level] == gone[level]:
        return None
    return page_key(slug, (*ranks[:level], ranks[level] - 1, *ranks[level + 1 :]))


def _prefix(path: tuple[str, ...], ranks: Ranks) -> str:
    return ".".join(map(str, (*fixed(path, ranks), *ranks[-1:]))) + "."
