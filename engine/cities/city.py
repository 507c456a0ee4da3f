"""A city as the other rooms see it: plain values, read from one TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from engine.catalogue.versions import VersionRange
from engine.journey.facts import CityFacts, ListRow, Route, Town
from engine.reference.communes import Commune

#: In a city's file, the line of a routing table that stands for every answer it does not name.
DEFAULT_ROUTE = "defaut"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a resident can reach; `address` is its lines, `phone` E.164, `hours` a sentence in French."""

    service: str
    address: tuple[str, ...]
    email: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Dpo:
    """The data-protection officer (RGPD art. 37)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A city's colours (token without dashes in front → `#rrggbb`) and its logo's file."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    logo: Path

    @property
    def stylesheet(self) -> str:
        """Give the tokens as CSS, to be loaded after the common stylesheet; dark never touches paper."""
        return (
            f":root {{ {_declarations(self.light)} }}\n"
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_declarations(self.dark)} }} }}\n"
        )


@dataclass(frozen=True, slots=True)
class Smtp:
    """How mail leaves: `security` is starttls, offered or tls; the password is a secret, not in the file."""

    host: str
    port: int
    sender: str
    security: Literal["starttls", "offered", "tls"] = "starttls"
    username: str = ""
    #: The address that notices of failure come to, before the token of each mail; empty for none.
    bounces: str = ""


@dataclass(frozen=True, slots=True)
class RouteConfig:
    """Where submissions go: a connector's name and its own settings, untouched.

    `forms` are the slugs it takes; empty means every form that no other route names.
    """

    id: str
    connector: str
    config: Mapping[str, Any]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """An identity provider: its label in French, its issuer, and its whole table in the file, untouched.

    `button` is the file of the official button that the provider imposes, None for a plain button of ours.
    """

    id: str
    label: str
    issuer: str
    config: Mapping[str, Any] = field(default_factory=dict)
    button: Path | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """How a city narrows one national form; `statut` is ouvert, essai or ferme.

    `options` maps a question's code to the answers kept; `routing` an answer to a service; `retention`
    `draft` or `portal` to an ISO 8601 period; `parametres` a parameter of the form to its value; `quota` is the
    most that one device sends in a day; `complements` maps a code LOC-nnn to the town's own question, as the file
    writes it; `piece` is the town's own document; `version` the range that the city follows (None: the newest).
    `raw` is what the file says, for the digest.
    """

    slug: str
    statut: str = "ouvert"
    contact: Contact | None = None
    notice: str = ""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routing: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, str] = field(default_factory=dict)
    parametres: Mapping[str, Any] = field(default_factory=dict)
    quota: int | None = None
    openings: tuple[tuple[date, date], ...] = ()
    regulation: Mapping[str, str] = field(default_factory=dict)
    complements: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    piece: Mapping[str, Any] = field(default_factory=dict)
    version: VersionRange | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    def is_open(self, day: date) -> bool:
        """Say whether one may begin the form on a day: neither closed nor outside its opening dates."""
        within = not self.openings or any(first <= day <= last for first, last in self.openings)
        return self.statut != "ferme" and within

    def opens_on(self, day: date) -> date | None:
        """Give the next day on which the form opens, after a day; None when none is announced."""
        return min((first for first, _ in self.openings if first > day), default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """A town's plan: the address of a tile with `{z}`, `{x}` and `{y}`, whom to thank, what it shows.

    `zooms` is the first and last level (0 shows the world in one tile), `box` south, west, north, east in degrees
    (WGS 84), `allow` the private `host:port` that may be asked.
    """

    template: str
    attribution: str
    zooms: tuple[int, int]
    box: tuple[float, float, float, float]
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """One city. `digest` is the sha256 (hex) of its file's content in RFC 8785 form."""

    code: str
    name: str
    label: str
    communes: tuple[Commune, ...]
    url: str
    hosts: tuple[str, ...]
    zone: ZoneInfo
    tribunal: str
    ville_tribunal: str
    contact: Contact
    dpo: Dpo
    theme: Theme
    demarches: Mapping[str, Profile]
    routes: tuple[RouteConfig, ...]
    smtp: Smtp | None
    providers: Mapping[str, ProviderConfig]
    allow_private_hosts: tuple[str, ...]
    services: Mapping[str, Route]
    lists: Mapping[str, tuple[ListRow, ...]]
    comedec: frozenset[str]
    box: tuple[float, float, float, float] | None
    siren: str | None
    demonstration: bool
    digest: str
    #: Whether addresses are proposed while a resident types, if the host names a service of them.
    address_suggestions: bool = False
    #: The plan on which residents show a place; None without one.
    plan: Plan | None = None

    def profile(self, slug: str) -> Profile | None:
        """Give how the city narrows a form, or None when it does not offer it."""
        return self.demarches.get(slug)

    def contact_for(self, slug: str) -> Contact:
        """Give whom a resident reaches about a form."""
        profile = self.demarches.get(slug)
        return (profile.contact if profile else None) or self.contact

    def route_for(self, slug: str) -> RouteConfig | None:
        """Give the route that takes a form: the first that names it, else the first that names none."""
        naming = (route for route in self.routes if slug in route.forms)
        open_to_all = (route for route in self.routes if not route.forms)
        return next(naming, None) or next(open_to_all, None)

    def link(self, path: str = "/") -> str:
        """Give an absolute link to a page of the city; `url` is its only source."""
        return f"{self.url}/{path.removeprefix('/')}"

    def answers_to(self, host: str) -> bool:
        """Say whether a Host header (with or without port) may name this city."""
        asked = host.strip().lower()
        return asked == urlsplit(self.url).netloc.lower() or bare_host(asked) in self.hosts

    def facts(self) -> CityFacts:
        """Give the part that conditions, calculations and checks read."""
        routing = {
            "" if answer == DEFAULT_ROUTE else answer: self.services[service]
            for profile in self.demarches.values()
            for answer, service in profile.routing.items()
        }
        return CityFacts(
            name=self.name,
            communes=tuple(Town(one.code, one.nom) for one in self.communes),
            lists=self.lists,
            routing=routing,
            comedec=self.comedec,
            box=self.box,
        )


def bare_host(host: str) -> str:
    """Give a Host header in lower case without its port and final dot; IPv6 keeps its brackets."""
    name = host.strip().lower()
    bare = name[: name.find("]") + 1] if name.startswith("[") else name.partition(":")[0]
    return bare.removesuffix(".")


def _declarations(tokens: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in tokens.items())
