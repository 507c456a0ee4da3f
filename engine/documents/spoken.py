"""Conditions as a person reads them on paper: « si ACT-001 est « Un acte de naissance » »."""

from dataclasses import dataclass
from typing import Final

from engine.journey.told import Naming, when
from engine.model import Definition, Question, Tree

#: A longer condition is not read: the paper then says that earlier answers decide.
LONGEST: Final = 260
_BY_ANSWERS: Final = "selon vos réponses précédentes"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of one form's conditions, in French, by the numbers of questions that a person can see."""

    definition: Definition

    def when(self, tree: Tree | None, scope: str = "") -> str:
        """Give when a question is asked; empty when it always is. `scope` is what `./` is relative to."""
        if tree is None:
            return ""
        naming = Naming(self.definition)
        seen = self._seen(tree, naming, scope)
        said = when(seen, naming, scope) if seen is not None else ""
        return f"si {said}" if said and len(said) <= LONGEST else _BY_ANSWERS

    def _seen(self, tree: Tree, naming: Naming, scope: str) -> Tree | None:
        """Give a condition without the calculated values, which nobody sees; None when it needs one."""
        for key in ("all", "any"):
            if key in tree:
                parts = [self._seen(part, naming, scope) for part in tree[key]]
                return {key: parts} if all(part is not None for part in parts) else None
        if "not" in tree:
            denied = self._seen(tree["not"], naming, scope)
            return None if denied is None else {"not": denied}
        if "where" in tree:
            return None
        pointer = next(str(tree[key]) for key in ("field", "count") if key in tree)
        question = self.definition.questions.get(naming.code(pointer, scope).partition(".")[0])
        if question is None:
            return None
        return self._expanded(question, tree, naming, scope) if question.always_calculated else tree

    def _expanded(self, question: Question, leaf: Tree, naming: Naming, scope: str) -> Tree | None:
        """Give the condition that a calculated yes or no stands for, when it is one."""
        value = question.calculate.value if question.calculate else {}
        if "tree" not in value or "is" not in leaf:
            return None
        stands = self._seen(value["tree"], naming, scope)
        return stands if stands is None or leaf["is"] is True else {"not": stands}
