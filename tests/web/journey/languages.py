"""What a test reads on a page to know that it speaks one language: its words, none of another's."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from lxml import html

from engine.cities.city import City
from engine.language import ENGLISH, LANGUAGES, marked
from engine.model import Definition
from engine.web.speech import TEXTS
from tests.towns import CATALOGUE

#: Words that only a French sentence holds.
_FRENCH = re.compile(
    r"\b(?:vous|votre|vos|nous|notre|est|sont|dans|avec|une|des|les|aux|cette|qui|que|pas|leur|chez)\b",
    re.IGNORECASE,
)
#: A piece of text so short may be in two languages by chance.
_SHORT = 24
_HOLE = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Reader:
    """Reads the pages of one form in one language; `proper` are the names and answers that no language has."""

    language: str
    definition: Definition
    proper: frozenset[str]

    def look(self, path: str, page: html.HtmlElement) -> None:
        """Fail on a page that says another language, or holds words of another."""
        assert page.get("lang") == marked(self.language), (path, page.get("lang"))
        chosen = page.xpath('//nav[@class="tongues"]//*[@aria-current]')
        names = [one.text_content() for one in chosen]
        assert names == [self._name()], (path, names)
        found = self.foreign(page)
        assert not found, (path, found)

    def foreign(self, page: html.HtmlElement) -> list[str]:
        """Give the texts of a page, outside what is marked, that belong to another language."""
        return [text for text in said_in(page, marked(self.language)) if self._is_foreign(text)]

    def _is_foreign(self, text: str) -> bool:
        if text in self.proper or text in self._own:
            return False
        if text in foreign_pieces(self.language, slug := self.definition.slug) or quotes(
            text, self.language, slug
        ):
            return True
        return self.language == ENGLISH and bool(_FRENCH.search(text) and _FRENCH.search(self._rest(text)))

    @cached_property
    def _own(self) -> frozenset[str]:
        return pieces_of(self.definition.texts.get(self.language, {}))

    def _rest(self, text: str) -> str:
        """Give a text without its proper names, nor the form's own English, which may give a French address."""
        known = {*self.proper, *pieces_of(self.definition.texts[ENGLISH])}
        for one in sorted(known, key=len, reverse=True):
            text = text.replace(one, " ")
        return text

    def _name(self) -> str:
        return str(read_texts(self.language)["language.name"])


def said_in(page: html.HtmlElement, language: str) -> Iterator[str]:
    """Give what a page says in a language: its texts and the attributes that are read aloud."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in {"style", "textarea"}:
            continue
        if _language_of(element) == language:
            yield from (
                _plain(one) for one in (element.text, *map(element.get, ("alt", "aria-label"))) if one
            )
        parent = element.getparent()
        if element.tail and parent is not None and _language_of(parent) == language:
            yield _plain(element.tail)


def proper_names(city: City, answers: Any) -> frozenset[str]:  # noqa: ANN401 -- a JSON value
    """Give what stands on a page in no language: the town's own words, what the person writes."""
    contacts = [city.contact, *(one.contact for one in city.demarches.values() if one.contact)]
    town = [city.name, city.label, city.tribunal, city.ville_tribunal or "", city.dpo.name]
    town += [part for one in contacts for part in (one.service, *one.address, one.hours)]
    town += [one.label for one in city.services.values()]
    found = {one for one in (*town, *_texts_of(answers)) if one}
    lines = (_plain(line) for one in found for line in (one, *one.split("\n")))
    return frozenset(one for one in lines if len(one) > 1)


@cache
def foreign_texts(language: str) -> frozenset[str]:
    """Give the pieces of the application's texts that other languages have and this one has not."""
    own = pieces_of(read_texts(language))
    others = [pieces_of(read_texts(one)) for one in LANGUAGES if one != language]
    names = frozenset(str(read_texts(one)["language.name"]) for one in LANGUAGES)
    return frozenset().union(*others) - own - names


@cache
def foreign_pieces(language: str, slug: str) -> frozenset[str]:
    """Give those, and on a page in English the pieces of the form's French that its English has not."""
    return foreign_texts(language) | (_only_french(slug) if language == ENGLISH else frozenset())


@cache
def quotes(text: str, language: str, slug: str) -> bool:
    """Say whether a text holds a long one that another language has; asked once of what every page repeats."""
    return len(text) > _SHORT and any(one in text for one in _long_pieces(language, slug))


@cache
def _long_pieces(language: str, slug: str) -> tuple[str, ...]:
    return tuple(one for one in foreign_pieces(language, slug) if len(one) > _SHORT)


@cache
def _only_french(slug: str) -> frozenset[str]:
    texts = CATALOGUE.get(slug).texts
    return pieces_of(texts["fr"]) - pieces_of(texts[ENGLISH])


@cache
def read_texts(language: str) -> dict[str, Any]:
    """Give a file of texts."""
    found: dict[str, Any] = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return found


def pieces_of(texts: Any) -> frozenset[str]:  # noqa: ANN401 -- a JSON value
    """Give what texts say between their holes, in pieces that hold a word."""
    pieces = (_plain(piece) for text in _texts_of(texts) for piece in _HOLE.split(text))
    return frozenset(one for one in pieces if re.search(r"[^\W\d_]{3}", one))


def _texts_of(value: Any) -> Iterator[str]:  # noqa: ANN401 -- a JSON value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key != "if":
                yield from _texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_of(one)


def _language_of(element: html.HtmlElement) -> str | None:
    return next((one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")), None)


def _plain(text: str) -> str:
    return " ".join(text.split())
