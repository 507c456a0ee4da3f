"""The addresses that a form asks, known by their shape: a street (`voie`) and a commune beside it, as in the block.

One given on an earlier page may be taken again by a button instead of being typed twice: the values are copied, stay
open to change, and the back office receives an address like any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

from engine.journey.bind import place_on
from engine.journey.compiled import Program
from engine.journey.names import element_id, input_name
from engine.journey.pointers import Ranks, get, put, remove
from engine.journey.view import FieldView, ReuseView, TakeView
from engine.model import Definition, Document, Json, Page, Question

STREET: Final = "voie"
_COMMUNE: Final = "commune"
#: What makes an address: where another address has no question for it, it cannot be taken there.
_SUBSTANCE: Final = frozenset(
    {STREET, "lieuDit", "codePostal", _COMMUNE, "lignes", "codePostalEtranger", "localite"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a form: the question of its street, and all that may be asked of it, by key."""

    street: Question
    parts: Mapping[str, Question]

    def values(self, document: Document, ranks: Ranks = ()) -> dict[str, Json]:
        """Give what was answered, by key."""
        found = {key: get(document, place_on(one, ranks).path) for key, one in self.parts.items()}
        return {key: value for key, value in found.items() if value is not None}


def addresses(definition: Definition) -> tuple[Address, ...]:
    """Give the addresses of a form, in the order of their questions."""
    return tuple(
        address
        for street in definition.questions.values()
        if street.path[-1] == STREET and (address := _address(definition, street)) is not None
    )


def address_of(definition: Definition, code: str) -> Address | None:
    """Give the address whose street is the question `code`, or None."""
    street = definition.questions.get(code)
    return _address(definition, street) if street and street.path[-1] == STREET else None


def with_reuse(
    program: Program, page: Page, ranks: Ranks, document: Document, fields: Sequence[FieldView]
) -> tuple[FieldView, ...]:
    """Give a page's fields, the first of each address telling which addresses given before may be taken again."""
    views = {
        first: view
        for address in addresses(program.definition)
        if (first := next((one.code for one in fields if _holds(address, one.code)), None)) is not None
        and (view := _reuse(program, page, ranks, document, address)) is not None
    }
    return tuple(replace(one, reuse=views[one.code]) if one.code in views else one for one in fields)


def take_again(
    program: Program, page: Page, ranks: Ranks, document: Document, subject: str
) -> frozenset[str] | None:
    """Copy an address over another in a document, in place, as a button `<street>.<street of the source>` asks.

    Gives the names of the inputs whose typed text is replaced; None when the page offers no such thing.
    """
    code, _, other = subject.partition(".")
    target = address_of(program.definition, code)
    if target is None:
        return None
    source = next((one for one in _sources(program, page, target) if one.street.code == other), None)
    if source is None or not _fits(source, target, document):
        return None
    values = source.values(document)
    places = {key: place_on(target.parts[key], ranks) for key in _shared(source, target)}
    for key, place in places.items():
        if key in values:
            put(document, place.path, deepcopy(values[key]))
        else:
            remove(document, place.path)
    names = {input_name(place) for place in places.values()}
    return frozenset(names | {input_name(places[_COMMUNE], "code")} if _COMMUNE in places else names)


def in_one_line(values: Mapping[str, Json]) -> str:
    """Say an address in one line: « 14 rue du Moulin, 03990 Tilleray », « Via Roma 12, Turin »."""
    commune = values.get(_COMMUNE)
    town = commune.get("nom") if isinstance(commune, Mapping) else values.get("localite")
    first = values.get(STREET) or values.get("lieuDit") or str(values.get("lignes", "")).partition("\n")[0]
    second = " ".join(str(one) for one in (values.get("codePostal"), town) if one)
    return ", ".join(one for one in (str(first), second) if one)


def _address(definition: Definition, street: Question) -> Address | None:
    head = street.pointer.rpartition("/")[0]
    beside = {
        one.path[-1]: one
        for one in definition.questions.values()
        if one.pointer.rpartition("/")[0] == head and not one.always_calculated and one.widget != "none"
    }
    return Address(street, beside) if _COMMUNE in beside and STREET in beside else None


def _holds(address: Address, code: str) -> bool:
    return any(one.code == code for one in address.parts.values())


def _reuse(
    program: Program, page: Page, ranks: Ranks, document: Document, target: Address
) -> ReuseView | None:
    own = target.values(document, ranks)
    takes: dict[str, TakeView] = {}
    same = False
    for source in _sources(program, page, target):
        if not _fits(source, target, document):
            continue
        values, shared = source.values(document), _shared(source, target)
        same = same or all(values.get(key) == own.get(key) for key in shared)
        said = in_one_line(values)
        takes.setdefault(said, TakeView(f"reprendre:{target.street.code}.{source.street.code}", said))
    if not takes:
        return None
    return ReuseView(reuse_id(target.street.code, ranks), () if same else tuple(takes.values()))


def reuse_id(code: str, ranks: Ranks) -> str:
    """Give the id of the place where an address says what it may take."""
    return element_id(code, ranks, "reprise")


def _sources(program: Program, page: Page, target: Address) -> Iterator[Address]:
    """Give the addresses asked on earlier pages, but one that the person just said is another."""
    if not target.street.reuse:
        return
    pages = program.definition.pages
    before = {code for one in pages[: pages.index(page)] for code in one.every}
    for source in addresses(program.definition):
        if source.street.code not in before or source.street.group is not None:
            continue
        if source.street.code != target.street.code and not _copies(target, source):
            yield source


def _copies(target: Address, source: Address) -> bool:
    calculate = target.street.calculate
    return calculate is not None and calculate.value == {"copy": source.street.pointer}


def _shared(source: Address, target: Address) -> list[str]:
    return [key for key in target.parts if key in source.parts]


def _fits(source: Address, target: Address, document: Document) -> bool:
    """Say whether an address was given, whole, and the other has a question for all that makes it."""
    values = source.values(document)
    france = isinstance(values.get(_COMMUNE), Mapping) and ("voie" in values or "lieuDit" in values)
    abroad = "lignes" in values and "localite" in values
    return (france or abroad) and _SUBSTANCE & values.keys() <= target.parts.keys()
