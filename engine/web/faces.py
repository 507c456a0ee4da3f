"""What the templates of whole pages read: plain values, ready to be shown.

A form's own pages read `engine.journey.view`; these are the pages around it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

#: Where a step stands in time.
State = Literal["past", "now", "next"]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere: an address made by `url_for`, and the words of the link."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A framed message; `kind` is "" (good to know), `wait` (asks attention) or `done`."""

    title: str
    lines: tuple[str, ...]
    kind: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """A way to log in: where the login starts, and the official button when the provider imposes one."""

    url: str
    name: str
    #: Name of the official button among the city's files, shown unchanged; `None` for a plain button of ours.
    button: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A demand that was begun and not sent; instants are aware."""

    title: str
    url: str
    saved_at: datetime
    kept_until: datetime


@dataclass(frozen=True, slots=True)
class Start:
    """The start page of a form."""

    slug: str
    title: str
    lead: str
    facts: tuple[Fact, ...]
    needs: tuple[str, ...]
    silence: str | None
    data: tuple[str, ...]
    version: str
    draft_days: int
    providers: tuple[Provider, ...] = ()
    #: False where the law demands a login (`identification` eidas1 or eidas2).
    anonymous: bool = True
    draft: Draft | None = None
    notes: tuple[Note, ...] = ()
    closed: Note | None = None
    #: Answers that the link to this page carried, as input name and text.
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened, or will; `at` is aware, `None` for what has not come."""

    title: str
    state: State
    at: datetime | None = None
    text: str = ""
    link: Link | None = None
    #: What was said, line by line, and the files that came with it.
    lines: tuple[str, ...] = ()
    files: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The confirmation, which is itself the receipt (CRPA R112-11-1), and what `/suivi` shows again.

    `mentions` are whole sentences, in the order of the law: date, service, silence, remedies.
    """

    reference: str
    form: str
    #: « Votre demande est arrivée », or what the mode of the procedure calls it.
    title: str
    received_at: datetime
    service: str
    mentions: tuple[str, ...]
    #: `engine.journey.view.SummarySection`, as on the check page.
    sections: tuple[Any, ...]
    follow_url: str
    #: `None` while the worker makes the PDF.
    pdf_url: str | None = None
    #: Second code of `/suivi`, on the first showing only.
    second_code: str | None = None
    #: Where the receipt is also sent.
    mail: str | None = None
    silence: Note | None = None
    moments: tuple[Moment, ...] = ()
    #: Seal and digests: what proves that nothing changed.
    proof: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    #: Whom to reach about it (engine.cities.city.Contact), `None` for the city's own contact.
    contact: Any = None
