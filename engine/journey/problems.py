"""What is wrong with a document, question by question, in the order in which a resident meets them.

JSON Schema says what a value may be; the engine says what is missing, not offered, or out of size under its
conditions; checks say the rest. One problem a place: the first that a person can act on.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import rfc8785
from jsonschema import ValidationError

from engine.journey import periods
from engine.journey.checks import CHECKS, Situation
from engine.journey.compiled import Compiled, CompiledCheck, Program
from engine.journey.duplicates import compared
from engine.journey.facts import Facts
from engine.journey.listed import admits, passed
from engine.journey.pointers import ABSENT, Place, Ranks, get, item_at, places
from engine.journey.reading import candidates
from engine.journey.search import UNCHOSEN
from engine.model import Document, Json

#: Keywords from the most basic to the finest; one message a question.
_PRIORITY = ("type", "const", "enum", "minLength", "minItems", "maxItems", "maxLength", "pattern")
#: The one kind of check that an answer's absence may fail without saying so (`absent`).
_ON_ABSENCE = "plusDUnMoyen"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the question, its ranks in groups (from 0), the keyword or check, and its numbers.

    `severity` is error, confirm (the resident may say « je confirme ») or notice (said, never refused).
    """

    code: str
    keyword: str
    pointer: str
    ranks: Ranks = ()
    severity: str = "error"
    params: Mapping[str, Json] = field(default_factory=dict)


def problems(
    program: Program,
    document: Document,
    facts: Facts,
    confirmed: Mapping[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Give every problem of a settled document; confirmed checks (name → `fingerprint`) are left out."""
    by_place = _schema_errors(program, document)
    found: list[Problem] = []
    for compiled in program.ordered:
        question = compiled.question
        for place in places(document, question.path):
            error = by_place.pop(place.path, None)
            found.extend(_of_question(program, compiled, place, document, facts, error, confirmed or {}))
    found.extend(
        Problem("", str(error.validator), "/" + "/".join(map(str, path))) for path, error in by_place.items()
    )
    return tuple(found)


def notices(program: Program, document: Document, facts: Facts) -> tuple[Problem, ...]:
    """Give the notices alone that a document calls for: what is said and refuses nothing."""
    found: list[Problem] = []
    for compiled in program.noting:
        for place in places(document, compiled.question.path):
            if compiled.shown(document, item_at(document, place.path)):
                found.extend(_checked(program, compiled, place, document, facts, {}))
    return tuple(one for one in found if one.severity == "notice")


def fingerprint(program: Program, check: CompiledCheck, document: Document) -> str:
    """Give the hash of the answers that a check reads, so that a confirmation dies when they change."""
    named = [one for one in check.use.arguments.values() if isinstance(one, str) and one in program.by_code]
    codes = [check.use.on, *named, *compared(program.definition, check.use), *check.reads]
    read = [
        get(document, place.path)
        for code in codes
        for place in places(document, program.by_code[code].question.path)
    ]
    return hashlib.sha256(rfc8785.dumps([check.use.name, codes, read])).hexdigest()


def _of_question(  # noqa: PLR0913, PLR0917 -- one question's whole situation
    program: Program,
    compiled: Compiled,
    place: Place,
    document: Document,
    facts: Facts,
    error: ValidationError | None,
    confirmed: Mapping[str, str],
) -> Iterator[Problem]:
    question, item = compiled.question, item_at(document, place.path)
    value = get(document, place.path)

    if value == {} and question.path[-1] == "*":
        value = ABSENT  # A plain item that was added and is not filled yet.

    def problem(keyword: str, **params: Json) -> Problem:
        return Problem(question.code, keyword, place.pointer, place.ranks, "error", params)

    if not compiled.shown(document, item):
        if value is not ABSENT:
            yield problem("not")
        return
    if question.calculate and compiled.calculates(document, item):
        yield from _checked(program, compiled, place, document, facts, confirmed)
        return
    if value is ABSENT:
        if compiled.required(document, item):
            yield problem("required")
        else:
            yield from _checked(program, compiled, place, document, facts, confirmed)
        return
    fault = _list_fault(compiled, value, document, item, facts) or _engine_fault(
        compiled, value, document, item
    )
    if fault is None and error is not None:
        fault = str(error.validator), {"limit": error.validator_value}
    if fault is not None:
        yield problem(fault[0], **fault[1])
        return
    yield from _checked(program, compiled, place, document, facts, confirmed)


def _engine_fault(
    compiled: Compiled,
    value: Json,
    document: Document,
    item: Json,
) -> tuple[str, dict[str, Json]] | None:
    """Give the keyword that a condition adds to the schema: a smaller enum, or a size of its own."""
    if isinstance(value, bool):
        value = "oui" if value else "non"
    if compiled.options and isinstance(value, str):
        offered = [code for code, offers in compiled.options if offers(document, item)]
        if value not in offered:
            return "enum", {}
    if isinstance(value, list):
        for size, holds in compiled.sizes:
            if holds(document, item):
                if len(value) < size.minimum:
                    return "minItems", {"min": size.minimum, "max": size.maximum}
                if len(value) > size.maximum:
                    return "maxItems", {"min": size.minimum, "max": size.maximum}
                break
    return None


def _list_fault(
    compiled: Compiled, value: Json, document: Document, item: Json, facts: Facts
) -> tuple[str, dict[str, Json]] | None:
    """Give the keyword of a code that is in no row of the city's list; one withdrawn since stays an answer.

    Words searched that chose nothing, and the name of several communes, are still to be chosen from; a period says
    which of its ends is wrong.
    """
    question = compiled.question
    if question.widget == "period" and (wrong := periods.fault(value)):
        return wrong, {}
    if isinstance(value, str) and question.widget == "select" and value.startswith(UNCHOSEN):
        return "aChoisir", {}
    if (
        isinstance(value, str)
        and question.widget == "commune"
        and len(candidates(question, value, facts.city)) > 1
    ):
        return "communeAChoisir", {}
    if compiled.listed is None or admits(compiled.listed, value, document, item, facts.city, facts.today):
        return None
    return ("dejaPasse" if passed(compiled.listed, value, facts.city, facts.today) else "dansListe"), {}


def _checked(  # noqa: PLR0913, PLR0917 -- one question's whole situation
    program: Program,
    compiled: Compiled,
    place: Place,
    document: Document,
    facts: Facts,
    confirmed: Mapping[str, str],
) -> Iterator[Problem]:
    if not compiled.checks:
        return
    item, value = item_at(document, place.path), get(document, place.path)
    for check in compiled.checks:
        if value is ABSENT and not _on_absence(check):
            continue
        if not check.applies(document, item):
            continue
        situation = Situation(value, document, item, facts, check.use, program, check.arguments, place.ranks)
        fault = CHECKS[check.use.kind](situation)
        if fault is None:
            continue
        if check.use.severity == "confirm" and confirmed.get(check.use.name) == fingerprint(
            program, check, document
        ):
            continue
        yield Problem(
            compiled.question.code,
            check.use.name,
            place.pointer,
            place.ranks,
            check.use.severity,
            {**fault, **_filled(check, situation)},
        )
        if check.use.severity == "error":
            return


def _on_absence(check: CompiledCheck) -> bool:
    return check.use.kind == _ON_ABSENCE or check.use.arguments.get("absent") is True


def _filled(check: CompiledCheck, here: Situation) -> dict[str, Json]:
    """Give what the form itself puts in the holes of a check's message."""
    found = {
        name: value(here.document, here.item, here.facts, here.program.definition)
        for name, value in check.values.items()
    }
    return {name: value for name, value in found.items() if value is not ABSENT}


def _schema_errors(program: Program, document: Document) -> dict[tuple[str | int, ...], ValidationError]:
    """Give the most basic schema error of each question's place (or of the object, where no question is)."""
    best: dict[tuple[str | int, ...], ValidationError] = {}
    for error in program.validator.iter_errors(document):
        path = _place_of(program, tuple(error.absolute_path))
        known = best.get(path)
        if known is None or _rank(error) < _rank(known):
            best[path] = error
    return best


def _place_of(program: Program, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    for length in range(len(path), 0, -1):
        plain = tuple("*" if isinstance(part, int) else part for part in path[:length])
        if plain in program.by_path:
            return path[:length]
    return path


def _rank(error: ValidationError) -> int:
    name = str(error.validator)
    return _PRIORITY.index(name) if name in _PRIORITY else len(_PRIORITY)
