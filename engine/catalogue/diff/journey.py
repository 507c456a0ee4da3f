"""What people meet: pages and their order, widgets, calculations, checks, exits."""

from collections.abc import Iterator, Mapping

from engine.catalogue.diff.change import Change
from engine.catalogue.trees import same_key
from engine.journey.addresses import STREET
from engine.model import CheckUse, Definition, Question


def journey_changes(old: Definition, new: Definition) -> Iterator[Change]:
    """Give what changed in the way the form is asked."""
    yield from _pages(old, new)
    yield from _exits(old, new)
    for code, question in new.questions.items():
        if code in old.questions:
            yield from _question(old.questions[code], question)
    yield from _checks(_all_checks(old), _all_checks(new))


def _pages(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ([page.slug for page in form.pages] for form in (old, new))
    for slug in after:
        if slug not in before:
            yield Change("page-changed", f"the page « {slug} » is new")
    for slug in before:
        if slug not in after:
            yield Change("page-changed", f"the page « {slug} » is gone")
    if [slug for slug in before if slug in after] != [slug for slug in after if slug in before]:
        yield Change("page-changed", "pages come in another order")
    for page in new.pages:
        earlier = old.page(page.slug)
        if earlier is None:
            continue
        if (earlier.questions, earlier.item, earlier.group) != (page.questions, page.item, page.group):
            yield Change(
                "page-changed", f"the page « {page.slug} » asks other questions, or in another order"
            )
        if same_key(earlier.condition) != same_key(page.condition):
            yield Change("page-changed", f"the page « {page.slug} » is shown in other cases")


def _exits(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({one.id: one for one in form.exits} for form in (old, new))
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            state = "new" if name not in before else "gone" if name not in after else "another"
            yield Change("exit-changed", f"the exit {name} is {state}")


def _question(old: Question, new: Question) -> Iterator[Change]:
    shown = (
        "widget", "autocomplete", "prefill", "default", "width", "capitals", "accept", "suffix", "unit", "compact",
        "masked", "list_name", "list_first", "list_last", "list_where", "list_day",
    )  # fmt: skip
    for name in shown:
        if getattr(old, name) != getattr(new, name):
            yield Change("question-presented", f"its {name.replace('_', ' ')} changed", new.code)
    # A mount says it of every question that it takes; people meet it once, at the street.
    if old.reuse != new.reuse and new.path[-1] == STREET:
        state = "is now" if new.reuse else "is no longer"
        yield Change("reuse-changed", f"an address given before {state} offered by a button", new.code)
    if same_key(_calculation(old)) != same_key(_calculation(new)):
        yield Change("calculation-changed", "it is computed otherwise", new.code)


def _calculation(question: Question) -> object:
    return question.calculate and [question.calculate.value, question.calculate.condition]


def _all_checks(form: Definition) -> dict[tuple[str, str], CheckUse]:
    return {(code, check.name): check for code, one in form.questions.items() for check in one.checks}


def _checks(
    old: Mapping[tuple[str, str], CheckUse], new: Mapping[tuple[str, str], CheckUse]
) -> Iterator[Change]:
    for (code, name), check in new.items():
        if (code, name) not in old:
            yield Change("check-added", f"the check {name} ({check.severity}) is new", code)
        elif old[code, name] != check:
            yield Change("check-changed", f"the check {name} changed", code)
    for code, name in old.keys() - new.keys():
        yield Change("check-removed", f"the check {name} is gone", code)
