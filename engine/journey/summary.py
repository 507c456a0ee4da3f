"""The answers as sent, page by page, with question numbers: for the summary, the receipt and the mail."""

from collections.abc import Callable, Mapping

from engine.journey.bind import asked, place_on, shown_on
from engine.journey.certify import Given
from engine.journey.compiled import Program
from engine.journey.flow import Stop, stops
from engine.journey.pointers import Ranks, get
from engine.journey.view import SummaryLine, SummarySection
from engine.journey.words import Words, as_said
from engine.journey.written import in_words, masked
from engine.model import Document, Json, Question

#: Gives the address where a stop's question is changed.
ChangeUrl = Callable[[Stop, str], str]


def summary(  # noqa: PLR0913, PLR0917 -- all that a line may show
    program: Program,
    document: Document,
    words: Words,
    change_url: ChangeUrl | None = None,
    given: Given | None = None,
    errors: Mapping[tuple[str, Ranks], str] | None = None,
) -> tuple[SummarySection, ...]:
    """Give a section a page, in order; an optional question without answer is said so by the template."""
    sections = []
    for stop in stops(program, document):
        said = about(stop, program, words, document)
        here = (
            *asked(program, stop.page, stop.ranks, document),
            *shown_on(program, stop.page, stop.ranks, document),
        )
        lines = tuple(
            _line(stop, question, document, said, change_url, given or Given(), errors or {})
            for question, _place in here
            if question.widget != "group" or question.calculate
        )
        if lines:
            sections.append(SummarySection(title_of(stop, said, document), lines))
    return tuple(sections)


def about(stop: Stop, program: Program, words: Words, document: Document) -> Words:
    """Give the words of a page, where the form's names are those of its item."""
    if stop.item_of is None:
        return words
    return words.about((*program.by_code[stop.item_of].question.path, "*"), stop.ranks, document)


def title_of(stop: Stop, words: Words, document: Document) -> str:
    """Give a page's title, with the item's rank when it is one of a group's: « Enfant 2 », « Enfant 2 · Santé »."""
    key = f"page.{stop.page.slug}.title"
    title = words.get(key, document=document)
    if not stop.ranks:
        return title
    items = [
        item_name(code, rank, words, document)
        for code, rank in zip(stop.page.groups, stop.ranks, strict=False)
    ]
    if len(stop.ranks) > stop.page.depth:
        return as_said(" · ".join(items), *items)
    whole = title[:1].upper() + title[1:] if words.names_item(key) else " · ".join([*items, title])
    return as_said(whole, title, *items)


def item_name(code: str, rank: int, words: Words, document: Document) -> str:
    """Give what one item of a group is called: « Enfant 2 »."""
    name = words.get(f"{code}.item", f"{code}.short", f"{code}.label", document=document)
    return as_said(f"{name} {rank + 1}", name)


def _line(  # noqa: PLR0913, PLR0917 -- all that a line may show
    stop: Stop,
    question: Question,
    document: Document,
    words: Words,
    change_url: ChangeUrl | None,
    given: Given,
    errors: Mapping[tuple[str, Ranks], str],
) -> SummaryLine:
    value = get(document, place_on(question, stop.ranks).path)
    label = words.get(f"{question.code}.short", f"{question.code}.label", document=document)
    return SummaryLine(
        code=question.code,
        ranks=stop.ranks,
        label=label,
        value=_said(question, value, words, document),
        change_url=None if change_url is None else change_url(stop, question.code),
        certified=question.code in given.locked,
        source=given.source(question.code, value),
        error=errors.get((question.code, stop.ranks)),
    )


def _said(question: Question, value: Json, words: Words, document: Document) -> tuple[str, ...]:
    if value is None and question.widget == "checkbox" and not question.required:
        return (words.get("boolean.option.non"),)
    if value is None:
        return ()
    said = in_words(question, value, words, document)
    return tuple(masked(one) for one in said) if question.masked else said
