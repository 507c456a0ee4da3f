"""Addresses proposed while a street is typed: what the page's script asks, answered by the service that the host names.

The browser asks this server alone, by a post with the page's token; nothing is kept, and no log holds what was typed.
Whatever goes wrong with the service is an empty answer: the page goes on as it does without a script.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from flask import abort, jsonify, request, url_for
from werkzeug.wrappers import Response

from engine.cities.city import City
from engine.geography.addresses import LONGEST, SHORTEST, Addresses, Suggestion
from engine.journey.addresses import STREET, Address, address_of
from engine.journey.normalise import normalise
from engine.journey.reading import own_communes
from engine.journey.view import FieldView, PageView
from engine.reference import communes
from engine.reference.streets import decompose
from engine.web.journey.desk import Desk, lay
from engine.web.journey.pace import Pace
from engine.web.security import check_csrf
from engine.web.visit import services, visit

_PLACE: Final = "lieuDit"
_NOTHING: Final = 204


@dataclass(frozen=True, slots=True)
class Proposing:
    """The view, and how often one session may ask: four times what somebody types in a minute without a pause."""

    pace: Pace = field(default_factory=lambda: Pace(120, timedelta(minutes=1)))

    def propose(self, slug: str, draft: str, code: str) -> Response:
        """Give the addresses like the posted text, each with what it puts in the inputs beside the street's."""
        keys = services().store.keeper.secrets.session_keys()
        check_csrf(keys, request.form.get("_csrf"), str(visit().body.get("csrf", "")), draft)
        text = normalise(request.form.get("texte", ""))
        if not SHORTEST <= len(text) <= LONGEST:
            abort(400)
        desk, address, asked = _asked(slug, draft, code)
        self.pace.heed(visit().session_id, services().clock.now())
        # No connection to the database is held while another server is waited for.
        found = asked.like(text, _middle(desk.city))
        if found is None:
            return Response(status=_NOTHING)
        return jsonify(addresses=[_told(one, text, address, desk) for one in found])


def proposing(desk: Desk, view: PageView) -> PageView:
    """Give a page whose streets tell where their addresses may be asked; the page as it is when nobody proposes any."""
    if services().addresses_for(desk.city) is None:
        return view
    return replace(view, fields=tuple(_fields(desk, view.fields)))


def _fields(desk: Desk, fields: tuple[FieldView, ...]) -> Iterator[FieldView]:
    for one in fields:
        street = not one.certified and one.name.rpartition(".")[2] == STREET
        if street and address_of(desk.definition, one.code) is not None:
            slug, draft = desk.definition.slug, desk.draft.id
            yield replace(one, suggest=url_for("journey.addresses", slug=slug, draft=draft, code=one.code))
        else:
            yield one


def _asked(slug: str, draft: str, code: str) -> tuple[Desk, Address, Addresses]:
    """Give the draft, the address whose street is typed, and the service; any of them missing is no page."""
    with services().store.read() as conn:
        desk = lay(services(), conn, visit(), slug, draft)
    address = address_of(desk.definition, code) if desk else None
    asked = services().addresses_for(visit().city)
    if desk is None or desk.draft.reference is not None or address is None or asked is None:
        abort(404)
    return desk, address, asked


def _middle(city: City) -> tuple[float, float] | None:
    """Give the middle of a city's territory, near which its residents' addresses are looked for first."""
    if city.box is None:
        return None
    south, west, north, east = city.box
    return (south + north) / 2, (west + east) / 2


def _told(one: Suggestion, text: str, address: Address, desk: Desk) -> dict[str, Any]:
    """Give an address in one line, and what it puts in each input by the end of the input's name."""
    line = _numbered(one, text)
    fill = {STREET: line, "codePostal": one.postcode, **_commune(one, desk)}
    if one.kind == "locality" and _PLACE in address.parts:
        fill |= {STREET: "", _PLACE: line}
    return {"said": f"{line}, {one.postcode} {fill['commune']}", "fill": fill}


def _commune(one: Suggestion, desk: Desk) -> dict[str, str]:
    """Give a town by the name and code of the reference; one unknown there by its name alone, to be chosen."""
    known = communes.by_code(one.commune, former=False, extra=own_communes(desk.facts.city))
    return {"commune": known.nom, "commune.code": known.code} if known else {"commune": one.town}


def _numbered(one: Suggestion, text: str) -> str:
    """Give the name, with the number that was typed where the service knows the street without its numbers."""
    typed = decompose(text)
    if one.kind != "street" or not typed.numero:
        return one.name
    line = " ".join(part for part in (typed.numero, typed.extension, one.name) if part)
    return line if len(line) <= _STREET_LENGTH else one.name


#: Longest street (schemas/adresse).
_STREET_LENGTH: Final = 80
