"""How instants, numbers and limits are written on the pages, in the language of the visit."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from email.utils import format_datetime
from itertools import groupby
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from engine.clock import PARIS
from engine.journey.names import counted
from engine.journey.pointers import Ranks
from engine.journey.words import InFrench
from engine.language import NBSP, is_french
from engine.web.limits import FILE_BYTES
from engine.web.speech import in_french
from engine.web.tongue import spoken

_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIC"}
_PICTURES = ("image/",)
_WITH_BUTTONS = ("files", "group")
#: Where an example helps: what one writes, not what one chooses.
_WRITTEN = frozenset(
    {
        "text", "textarea", "email", "tel", "number", "decimal", "amount", "time", "date", "partial-date",
        "day-month", "commune", "period", "map",
    }
)  # fmt: skip
_ENDS = (".", "!", "?", "…", "»", "”")
_HAS_EXAMPLE = re.compile("exemple|example", re.IGNORECASE)


class Certifiable(Protocol):
    """What `runs` reads of a field."""

    @property
    def certified(self) -> bool:
        """Say whether an identity provider vouches for the value."""


class Hinted(Protocol):
    """What `hint` reads of a field."""

    @property
    def widget(self) -> str:
        """Give the kind of question."""

    @property
    def hint(self) -> str | None:
        """Give the hint."""

    @property
    def example(self) -> str | None:
        """Give an answer as an example."""


class Uploads(Protocol):
    """What `file_limits` reads of a question of documents."""

    @property
    def hint(self) -> str | None:
        """Give the form's own hint."""

    @property
    def accept(self) -> str:
        """Give the MIME types, comma between them."""

    @property
    def max_files(self) -> int:
        """Give how many files may be sent."""


_Field = TypeVar("_Field", bound=Certifiable)
_Thing = TypeVar("_Thing")


def day(value: date | datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « 1er janvier 2027 »; an instant is read at `zone`."""
    return spoken().day(_local(value, zone))


def hour(value: datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « 14 h 07 », with no-break spaces."""
    local = _local(value, zone)
    return spoken().manner.hour(local) if isinstance(local, datetime) else ""


def moment(value: datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « lundi 23 novembre 2026 à 14 h 07 »."""
    weekday = spoken().manner.weekday(_local(value, zone))
    return spoken().say("date.moment", weekday=weekday, day=day(value, zone), hour=hour(value, zone))


def stamp(value: datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « 23 novembre 2026, 14 h 07 »."""
    return spoken().say("date.hour", day=day(value, zone), hour=hour(value, zone))


def iso(value: date | datetime, zone: tzinfo | str = PARIS) -> str:
    """Write the `datetime` attribute of a `<time>`: the day, or the minute at `zone`."""
    local = _local(value, zone)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


def number(value: int) -> str:
    """Write « 18 402 », a narrow no-break space between thousands."""
    return spoken().manner.number(value)


def size(octets: int) -> str:
    """Write a file's size: « 2,4 Mo »."""
    return spoken().manner.size(octets)


def file_kind(mime: str) -> str:
    """Name a file's type for a resident: « Photo » or « PDF »."""
    return spoken().say("files.photo") if mime.startswith(_PICTURES) else _KINDS.get(mime) or _any_document()


def hint(field: Hinted) -> str:
    """Give a question's hint with its example, unless the hint has one or the answer is only chosen."""
    said, example = field.hint or "", field.example
    if not example or field.widget not in _WRITTEN or example in said or _HAS_EXAMPLE.search(said):
        return said
    stop = "" if not said else " " if said.endswith(_ENDS) else ". "
    whole = escape(in_french(said)) + stop
    return whole + spoken().mark("question.example", example=example)


def has_hint(field: Hinted) -> bool:
    """Say whether `hint` gives anything."""
    return bool(field.hint) or (bool(field.example) and field.widget in _WRITTEN)


def file_limits(field: Uploads) -> str:
    """Say before choosing what may be sent: number, formats, size; what the form's hint says is not said twice."""
    said, count, each = spoken(), field.max_files, size(FILE_BYTES)
    if field.hint and each in field.hint.replace(" Mo", f"{NBSP}Mo").replace(" MB", f"{NBSP}MB"):
        return said.say("files.count", n=count)
    formats = said.either([_KINDS[mime] for mime in field.accept.split(",") if mime in _KINDS])
    return said.say("files.limits", n=count, formats=formats or said.say("files.any"), size=each)


def said_rank(ranks: Ranks) -> str:
    """Say an item's ranks after its question's number: « , numéro 2 » for rank 1; nothing outside a group."""
    return spoken().say("question.rank", rank=counted(ranks)) if ranks else ""


def runs(fields: Iterable[_Field]) -> Iterator[tuple[bool, list[_Field]]]:
    """Group neighbours that are certified, or not: the order of the questions never changes."""
    for certified, some in groupby(fields, key=lambda field: field.certified):
        yield certified, list(some)


def in_turn(some: Iterable[_Thing], name: str) -> Iterator[tuple[str, list[_Thing]]]:
    """Group neighbours that have the same words at `name`, in the order in which they stand."""
    for key, members in groupby(some, key=lambda one: str(getattr(one, name))):
        yield key, list(members)


def buttons_inside(fields: Iterable[Any]) -> bool:
    """Say whether a question of the page holds a button: the Enter key would press not « Continuer »."""
    return any(
        field.certified
        or field.widget in _WITH_BUTTONS
        or field.search
        or (field.widget == "commune" and field.options)
        for field in fields
    )


def plain(said: str) -> str:
    """Give words for a place that holds no mark-up: a title, an option of a list."""
    return str(said)


def lang(said: str) -> str:
    """Write the `lang` attribute of an element that holds only these words; nothing when they need none."""
    return Markup(' lang="fr"') if isinstance(said, InFrench) else ""


def town_words(said: str) -> str:
    """Mark what the town itself writes, its services and its hours: it is in French on every page."""
    return said if is_french(spoken().language) else InFrench(said)


def http_date(value: datetime) -> str:
    """Write an instant as HTTP headers want it (RFC 9110 section 5.6.7)."""
    return format_datetime(value.astimezone(UTC), usegmt=True)


def _any_document() -> str:
    return spoken().say("files.document")


def _local(value: date | datetime, zone: tzinfo | str) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    return value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
