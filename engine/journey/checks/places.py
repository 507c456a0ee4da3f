"""Places: the city's own communes, its box, postcodes, France."""

from collections.abc import Mapping
from typing import Final

from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.journey.reading import is_of_city
from engine.reference import communes

_FRANCE: Final = "FR"


def _in_the_city(here: Situation) -> Fault | None:
    code = here.value.get("code") if isinstance(here.value, Mapping) else None
    if code is None or is_of_city(str(code), here.facts.city):
        return FINE
    return {"commune": here.value.get("nom", "")}


def _postcode_of_commune(here: Situation) -> Fault | None:
    postcode = here.answer("postcode")
    if not isinstance(here.value, Mapping) or not isinstance(postcode, str):
        return FINE
    return {} if communes.matches(postcode, str(here.value.get("code", ""))) is False else FINE


def _outside_city(here: Situation) -> Fault | None:
    other, box = here.answer("other"), here.facts.city.box
    if box is None or not isinstance(here.value, int | float) or not isinstance(other, int | float):
        return FINE
    south, west, north, east = box
    return FINE if south <= here.value <= north and west <= other <= east else {}


def _position_outside_city(here: Situation) -> Fault | None:
    box, found = here.facts.city.box, here.value
    if box is None or not isinstance(found, Mapping):
        return FINE
    south, west, north, east = box
    inside = south <= found["latitude"] <= north and west <= found["longitude"] <= east
    return FINE if inside else {}


def _abroad(here: Situation) -> Fault | None:
    return {} if here.value == _FRANCE else FINE


KINDS: Mapping[str, Check] = {
    "communeDeLaVille": _in_the_city,
    "dansLaCommune": _in_the_city,
    "communeDuCodePostal": _postcode_of_commune,
    "lieuHorsVille": _outside_city,
    "positionHorsVille": _position_outside_city,
    "paysHorsFrance": _abroad,
}
