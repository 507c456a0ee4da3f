"""Conditions as a person reads them on paper: « si votre réponse à ACT-001 est Naissance ou Mariage »."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model import Definition, Json, Tree

#: A longer condition is not read: the paper then says that earlier answers decide.
LONGEST = 260
_SIGNS = {"lt": "est inférieur à", "le": "est au plus", "gt": "est supérieur à", "ge": "est au moins"}
_NOT = {"est": "n’est pas", "est au moins": "n’atteint pas", "contient": "ne contient pas"}
_BY_ANSWERS = "selon vos réponses précédentes"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Speaks of one form's conditions, in French."""

    definition: Definition

    def when(self, tree: Tree | None) -> str:
        """Give when a question is asked; empty when it always is."""
        if tree is None:
            return ""
        said = self._said(tree, 0)
        return f"si {said}" if said and len(said) <= LONGEST else _BY_ANSWERS

    def _said(self, tree: Tree, depth: int) -> str:
        for key, word in (("all", " et "), ("any", " ou ")):
            if key in tree:
                parts = [self._said(part, depth + 1) for part in tree[key]]
                if not all(parts):
                    return ""
                return word.join(
                    f"({one})" if depth and len(parts) > 1 and " ou " in one else one for one in parts
                )
        if "not" in tree:
            return self._denied(tree["not"], depth)
        return self._leaf(tree, depth)

    def _denied(self, tree: Tree, depth: int) -> str:
        if "not" in tree:
            return self._said(tree["not"], depth)
        for key, other in (("all", "any"), ("any", "all")):
            if key in tree:
                return self._said({other: [{"not": part} for part in tree[key]]}, depth)
        if "present" in tree:
            return f"vous n’avez pas répondu à {self._name(str(tree['field']))}"
        said = self._leaf(tree, depth)
        for word, denied in _NOT.items():
            if f" {word} " in said:
                return said.replace(f" {word} ", f" {denied} ", 1)
        return ""

    def _leaf(self, tree: Tree, depth: int) -> str:
        pointer = str(next(tree[key] for key in ("field", "some", "every", "count") if key in tree))
        calculated = self._calculated(pointer)
        if calculated is not None and "is" in tree:
            return self._said(calculated if tree["is"] is True else {"not": calculated}, depth)
        name = self._name(pointer)
        if not name or "where" in tree:
            return ""
        if "present" in tree:
            return f"vous avez répondu à {name}"
        if "contains" in tree:
            return f"{name} contient {self._value(pointer, tree['contains'])}"
        values = [tree["is"]] if "is" in tree else list(tree.get("in", ()))
        if values:
            return f"{name} est {' ou '.join(self._value(pointer, one) for one in values)}"
        sign = next(sign for sign in _SIGNS if sign in tree)
        return f"{name} {_SIGNS[sign]} {tree[sign]}"

    def _calculated(self, pointer: str) -> Mapping[str, Json] | None:
        """Give the condition that a calculated yes or no stands for, when it is one."""
        code = self._code(pointer)
        question = self.definition.questions.get(code or "")
        if question is None or question.calculate is None or not question.always_calculated:
            return None
        tree: Mapping[str, Json] | None = question.calculate.value.get("tree")
        return tree

    def _code(self, pointer: str) -> str | None:
        ending = pointer[1:] if pointer.startswith("./") else None
        for code, question in self.definition.questions.items():
            if question.pointer == pointer or (ending and question.pointer.endswith(f"/*{ending}")):
                return code
        return None

    def _name(self, pointer: str) -> str:
        """Give the number of a question that is asked; a value that nobody sees has no name on paper."""
        code = self._code(pointer) or self._code(pointer.rpartition("/")[0])
        question = self.definition.questions.get(code or "")
        return code if code and question and not question.always_calculated else ""

    def _value(self, pointer: str, value: Json) -> str:
        if isinstance(value, bool):
            return "oui" if value else "non"
        label = self.definition.texts["fr"].get(f"{self._code(pointer)}.option.{value}", value)
        return f"« {label if isinstance(label, str) else label[-1]['text']} »"
