"""What a check is: a function of the answer under check and of all that it may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.journey.compiled import Program
from engine.journey.expressions import Value
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT, Ranks, fixed, get
from engine.model import CheckUse, Document, Json

#: What a check says when an answer does not stand: the numbers that its message needs.
Fault = Mapping[str, Json]
#: What a check says when all is well, or when there is nothing to judge yet.
FINE: Final[Fault | None] = None


@dataclass(frozen=True, slots=True)
class Situation:
    """The answer under check and all that a check may read; `computed` are its arguments that are expressions."""

    value: Json
    document: Document
    item: Json
    facts: Facts
    use: CheckUse
    program: Program
    computed: Mapping[str, Value] = field(default_factory=dict)
    ranks: Ranks = ()

    def answer(self, argument: str) -> Json:
        """Give the answer of the question whose code the argument names, in the same items if it is in some."""
        return self.of(str(self.use.arguments.get(argument)))

    def of(self, code: str) -> Json:
        """Give the answer of a question, in the same items if it is in some."""
        compiled = self.program.by_code.get(code)
        return ABSENT if compiled is None else get(self.document, fixed(compiled.question.path, self.ranks))

    def codes(self, argument: str) -> tuple[str, ...]:
        """Give the codes that an argument names, one or several."""
        named = self.use.arguments.get(argument, ())
        return (named,) if isinstance(named, str) else tuple(named)

    def number(self, argument: str) -> int:
        """Give an argument that is a whole number."""
        return int(self.use.arguments[argument])

    def compute(self, argument: str) -> Json:
        """Give an argument that is an expression, or the literal that stands in its place."""
        value = self.computed.get(argument)
        if value is None:
            return self.use.arguments.get(argument)
        return value(self.document, self.item, self.facts, self.program.definition)


Check = Callable[[Situation], Fault | None]
