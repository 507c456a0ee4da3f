"""The application's own words in one language: `texts/<language>.json`, read and cut at their holes once.

A text is keyed by page and place. Its holes are written `{name}`; when it counts, it has the forms `one` and `many`,
chosen by its hole `{n}`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from engine.errors import FormuneError
from engine.journey.words import InFrench
from engine.language import FRENCH, LANGUAGES, NBSP, Manner, manner

#: Where the files of texts stand.
TEXTS: Final = Path(__file__).parent / "texts"
_HOLE: Final = re.compile(r"\{(\w+)\}")
#: Lines of one text; none has more.
_MOST_LINES: Final = 10


class UnwrittenText(FormuneError):
    """A page asked for a text that the files of texts do not have."""

    def __init__(self, key: str, language: str) -> None:
        super().__init__(key, language)
        self.key = key
        self.language = language


@dataclass(frozen=True, slots=True)
class Text:
    """One text: what stands before, between and after its holes, and the holes' names between them."""

    literals: tuple[str, ...]
    holes: tuple[str, ...]
    whole: Markup

    def plain(self, values: Mapping[str, object]) -> str:
        """Give the text with its holes filled."""
        said = [self.literals[0]]
        for name, literal in zip(self.holes, self.literals[1:], strict=True):
            said += str(values[name]), literal
        return "".join(said)

    def markup(self, values: Mapping[str, object]) -> Markup:
        """Give the text for a page: what fills its holes is escaped, unless it is markup."""
        if not self.holes:
            return self.whole
        said = [escape(self.literals[0])]
        for name, literal in zip(self.holes, self.literals[1:], strict=True):
            said += escape(in_french(values[name])), escape(literal)
        return Markup("").join(said)


@dataclass(frozen=True, slots=True)
class Speech:
    """Every text of the application in one language."""

    language: str
    texts: Mapping[str, Text]

    @property
    def manner(self) -> Manner:
        """Give how this language writes dates and numbers."""
        return manner(self.language)

    def day(self, value: date) -> str:
        """Write « 3 décembre 2026 »; the day and its month stay on one line."""
        return self.manner.long_date(value).replace(" ", NBSP, 1)

    def say(self, key: str, /, **values: object) -> str:
        """Give a text as plain words; raise UnwrittenText."""
        return self._text(key, values).plain(values)

    def mark(self, key: str, /, **values: object) -> Markup:
        """Give a text as markup; raise UnwrittenText."""
        return self._text(key, values).markup(values)

    def has(self, key: str) -> bool:
        """Say whether there is such a text."""
        return key in self.texts

    def lines(self, key: str) -> Iterator[str]:
        """Give the lines `key.1`, `key.2`…, as many as there are."""
        for rank in range(1, _MOST_LINES):
            if not self.has(f"{key}.{rank}"):
                return
            yield self.say(f"{key}.{rank}")

    def either(self, items: list[str]) -> str:
        """Write a choice: « JPEG, PNG ou PDF »."""
        if len(items) < 2:  # noqa: PLR2004 -- one is no choice
            return "".join(items)
        return self.say("list.or", some=", ".join(items[:-1]), last=items[-1])

    def _text(self, key: str, values: Mapping[str, object]) -> Text:
        found = self.texts.get(key)
        if found is None:
            found = self.texts.get(f"{key}.{self._form(values)}")
        if found is None:
            raise UnwrittenText(key, self.language)
        return found

    def _form(self, values: Mapping[str, object]) -> str:
        count = values.get("n")
        return "one" if isinstance(count, int) and self.manner.is_one(count) else "many"


def in_french(value: object) -> object:
    """Mark words that fell back to French for a voice (RGAA 8.7); anything else is given back."""
    return Markup('<span lang="fr">{}</span>').format(str(value)) if type(value) is InFrench else value


@cache
def speech(language: str = FRENCH) -> Speech:
    """Give the texts of a language, read once; those of French for another tag."""
    known = language if language in LANGUAGES else FRENCH
    texts = json.loads((TEXTS / f"{known}.json").read_text(encoding="utf-8"))
    return Speech(known, dict(_texts(texts)))


def _texts(texts: Mapping[str, object]) -> Iterator[tuple[str, Text]]:
    for key, text in texts.items():
        if isinstance(text, Mapping):
            yield from ((f"{key}.{form}", _text(str(said))) for form, said in text.items())
        elif isinstance(text, str):
            yield key, _text(text)


def _text(said: str) -> Text:
    cut = _HOLE.split(said)
    return Text(tuple(cut[::2]), tuple(cut[1::2]), escape(said))
