"""Every word that a form shows, by key, in the language asked or in French; messages of problems included."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.journey.compiled import condition
from engine.journey.facts import ListRow
from engine.journey.placeholders import fallback, without_example
from engine.journey.pointers import Ranks, fixed, get
from engine.journey.problems import Problem
from engine.language import FRENCH, is_french, manner
from engine.model import Definition, Document, Json

_HOLE = re.compile(r"\{(\w+)\}")


class InFrench(str):
    """Words that a form says in French alone, on a page of another language: whoever shows them marks them."""

    __slots__ = ()


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
        own, french = self.definition.texts.get(self.language, {}), self.definition.texts[FRENCH]
        for key in keys:
            text = own.get(key)
            fell_back = text is None
            if fell_back:
                text = french.get(key)
            if text is not None:
                said = self._filled(text, document, values, FRENCH if fell_back else self.language)
                return InFrench(said) if fell_back and not is_french(self.language) else said
        return None

    def _filled(
        self, text: Json, document: Document | None, values: Mapping[str, object], language: str
    ) -> str:
        said = _variant(text, document or {})
        return fill(said, {**(self.values or {}), **values}, language) if "{" in said else said

    def get(self, *keys: str, document: Document | None = None, **values: object) -> str:
        """Give the first text that exists among the keys; the last key itself when there is none."""
        return self.find(*keys, document=document, **values) or keys[-1]

    def about(self, path: tuple[str, ...], ranks: Ranks, document: Document) -> "Words":
        """Give the same words where the form's names (`{prenom}`) are those of the items at a path."""
        found = self._named(path, ranks, document)
        return replace(self, values={**(self.values or {}), **found}) if found else self

    def item_called(self, path: tuple[str, ...], ranks: Ranks, document: Document) -> str | None:
        """Give what the form calls an item by its own answers, « Léa »; None where it has no name, or none yet."""
        return next(iter(self._named(path, ranks, document).values()), None)

    def names_item(self, key: str) -> bool:
        """Say whether a text holds one of the form's names."""
        text = str(
            self.definition.texts.get(self.language, {}).get(key, self.definition.texts[FRENCH].get(key))
        )
        return any(f"{{{name}}}" in text for name in self.definition.names)

    def in_french(self) -> "Words":
        """Give the same words in French: those of the seal, of the delivery and of the staff."""
        return replace(self, language=FRENCH)

    def message(self, problem: Problem, document: Document) -> str:
        """Give the sentence that says what to do about a problem, always with an example when there is one."""
        asked = self.definition.questions.get(problem.code)
        if asked is not None and problem.ranks and self.definition.names:
            return _message(self.about(asked.path, problem.ranks, document), problem, document)
        return _message(self, problem, document)

    def option(self, code: str, value: str) -> str:
        """Give the label of an option, with its first letter in upper case."""
        label = self.find(f"{code}.option.{value}") or self._row(code, value) or value
        return as_said(label[:1].upper() + label[1:], label)

    def of_town(self, text: str) -> str:
        """Mark what the town itself wrote, its services and its lists: it is in French."""
        return text if is_french(self.language) else InFrench(text)

    def _named(self, path: tuple[str, ...], ranks: Ranks, document: Document) -> dict[str, str]:
        return {
            name: str(value).split()[0] if one.first else value
            for name, one in self.definition.names.items()
            if _holds(one.path, path) and (value := get(document, fixed(one.path, ranks)))
        }

    def _row(self, code: str, value: str) -> str | None:
        """Give the label of a row of the list that a question offers."""
        asked = self.definition.questions.get(code)
        rows = self.lists.get(asked.list_name or "", ()) if asked else ()
        row = next((one for one in rows if one.code == value), None)
        if row is None or asked is None:
            return None
        told = str(row.values.get(asked.list_day, "")) if asked.list_day else ""
        day = self.day(told)
        return as_said(f"{day}, {row.label}" if day else row.label, self.of_town(row.label))

    def day(self, text: str) -> str:
        """Write the day of a row, its name first: « jeudi 3 décembre 2026 »; empty for no day."""
        if not _WHOLE_DAY.fullmatch(text):
            return ""
        writes, day = manner(self.language), date.fromisoformat(text)
        return f"{writes.weekday(day)} {writes.long_date(day)}"


def as_said(text: str, *sources: str | None) -> str:
    """Give a text made from others, marked as French when one of them is."""
    return InFrench(text) if any(isinstance(one, InFrench) for one in sources) else text


def fill(text: str, values: Mapping[str, object], language: str = FRENCH) -> str:
    """Put values in the holes of a text; a missing example takes its « par exemple » with it."""
    if "{exemple}" in text and not values.get("exemple"):
        text = without_example(text)

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        value = values.get(name)
        return str(value) if value not in (None, "") else fallback(name, language) or match.group(0)

    return _HOLE.sub(one, text)


def shown(value: Json, language: str = FRENCH) -> str:
    """Give a value as a sentence carries it: « 16 janvier 2027 », « 8 h 30 », « 1 234,50 »."""
    writes = manner(language)
    if isinstance(value, date):
        return writes.long_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return writes.number(value)
    text = str(value)
    if _DAY.fullmatch(text):
        return writes.partial_date(text)
    if _CLOCK.fullmatch(text):
        return writes.clock(text)
    return writes.day_month(text) if _DAY_MONTH.fullmatch(text) else text


_WHOLE_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9](?:-[0-3][0-9])?")
_CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")
_DAY_MONTH = re.compile(r"[01][0-9]-[0-3][0-9]")


def _message(words: Words, problem: Problem, document: Document) -> str:
    code, keyword = problem.code, problem.keyword
    said = f"check.{keyword}" if f"check.{keyword}" in words.definition.texts[FRENCH] else f"{code}.error"
    keys = (f"{code}.error.{keyword}", said, f"{code}.label")
    values = {name: shown(value, words.language) for name, value in problem.params.items()}
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
