"""How instants, numbers and limits are written on the pages."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from email.utils import format_datetime
from itertools import groupby
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from engine import french
from engine.clock import PARIS
from engine.french import NBSP, THIN, size
from engine.journey.names import counted
from engine.journey.pointers import Ranks
from engine.reference import phones
from engine.web.limits import FILE_BYTES

_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIC"}
_PICTURES = ("image/",)
_WITH_BUTTONS = ("files", "group")
#: Where an example helps: what one writes, not what one chooses.
_WRITTEN = frozenset(
    {
        "text", "textarea", "email", "tel", "number", "decimal", "amount", "time", "date", "partial-date",
        "day-month", "commune",
    }
)  # fmt: skip
_ENDS = (".", "!", "?", "…", "»")


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


def day(value: date | datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « 1er janvier 2027 »; an instant is read at `zone`."""
    local = _local(value, zone)
    return french.long_date(local).replace(" ", NBSP, 1)


def hour(value: datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « 14 h 07 », with no-break spaces."""
    local = _local(value, zone)
    return french.hour(local) if isinstance(local, datetime) else ""


def moment(value: datetime, zone: tzinfo | str = PARIS) -> str:
    """Write « lundi 23 novembre 2026 à 14 h 07 »."""
    return f"{french.weekday(_local(value, zone))} {day(value, zone)} à {hour(value, zone)}"


def iso(value: date | datetime, zone: tzinfo | str = PARIS) -> str:
    """Write the `datetime` attribute of a `<time>`: the day, or the minute at `zone`."""
    local = _local(value, zone)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


def number(value: int) -> str:
    """Write « 18 402 », a narrow no-break space between thousands."""
    return f"{value:,}".replace(",", THIN)


def phone(e164: str) -> str:
    """Write a telephone number as people read it, never cut at a line's end."""
    return phones.display(e164).replace(" ", NBSP)


def joined(items: Sequence[str], last: str = "et") -> str:
    """Write « JPEG, PNG ou PDF »."""
    return f" {last} ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def file_kind(mime: str) -> str:
    """Name a file's type for a resident: « Photo » or « PDF »."""
    return "Photo" if mime.startswith(_PICTURES) else _KINDS.get(mime, "Document")


def hint(field: Hinted) -> str:
    """Give a question's hint with its example, unless the hint has one or the answer is only chosen."""
    said, example = field.hint or "", field.example
    if not example or field.widget not in _WRITTEN or "exemple" in said.lower() or example in said:
        return said
    stop = "" if not said else " " if said.endswith(_ENDS) else ". "
    return f"{said}{stop}Exemple{NBSP}: {example}"


def file_limits(field: Uploads) -> str:
    """Say before choosing what may be sent: number, formats, size; what the form's hint says is not said twice."""
    if field.hint and size(FILE_BYTES) in field.hint.replace(" Mo", f"{NBSP}Mo"):
        return f"{field.max_files}{NBSP}fichiers au plus." if field.max_files > 1 else "Un seul fichier."
    kinds = [_KINDS[mime] for mime in field.accept.split(",") if mime in _KINDS]
    formats = joined(kinds, "ou") or "Tout format"
    each = f"{size(FILE_BYTES)} au plus" + (" chacun" if field.max_files > 1 else "")
    count = f"{field.max_files}{NBSP}fichiers au plus" if field.max_files > 1 else "Un fichier"
    return f"{count}, {formats}, {each}."


def said_rank(ranks: Ranks) -> str:
    """Say an item's ranks after its question's number: « , numéro 2 » for rank 1; nothing outside a group."""
    return f", numéro{NBSP}{counted(ranks)}" if ranks else ""


def runs(fields: Iterable[_Field]) -> Iterator[tuple[bool, list[_Field]]]:
    """Group neighbours that are certified, or not: the order of the questions never changes."""
    for certified, some in groupby(fields, key=lambda field: field.certified):
        yield certified, list(some)


def buttons_inside(fields: Iterable[Any]) -> bool:
    """Say whether a question of the page holds a button: the Enter key would press not « Continuer »."""
    return any(
        field.certified or field.widget in _WITH_BUTTONS or (field.widget == "commune" and field.options)
        for field in fields
    )


def http_date(value: datetime) -> str:
    """Write an instant as HTTP headers want it (RFC 9110 section 5.6.7)."""
    return format_datetime(value.astimezone(UTC), usegmt=True)


def _local(value: date | datetime, zone: tzinfo | str) -> date | datetime:
    if not isinstance(value, datetime):
        return value
    return value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
