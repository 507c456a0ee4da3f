"""How a value is computed, in French words and question numbers: one phrase for each word of an expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.journey.told import Naming, when
from engine.model import Expression, Json

_SIGNS: Final = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "is": "=", "isNot": "≠"}
_ROUNDED: Final = {"half": "au plus proche", "up": "au-dessus", "down": "au-dessous"}
_LIST: Final = "list:"


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells a form's calculations; `scope` is the item that `./` reads, when there is one."""

    naming: Naming
    scope: str = ""

    def tell(self, expression: Expression) -> str:
        """Give an expression in words."""
        kind = next(one for one in PHRASES if one in expression)
        return PHRASES[kind](self, expression)

    def place(self, pointer: str) -> str:
        """Give what a pointer names: a question, or a list of the town."""
        if pointer.startswith(_LIST):
            return f"la liste « {pointer.removeprefix(_LIST)} » de la ville"
        return self.naming.code(pointer, self.scope)

    def within(self, pointer: str) -> "Teller":
        """Tell what is said of each item of a group."""
        whole = f"{self.scope}{pointer[1:]}" if pointer.startswith("./") else pointer
        return Teller(self.naming, f"{whole}/*")

    def when(self, case: Mapping[str, Json]) -> str:
        """Give when a case applies; empty for the last, which always does."""
        said = [when(case["if"], self.naming, self.scope)] if "if" in case else []
        return " et ".join([*said, *([self.tell(case["when"])] if "when" in case else [])])

    def each(self, parts: list[Expression], word: str) -> str:
        """Join several expressions."""
        return word.join(self.part(one) for one in parts)

    def part(self, expression: Expression) -> str:
        """Give an expression that stands in another: in brackets when it has several words."""
        said = self.tell(expression)
        return f"({said})" if " " in said and "const" not in expression else said

    def any(self, value: Json) -> str:
        """Give an argument: an expression, a pointer, several, or a plain value."""
        if isinstance(value, Mapping):
            return self.tell(value) if any(one in value for one in PHRASES) else str(dict(value))
        if isinstance(value, list):
            return ", ".join(self.any(one) for one in value)
        return (
            self.place(value)
            if isinstance(value, str) and value.startswith(("/", "./", _LIST))
            else _said(value)
        )


def _said(value: Json) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"« {value} »" if isinstance(value, str) else str(value)


def _case(by: Teller, one: Expression) -> str:
    said = [
        f"{by.tell(case['value'])} si {by.when(case)}" if by.when(case) else f"sinon {by.tell(case['value'])}"
        for case in one["case"]
    ]
    return " ; ".join(said)


def _divide(by: Teller, one: Expression) -> str:
    decimals = one.get("decimals", 0)
    kept = f" à {decimals} décimale{'s' if decimals > 1 else ''}" if decimals else " à l’unité"
    return f"{by.each(one['divide'], ' ÷ ')}, arrondi {_ROUNDED[one.get('round', 'half')]}{kept}"


def _number(by: Teller, one: Expression) -> str:
    what = "de lignes ouvertes" if one["number"].startswith(_LIST) else "d’éléments"
    said = f"le nombre {what} de {by.place(one['number'])}"
    if "where" in one:
        inner = by.within(one["number"])
        return f"{said} tels que {when(one['where'], inner.naming, inner.scope)}"
    return f"{said}{_matching(by, one)}"


def _total(by: Teller, one: Expression) -> str:
    return f"la somme, pour chaque élément de {by.place(one['total'])}, de {by.within(one['total']).part(one['value'])}"


def _weekdays(by: Teller, one: Expression) -> str:
    spared = f", sauf {by.any(one['except'])}" if "except" in one else ""
    return f"le nombre de jours ({by.any(one['among'])}) {_span(by, one['weekdays'])}{spared}"


def _span(by: Teller, ends: list[Expression]) -> str:
    return f"de {by.part(ends[0])} à {by.part(ends[1])}"


def _shift(by: Teller, one: Expression) -> str:
    units = {"days": "jours", "months": "mois", "years": "ans"}
    moves = [f"{by.any(one[key])} {unit}" for key, unit in units.items() if key in one]
    return f"{by.part(one['shift'])} déplacé de {', '.join(moves)}"


def _age(by: Teller, one: Expression) -> str:
    day = f"le {by.part(one['on'])}" if "on" in one else "aujourd’hui"
    return f"l’âge en années, {day}, de qui est né le {by.part(one['age'])}"


def _compare(by: Teller, one: Expression) -> str:
    left, sign, right = one["compare"]
    return f"{by.part(left)} {_SIGNS[sign]} {by.part(right)}"


def _text(by: Teller, one: Expression) -> str:
    between = f", séparés par « {one['between']} »" if one.get("between") else ""
    return f"les textes {by.each(one['text'], ', ')} mis bout à bout{between}"


def _parameter(by: Teller, one: Expression) -> str:
    chosen = f" pour {by.tell(one['for'])}" if "for" in one else ""
    return f"le paramètre « {one['parameter']} » de la ville{chosen}"


def _row(by: Teller, one: Expression) -> str:
    day = f", le {by.part(one['on'])}" if "on" in one else ""
    return f"« {one['give']} » de la ligne de la liste « {one['row']} » de la ville{_matching(by, one)}{day}"


def _column(by: Teller, one: Expression) -> str:
    return (
        f"« {one['give']} » de chaque ligne de la liste « {one['column']} » de la ville{_matching(by, one)}"
    )


def _matching(by: Teller, one: Expression) -> str:
    said = [_matched(by, column, wanted) for column, wanted in one.get("match", {}).items()]
    return f" où {' et '.join(said)}" if said else ""


def _matched(by: Teller, column: str, wanted: Expression) -> str:
    sign = next((key for key in ("lt", "le", "gt", "ge") if key in wanted), None)
    return f"« {column} » {_SIGNS[sign or 'is']} {by.part(wanted[sign] if sign else wanted)}"


def _each(by: Teller, one: Expression) -> str:
    inner = by.within(one["each"])
    entries = []
    for entry in one["give"]:
        keys = _members(inner, entry["item"])
        asked = inner.when(entry)
        entries.append(f"[{keys}]{f' si {asked}' if asked else ''}")
    return f"une liste : pour chaque élément de {by.place(one['each'])}, {' ; '.join(entries)}"


def _members(by: Teller, members: Mapping[str, Expression]) -> str:
    return ", ".join(f"{key} = {by.part(value)}" for key, value in members.items())


def _digits(by: Teller, one: Expression) -> str:
    return (
        f"le nombre écrit par {one['count']} chiffres de {by.part(one['digits'])}, à partir du {one['at']}ᵉ"
    )


def _function(by: Teller, one: Expression) -> str:
    said = ", ".join(f"{key} : {by.any(value)}" for key, value in one.items() if key != "fn")
    return f"la fonction « {one['fn']} » du moteur{f' ({said})' if said else ''}"


#: The phrase of each word of an expression, in the order in which a word is looked for.
PHRASES: Final[Mapping[str, Callable[[Teller, Expression], str]]] = {
    "fn": _function,
    "shift": _shift,  # before « days », which is also one of its arguments
    "const": lambda by, one: by.any(one["const"]),
    "copy": lambda by, one: by.place(one["copy"]),
    "tree": lambda by, one: f"oui si {when(one['tree'], by.naming, by.scope)}, sinon non",
    "case": _case,
    "first": lambda by, one: f"le premier qui a une valeur, dans l’ordre : {by.each(one['first'], ', ')}",
    "sum": lambda by, one: (
        by.each(one["sum"], " + ") if len(one["sum"]) > 1 else f"la somme de {by.part(one['sum'][0])}"
    ),
    "product": lambda by, one: by.each(one["product"], " × "),
    "minus": lambda by, one: by.each(one["minus"], " − "),
    "divide": _divide,
    "most": lambda by, one: f"le plus grand de : {by.each(one['most'], ', ')}",
    "least": lambda by, one: f"le plus petit de : {by.each(one['least'], ', ')}",
    "number": _number,
    "total": _total,
    "days": lambda by, one: f"le nombre de jours {_span(by, one['days'])}",
    "minutes": lambda by, one: f"le nombre de minutes {_span(by, one['minutes'])}",
    "weekdays": _weekdays,
    "weekday": lambda by, one: f"le nom du jour de {by.part(one['weekday'])}",
    "today": lambda _by, _one: "aujourd’hui",
    "year": lambda by, one: f"l’année de {by.part(one['year'])}",
    "age": _age,
    "compare": _compare,
    "text": _text,
    "parameter": _parameter,
    "row": _row,
    "column": _column,
    "each": _each,
    "object": lambda by, one: f"[{_members(by, one['object'])}]",
    "lines": lambda by, one: f"une seule liste de : {by.each(one['lines'], ', ')}",
    "rank": lambda _by, _one: "le rang de l’élément, à partir de 1",
    "position": lambda by, one: f"le rang de {by.part(one['position'])} parmi {by.any(one['among'])}",
    "digits": _digits,
    "in": lambda by, one: f"oui si {by.part(one['in'][0])} est parmi {by.any(one['in'][1])}, sinon non",
}
