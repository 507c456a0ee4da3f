"""Numbers that a deposit gives: taken from the city's series in its own transaction, sealed with the answers."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from engine.journey.compiled import Program
from engine.journey.pointers import get
from engine.model import Document, Json, Question
from engine.reference.meubles import LAST, meuble_number
from engine.store.series import Series, next_number

#: The function that a question's calculation names, and the series it takes from.
_FUNCTION = "numeroMeuble"
_SERIES = "meuble"
#: The city's parameter that says where its series begins (numbers given before Formune are not given again).
_FIRST = "premierNumero"


def give_numbers(conn: Connection, city: str, program: Program, document: Document) -> Mapping[str, Json]:
    """Take a number for each question of the document that asks one; give them by question code."""
    first = int(program.definition.parameters.get(_FIRST, 1))
    return {
        question.code: meuble_number(commune, next_number(conn, Series(city, _SERIES, commune, first, LAST)))
        for question, commune in _asking(program, document)
    }


def _asking(program: Program, document: Document) -> Iterator[tuple[Question, str]]:
    for question in program.definition.questions.values():
        if question.calculate is None or question.calculate.value.get("fn") != _FUNCTION:
            continue
        path = tuple(str(question.calculate.value["of"]).strip("/").split("/"))
        commune = get(document, path)
        compiled = program.by_code[question.code]
        if isinstance(commune, Mapping) and compiled.shown(document, None):
            yield question, str(commune["code"])
