"""Conditions in French words and question numbers, for an author, an agent or paper: nothing is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.language import FRENCH
from engine.model import Definition, Json, Tree
from engine.reference import countries

_SIGNS: Final = {
    "lt": "est inférieur à",
    "le": "est au plus",
    "gt": "est supérieur à",
    "ge": "est au moins",
    "is": "est",
}


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a form's answers: their numbers, and the words of their options."""

    definition: Definition

    def code(self, pointer: str, scope: str = "") -> str:
        """Give the question that fills a place, or the place itself; `scope` is what `./` is relative to."""
        whole = f"{scope}{pointer[1:]}" if pointer.startswith("./") else pointer
        codes = {one.pointer: code for code, one in self.definition.questions.items()}
        head, _, part = whole.rpartition("/")
        return codes.get(whole) or (f"{codes[head]}.{part}" if head in codes else whole)

    def value(self, code: str, value: Json) -> str:
        """Give a value as people read it: « oui », a country, the words of an option, else the value itself."""
        if isinstance(value, bool):
            return "oui" if value else "non"
        question = self.definition.questions.get(code)
        if question is not None and question.widget in {"country", "countries"}:
            return f"« {countries.name(str(value), FRENCH)} »"
        said = self.definition.texts[FRENCH].get(f"{code}.option.{value}")
        if said is None:
            return str(value)
        return f"« {said if isinstance(said, str) else said[-1]['text']} »"


def when(tree: Tree, naming: Naming, scope: str = "") -> str:
    """Give a condition in words: « ACT-001 est « Naissance » et ACT-004 a une réponse »."""
    for key, word in (("all", " et "), ("any", " ou ")):
        if key in tree:
            return _joined(tree[key], word, naming, scope)
    if "not" in tree:
        return _denied(tree["not"], naming, scope)
    return _leaf(tree, naming, scope, denied=False)


def _joined(parts: list[Tree], word: str, naming: Naming, scope: str) -> str:
    if not parts:
        return "toujours" if word == " et " else "jamais"
    said = [when(part, naming, scope) for part in parts]
    mixed = [
        f"({one})" if len(parts) > 1 and (" et " in one or " ou " in one) and word not in one else one
        for one in said
    ]
    return word.join(mixed)


def _denied(tree: Tree, naming: Naming, scope: str) -> str:
    if "not" in tree:
        return when(tree["not"], naming, scope)
    for key, other in (("all", "any"), ("any", "all")):
        if key in tree:
            return when({other: [{"not": part} for part in tree[key]]}, naming, scope)
    if "field" in tree:
        return _leaf(tree, naming, scope, denied=True)
    return f"il est faux que ({when(tree, naming, scope)})"


def _leaf(tree: Tree, naming: Naming, scope: str, *, denied: bool) -> str:
    key = next(one for one in ("field", "some", "every", "count") if one in tree)
    name = naming.code(tree[key], scope)
    if "where" in tree:
        return _some(key, name, tree, naming, scope)
    if key == "count":
        sign = next(one for one in _SIGNS if one in tree)
        return f"le nombre de {name} {_SIGNS[sign]} {tree[sign]}"
    if "present" in tree:
        return f"{name} {'n’a pas de' if denied else 'a une'} réponse"
    if "contains" in tree:
        return f"{name} {'ne contient pas' if denied else 'contient'} {naming.value(name, tree['contains'])}"
    values = [tree["is"]] if "is" in tree else list(tree.get("in", ()))
    if values:
        said = " ou ".join(naming.value(name, one) for one in values)
        return f"{name} {'n’est pas' if denied else 'est'} {said}"
    sign = next(one for one in _SIGNS if one in tree)
    compared = f"{name} {_SIGNS[sign]} {tree[sign]}"
    return f"il est faux que {compared}" if denied else compared


def _some(key: str, name: str, tree: Mapping[str, Json], naming: Naming, scope: str) -> str:
    pointer = str(tree[key])
    inner = pointer if pointer.startswith("/") else f"{scope}{pointer[1:]}"
    said = when(tree["where"], naming, f"{inner}/*")
    return f"{'un élément' if key == 'some' else 'chaque élément'} de {name} est tel que {said}"
