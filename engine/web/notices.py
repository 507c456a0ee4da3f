"""What a form says before it is filled: time, needs, silence, and what becomes of the data.

Legal words come from the form's own texts; a rule not read in its text is said as such (FORMAT point 11).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine import iso8601
from engine.cities.city import City, Profile
from engine.journey.words import Words, as_said
from engine.language import FRENCH, manner
from engine.model import Definition
from engine.web.faces import Draft, Fact, Link, Note, Provider, Start
from engine.web.speech import Speech, speech

#: The most that a form lists of one kind.
_MOST: Final = 20
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
    ours = speech(said.language)
    procedure = definition.procedure
    profile = city.profile(definition.slug)
    return Start(
        slug=definition.slug,
        title=said.get("form.title"),
        lead=said.find("form.who", "form.summary") or "",
        facts=tuple(_facts(said, ours, procedure, city.contact_for(definition.slug).service)),
        needs=tuple(_listed(said, "form.need")),
        silence=silence(
            procedure.get("silence", {}),
            city.contact_for(definition.slug).email,
            said.language,
            several=bool(procedure.get("parts")),
        ),
        data=_data_lines(said, ours, procedure, _periods(definition, city)),
        version=definition.version,
        draft_days=draft_days(definition, city),
        providers=tuple(providers) if procedure.get("franceconnect", True) else (),
        anonymous=procedure.get("identification") not in _LOGIN_ONLY,
        draft=draft,
        notes=tuple(_notes(profile, said, ours)),
        closed=_closed(profile, day, ours),
    )


def _notes(profile: Profile | None, said: Words, ours: Speech) -> Iterator[Note]:
    if profile and profile.notice:
        yield Note(ours.say("start.notice"), (said.of_town(profile.notice),))
    if profile and profile.regulation:
        name, known = profile.regulation["titre"], profile.regulation.get("date")
        if known:
            day = date.fromisoformat(known)
            name = f"{name}, {manner(FRENCH).long_date(day)}"
        link = Link(profile.regulation["url"], said.of_town(name))
        yield Note(ours.say("start.rules"), (), links=(link,))


def _closed(profile: Profile | None, day: date | None, ours: Speech) -> Note | None:
    """Say why one may not begin, and when one may; None when one may."""
    if profile is None or profile.statut == "ferme":
        return Note(ours.say("start.closed"), tuple(ours.lines("start.closed")), "wait")
    if day is None or profile.is_open(day):
        return None
    opens = profile.opens_on(day)
    when = ours.say("start.opens", day=ours.day(opens)) if opens else ours.say("start.over")
    return Note(ours.say("start.not_now"), (when, ours.say("start.not_now.draft")), "wait")


def silence(
    rule: Mapping[str, Any], contact: str, language: str = FRENCH, *, several: bool = False
) -> str | None:
    """Say what no answer means; None when the mode of the procedure has no such rule.

    With `several` requests in one deposit, each has its own delay, which the receipt tells.
    """
    ours = speech(language)
    if not ours.has(f"start.outcome.{rule.get('outcome')}"):
        return None
    outcome = ours.say(f"start.outcome.{rule['outcome']}")
    if several:
        key = f"start.silence.several.{'sure' if rule.get('verified') else 'unsure'}"
        return ours.say(key, outcome=outcome, contact=contact)
    delay = ours.manner.period(str(rule.get("delay")))
    if rule.get("verified") and rule.get("startsAt") == "visit":
        return ours.say("start.silence.visit", delay=delay, outcome=outcome)
    if rule.get("verified"):
        return ours.say("start.silence.sure", delay=delay, outcome=outcome)
    return ours.say("start.silence.unsure", delay=delay, outcome=outcome, contact=contact)


def data(definition: Definition, city: City) -> DataNotice:
    """Say what becomes of a form's data: purpose, ground, recipients, periods, rights."""
    said, procedure = Words(definition), definition.procedure
    rgpd = procedure.get("rgpd", {})
    periods = _periods(definition, city)
    file_kept = said.find("rgpd.retention.file")
    writes = manner(FRENCH)
    facts = (
        ("But", _said(said, rgpd.get("purpose"))),
        ("Base légale", _said(said, rgpd.get("groundText"))),
        ("Qui les lit", " ".join(_said(said, key) for key in rgpd.get("recipients", ()))),
        ("Brouillon", f"Effacé après {writes.period(periods['draft'])}"),
        (
            "Sur ce portail",
            f"Effacées au plus tard {writes.period(periods['portal'])} après la remise au service",
        ),
        ("Au service", file_kept or ""),
        ("Vos droits", ", ".join(_RIGHTS[one] for one in rgpd.get("rights", ()) if one in _RIGHTS)),
    )
    return DataNotice(
        definition.slug, said.get("form.title"), tuple(Fact(term, text) for term, text in facts if text)
    )


def _facts(said: Words, ours: Speech, procedure: Mapping[str, Any], service: str) -> Iterator[Fact]:
    minutes = int(procedure.get("minutes", 10))
    yield Fact(ours.say("start.fact.fill"), ours.say("start.fact.fill.text", n=minutes))
    delay = said.find("form.delay")
    if delay:
        yield Fact(ours.say("start.fact.delay"), delay)
    fee = procedure.get("fee", {}).get("centimes")
    if fee is not None:
        price = ours.manner.euros(fee) if fee else ours.say("start.fact.free")
        yield Fact(ours.say("start.fact.price"), said.find("form.fee") or price)
    yield Fact(ours.say("start.fact.service"), said.of_town(service))


def _listed(said: Words, stem: str) -> Iterator[str]:
    for rank in range(1, _MOST):
        text = said.find(f"{stem}.{rank}")
        if text is None:
            return
        yield text


def _data_lines(
    said: Words, ours: Speech, procedure: Mapping[str, Any], periods: Mapping[str, str]
) -> tuple[str, ...]:
    rgpd = procedure.get("rgpd", {})
    lines = (
        _said(said, rgpd.get("purpose")),
        _sentences([_said(said, key) for key in rgpd.get("recipients", ())]),
        ours.say("start.data.erased", period=ours.manner.period(periods["portal"])),
        said.find("rgpd.noObjection") or "",
    )
    return tuple(line for line in lines if line)


def _said(said: Words, key: object) -> str:
    text = said.find(str(key)) if key else None
    return "" if text is None else text if text.endswith((".", "!", "?", ")")) else as_said(f"{text}.", text)


def _sentences(texts: Sequence[str]) -> str:
    return as_said(" ".join(texts), *texts)


def draft_days(definition: Definition, city: City) -> int:
    """Give how many days a draft of a form is kept after it was last saved."""
    return iso8601.about_days(_periods(definition, city)["draft"])


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
