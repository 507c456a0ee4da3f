"""What a city sets of a form's parameters and lists, against what the form declares: closed and bounded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.cities.errors import (
    MissingColumn,
    OutOfBounds,
    ProfileRefused,
    TooManyRows,
    UnknownColumn,
    UnknownParameter,
)
from engine.journey.facts import ListRow
from engine.model import Definition
from engine.procedure.declared import OTHERS, Declared, fits, table, wanted


def refused_parameters(definition: Definition, city: str, own: Mapping[str, Any]) -> Iterator[ProfileRefused]:
    """Give what a city writes under `parametres` that the form does not let it write."""
    declared = definition.procedure.get("parameters", {})
    for name, value in own.items():
        key = f"parametres.{name}"
        if name not in declared:
            yield UnknownParameter(city, definition.slug, key, mend=_known(declared))
            continue
        lines = table(declared[name], value)
        if lines is None:
            yield from _bounded(definition, city, key, declared[name], value)
            continue
        question = definition.questions.get(declared[name]["by"]["question"])
        answers = {option.value for option in question.options} if question else set()
        for answer, one in lines.items():
            if answer not in {*answers, OTHERS}:
                yield UnknownParameter(city, definition.slug, f"{key}.{answer}", mend=_known(sorted(answers)))
            else:
                yield from _bounded(definition, city, f"{key}.{answer}", declared[name], one)


def refused_lists(
    definition: Definition, city: str, lists: Mapping[str, Sequence[ListRow]]
) -> Iterator[ProfileRefused]:
    """Give what a city writes in the lists of a form that the form does not know."""
    for name, declared in definition.procedure.get("lists", {}).items():
        rows = lists.get(name, ())
        most = declared.get("maxRows", len(rows))
        if len(rows) > most:
            yield TooManyRows(city, definition.slug, f"lists.{name}", mend=f"Gardez {most} lignes au plus.")
        for rank, row in enumerate(rows):
            yield from _columns(definition, city, f"lists.{name}.{rank}", declared.get("columns", {}), row)


def _columns(
    definition: Definition, city: str, key: str, declared: Mapping[str, Declared], row: ListRow
) -> Iterator[ProfileRefused]:
    for column, value in row.values.items():
        if column not in declared:
            yield UnknownColumn(city, definition.slug, f"{key}.{column}", mend=_known(declared))
        else:
            yield from _bounded(definition, city, f"{key}.{column}", declared[column], value)
    for column, one in declared.items():
        if one.get("required") and column not in row.values:
            mend = f"Ajoutez « {column} » : {wanted(one)}."
            yield MissingColumn(city, definition.slug, key, column, mend=mend)


def _bounded(
    definition: Definition, city: str, key: str, declared: Declared, value: object
) -> Iterator[ProfileRefused]:
    if not fits(declared, value):
        yield OutOfBounds(city, definition.slug, key, mend=f"Écrivez {wanted(declared)}.")


def _known(names: Mapping[str, Any] | Sequence[str]) -> str:
    known = ", ".join(names)
    return f"Noms connus : {known}." if known else "Retirez cette ligne."
