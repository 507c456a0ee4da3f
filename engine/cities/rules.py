"""What a schema cannot say of a city's file: communes that exist, readable colours, routes that lead."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.cities import contrast
from engine.cities.faults import Fault
from engine.reference import cog


def breaches(document: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Give (path, problem, mend) of what a valid document still says wrongly."""
    for rule in _RULES:
        yield from rule(document, path)


def _communes_exist(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    demonstration = document.get("demonstration", False)
    for at, row in enumerate(document["communes"]):
        known = [one.nom for one in cog.with_code(row["code"])]
        if known and row.get("nom", known[0]) not in known:
            yield ("communes", at, "nom"), "ce n'est pas le nom de ce code INSEE.", f"Écrivez : {known[0]}"
        if known:
            continue
        if not demonstration:
            yield ("communes", at, "code"), "ce code INSEE n'existe pas.", "Vérifiez le code de la commune."
        elif not _IMAGINARY.fullmatch(row["code"]):
            yield (
                ("communes", at, "code"),
                "une commune imaginaire prend un code libre.",
                "Finissez le code par 990 à 999, par exemple : 03990",
            )
        elif not (row.get("nom") and row.get("codes_postaux")):
            yield (
                ("communes", at),
                "il manque le nom ou les codes postaux de cette commune imaginaire.",
                'Écrivez : nom = "Tilleray" et codes_postaux = ["03990"]',
            )


#: The end of INSEE codes that no commune of the table has (a test holds the table to it).
_IMAGINARY = re.compile(r"[0-9][0-9AB]99[0-9]")


def _colours_are_readable(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    for mode in ("light", "dark"):
        for pair in contrast.too_close(mode, document["theme"][mode]):
            key = pair.front if pair.front in contrast.TOKENS else pair.back
            yield (
                ("theme", mode, key),
                f"« {pair.front} » sur « {pair.back} » : contraste {pair.ratio:.1f} pour 1.",
                f"Il faut au moins {pair.least:.1f} pour 1 : écartez les deux couleurs.",
            )


def _pictures_are_safe(document: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    yield from _picture_is_safe(("theme", "logo"), "logo", path.parent / document["theme"]["logo"])
    for name, provider in document.get("providers", {}).items():
        if "button" in provider:
            yield from _picture_is_safe(
                ("providers", name, "button"), "bouton", path.parent / provider["button"]
            )


def _picture_is_safe(place: tuple[str, ...], what: str, picture: Path) -> Iterator[Fault]:
    if not picture.is_file():
        yield place, f"le fichier du {what} n'existe pas.", f"Placez-le ici : {picture}"
    elif picture.stat().st_size > _LARGEST_PICTURE:
        yield place, f"le {what} pèse plus de 200 Ko.", "Choisissez une image plus légère."
    elif picture.suffix == ".svg" and _ACTIVE_SVG.search(picture.read_bytes()):
        yield place, f"le {what} contient un programme.", "Enregistrez-le en SVG simple, sans script."


_LARGEST_PICTURE = 200_000
_ACTIVE_SVG = re.compile(rb"<script|<foreignObject|<!ENTITY|javascript:|\son[a-z]+\s*=", re.IGNORECASE)


def _services_are_named(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    services = document.get("services", {})
    for slug, profile in document.get("demarches", {}).items():
        for answer, service in profile.get("routing", {}).items():
            if service not in services:
                yield (
                    ("demarches", slug, "routing", answer),
                    f"le service « {service} » n'est pas décrit.",
                    f"Ajoutez la partie [services.{service}] avec son label.",
                )


def _forms_are_offered(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    offered = document.get("demarches", {})
    for name, route in document.get("routes", {}).items():
        for slug in route.get("forms", ()):
            if slug not in offered:
                yield (
                    ("routes", name, "forms"),
                    f"la démarche « {slug} » n'est pas proposée.",
                    f"Ajoutez la partie [demarches.{slug}], ou retirez-la de cette ligne.",
                )


def _every_form_has_a_route(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    routes = document.get("routes", {}).values()
    if any("forms" not in route for route in routes):
        return
    served = {slug for route in routes for slug in route["forms"]}
    for slug, profile in document.get("demarches", {}).items():
        if slug not in served and profile.get("statut", "ouvert") == "ouvert":
            yield (
                ("demarches", slug),
                "aucune route ne transmet cette démarche.",
                'Ajoutez une route, ou écrivez : statut = "essai"',
            )


def _mail_is_encrypted(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    smtp = document.get("smtp", {})
    place = f"{smtp.get('host')}:{smtp.get('port')}"
    if smtp.get("security") == "offered" and place not in document.get("allow_private_hosts", ()):
        yield ("smtp", "security"), "le courriel partirait en clair.", 'Écrivez : security = "starttls"'


def _hosts_match(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    address = urlsplit(document["url"])
    if document.get("hosts") and address.hostname not in document["hosts"]:
        yield (
            ("hosts",),
            "la liste ne contient pas le nom de machine de « url ».",
            f'Ajoutez "{address.hostname}".',
        )
    if address.scheme == "http" and not document.get("demonstration", False):
        yield ("url",), "l'adresse n'est pas chiffrée.", "Écrivez une adresse en https."


def _closed_says_where(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    for slug, profile in document.get("demarches", {}).items():
        if profile.get("statut") == "ferme" and "notice" not in profile:
            yield (
                ("demarches", slug, "statut"),
                "une démarche fermée doit dire où s'adresser.",
                'Par exemple : notice = "Venez à l\'accueil de la mairie."',
            )


def _box_is_in_order(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    if "box" not in document:
        return
    south, west, north, east = document["box"]
    if not (-_POLE <= south < north <= _POLE and west < east):
        yield (
            ("box",),
            "ces quatre nombres ne font pas un rectangle.",
            "Écrivez dans l'ordre : sud, ouest, nord, est. Par exemple : box = [43.64, 7.18, 43.76, 7.33]",
        )


_POLE = 90


def _plan_can_be_drawn(document: Mapping[str, Any], _path: Path) -> Iterator[Fault]:
    if "map" not in document:
        return
    if "box" not in document:
        yield ("map",), "il manque « box ».", "Par exemple : box = [43.64, 7.18, 43.76, 7.33]"
    first, last = document["map"]["zooms"]
    if first > last:
        yield ("map", "zooms"), "le premier niveau dépasse le dernier.", "Par exemple : zooms = [13, 19]"
    yield from _tiles_can_be_asked(document)


def _tiles_can_be_asked(document: Mapping[str, Any]) -> Iterator[Fault]:
    place, tiles = ("map", "tiles"), document["map"]["tiles"]
    example = 'Par exemple : tiles = "https://tuiles.nice.example/{z}/{x}/{y}.png"'
    if sorted(re.findall(r"{([xyz])}", tiles)) != ["x", "y", "z"]:
        yield place, "l'adresse doit contenir {z}, {x} et {y}, une fois chacun.", example
    try:
        address = urlsplit(tiles)
        host = f"{address.hostname}:{address.port or _PORTS[address.scheme]}"
    except ValueError:
        yield place, "cette adresse n'en est pas une.", example
        return
    if not address.hostname or "{" in address.netloc or "@" in address.netloc:
        yield place, "cette adresse n'en est pas une.", example
    elif address.scheme == "http" and host not in document.get("allow_private_hosts", ()):
        yield place, "l'adresse n'est pas chiffrée.", "Écrivez une adresse en https."


_PORTS = {"http": 80, "https": 443}


_RULES: tuple[Callable[[Mapping[str, Any], Path], Iterator[Fault]], ...] = (
    _communes_exist,
    _colours_are_readable,
    _pictures_are_safe,
    _services_are_named,
    _forms_are_offered,
    _every_form_has_a_route,
    _mail_is_encrypted,
    _hosts_match,
    _closed_says_where,
    _box_is_in_order,
    _plan_can_be_drawn,
)
