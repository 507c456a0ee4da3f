"""A definition made ready to run: conditions as closures, questions in the order in which they depend."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jsonschema import Draft202012Validator

from engine.errors import FormuneError
from engine.journey.conditions import compile_tree, fields_of
from engine.journey.expressions import Value, compile_expression, pointers_of
from engine.journey.listed import Listed, compile_list
from engine.model import Calculation, CheckUse, Definition, Document, Expression, Json, Question, Size, Tree
from engine.validation import validator

#: A condition at work on the document, and on the item when the question stands in a group.
Condition = Callable[[Document, Json], bool]

#: Definitions kept compiled at once; a city's profile makes one more of each form that it restricts.
_KEPT = 4096
#: Arguments of checks that may be computed.
COMPUTED = ("left", "right", "days", "within")


class CircularCalculation(FormuneError):
    """Calculated values depend on one another in a circle."""


@dataclass(frozen=True, slots=True)
class CompiledCheck:
    """A check with its condition and its expressions as closures.

    `arguments` are those that the form computes (`left`, `days`…), `values` fill the message's holes, and `reads`
    are the codes of the answers that all these read.
    """

    use: CheckUse
    applies: Condition
    arguments: Mapping[str, Value]
    values: Mapping[str, Value]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One question with every tree as a closure."""

    question: Question
    shown: Condition
    required: Condition
    calculates: Condition
    value: Value | None
    options: tuple[tuple[str, Condition], ...]
    sizes: tuple[tuple[Size, Condition], ...]
    checks: tuple[CompiledCheck, ...]
    listed: Listed | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """The whole form: questions in page order and in order of dependency, and the validator of `base`."""

    definition: Definition
    by_code: Mapping[str, Compiled]
    ordered: tuple[Compiled, ...]
    settling: tuple[Compiled, ...]
    opens: Mapping[str, Condition]
    exits: Mapping[str, Mapping[str, Value]]
    by_path: Mapping[tuple[str, ...], Compiled]
    noting: tuple[Compiled, ...]
    multiline: frozenset[str]
    #: The pages that show a value made, near or far, from an answer of their own: a button works it out there.
    working: frozenset[str]
    validator: Draft202012Validator


def program(definition: Definition) -> Program:
    """Compile a definition, once for its digests."""
    return _program(_Key(definition))


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    definition: Definition

    def __hash__(self) -> int:
        return hash((self.definition.slug, self.definition.digest, self.definition.profile_digest))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key):
            return NotImplemented
        mine, theirs = self.definition, other.definition
        return mine is theirs or (mine.slug, mine.digest, mine.profile_digest) == (
            theirs.slug,
            theirs.digest,
            theirs.profile_digest,
        )


@lru_cache(maxsize=_KEPT)
def _program(key: _Key) -> Program:
    definition = key.definition
    codes = {question.pointer: code for code, question in definition.questions.items()}
    by_code = {code: _compile(question, codes) for code, question in definition.questions.items()}
    return Program(
        definition=definition,
        by_code=by_code,
        ordered=tuple(by_code[code] for code in _page_order(definition)),
        settling=tuple(by_code[code] for code in _dependency_order(definition)),
        opens={page.slug: condition(page.condition) for page in definition.pages},
        exits={way_out.id: _values(way_out.values) for way_out in definition.exits},
        by_path={one.question.path: one for one in by_code.values()},
        noting=tuple(one for one in by_code.values() if any(c.use.severity == "notice" for c in one.checks)),
        multiline=frozenset(q.pointer for q in definition.questions.values() if q.widget == "textarea"),
        working=frozenset(_working(definition)),
        validator=validator(definition.base),
    )


def _compile(question: Question, codes: Mapping[str, str]) -> Compiled:
    needed = question.required_if
    calculate = question.calculate
    return Compiled(
        question=question,
        shown=condition(question.condition),
        required=condition(needed) if needed else (always if question.required else never),
        calculates=condition(calculate.condition) if calculate else never,
        value=compile_expression(calculate.value) if calculate else None,
        options=tuple((option.value, condition(option.condition)) for option in question.options),
        sizes=tuple((size, condition(size.condition)) for size in question.sizes),
        checks=tuple(_check(use, question, codes) for use in question.checks),
        listed=compile_list(question),
    )


def _check(use: CheckUse, question: Question, codes: Mapping[str, str]) -> CompiledCheck:
    computed = computed_arguments(use)
    fills = use.arguments.get("values", {})
    read = {pointer for one in (*computed.values(), *fills.values()) for pointer in pointers_of(one)}
    read |= fields_of(use.condition) if use.condition and (computed or fills) else set()
    named = {codes[one] for pointer in read for one in _within(_absolute(pointer, question), codes)}
    return CompiledCheck(
        use=use,
        applies=condition(use.condition),
        arguments=_values(computed),
        values=_values(fills),
        reads=tuple(sorted(named)),
    )


def computed_arguments(use: CheckUse) -> dict[str, Expression]:
    """Give the arguments of a check that are expressions; `values` stand apart."""
    return {
        name: argument
        for name, argument in use.arguments.items()
        if name in COMPUTED and isinstance(argument, Mapping)
    }


def _values(expressions: Mapping[str, Expression]) -> dict[str, Value]:
    return {name: compile_expression(one) for name, one in expressions.items()}


def condition(tree: Tree | None) -> Condition:
    """Give the closure of a tree; no tree always holds."""
    return always if tree is None else compile_tree(tree)


def always(_document: Document, _item: Json = None) -> bool:
    """Hold, whatever the answers."""
    return True


def never(_document: Document, _item: Json = None) -> bool:
    """Hold for no answers."""
    return False


def _page_order(definition: Definition) -> list[str]:
    """Give codes in the order in which a resident meets them, calculated-only ones last."""
    met: dict[str, None] = {}
    for page in definition.pages:
        met.update(dict.fromkeys((*page.questions, *((page.group,) if page.group else ()), *page.item)))
    met.update(dict.fromkeys(definition.questions))
    return list(met)


def _dependency_order(definition: Definition) -> list[str]:
    """Give codes so that each comes after those that its condition and its calculation read."""
    codes = {question.pointer: code for code, question in definition.questions.items()}
    groups = frozenset(one.pointer for one in definition.questions.values() if one.widget == "group")
    needs = {code: _needs(question, codes, groups) for code, question in definition.questions.items()}
    done: dict[str, None] = {}
    under_way: set[str] = set()

    def visit(code: str) -> None:
        if code in done:
            return
        if code in under_way:
            raise CircularCalculation(code)
        under_way.add(code)
        for need in needs[code]:
            visit(need)
        done[code] = None

    for code in _page_order(definition):
        visit(code)
    return list(done)


def _working(definition: Definition) -> Iterator[str]:
    """Give the pages one of whose shown values comes from their own questions."""
    if not any(page.shows for page in definition.pages):
        return
    codes = {question.pointer: code for code, question in definition.questions.items()}
    for page in definition.pages:
        seen: set[str] = set()
        left = list(page.shows)
        while left:
            question = definition.questions[left.pop()]
            read = _read_by(question.calculate) if question.calculate else set()
            needs = {codes[one] for pointer in read for one in _within(_absolute(pointer, question), codes)}
            left += needs - seen
            seen |= needs
        if seen & {*page.questions, *page.item}:
            yield page.slug


def _needs(question: Question, codes: Mapping[str, str], groups: frozenset[str]) -> list[str]:
    """Give the codes that a question reads; one that counts the items of a group needs none of their answers."""
    read = set(fields_of(question.condition)) if question.condition else set()
    if question.calculate:
        read |= _read_by(question.calculate)
    absolute = {_absolute(pointer, question) for pointer in read}
    counted = {codes[one] for one in absolute & groups}
    found = {codes[one] for pointer in absolute - groups for one in _within(pointer, codes)} | counted
    return sorted((found | ({question.group} if question.group else set())) - {question.code})


def _absolute(pointer: str, question: Question) -> str:
    if pointer.startswith("./"):
        return question.pointer.rpartition("/*/")[0] + "/*/" + pointer[2:]
    return pointer


def _within(pointer: str, codes: Mapping[str, str]) -> list[str]:
    """Give the questions at a pointer, below it (an object that is copied) or above it (a part of a value)."""
    return [
        one
        for one in codes
        if one == pointer or one.startswith(pointer + "/") or pointer.startswith(one + "/")
    ]


def _read_by(calculate: Calculation) -> set[str]:
    return (set(fields_of(calculate.condition)) if calculate.condition else set()) | pointers_of(
        calculate.value
    )
