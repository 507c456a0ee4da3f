"""What a form says before it is filled: time, needs, silence, and what becomes of the data.

Legal words come from the form's own texts; a rule not read in its text is said as such (FORMAT point 11).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.cities.city import City, Profile
from engine.french import NBSP, long_date
from engine.journey.words import Words
from engine.model import Definition
from engine.web.faces import Draft, Fact, Link, Note, Provider, Start

#: The most that a form lists of one kind.
_MOST: Final = 20
_PERIOD: Final = re.compile(r"P(\d+)([DMY])")
_UNITS: Final = {"D": ("jour", "jours"), "M": ("mois", "mois"), "Y": ("an", "ans")}
_OUTCOMES: Final = {"rejection": "refusée", "acceptance": "acceptée"}
_LOGIN_ONLY: Final = frozenset({"eidas1", "eidas2"})
_RIGHTS: Final = {
    "access": "accès",
    "rectification": "correction",
    "erasure": "effacement",
    "restriction": "limitation",
    "objection": "opposition",
    "portability": "récupération",
    "complaint": "plainte à la CNIL",
    "withdrawal": "retrait de l’accord",
}
_DRAFT: Final = "P30D"
_PORTAL: Final = "P3M"


@dataclass(frozen=True, slots=True)
class DataNotice:
    """What one form does with personal data (RGPD article 13)."""

    slug: str
    title: str
    facts: tuple[Fact, ...]


def start(  # noqa: PLR0913, PLR0917 -- what one page gathers
    definition: Definition,
    city: City,
    providers: Sequence[Provider] = (),
    draft: Draft | None = None,
    words: Words | None = None,
    day: date | None = None,
) -> Start:
    """Make a form's start page for a city; `day` is today there, without which opening dates are not looked at."""
    said = words or Words(definition)
    procedure = definition.procedure
    profile = city.profile(definition.slug)
    return Start(
        slug=definition.slug,
        title=said.get("form.title"),
        lead=said.find("form.who", "form.summary") or "",
        facts=tuple(_facts(said, procedure, city.contact_for(definition.slug).service)),
        needs=tuple(_listed(said, "form.need")),
        silence=silence(
            procedure.get("silence", {}),
            city.contact_for(definition.slug).email,
            several=bool(procedure.get("parts")),
        ),
        data=_data_lines(said, procedure, _periods(definition, city)),
        version=definition.version,
        draft_days=_days(_periods(definition, city)["draft"]),
        providers=tuple(providers) if procedure.get("franceconnect", True) else (),
        anonymous=procedure.get("identification") not in _LOGIN_ONLY,
        draft=draft,
        notes=tuple(_notes(profile)),
        closed=_closed(profile, day),
    )


def _notes(profile: Profile | None) -> Iterator[Note]:
    if profile and profile.notice:
        yield Note("À savoir dans votre ville", (profile.notice,))
    if profile and profile.regulation:
        known = profile.regulation.get("date")
        of = f", {long_date(date.fromisoformat(known))}" if known else ""
        link = Link(profile.regulation["url"], f"{profile.regulation['titre']}{of}")
        yield Note("Les règles de votre ville", (), links=(link,))


def _closed(profile: Profile | None, day: date | None) -> Note | None:
    """Say why one may not begin, and when one may; None when one may."""
    if profile is None or profile.statut == "ferme":
        return _CLOSED
    if day is None or profile.is_open(day):
        return None
    opens = profile.opens_on(day)
    when = f"Elle ouvre le {long_date(opens)}." if opens else "La période est terminée."
    return Note(_NOT_NOW, (when, "Un brouillon déjà commencé peut encore être envoyé."), "wait")


def silence(rule: Mapping[str, Any], contact: str, *, several: bool = False) -> str | None:
    """Say what no answer means; None when the mode of the procedure has no such rule.

    With `several` requests in one deposit, each has its own delay, which the receipt tells.
    """
    outcome = _OUTCOMES.get(str(rule.get("outcome")))
    if outcome is None:
        return None
    delay = (
        "dans le délai que donne votre récépissé" if several else f"après {duration(str(rule.get('delay')))}"
    )
    said = f"Sans réponse {delay}, {'chaque' if several else 'la'} demande est"
    if rule.get("verified") and rule.get("startsAt") == "visit":
        return (
            f"{said} considérée comme {outcome}. Ce délai part du jour où vous venez à la mairie, pas de l’envoi en "
            "ligne. Votre récépissé donne les recours."
        )
    if rule.get("verified"):
        return f"{said} considérée comme {outcome}. Votre récépissé donne la date exacte et les recours."
    return (
        f"{said} en principe considérée comme {outcome}. Cette règle est en cours de vérification{NBSP}; "
        f"la mairie vous la confirme sur demande{NBSP}: {contact}."
    )


def data(definition: Definition, city: City) -> DataNotice:
    """Say what becomes of a form's data: purpose, ground, recipients, periods, rights."""
    said, procedure = Words(definition), definition.procedure
    rgpd = procedure.get("rgpd", {})
    periods = _periods(definition, city)
    file_kept = said.find("rgpd.retention.file")
    facts = (
        ("But", _said(said, rgpd.get("purpose"))),
        ("Base légale", _said(said, rgpd.get("groundText"))),
        ("Qui les lit", " ".join(_said(said, key) for key in rgpd.get("recipients", ()))),
        ("Brouillon", f"Effacé après {duration(periods['draft'])}"),
        ("Sur ce portail", f"Effacées au plus tard {duration(periods['portal'])} après la remise au service"),
        ("Au service", file_kept or ""),
        ("Vos droits", ", ".join(_RIGHTS[one] for one in rgpd.get("rights", ()) if one in _RIGHTS)),
    )
    return DataNotice(
        definition.slug, said.get("form.title"), tuple(Fact(term, text) for term, text in facts if text)
    )


def duration(period: str) -> str:
    """Write an ISO 8601 period of one unit: « P30D » gives « 30 jours »; another text is given back."""
    read = _PERIOD.fullmatch(period)
    if read is None:
        return period
    count = int(read.group(1))
    return f"{count}{NBSP}{_UNITS[read.group(2)][count > 1]}"


def _facts(said: Words, procedure: Mapping[str, Any], service: str) -> Iterator[Fact]:
    yield Fact("Pour remplir", f"Environ {procedure.get('minutes', 10)}{NBSP}minutes")
    delay = said.find("form.delay")
    if delay:
        yield Fact("Pour la réponse", delay)
    fee = procedure.get("fee", {}).get("centimes")
    if fee is not None:
        price = f"{fee / 100:.2f}{NBSP}€".replace(".", ",") if fee else "Gratuit"
        yield Fact("Prix", said.find("form.fee") or price)
    yield Fact("Qui vous répond", service)


def _listed(said: Words, stem: str) -> Iterator[str]:
    for rank in range(1, _MOST):
        text = said.find(f"{stem}.{rank}")
        if text is None:
            return
        yield text


def _data_lines(said: Words, procedure: Mapping[str, Any], periods: Mapping[str, str]) -> tuple[str, ...]:
    rgpd = procedure.get("rgpd", {})
    lines = (
        _said(said, rgpd.get("purpose")),
        " ".join(_said(said, key) for key in rgpd.get("recipients", ())),
        f"Le portail les efface au plus tard {duration(periods['portal'])} après leur remise au service.",
        said.find("rgpd.noObjection") or "",
    )
    return tuple(line for line in lines if line)


def _said(said: Words, key: object) -> str:
    text = said.find(str(key)) if key else None
    return "" if text is None else text if text.endswith((".", "!", "?", ")")) else f"{text}."


def _periods(definition: Definition, city: City) -> dict[str, str]:
    profile = city.profile(definition.slug)
    return {
        "draft": _DRAFT,
        "portal": _PORTAL,
        **{
            name: period
            for name, period in definition.procedure.get("retention", {}).items()
            if isinstance(period, str)
        },
        **(profile.retention if profile else {}),
    }


def _days(period: str) -> int:
    read = _PERIOD.fullmatch(period)
    return int(read.group(1)) * {"D": 1, "M": 30, "Y": 365}[read.group(2)] if read else 30


_NOT_NOW: Final = "Cette démarche n’est pas ouverte en ce moment"
_CLOSED: Final = Note(
    "Cette démarche n’est pas ouverte en ligne ici",
    ("La mairie vous répond au guichet et par téléphone.",),
    "wait",
)
