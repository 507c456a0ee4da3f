"""What can be wrong with a city's file, or with what a city asks of a national form."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import FormuneError


class CityError(FormuneError):
    """Something about a city is wrong."""


class UnknownCity(CityError):
    """No city has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in a city's file: where, what, and what to write instead (French: city staff read it).

    `line` counts from 1 and is 0 when the file cannot be read; `path` is dotted, `contact.email`.
    """

    file: Path
    line: int
    path: str
    problem: str
    mend: str

    def __str__(self) -> str:
        """Give the finding on one line, as a compiler does."""
        return f"{self.file}:{self.line}: {self.path or '(fichier)'} : {self.problem} {self.mend}".rstrip()


class CityFileError(CityError):
    """A city's file cannot be used; `findings` holds every fault, the attributes are those of the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(str(one) for one in findings))
        self.findings = tuple(findings)
        first = self.findings[0]
        self.file = first.file
        self.line = first.line
        self.path = first.path
        self.mend = first.mend


class ProfileRefused(CityError):
    """A city asks more of a national form than the form lets a city set; `rule` names the rule that refuses.

    `key` is the place in the profile (`options.ACT-022`), `value` what was asked there.
    """

    rule = "profile"
    #: What city staff read, in French.
    words = "Cette commune ne peut pas régler cela."

    def __init__(self, city: str, slug: str, key: str, value: str = "", *, mend: str = "") -> None:
        super().__init__(f"{city}: {'.'.join(self.path_of(slug, key))}: {self.rule} {value}".rstrip())
        self.mend = mend
        self.city = city
        self.slug = slug
        self.key = key
        self.value = value

    @property
    def path(self) -> tuple[str | int, ...]:
        """Give the place in the city's file: under the form, but for a list, which all forms share."""
        return tuple(int(part) if part.isdecimal() else part for part in self.path_of(self.slug, self.key))

    @staticmethod
    def path_of(slug: str, key: str) -> tuple[str, ...]:
        """Give the parts of a place as they are written."""
        parts = tuple(key.split("."))
        return parts if parts[0] == "lists" else ("demarches", slug, *parts)


class NotRestrictable(ProfileRefused):
    """The national form does not let a city set this."""

    rule = "not-restrictable"
    words = "Le formulaire national ne laisse pas la commune régler cela. Retirez cette ligne."


class WidenedOption(ProfileRefused):
    """The city offers an option that the national form does not have."""

    rule = "widened-option"
    words = "Le formulaire national n'a pas cette réponse. Gardez seulement des réponses nationales."


class NoOptionLeft(ProfileRefused):
    """The city leaves no option to choose."""

    rule = "no-option-left"
    words = "Il ne reste aucune réponse à choisir. Gardez au moins une réponse."


class NeverClosed(ProfileRefused):
    """The form may not be closed."""

    rule = "never-closed"
    words = 'Cette démarche reste toujours ouverte. Écrivez : statut = "ouvert".'


class LongerRetention(ProfileRefused):
    """The city would keep data longer than the national form."""

    rule = "longer-retention"
    words = "La durée dépasse celle du formulaire national. Écrivez une durée plus courte."


class UnknownRouting(ProfileRefused):
    """The routing table names an answer that the national form does not have."""

    rule = "unknown-routing"
    words = "Le formulaire national n'a pas cette réponse. Corrigez le nom de la ligne."


class UnknownParameter(ProfileRefused):
    """The form declares no such parameter, or its question has no such answer."""

    rule = "unknown-parameter"
    words = "Le formulaire national ne connaît pas ce réglage."


class OutOfBounds(ProfileRefused):
    """A parameter or a column is not of the type, or not within the bounds, that the form declares."""

    rule = "out-of-bounds"
    words = "La valeur n'est pas de celles que le formulaire national accepte."


class UnknownColumn(ProfileRefused):
    """A row of a list has a column that the form does not declare."""

    rule = "unknown-column"
    words = "Le formulaire national ne connaît pas cette colonne."


class MissingColumn(ProfileRefused):
    """A row of a list lacks a column that the form needs."""

    rule = "missing-column"
    words = "Il manque une colonne à cette ligne."


class ForbiddenDocument(ProfileRefused):
    """The town asks for a document that the code forbids to ask."""

    rule = "forbidden-document"
    words = "Ce document ne peut pas être demandé."


class NotCovered(ProfileRefused):
    """The form as the town offers it takes, drops or renames something: the national contract does not cover it."""

    rule = "not-covered"
    words = "Le formulaire national ne couvre pas cela."


class TooManyRows(ProfileRefused):
    """A list has more rows than the form reads."""

    rule = "too-many-rows"
    words = "Cette liste est trop longue."
