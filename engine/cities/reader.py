"""One city file, read, checked whole, and turned into a City.

Faults are gathered, not thrown one by one: someone who writes a file mends it in one go.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import rfc8785

from engine.catalogue.versions import VersionRange
from engine.cities.city import (
    City,
    Contact,
    Dpo,
    Plan,
    Profile,
    ProviderConfig,
    RouteConfig,
    Smtp,
    Theme,
    bare_host,
)
from engine.cities.errors import CityFileError, Finding
from engine.cities.faults import Fault, faults
from engine.cities.lines import line_of
from engine.cities.profile import refusals
from engine.cities.rules import breaches
from engine.journey.facts import ListRow, Route
from engine.model import Definition
from engine.reference import cog
from engine.reference.communes import Commune

#: Says what else is wrong with a city, such as a version that no catalogue holds.
Check = Callable[[City], Iterable[Fault]]


def read_city(path: Path, check: Check | None = None) -> City:
    """Read a city's file, named `<code>.toml`; raise CityFileError with every fault, those of `check` included."""
    text, document = _parse(path)
    found = _findings(path, text, faults(document))
    if not found:
        found = _findings(path, text, breaches(document, path))
    if found:
        raise CityFileError(found)
    city = _city(document, path)
    found = _findings(path, text, check(city)) if check else []
    if found:
        raise CityFileError(found)
    return city


def check_city(path: Path, forms: Iterable[Definition] = (), *, check: Check | None = None) -> list[Finding]:
    """Give the faults of a city's file, alone and against the forms that it offers; none when it can be served."""
    try:
        city = read_city(path, check)
    except CityFileError as error:
        return list(error.findings)
    text = _text(path)
    return [
        Finding(path, line_of(text, one.path), ".".join(map(str, one.path)), one.words, one.mend)
        for form in forms
        if (profile := city.profile(form.slug)) is not None
        for one in refusals(form, city.code, profile, city.lists)
    ]


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    if not _CODE.fullmatch(path.stem) or path.suffix != ".toml":
        raise _unreadable(path, 0, "le nom du fichier n'a pas la bonne forme.", "Par exemple : tilleray.toml")
    text = _text(path)
    try:
        return text, _plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = _TOML_LINE.search(str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise _unreadable(
            path, line, "l'écriture TOML est fautive.", f"Corrigez cette ligne : {error}"
        ) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise _unreadable(path, 0, "le fichier est illisible.", "Vérifiez son nom et ses droits.") from None
    except UnicodeDecodeError:
        raise _unreadable(path, 0, "le fichier n'est pas en UTF-8.", "Enregistrez-le en UTF-8.") from None


_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TOML_LINE = re.compile(r"line ([0-9]+)")


def _unreadable(path: Path, line: int, problem: str, mend: str) -> CityFileError:
    return CityFileError([Finding(path, line, "", problem, mend)])


def _plain(value: Any) -> Any:  # noqa: ANN401 -- TOML has no narrower type
    """Give the value as JSON has it: a day becomes its ISO text, an hour `HH:MM`."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def _findings(path: Path, text: str, found: Iterable[Fault]) -> list[Finding]:
    return [
        Finding(path, line_of(text, where), ".".join(map(str, where)), problem, mend)
        for where, problem, mend in found
    ]


def _city(document: Mapping[str, Any], path: Path) -> City:
    services = {
        name: Route(name, row["label"], row.get("other_body", False), row.get("forwarded", True))
        for name, row in document.get("services", {}).items()
    }
    theme, box = document["theme"], document.get("box")
    return City(
        code=path.stem,
        name=document["name"],
        label=document["label"],
        communes=tuple(_commune(row) for row in document["communes"]),
        url=document["url"],
        hosts=_hosts(document),
        zone=ZoneInfo(document.get("zone", "Europe/Paris")),
        tribunal=document["tribunal"],
        ville_tribunal=document["ville_tribunal"],
        contact=_contact(document["contact"]),
        dpo=Dpo(**document["dpo"]),
        theme=Theme(theme["light"], theme["dark"], path.parent / theme["logo"]),
        demarches={slug: _profile(slug, row) for slug, row in document.get("demarches", {}).items()},
        routes=tuple(_route(name, row) for name, row in document.get("routes", {}).items()),
        smtp=Smtp(**document["smtp"]) if "smtp" in document else None,
        providers={
            name: _provider(name, row, path.parent) for name, row in document.get("providers", {}).items()
        },
        allow_private_hosts=tuple(document.get("allow_private_hosts", ())),
        services=services,
        lists={name: tuple(map(ListRow.of, rows)) for name, rows in document.get("lists", {}).items()},
        comedec=frozenset(document.get("comedec", ())),
        box=(box[0], box[1], box[2], box[3]) if box else None,
        siren=document.get("siren"),
        demonstration=document.get("demonstration", False),
        address_suggestions=document.get("address_suggestions", False),
        plan=_plan(document),
        digest=hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest(),
    )


def _plan(document: Mapping[str, Any]) -> Plan | None:
    row, box = document.get("map"), document.get("box")
    if row is None or box is None:
        return None
    return Plan(
        template=row["tiles"],
        attribution=row["attribution"],
        zooms=(row["zooms"][0], row["zooms"][1]),
        box=(box[0], box[1], box[2], box[3]),
        allow=tuple(document.get("allow_private_hosts", ())),
    )


def _hosts(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the hosts that show this city alone; an address under `/v/<city>` shares its host with others."""
    if "hosts" in document:
        return tuple(document["hosts"])
    address = urlsplit(document["url"])
    return () if address.path else (bare_host(address.netloc),)


def _commune(row: Mapping[str, Any]) -> Commune:
    known = list(cog.with_code(row["code"]))
    if not known:
        return Commune(row["code"], row["nom"], tuple(row["codes_postaux"]))
    named = (one for one in known if one.nom == row.get("nom"))
    return next(named, None) or min(known, key=lambda one: one.former)


def _provider(name: str, row: Mapping[str, Any], folder: Path) -> ProviderConfig:
    button = folder / row["button"] if "button" in row else None
    return ProviderConfig(name, row["label"], row["issuer"], row, button)


def _contact(row: Mapping[str, Any]) -> Contact:
    return Contact(row["service"], tuple(row["address"]), row["email"], row["phone"], row["hours"])


def _route(name: str, row: Mapping[str, Any]) -> RouteConfig:
    own = {key: value for key, value in row.items() if key not in {"connector", "forms"}}
    return RouteConfig(name, row["connector"], own, tuple(row.get("forms", ())))


def _profile(slug: str, row: Mapping[str, Any]) -> Profile:
    return Profile(
        slug=slug,
        statut=row.get("statut", "ouvert"),
        contact=_contact(row["contact"]) if "contact" in row else None,
        notice=row.get("notice", ""),
        options={code: tuple(values) for code, values in row.get("options", {}).items()},
        routing=row.get("routing", {}),
        retention=row.get("retention", {}),
        parametres=row.get("parametres", {}),
        quota=row.get("quota"),
        openings=tuple(
            (date.fromisoformat(one["du"]), date.fromisoformat(one["au"]))
            for one in row.get("ouvertures", ())
        ),
        regulation=row.get("reglement", {}),
        complements=row.get("complements", {}),
        piece=row.get("piece", {}),
        version=VersionRange.parse(row["version"]) if "version" in row else None,
        raw=row,
    )
