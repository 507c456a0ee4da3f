"""What a form computes and where, and when each of its answers is known."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.catalogue.lint.finding import Subject
from engine.journey.compiled import COMPUTED
from engine.journey.conditions import fields_of
from engine.journey.expressions import pointers_of, within
from engine.model import Expression


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression, where it stands, the question it is about, and the group whose item its `./x` reads."""

    expression: Expression
    code: str | None
    file: str
    where: str
    scope: str = ""


def computed(subject: Subject) -> Iterator[Computed]:
    """Give every expression of a form: of its calculations, its checks and its ways out."""
    for code, question in subject.questions.items():
        at, scope = subject.at(code), scope_of(question["field"])
        if "calculate" in question:
            yield Computed(question["calculate"]["value"], code, *at, scope)
        for check in question["checks"]:
            named = {**{key: check.get(key) for key in COMPUTED}, **check.get("values", {})}
            for expression in named.values():
                if isinstance(expression, dict):
                    yield Computed(expression, code, *at, scope)
    for name, way_out in subject.form.journey.get("exits", {}).items():
        for key, expression in way_out.get("values", {}).items():
            where = f"/exits/{name}/values/{key}"
            yield Computed(expression, None, f"{subject.form.file}/journey.json", where)


def scope_of(pointer: str) -> str:
    """Give the group's item in which an answer stands, `/parents/*`; empty when it is in none."""
    return f"{pointer.rpartition('/*/')[0]}/*" if "/*/" in pointer else ""


class Ranks:
    """When each answer is known: the place of its question, or of the last one that it is computed from."""

    def __init__(self, subject: Subject) -> None:
        self._questions = subject.questions
        order = [
            code
            for page in subject.bundle["pages"]
            for code in (
                *page["questions"],
                *((page["group"],) if "group" in page else ()),
                *page.get("item", ()),
            )
        ]
        #: The place of every asked question, from 0.
        self.asked: dict[str, int] = {code: place for place, code in reversed(list(enumerate(order)))}
        #: The last place of a question that several pages may ask.
        self.last = {code: place for place, code in enumerate(order)}
        self._known: dict[str, int] = {}

    def codes(self, field: str, at: str) -> list[str]:
        """Give the questions that a condition's field speaks of, seen from the question at `at`."""
        pointer = within(scope_of(at), field)
        holding = [
            code
            for code, question in self._questions.items()
            if pointer == question["field"] or pointer.startswith(f"{question['field']}/")
        ]
        exact = [code for code in holding if self._questions[code]["widget"] != "group"] or holding
        below = [code for code, one in self._questions.items() if one["field"].startswith(f"{pointer}/")]
        return exact or below

    def of(self, code: str) -> int:
        """Give when an answer is known."""
        if code in self.asked:
            return self.asked[code]
        if code not in self._known:
            self._known[code] = -1
            self._known[code] = max((self.of(one) for one in self.needs(code)), default=-1)
        return self._known[code]

    def needs(self, code: str) -> set[str]:
        """Give the questions that a calculation reads."""
        question = self._questions[code]
        calculate = question.get("calculate")
        if calculate is None:
            return set()
        fields = pointers_of(calculate["value"], scope_of(question["field"]))
        fields |= fields_of(calculate["if"]) if "if" in calculate else set()
        return {one for field in fields for one in self.codes(field, question["field"])}
