"""Every word that a form shows, by key, in the language asked or in French; messages of problems included."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.french import clock, day_month, long_date, number, partial_date
from engine.journey.compiled import condition
from engine.journey.facts import ListRow
from engine.journey.pointers import Ranks, fixed, get
from engine.journey.problems import Problem
from engine.model import Definition, Document, Json

FRENCH = "fr"

_HOLE = re.compile(r"\{(\w+)\}")
#: What stands in a sentence when the value of a placeholder is not known (the register of shared blocks, section 14).
_FALLBACKS = {
    "date": "la date indiquée dans le suivi",
    "ville": "votre ville",
    "commune": "la commune du lieu",
    "contact": "la mairie",
    "phone": "le numéro de la mairie",
    "reference": "votre référence",
    "debut": "les dates affichées en haut de la page",
    "fin": "les dates affichées en haut de la page",
    "lien": "service-public.fr",
    "departement": "votre département",
    "tribunal": "tribunal administratif",
    "acte": "un acte d’état civil",
    "organisme": "la mairie vous dira lequel",
    "refusée": "refusée",
    "n": "5",
    "nomProjet": "le projet",
    "prenom": "l’enfant",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a definition in one language, with what fills their placeholders."""

    definition: Definition
    language: str = FRENCH
    values: Mapping[str, str] | None = None
    #: The city's lists, whose labels are the words of the questions that offer their rows.
    lists: Mapping[str, Sequence[ListRow]] = field(default_factory=dict)

    def find(self, *keys: str, document: Document | None = None, **values: object) -> str | None:
        """Give the first text that exists among the keys, filled; None when there is none."""
        for key in keys:
            for language in dict.fromkeys((self.language, FRENCH)):
                text = self.definition.texts.get(language, {}).get(key)
                if text is not None:
                    return fill(_variant(text, document or {}), {**(self.values or {}), **values})
        return None

    def get(self, *keys: str, document: Document | None = None, **values: object) -> str:
        """Give the first text that exists among the keys; the last key itself when there is none."""
        return self.find(*keys, document=document, **values) or keys[-1]

    def about(self, path: tuple[str, ...], ranks: Ranks, document: Document) -> "Words":
        """Give the same words where the form's names (`{prenom}`) are those of the items at a path."""
        found = {
            name: str(value).split()[0] if one.first else value
            for name, one in self.definition.names.items()
            if _holds(one.path, path) and (value := get(document, fixed(one.path, ranks)))
        }
        return replace(self, values={**(self.values or {}), **found}) if found else self

    def names_item(self, key: str) -> bool:
        """Say whether a text holds one of the form's names."""
        text = str(
            self.definition.texts.get(self.language, {}).get(key, self.definition.texts[FRENCH].get(key))
        )
        return any(f"{{{name}}}" in text for name in self.definition.names)

    def language_of(self, key: str) -> str | None:
        """Give the language to mark when the text is not in the language asked."""
        has = key in self.definition.texts.get(self.language, {})
        return None if has or self.language == FRENCH else FRENCH

    def message(self, problem: Problem, document: Document) -> str:
        """Give the sentence that says what to do about a problem, always with an example when there is one."""
        asked = self.definition.questions.get(problem.code)
        if asked is not None and problem.ranks and self.definition.names:
            return _message(self.about(asked.path, problem.ranks, document), problem, document)
        return _message(self, problem, document)

    def option(self, code: str, value: str) -> str:
        """Give the label of an option, with its first letter in upper case."""
        label = self.find(f"{code}.option.{value}") or self._row(code, value) or value
        return label[:1].upper() + label[1:]

    def _row(self, code: str, value: str) -> str | None:
        """Give the label of a row of the list that a question offers."""
        asked = self.definition.questions.get(code)
        rows = self.lists.get(asked.list_name or "", ()) if asked else ()
        return next((row.label for row in rows if row.code == value), None)


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put values in the holes of a text; a missing example takes its « par exemple » with it."""
    if "{exemple}" in text and not values.get("exemple"):
        text = re.sub(r",? par exemple\s*:\s*\{exemple\}", "", text)

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        value = values.get(name)
        return str(value) if value not in (None, "") else _FALLBACKS.get(name, match.group(0))

    return _HOLE.sub(one, text)


def shown(value: Json) -> str:
    """Give a value as a sentence carries it: « 16 janvier 2027 », « 8 h 30 », « 1 234,50 »."""
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    text = str(value)
    return next((write(text) for shape, write in _WRITTEN if shape.fullmatch(text)), text)


_WRITTEN = (
    (re.compile(r"[12][0-9]{3}-[01][0-9](?:-[0-3][0-9])?"), partial_date),
    (re.compile(r"[0-2][0-9]:[0-5][0-9]"), clock),
    (re.compile(r"[01][0-9]-[0-3][0-9]"), day_month),
)


def _message(words: Words, problem: Problem, document: Document) -> str:
    code, keyword = problem.code, problem.keyword
    said = f"check.{keyword}" if f"check.{keyword}" in words.definition.texts[FRENCH] else f"{code}.error"
    keys = (f"{code}.error.{keyword}", said, f"{code}.label")
    values = {name: shown(value) for name, value in problem.params.items()}
    example = words.find(f"{code}.example")
    if example:
        values.setdefault("exemple", example)
    return words.get(*keys, document=document, **values)


def _holds(name: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Say whether a name is read from the item, or from one of the items, that hold a path."""
    star = len(name) - name[::-1].index("*") if "*" in name else 0
    return 0 < star <= len(path) and name[:star] == path[:star]


def _variant(text: Json, document: Document) -> str:
    if isinstance(text, str):
        return text
    for variant in text:
        if "if" not in variant or condition(variant["if"])(document, None):
            return str(variant["text"])
    return str(text[-1]["text"])
