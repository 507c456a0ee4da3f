"""A national form as one city offers it: narrowed where the form allows, never widened nor reordered."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import rfc8785

from engine.catalogue.lint.documents import forbidden
from engine.catalogue.local import COMPLEMENTS, DOCUMENT
from engine.cities.additions import with_additions
from engine.cities.city import DEFAULT_ROUTE, City, Profile
from engine.cities.covered import uncovered
from engine.cities.errors import (
    ForbiddenDocument,
    LongerRetention,
    NeverClosed,
    NoOptionLeft,
    NotRestrictable,
    ProfileRefused,
    UnknownRouting,
    WidenedOption,
)
from engine.cities.narrowing import narrowed
from engine.cities.settings import refused_lists, refused_parameters
from engine.iso8601 import about_days
from engine.journey.facts import ListRow
from engine.model import Definition, Question
from engine.procedure.declared import settled


def effective(definition: Definition, city: City) -> Definition:
    """Merge the city's profile of a form into its definition.

    The result depends on the definition and on what the city's file says of this form, nothing else, and
    carries both digests: two cities that say the same share it. Statut, notice and contact stay in the
    City. Raises ProfileRefused, by the subclass that names the broken rule, for the first fault.
    """
    profile = city.profile(definition.slug) or Profile(definition.slug)
    for refusal in refusals(definition, city.code, profile, city.lists):
        raise refusal
    changed = with_additions(narrowed(definition, profile.options), profile)
    for refusal in uncovered(definition, changed, city.code):
        raise refusal
    retention = {**definition.procedure.get("retention", {}), **profile.retention}
    procedure = {**changed.procedure, "retention": retention}
    return replace(
        changed,
        procedure=procedure,
        parameters=settled(definition.procedure.get("parameters", {}), profile.parametres),
        profile_digest=_digest(profile),
    )


def refusals(
    definition: Definition,
    city: str,
    profile: Profile,
    lists: Mapping[str, Sequence[ListRow]] = MappingProxyType({}),
) -> Iterator[ProfileRefused]:
    """Give every rule that the profile, or the city's lists, break, as typed errors ready to raise or to show."""
    asked = _Asked(definition, city, profile)
    yield from asked.settings()
    yield from asked.options()
    yield from asked.routing()
    yield from asked.retention()
    yield from asked.document()
    yield from refused_parameters(definition, city, profile.parametres)
    yield from refused_lists(definition, city, lists)


@dataclass(slots=True)
class EffectiveForms:
    """Effective definitions made once per form, version, city and content of the city's file."""

    _made: dict[tuple[str, str, str], tuple[str, Definition]] = field(default_factory=dict)

    def get(self, definition: Definition, city: City) -> Definition:
        """Give `effective(definition, city)`, made again only when either changed; raises ProfileRefused."""
        key = city.code, definition.slug, definition.version
        stamp = f"{definition.digest} {city.digest}"
        found = self._made.get(key)
        if found is None or found[0] != stamp:
            found = (stamp, effective(definition, city))
            self._made[key] = found
        return found[1]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a city asks of a form, against what the form lets a city set."""

    definition: Definition
    city: str
    profile: Profile

    def settings(self) -> Iterator[ProfileRefused]:
        """Refuse settings that the procedure does not list."""
        for setting, (key, value) in self._set().items():
            if value and setting not in self._allowed:
                yield NotRestrictable(self.city, self.definition.slug, key)
        if self.profile.statut == "ferme" and self.definition.procedure.get("mode") == _ALWAYS_OPEN:
            yield NeverClosed(self.city, self.definition.slug, "statut", "ferme")

    def options(self) -> Iterator[ProfileRefused]:
        """Refuse options of questions that are not listed, foreign options, and an empty choice."""
        for code, kept in self.profile.options.items():
            key = f"options.{code}"
            question = self.definition.questions.get(code)
            if question is None or f"options:{code}" not in self._allowed:
                yield NotRestrictable(self.city, self.definition.slug, key)
                continue
            national = {option.value for option in question.options if option.answers}
            for value in kept:
                if value not in national:
                    yield WidenedOption(self.city, self.definition.slug, key, value)
            if not national.intersection(kept):
                yield NoOptionLeft(self.city, self.definition.slug, key)

    def routing(self) -> Iterator[ProfileRefused]:
        """Refuse a routing line that no answer leads to."""
        answers = {option.value for question in self._routed() for option in question.options}
        for answer in self.profile.routing:
            if answer not in {*answers, DEFAULT_ROUTE}:
                yield UnknownRouting(self.city, self.definition.slug, f"routing.{answer}", answer)

    def retention(self) -> Iterator[ProfileRefused]:
        """Refuse a period longer than the national one, or for which there is none."""
        national = self.definition.procedure.get("retention", {})
        for name, period in self.profile.retention.items():
            if name not in national or about_days(period) > about_days(national[name]):
                yield LongerRetention(self.city, self.definition.slug, f"retention.{name}", period)

    def document(self) -> Iterator[ProfileRefused]:
        """Refuse a document of the town that the code forbids to ask (CRPA R113-5 ff)."""
        said = f"{self.profile.piece.get('nom', '')} {self.profile.piece.get('aide', '')}"
        article = str(self.profile.piece.get("fondement", {}).get("article", ""))
        for reason in forbidden(said, [{"article": article}]):
            mend = f"Ce document ne peut pas être demandé (CRPA, article {reason.article})."
            yield ForbiddenDocument(self.city, self.definition.slug, "piece.nom", mend=mend)

    def _set(self) -> Mapping[str, tuple[str, object]]:
        """Give each setting by the name that a procedure lists, with its key in the town's file and its value."""
        profile = self.profile
        return {
            "contact": ("contact", profile.contact),
            "notice": ("notice", profile.notice),
            "routing": ("routing", profile.routing),
            "retention": ("retention", profile.retention),
            "opening": ("ouvertures", profile.openings),
            "quota": ("quota", profile.quota),
            "regulation": ("reglement", profile.regulation),
            COMPLEMENTS: ("complements", profile.complements),
            DOCUMENT: ("piece", profile.piece),
        }

    @property
    def _allowed(self) -> frozenset[str]:
        return frozenset(self.definition.procedure.get("city", ()))

    def _routed(self) -> Iterator[Question]:
        """Give the questions that the form's calculations of a service read."""
        pointers = {
            str(value["of"])
            for question in self.definition.questions.values()
            if question.calculate
            for value in _calls(question.calculate.value)
            if value["fn"] in _ROUTED_BY
        }
        return (one for one in self.definition.questions.values() if one.pointer in pointers)


#: A report may always be made (forms of this mode set no opening dates).
_ALWAYS_OPEN = "signalement"
_ROUTED_BY = ("service", "horsCompetence")


def _calls(value: object) -> Iterator[Mapping[str, Any]]:
    """Give every function call in an expression that names one question by `of`."""
    if isinstance(value, Mapping):
        if "fn" in value and "of" in value:
            yield value
        for inner in value.values():
            yield from _calls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _calls(inner)


def _digest(profile: Profile) -> str:
    """Give the sha256 (hex) of the RFC 8785 form of what the city's file says of the form."""
    content: Any = {"slug": profile.slug, "profile": dict(profile.raw)}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()
