"""The words of the national forms and blocks are typeset, and easy French keeps its sentences short."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.resources import forms_root, schemas_root

FILES = sorted([*forms_root().glob("*/texts/*.json"), *schemas_root().glob("*/texts/*.json")])
EASY = [path for path in FILES if path.stem == "fr-falc"]
#: Words in a sentence of easy French, at most.
LONGEST_SENTENCE = 20
_LOOSE_MARK = re.compile(r"(?:^|[^\u00a0\u202f]) ?[:;?!»](?=\s|\u00a0|$)|«(?![\u00a0\u202f])")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\s*[:;]\s")


def name(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    for key, text in json.loads(path.read_text(encoding="utf-8")).items():
        for one in [text] if isinstance(text, str) else text if isinstance(text, list) else []:
            yield key, one if isinstance(one, str) else one["text"]


def untypeset(text: str, language: str) -> bool:
    straight = "'" in text or '"' in text
    return straight or text != text.strip() or (language != "en" and bool(_LOOSE_MARK.search(text)))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_text_has_curly_apostrophes_and_french_marks_keep_to_their_word(path: Path) -> None:
    assert [key for key, text in sentences(path) if untypeset(text, path.stem)] == []


@pytest.mark.parametrize("path", EASY, ids=name)
def test_a_sentence_of_easy_french_is_short(path: Path) -> None:
    long = [
        (key, sentence)
        for key, text in sentences(path)
        for sentence in _SENTENCE_END.split(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert long == []


def test_a_loose_mark_is_seen() -> None:
    assert untypeset("Quel acte ?", "fr")
    assert untypeset("Quel acte?", "fr-falc")
    assert untypeset("L'acte", "en")
    assert not untypeset("Quel acte\u00a0?", "fr")
    assert not untypeset("Which record?", "en")
