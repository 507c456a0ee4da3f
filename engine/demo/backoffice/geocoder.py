"""A small service of addresses, of the shape of the « API Adresse » (BAN, GeoCodeJSON), for the demo cities.

It lets the demonstration propose addresses without asking anybody outside; its streets are invented, as the cities are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, request

from engine.reference.fold import fold
from engine.reference.streets import decompose

#: Where it answers, below the back office's address.
PATH: Final = "/adresses/search"
_MOST: Final = 20
#: Letters of a question that the real one refuses, too few or too many.
_SHORTEST: Final = 3
_LONGEST: Final = 200
_LICENCE: Final = "Licence Ouverte 2.0: invented for a demonstration"


@dataclass(frozen=True, slots=True)
class Town:
    """A demo city: INSEE code (also its postal code), name, places without a street, streets with their last number."""

    code: str
    name: str
    streets: dict[str, int]
    places: tuple[str, ...]


TOWNS: Final = (
    Town(
        "03990",
        "Tilleray",
        {
            "Place de la Mairie": 12, "Place du Marché": 18, "Place du Village": 9, "Rue du Moulin": 44,
            "Rue des Moulins à Vent": 15, "Rue des Lilas": 60, "Rue des Écoles": 31, "Rue de la Gare": 72,
            "Rue des Arts": 27, "Rue du Lavoir": 14, "Rue du Château": 22, "Rue des Tilleuls": 38,
            "Allée des Tilleuls": 40, "Avenue des Mimosas": 96, "Avenue de la République": 120,
            "Boulevard Vauban": 58, "Chemin des Vignes": 33, "Chemin du Moulin Brûlé": 7, "Impasse du Puits": 11,
            "Quai de la Sioule": 25, "Route de Gannat": 210,
        },
        ("Le Moulin Vert", "Les Grands Champs", "La Croix Blanche"),
    ),
    Town(
        "29998",
        "Port-Lannec",
        {
            "Quai de la Mairie": 14, "Quai des Voiles": 36, "Rue du Port": 48, "Rue du Phare": 29,
            "Rue des Écoles": 17, "Rue de la Corderie": 21, "Rue du Moulin de la Mer": 19, "Rue des Lilas": 24,
            "Place de l'Ancre": 8, "Place de l'Église": 16, "Venelle des Goélands": 9, "Avenue de la Plage": 77,
            "Boulevard de l'Océan": 103, "Chemin des Douaniers": 42, "Impasse des Cormorans": 6,
            "Montée du Sémaphore": 13, "Route de la Pointe": 180,
        },
        ("Kerlannec", "La Pointe du Guet", "Le Moulin Blanc"),
    ),
)  # fmt: skip


def geocoding() -> Blueprint:
    """Give the route `/adresses/search`."""
    routes = Blueprint("geocoder", __name__)
    routes.get(PATH)(search)
    return routes


def search() -> Response:
    """Answer `?q=…&limit=…` with the addresses whose words begin like those of the question."""
    text = " ".join(request.args.get("q", "").split())
    if not _SHORTEST <= len(text) <= _LONGEST:
        abort(400)
    limit = min(max(request.args.get("limit", 5, type=int), 1), _MOST)
    features = [feature for town in TOWNS for feature in _found(town, text)]
    features.sort(key=lambda one: -one["properties"]["score"])
    return jsonify(
        type="FeatureCollection",
        version="draft",
        features=features[:limit],
        attribution="Formune",
        licence=_LICENCE,
        query=text,
        limit=limit,
    )


def _found(town: Town, text: str) -> Iterator[dict[str, Any]]:
    asked = decompose(text)
    sought = _words(f"{asked.type} {asked.nom}")
    ending = _words(f"{town.code} {town.name}")
    for name, last in town.streets.items():
        if sought and _like(sought, _words(name), ending):
            known = asked.numero != "" and 1 <= int(asked.numero) <= last
            number = (
                " ".join(part for part in (asked.numero, asked.extension.lower()) if part) if known else ""
            )
            yield _feature(town, name, number, _score(sought, name))
    for name in town.places:
        if sought and not asked.numero and _like(sought, _words(name), ending):
            yield _feature(town, name, "", _score(sought, name), kind="locality")


def _like(sought: list[str], name: list[str], ending: list[str]) -> bool:
    """Say whether every word asked begins a word of the address, one of them in the street's own name."""
    if not any(one.startswith(word) for word in sought for one in name):
        return False
    return all(any(one.startswith(word) for one in (*name, *ending)) for word in sought)


def _score(sought: list[str], name: str) -> float:
    words = _words(name)
    return round(sum(len(word) for word in sought if word in words) / max(len("".join(words)), 1), 3)


def _feature(town: Town, name: str, number: str, score: float, kind: str = "street") -> dict[str, Any]:
    line = f"{number} {name}".strip()
    told: dict[str, Any] = {
        "label": f"{line} {town.code} {town.name}",
        "score": score,
        "type": "housenumber" if number else kind,
        "name": line,
        "postcode": town.code,
        "citycode": town.code,
        "city": town.name,
        "context": "Démonstration",
    }
    if number:
        told |= {"housenumber": number, "street": name}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0.0, 0.0]}, "properties": told}


def _words(text: str) -> list[str]:
    return fold(text).split()
