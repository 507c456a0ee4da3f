"""The application's words: complete in each language, none left in a template or asked for in vain."""

import json
import re
from pathlib import Path

import pytest
from markupsafe import Markup

from engine.journey.words import InFrench
from engine.language import EASY, ENGLISH, FRENCH, LANGUAGES
from engine.web.render import TEMPLATES
from engine.web.speech import TEXTS, UnwrittenText, speech
from tests.towns import CATALOGUE

#: Pages that the law or the vendors read, in French alone: they say so with `lang`.
FRENCH_PAGES = {"accessibility", "personal_data", "terms", "forms"}
#: English words that are French words too.
_SAME = {
    "list.or", "date.hour", "error.429.lead", "follow.step", "question.word", "files.photo", "files.document",
    "theme.associations", "start.with", "language.name", "answers.change.of",
}  # fmt: skip


def texts(language: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = json.loads(
        (TEXTS / f"{language}.json").read_text(encoding="utf-8")
    )
    return found


def said(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def holes(text: str | dict[str, str]) -> list[set[str]]:
    return [set(re.findall(r"\{(\w+)\}", one)) for one in said(text)]


def test_every_text_is_said_in_every_language() -> None:
    french = texts(FRENCH)
    assert len(french) > 250
    for language in LANGUAGES:
        assert list(texts(language)) == list(french), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_holes_and_the_same_forms_in_every_language(language: str) -> None:
    for key, text in texts(FRENCH).items():
        other = texts(language)[key]
        assert type(other) is type(text), key
        assert set().union(*holes(other)) == set().union(*holes(text)), key
        assert all(said(other)), key


def test_every_theme_of_a_form_has_a_name() -> None:
    themes = {str(CATALOGUE.get(slug).procedure["theme"]) for slug in CATALOGUE.slugs()}
    assert {f"theme.{one}" for one in themes} - set(texts(FRENCH)) == set()


def test_no_french_is_left_in_english() -> None:
    french, english = texts(FRENCH), texts(ENGLISH)
    same = {key for key in french if french[key] == english[key] and re.search(r"[a-z]{3}", str(french[key]))}
    words = {key for key in same if re.search(r"[^\W\d_]{3}", re.sub(r"\{\w+\}", "", str(french[key])))}
    assert words - _SAME == set()
    accents = {key for key, text in english.items() if re.search("[éèêàçùîôœ«»]", str(text))}
    assert accents == set()


def test_easy_french_has_short_sentences() -> None:
    for key, text in texts(EASY).items():
        for one in said(text):
            longest = max(len(re.findall(r"[^\W\d_]+", part)) for part in re.split(r"[.?!:;]", one))
            assert longest <= 14, (key, one)


@pytest.mark.parametrize("language", [FRENCH, EASY])
def test_french_marks_stay_with_their_word(language: str) -> None:
    for key, text in texts(language).items():
        for one in said(text):
            assert not re.search(r"\S [:;?!»]|« ", one), (key, one)
            assert "'" not in one, (key, one)


def test_no_template_holds_a_word_of_its_own() -> None:
    read = 0
    for file in sorted(TEMPLATES.rglob("*.html")):
        if file.stem in FRENCH_PAGES:
            assert "{% set in_french = True %}" in file.read_text(encoding="utf-8")
            continue
        assert words_of(file.read_text(encoding="utf-8")) == [], file.name
        read += 1
    assert read > 30


@pytest.mark.parametrize(
    "left",
    ["<p>Continuer</p>", '<nav aria-label="Langue">', '{{ one or "Ajouter ceci" }}', '<img alt="Le logo">'],
)
def test_a_word_left_in_a_template_would_be_found(left: str) -> None:
    assert words_of(left)


def test_every_text_is_used_and_every_text_used_is_there() -> None:
    sources = [path for path in (TEXTS.parent).rglob("*") if path.suffix in {".py", ".html"}]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    asked = set(re.findall(r'(?:say|mark)\("([a-z][\w.-]+)"', text))
    known = set(texts(FRENCH))
    assert len(asked) > 150
    assert asked - known == set()
    built = re.findall(r'f"([a-z][\w.]*?)\{', text) + re.findall(r'"(error\.[\w.]+|event\.[\w.]+)"', text)
    built += re.findall(r'lines\("([\w.]+)"', text)
    unused = {
        key for key in known if f'"{key}"' not in text and not any(key.startswith(stem) for stem in built)
    }
    assert unused == set()


def test_a_text_is_filled_escaped_and_marked() -> None:
    french, english = speech(FRENCH), speech(ENGLISH)
    assert french.say("start.with", name="<b>") == "Avec <b>"
    assert french.mark("start.with", name="<b>") == Markup("Avec &lt;b&gt;")
    assert french.mark("start.with", name=Markup("<b>x</b>")) == Markup("Avec <b>x</b>")
    assert english.mark("start.with", name=InFrench("l’&")) == Markup('With <span lang="fr">l’&amp;</span>')
    assert french.mark("base.skip") is french.mark("base.skip"), "a text without a hole is made once"


def test_a_number_chooses_the_form_of_its_language() -> None:
    french, english = speech(FRENCH), speech(ENGLISH)
    key = "start.fact.fill.text"
    assert [french.say(key, n=n) for n in (0, 1, 2)] == [
        "Environ 0\u00a0minute",
        "Environ 1\u00a0minute",
        "Environ 2\u00a0minutes",
    ]
    assert [english.say(key, n=n) for n in (0, 1, 2)] == [
        "About 0\u00a0minutes",
        "About 1\u00a0minute",
        "About 2\u00a0minutes",
    ]


def test_a_choice_is_said_with_its_last_word() -> None:
    assert speech(FRENCH).either(["PDF"]) == "PDF"
    assert speech(FRENCH).either(["JPEG", "PNG", "PDF"]) == "JPEG, PNG ou PDF"
    assert speech(ENGLISH).either(["PNG", "PDF"]) == "PNG or PDF"


def test_a_text_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(UnwrittenText) as raised:
        speech(ENGLISH).say("nowhere.nothing")
    assert (raised.value.key, raised.value.language) == ("nowhere.nothing", "en")
    assert speech("de").language == FRENCH


def words_of(template: str) -> list[str]:
    """Give what a template says by itself: text, attributes that are read aloud, sentences in its expressions."""
    text = re.sub(r"{#.*?#}", " ", template, flags=re.DOTALL)
    strings = [
        one
        for expression in re.findall(r"{[{%](.*?)[%}]}", text, flags=re.DOTALL)
        for one in re.findall(r'"([^"]*)"', expression)
    ]
    bare = re.sub(r"{{.*?}}|{%.*?%}", "", text, flags=re.DOTALL)
    aloud = re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*)"', bare)
    bare = re.sub(r"""<!?[^<>]*>|\s[\w-]+="[^"]*\"""", " ", bare)
    found = [*re.findall(r"[^\W\d_]{2,}", bare), *(one for one in aloud if one.strip())]
    return found + [one for one in strings if re.search(r"\w \w|[A-ZÀ-Ý][a-zà-ÿ]", one)]


def test_the_files_of_texts_are_where_the_wheel_takes_them() -> None:
    assert sorted(path.name for path in Path(TEXTS).glob("*.json")) == sorted(
        f"{one}.json" for one in LANGUAGES
    )
