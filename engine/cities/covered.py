"""What a town offers against the national form: whatever is right for the town is right for the nation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.catalogue.diff import coverage
from engine.cities.additions import is_addition
from engine.cities.errors import NotCovered
from engine.model import Definition

#: What city staff read, by the kind of change that `coverage` finds from the town's form to the nation's.
_WORDS = {
    "question-removed": "cette question n’est pas nationale",
    "narrower": "la commune admettrait plus de réponses que le formulaire national",
    "hidden-more": "la question serait posée dans plus de cas que dans le formulaire national",
    "needed-more": "la réponse serait facultative là où le formulaire national l’exige",
}


def uncovered(national: Definition, offered: Definition, city: str) -> Iterator[NotCovered]:
    """Give what the national form does not cover in the form as a town offers it, question by question.

    Proved by `coverage`. A question that the nation asks keeps its code, place, words and order; others stand
    under `complements`, or are the town's one document.
    """
    for code, words in _changed(national, offered):
        yield NotCovered(city, national.slug, f"questions.{code}", mend=f"{code} : {words}.")
    if _order(offered, national) != _order(national, national):
        yield NotCovered(city, national.slug, "pages", mend="L’ordre des questions est national.")


def _changed(national: Definition, offered: Definition) -> Iterator[tuple[str, str]]:
    kept = {code: one for code, one in offered.questions.items() if not is_addition(one)}
    for code in national.questions:
        if code not in kept:
            yield code, "la question a disparu"
    for code in kept.keys() - national.questions:
        yield code, "la question n’est pas nationale"
    for change in coverage(national, replace(offered, questions=kept)):
        yield change.code or "pages", _WORDS[change.kind]
    for code in kept.keys() & national.questions.keys():
        for language, texts in national.texts.items():
            if any(offered.texts[language].get(key) != text for key, text in _own(texts, code)):
                yield code, "ses mots ont changé"


def _own(texts: Mapping[str, Any], code: str) -> Iterator[tuple[str, Any]]:
    return ((key, text) for key, text in texts.items() if key.startswith(f"{code}."))


def _order(form: Definition, national: Definition) -> list[str]:
    """Give the codes of the nation's questions in the order in which a form asks them."""
    asked = (code for page in form.pages for code in (*page.questions, *page.item))
    return [code for code in asked if code in national.questions]
