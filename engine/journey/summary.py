"""The answers as sent, page by page, with question numbers: for the summary, the receipt and the mail."""

from collections.abc import Callable, Mapping

from engine.journey.bind import asked, place_on
from engine.journey.compiled import Program
from engine.journey.flow import Stop, stops
from engine.journey.pointers import get
from engine.journey.view import SummaryLine, SummarySection
from engine.journey.words import Words
from engine.journey.written import in_words
from engine.model import Document, Json, Question

#: Gives the address where a stop's question is changed.
ChangeUrl = Callable[[Stop, str], str]


def summary(  # noqa: PLR0913, PLR0917 -- all that a line may show
    program: Program,
    document: Document,
    words: Words,
    change_url: ChangeUrl | None = None,
    certified: Mapping[str, Json] | None = None,
    errors: Mapping[tuple[str, int | None], str] | None = None,
) -> tuple[SummarySection, ...]:
    """Give a section a page, in order; an optional question without answer is said so by the template."""
    sections = []
    for stop in stops(program, document):
        lines = tuple(
            _line(stop, question, document, words, change_url, certified or {}, errors or {})
            for question, _place in asked(program, stop.page, stop.rank, document)
        )
        sections.append(SummarySection(title_of(stop, words, document), lines))
    return tuple(sections)


def title_of(stop: Stop, words: Words, document: Document) -> str:
    """Give a page's title, with the item's rank when it is one of a group's."""
    title = words.get(f"page.{stop.page.slug}.title", document=document)
    if stop.rank is None:
        return title
    single = words.get(
        f"{stop.page.group}.item", f"{stop.page.group}.short", f"{stop.page.group}.label", document=document
    )
    return f"{single} {stop.rank + 1}"


def _line(  # noqa: PLR0913, PLR0917 -- all that a line may show
    stop: Stop,
    question: Question,
    document: Document,
    words: Words,
    change_url: ChangeUrl | None,
    certified: Mapping[str, Json],
    errors: Mapping[tuple[str, int | None], str],
) -> SummaryLine:
    value = get(document, place_on(question, stop.rank).path)
    label = words.get(f"{question.code}.short", f"{question.code}.label", document=document)
    locked = question.code in certified
    return SummaryLine(
        code=question.code,
        rank=stop.rank,
        label=label,
        value=() if value is None else in_words(question, value, words),
        change_url=None if locked or change_url is None else change_url(stop, question.code),
        certified=locked,
        error=errors.get((question.code, stop.rank)),
    )
