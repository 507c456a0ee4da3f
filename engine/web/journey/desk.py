"""One draft on the table: its form as this city offers it, its answers, and what they mean today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from flask import url_for
from sqlalchemy import Connection

from engine.cities import words_of
from engine.cities.city import City
from engine.journey.certify import Given, certified, prefilled
from engine.journey.compiled import Program, program
from engine.journey.facts import Earlier, Facts
from engine.journey.flow import Stop, stop_of, stops
from engine.journey.problems import Problem, problems
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.model import Definition, Document, Json
from engine.store import drafts, reports
from engine.store.context import to_bytes
from engine.store.drafts import Draft, DraftBody
from engine.web import notices
from engine.web.errors import SessionFinished
from engine.web.journey.versions import bound_to, form_of
from engine.web.services import Services
from engine.web.tongue import spoken
from engine.web.visit import Visit

#: A form of more sections than this has a page that lists them.
_FEW: Final = 3
#: The fact that holds what a log-in said once the person has set it aside.
ASIDE: Final = "connexionEcartee"
#: The fact that names the judgement by which no page that was sent is to be mended.
_IN_ORDER: Final = "enOrdre"


@dataclass(frozen=True, slots=True)
class Desk:
    """A draft being filled; `document` is settled, `given` holds what an identity provider said of it."""

    city: City
    definition: Definition
    program: Program
    draft: Draft
    facts: Facts
    words: Words
    given: Given

    @property
    def locked(self) -> Mapping[str, Json]:
        """Give what a provider vouches for, by question code."""
        return self.given.locked

    @property
    def offered(self) -> Mapping[str, Json]:
        """Give what a provider said and the person may change, by question code."""
        return self.given.offered

    @property
    def document(self) -> Document:
        """Give the answers."""
        return self.draft.body.document

    def problems(self) -> tuple[Problem, ...]:
        """Give what is wrong with the answers now."""
        return problems(self.program, self.document, self.facts, self.draft.body.confirmed)

    @property
    def in_order(self) -> bool:
        """Say whether no page that was sent is to be mended, as these very answers were judged when they were saved."""
        return self.draft.body.facts.get(_IN_ORDER) == self._judgement()

    def judged(self, found: Sequence[Problem]) -> "Desk":
        """Keep whether any of the problems found is on a page that was sent, so that showing a page need not ask."""
        order, visited = stops(self.program, self.document), set(self.draft.body.visited)
        serious = (one for one in found if one.severity != "notice")
        wrong = any((stop := stop_of(order, one)) is None or stop.key in visited for one in serious)
        facts = {name: value for name, value in self.draft.body.facts.items() if name != _IN_ORDER}
        return self.with_body(facts=facts if wrong else {**facts, _IN_ORDER: self._judgement()})

    def _judgement(self) -> str:
        """Name what a judgement depends on: the answers, the day, the form, the town's rules, the log-in."""
        body = self.draft.body
        by = (self.definition.digest, self.definition.profile_digest, self.city.digest, str(self.facts.today))
        read = [*by, body.identity is not None, body.confirmed, body.document]
        return sha256(to_bytes(read)).hexdigest()

    def with_body(self, **changes: Any) -> "Desk":  # noqa: ANN401 -- fields of DraftBody
        """Give the same desk with other contents in its draft."""
        return replace(self, draft=replace(self.draft, body=replace(self.draft.body, **changes)))

    def settled(self, document: Document) -> Document:
        """Give answers calculated and pruned under today's facts."""
        return settle(self.program, document, self.facts, self.locked)

    def saved(self, conn: Connection) -> "Desk":
        """Store the draft, kept from now for as long as its form says; raise StaleDraft."""
        return replace(self, draft=drafts.save(conn, self.draft, lifetime=lifetime(self)))

    @property
    def onward(self) -> str:
        """Give the address of the first page that was not answered yet, or of the summary."""
        visited = frozenset(self.draft.body.visited)
        order = stops(self.program, self.document)
        return self.url(next((one for one in order if one.key not in visited), None))

    @property
    def listed(self) -> bool:
        """Say whether the form is long: a page of its own lists its steps."""
        return len({page.section for page in self.definition.pages}) > _FEW

    @property
    def resumed(self) -> str:
        """Give where one comes back to: the list of steps of a long form, else the first page not done, or to mend."""
        if self.listed:
            return url_for("journey.tasks", slug=self.definition.slug, draft=self.draft.id)
        order = stops(self.program, self.document)
        serious = [one for one in self.problems() if one.severity != "notice"]
        wrong = {stop.key for one in serious if (stop := stop_of(order, one)) is not None}
        done = frozenset(self.draft.body.visited) - wrong
        return self.url(next((one for one in order if one.key not in done), None))

    def url(self, stop: Stop | None, code: str | None = None) -> str:
        """Give the address of a page of this draft, or of the summary for None."""
        if stop is None:
            return url_for("journey.recap", slug=self.definition.slug, draft=self.draft.id)
        return url_for(
            "journey.page",
            slug=self.definition.slug,
            draft=self.draft.id,
            page=stop.page.slug,
            ranks=stop.ranks or None,
            _anchor=code,
        )


def lifetime(desk: Desk) -> timedelta:
    """Give how long a draft lives after a save: what its form and its city tell the resident."""
    return timedelta(days=notices.draft_days(desk.definition, desk.city))


def lay(services: Services, conn: Connection, visit: Visit, slug: str, draft_id: str) -> Desk | None:
    """Lay a draft out; None when the form or the draft is not here; raise SessionFinished when it is not theirs."""
    draft = drafts.load(conn, visit.city.code, draft_id)
    if draft is None or draft.form != slug:
        return None
    if draft_id not in visit.body.get("drafts", ()):
        raise SessionFinished
    return desk_of(services, conn, visit, draft)


def desk_of(services: Services, conn: Connection, visit: Visit, draft: Draft) -> Desk | None:
    """Lay out a draft that was just made or read."""
    definition = form_of(services, visit.city, draft)
    if definition is None:
        return None
    began = draft.version
    draft = bound_to(definition, draft)
    compiled = program(definition)
    facts = facts_of(services, conn, visit, draft.body, definition)
    document = draft.body.document
    desk = Desk(
        city=visit.city,
        definition=definition,
        program=compiled,
        draft=draft,
        facts=facts,
        words=words_of(definition, visit.city, spoken().language),
        given=given_by(compiled, draft.body),
    )
    return desk if draft.version == began else desk.with_body(document=desk.settled(document))


def given_by(compiled: Program, body: DraftBody) -> Given:
    """Give what the log-in said; one that the person set aside certifies nothing and still fills."""
    known: Mapping[str, Any] = body.identity or body.facts.get(ASIDE) or {}
    claims = known.get("claims", {})
    by = str(known.get("label") or spoken().say("sealed.provider"))
    locked, offered = certified(compiled, claims, body.document), prefilled(compiled, claims, body.document)
    return Given(by, locked, offered) if body.identity else Given(by, {}, {**locked, **offered})


def facts_of(
    services: Services,
    conn: Connection,
    visit: Visit,
    body: DraftBody,
    definition: Definition,
) -> Facts:
    """Give what conditions and checks may read besides the answers."""
    now = services.clock.now().astimezone(visit.city.zone)
    sent = tuple(
        Earlier(one["check"], one["key"], date.fromisoformat(one["day"]))
        for one in visit.body.get("sent", ())
    )
    asks = any(
        use.kind == "dejaSignale" for question in definition.questions.values() for use in question.checks
    )
    reported = reports.recent(conn, visit.city.code, definition.slug, now.date()) if asks else ()
    return Facts(
        now=now,
        city=visit.city.facts(),
        identity_verified=body.identity is not None,
        origin=services.origin,
        position_available=bool(body.facts.get("position")),
        earlier=(*sent, *(Earlier("dejaSignale", key, day) for key, day in reported)),
    )
