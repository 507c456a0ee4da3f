"""Random partial answers of a real form, honest and wrong, for properties that must hold whatever was typed."""

from typing import Any

from hypothesis import strategies as st

from engine.journey.compiled import Program
from engine.journey.pointers import places, put
from engine.model import Question

DATES = st.sampled_from(
    ["1962-08-24", "1962", "2024-02-29", "2023-02-30", "2012-05-01", "1880", "2031-01-01", "x"]
)
COMMUNES = st.sampled_from(
    [
        {"code": "06088", "nom": "Nice"},
        {"code": "75112", "nom": "Paris"},
        "Saint-Denis",
        {"code": "2A004", "nom": "A"},
    ]
)
TEXTS = st.sampled_from(
    ["Martin", "  N’Diaye ", "25 bis allée des Tilleuls", "", "😀", "a\nb", "R2D2", "x" * 300]
)
FILES = st.just(
    [{"id": "3f1c7a52-0b6e-4d1a-9c55-000000000002", "nom": "a.pdf", "type": "application/pdf", "taille": 3}]
)


def answer(question: Question) -> st.SearchStrategy[Any]:
    """Give answers to a question: those offered, and some that are not."""
    offered = [*(one.value for one in question.options), "inconnu"]
    return {
        "radios": st.sampled_from(offered),
        "select": st.sampled_from(offered),
        "checkboxes": st.lists(st.sampled_from(offered), max_size=3),
        "yesno": st.booleans(),
        "checkbox": st.booleans(),
        "date": DATES,
        "partial-date": DATES,
        "commune": COMMUNES,
        "number": st.sampled_from([0, 1, 5, 7]),
        "decimal": st.sampled_from([0, 43.7]),
        "country": st.sampled_from(["FR", "BE", "XX"]),
        "files": FILES,
    }.get(question.widget, TEXTS)


@st.composite
def documents(draw: st.DrawFn, compiled: Program) -> dict[str, Any]:
    """Give a document with some of the form's questions answered, hidden ones too."""
    document: dict[str, Any] = {}
    questions = compiled.definition.questions.values()
    for question in questions:
        if question.widget == "group":
            for place in list(places(document, question.path)):
                number = draw(st.integers(0, 3))
                if number:
                    put(document, place.path, [{} for _ in range(number)])
    for question in questions:
        if question.widget in {"none", "group"} or not draw(st.booleans()):
            continue
        for place in list(places(document, question.path)):
            put(document, place.path, draw(answer(question)))
    return document
