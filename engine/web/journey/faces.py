"""What the journey's templates read, made from a desk: a page, the summary, the steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import url_for

from engine.journey.addresses import with_reuse
from engine.journey.bind import with_defaults
from engine.journey.fields import Sheet, fields_of_page, totals_of_page
from engine.journey.flow import Stop, previous_stop, stop_of, stops
from engine.journey.names import element_id
from engine.journey.pointers import Ranks
from engine.journey.problems import Problem, notices
from engine.journey.searched import settle_searches
from engine.journey.summary import about, summary, title_of
from engine.journey.view import (
    ConfirmView,
    ErrorLine,
    FieldView,
    LinkView,
    NoticeView,
    PageView,
    StepView,
    SummaryView,
)
from engine.model import Document
from engine.web.journey.desk import Desk
from engine.web.journey.said import PAGE, by_place, input_of
from engine.web.tongue import spoken

#: Widgets whose label stands elsewhere than above them, or not always.
_NO_HEADING: Final = frozenset({"checkbox", "files", "group"})


def page_view(
    desk: Desk,
    stop: Stop,
    raw: Mapping[str, Sequence[str]],
    found: Sequence[Problem],
    *,
    grown: bool = False,
) -> PageView:
    """Give a page's view; `found` are its problems, `grown` tells that questions were just added to it."""
    document = with_defaults(desk.program, stop.page, stop.ranks, desk.document)
    # An answer of the page before may have opened questions that the login answers: they are filled now.
    if document != desk.document or not desk.locked.keys().isdisjoint(stop.page.questions):
        document = desk.settled(document)
    order = stops(desk.program, document)
    errors = by_place(desk.words, [one for one in found if one.severity == "error"], document)
    words = about(stop, desk.program, desk.words, document)
    sheet = Sheet(
        program=desk.program,
        page=stop.page,
        ranks=stop.ranks,
        document=document,
        words=words,
        city=desk.facts.city,
        today=desk.facts.today,
        raw=raw,
        errors=errors,
        certified=desk.locked,
        prefilled=desk.offered,
        source=desk.given.by,
        item_url=lambda ranks: _first_page(desk, order, stop, ranks),
    )
    previous = previous_stop(order, stop)
    slug = stop.page.slug
    title = title_of(stop, words, document)
    intro = (
        words.find(f"page.{slug}.intro", document=document) if len(stop.ranks) == stop.page.depth else None
    )
    asked = with_reuse(desk.program, stop.page, stop.ranks, document, fields_of_page(sheet))
    fields = _headed(asked, title) if intro is None else asked
    return PageView(
        slug=slug,
        ranks=stop.ranks,
        title=title,
        intro=intro,
        fields=fields,
        step=step_line(desk, order, stop),
        steps=steps(desk, order, stop),
        listed=desk.listed,
        back_url=desk.url(previous) if previous else url_for("journey.start", slug=desk.definition.slug),
        notices=(*_grown(fields if grown else (), raw), *_notices(desk, previous)),
        confirms=tuple(
            ConfirmView(one.keyword, desk.words.message(one, document))
            for one in found
            if one.severity == "confirm"
        ),
        exit_links=_exit_links(desk, slug),
        errors=_error_lines(desk, found, errors),
        totals=totals_of_page(sheet),
        calculates=bool(fields) and slug in desk.program.working and len(stop.ranks) == stop.page.depth,
    )


def choose_searched(desk: Desk, stop: Stop, document: Document, raw: Mapping[str, Sequence[str]]) -> None:
    """Put in a document, in place, what the words typed in the long lists of its page chose."""
    city, today = desk.facts.city, desk.facts.today
    settle_searches(Sheet(desk.program, stop.page, stop.ranks, document, desk.words, city, today=today), raw)


def recap_view(desk: Desk, found: Sequence[Problem], *, said: bool) -> SummaryView:
    """Give the summary; with `said`, what is wrong is listed with links to the pages that mend it."""
    serious = [one for one in found if one.severity != "notice"]
    errors = by_place(desk.words, serious, desk.document)
    sections = summary(
        desk.program,
        desk.document,
        desk.words,
        change_url=desk.url,
        given=desk.given,
        errors=errors if said else {},
    )
    order = stops(desk.program, desk.document)
    places = {(one.code, one.ranks): stop_of(order, one) for one in serious}
    lines = [
        ErrorLine(code, desk.url(stop, element_id(code, ranks)) if stop else PAGE, errors[code, ranks])
        for (code, ranks), stop in (places if said else {}).items()
    ]
    return SummaryView(
        sections=sections,
        errors=tuple(lines),
        notices=tuple(
            NoticeView("", "", desk.words.message(one, desk.document))
            for one in found
            if one.severity == "notice"
        ),
    )


def steps(desk: Desk, order: Sequence[Stop], current: Stop | None) -> tuple[StepView, ...]:
    """Give the form's sections as steps; None stands on the summary, which is the last."""
    sections = _sections(order)
    here = (
        sections.index(current.page.section)
        if current and current.page.section in sections
        else len(sections)
    )
    titles = [desk.words.get(f"section.{one}") for one in sections] + [spoken().say("steps.recap")]
    return tuple(
        StepView(title, "past" if index < here else "now" if index == here else "next")
        for index, title in enumerate(titles)
    )


def step_line(desk: Desk, order: Sequence[Stop], current: Stop | None) -> str:
    """Give « Acte d’état civil · étape 2 sur 5 »; None stands on the summary."""
    sections = _sections(order)
    here = (
        sections.index(current.page.section)
        if current and current.page.section in sections
        else len(sections)
    )
    name = desk.words.get("form.short", "form.title")
    return spoken().mark("question.step", form=name, n=here + 1, of=len(sections) + 1)


def first_page_of_item(order: Sequence[Stop], listing: Stop, ranks: Ranks) -> Stop | None:
    """Give the first page of an item of the group that a page lists."""
    return next(
        (
            one
            for one in order
            if one.ranks[: len(ranks)] == ranks and listing.of_group in one.page.groups[: len(ranks)]
        ),
        None,
    )


def _first_page(desk: Desk, order: Sequence[Stop], listing: Stop, ranks: Ranks) -> str | None:
    found = first_page_of_item(order, listing, ranks)
    return desk.url(found) if found else None


def _headed(fields: tuple[FieldView, ...], title: str) -> tuple[FieldView, ...]:
    """Make the page's only question its title when both have the same words."""
    if len(fields) != 1 or fields[0].label != title:
        return fields
    if fields[0].certified or fields[0].widget in _NO_HEADING:
        return fields
    return (replace(fields[0], heading=True),)


def _sections(order: Sequence[Stop]) -> list[str]:
    """Give the sections that ask something now; those still ahead of an unknown answer may join later."""
    return list(dict.fromkeys(stop.page.section for stop in order))


def _grown(fields: Sequence[FieldView], raw: Mapping[str, Sequence[str]]) -> tuple[NoticeView, ...]:
    """Say that the page has more questions than when it was sent, with the way to each that was not sent."""
    fresh = [
        one for one in fields if not any(name == one.name or name.startswith(f"{one.name}.") for name in raw)
    ]
    links = tuple(LinkView(f"#{one.element_id}", one.label) for one in fresh)
    if not fields:
        return ()
    return (NoticeView("", spoken().say("question.grown"), spoken().say("question.grown.text"), links),)


def _notices(desk: Desk, previous: Stop | None) -> tuple[NoticeView, ...]:
    """Give the notices that the answers of the page just before call for."""
    if previous is None:
        return ()
    codes = set(previous.page.every)
    return tuple(
        NoticeView("", spoken().say("question.know"), desk.words.message(one, desk.document))
        for one in notices(desk.program, desk.document, desk.facts)
        if one.code in codes
    )


def _exit_links(desk: Desk, slug: str) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(
            url_for("journey.way_out", slug=desk.definition.slug, draft=desk.draft.id, exit=one.id),
            desk.words.get(f"exit.{one.id}.link", f"exit.{one.id}", document=desk.document),
        )
        for one in desk.definition.exits
        if one.link == slug and not _offered(desk, one.unless_offered)
    )


def _offered(desk: Desk, option: tuple[str, ...]) -> bool:
    """Say whether the city offers an option, written as its question's code and its value."""
    if not option:
        return False
    code, value = option
    return any(one.value == value for one in desk.definition.questions[code].options)


def _error_lines(
    desk: Desk, found: Sequence[Problem], errors: Mapping[tuple[str, Ranks], str]
) -> tuple[ErrorLine, ...]:
    lines = [
        ErrorLine(code, f"#{input_of(code, ranks, found)}" if code else PAGE, said)
        for (code, ranks), said in errors.items()
    ]
    lines += [
        ErrorLine(one.code, f"#{one.keyword}", desk.words.message(one, desk.document))
        for one in found
        if one.severity == "confirm"
    ]
    return tuple(lines)
