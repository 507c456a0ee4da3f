"""The compiled definition of a form: what every room reads, and none changes.

A bundle (plain JSON, made by the catalogue) becomes a `Definition`. Conditions and calculations stay
JSON trees here; the journey compiles them once per definition.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

#: Any JSON value.
Json = Any
#: A condition, FORMAT point 3.
Tree = Mapping[str, Any]
#: A calculation's expression.
Expression = Mapping[str, Any]
#: A JSON document: a resident's answers.
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One code that may be chosen, and when it is offered (None: always).

    One that `leaves` is always offered on the page and leads to an exit; it is an answer only while its
    condition holds, never without one.
    """

    value: str
    condition: Tree | None = None
    leaves: bool = False

    @property
    def answers(self) -> bool:
        """Say whether the value may ever be an answer."""
        return not self.leaves or self.condition is not None


@dataclass(frozen=True, slots=True)
class Size:
    """How many items a group or array takes, and when (None: always)."""

    minimum: int
    maximum: int
    condition: Tree | None = None


@dataclass(frozen=True, slots=True)
class Calculation:
    """A value the engine computes; with a condition, the question is asked when it is false."""

    value: Expression
    condition: Tree | None = None


@dataclass(frozen=True, slots=True)
class CheckUse:
    """A named rule that JSON Schema cannot say, said on one question.

    `name` is its text key `check.<name>`; `severity` is error, confirm or notice.
    """

    name: str
    kind: str
    on: str
    severity: str = "error"
    condition: Tree | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: one widget, one permanent code, one place in the answers.

    `pointer` is absolute (`/parents/*/nomNaissance` inside a group). `condition` already holds the
    mount's and the page's; `required` means whenever shown, `required_if` only when that tree holds.
    """

    code: str
    pointer: str
    widget: str
    schema: Mapping[str, Any]
    required: bool = False
    required_if: Tree | None = None
    condition: Tree | None = None
    options: tuple[Option, ...] = ()
    sizes: tuple[Size, ...] = ()
    calculate: Calculation | None = None
    autocomplete: str | None = None
    autocomplete_if: Tree | None = None
    prefill: str | None = None
    prefill_if: Tree | None = None
    checks: tuple[CheckUse, ...] = ()
    role: str | None = None
    group: str | None = None
    former: bool = False
    list_name: str | None = None
    accept: tuple[str, ...] = ()
    default: str | None = None
    width: int | None = None
    capitals: bool = False
    replace: Mapping[str, str] = field(default_factory=dict)
    suffix: str | None = None
    unit: str | None = None
    compact: bool = False
    #: Pages that show an answer again hide all but its end: a bank account, a door's code.
    masked: bool = False
    list_first: tuple[Option, ...] = ()
    list_last: tuple[Option, ...] = ()
    #: The column that holds the day of a row: rows are shown under their days, those gone by are not offered.
    list_day: str | None = None
    list_where: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 6
    #: Of an address: whether one given before may be taken again.
    reuse: bool = True

    @property
    def path(self) -> tuple[str, ...]:
        """Give the pointer's segments, `*` for a rank."""
        return _segments(self.pointer)

    @property
    def scope(self) -> str:
        """Give what `./` is relative to in its own conditions: the innermost item that holds it, if any."""
        head, star, _rest = self.pointer.rpartition("/*/")
        return f"{head}/*" if star else ""

    @property
    def always_calculated(self) -> bool:
        """Say whether the resident is never asked."""
        return self.calculate is not None and self.calculate.condition is None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one idea; with a group, each item has its own page of `item` questions.

    With `each`, the page itself comes once for each item of that group. `shows` are calculated values that
    stand under its questions.
    """

    slug: str
    section: str
    questions: tuple[str, ...]
    condition: Tree | None = None
    group: str | None = None
    item: tuple[str, ...] = ()
    each: str | None = None
    shows: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """Give how many ranks name the page itself; its group's items have one more."""
        return 0 if self.each is None else 1

    def codes(self, ranks: tuple[int, ...]) -> tuple[str, ...]:
        """Give the questions of the page, or of its item's page when the ranks name an item."""
        return self.questions if len(ranks) == self.depth else self.item

    @property
    def groups(self) -> tuple[str, ...]:
        """Give the groups whose items the ranks of its pages count, the outer one first."""
        return tuple(code for code in (self.each, self.group) if code is not None)

    @property
    def every(self) -> tuple[str, ...]:
        """Give the questions of the page and of its items' pages."""
        return (*self.questions, *self.item)


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out without a deposit: tested on leaving the pages `after`, or offered as a link on `link`.

    `values` fill the placeholders of its words. `unless_offered` is a question's code and one of its options:
    the link stands only in a city that does not offer it.
    """

    id: str
    condition: Tree | None = None
    on: str | None = None
    after: tuple[str, ...] = ()
    link: str | None = None
    change: str | None = None
    values: Mapping[str, Expression] = field(default_factory=dict)
    unless_offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What makes two deposits of one person look the same."""

    questions: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Name:
    """What an item of a group is called in the words of its pages: the answer that fills a placeholder.

    `first` keeps the first word only: the first of several first names.
    """

    pointer: str
    first: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Give the pointer's segments, `*` for a rank."""
        return _segments(self.pointer)


@dataclass(frozen=True, slots=True)
class Definition:
    """A form, assembled: questions, pages, words and law, under one digest.

    `schema` is the published contract; `base` is the same without compiled conditions, used to validate
    while the engine itself applies them. `digest` is the sha256 (hex) of the bundle's RFC 8785 form;
    `profile_digest` that of the city's profile once merged.
    """

    slug: str
    version: str
    digest: str
    schema: Mapping[str, Any]
    base: Mapping[str, Any]
    questions: Mapping[str, Question]
    pages: tuple[Page, ...]
    sections: tuple[str, ...]
    exits: tuple[Exit, ...]
    procedure: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]
    duplicate: Duplicate | None = None
    names: Mapping[str, Name] = field(default_factory=dict)
    profile_digest: str | None = None
    #: The value of each parameter that the city has set, or its national default; a table when it differs by answer.
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def page(self, slug: str) -> Page | None:
        """Give the page of that slug, or None."""
        return next((page for page in self.pages if page.slug == slug), None)

    @classmethod
    def from_bundle(cls, bundle: Mapping[str, Any], digest: str) -> "Definition":
        """Build the definition from a bundle that the catalogue made or verified."""
        return cls(
            slug=bundle["slug"],
            version=bundle["version"],
            digest=digest,
            schema=bundle["schema"],
            base=bundle["base"],
            questions={code: _question(code, raw) for code, raw in bundle["questions"].items()},
            pages=tuple(_page(raw) for raw in bundle["pages"]),
            sections=tuple(bundle["sections"]),
            exits=tuple(_exit(name, raw) for name, raw in bundle["exits"].items()),
            procedure=bundle["procedure"],
            texts=bundle["texts"],
            duplicate=_duplicate(bundle.get("duplicate")),
            names={
                key: Name(raw["of"], raw.get("first", False)) for key, raw in bundle.get("names", {}).items()
            },
            parameters=_defaults(bundle["procedure"].get("parameters", {})),
        )


def _question(code: str, raw: Mapping[str, Any]) -> Question:
    calculate = raw.get("calculate")
    return Question(
        code=code,
        pointer=raw["field"],
        widget=raw["widget"],
        schema=raw["schema"],
        required=raw.get("required", False),
        required_if=raw.get("requiredIf"),
        condition=raw.get("if"),
        options=tuple(_option(one) for one in raw.get("options", ())),
        sizes=tuple(Size(one["min"], one["max"], one.get("if")) for one in raw.get("sizes", ())),
        calculate=Calculation(calculate["value"], calculate.get("if")) if calculate else None,
        autocomplete=raw.get("autocomplete"),
        autocomplete_if=raw.get("autocompleteIf"),
        prefill=raw.get("prefill"),
        prefill_if=raw.get("prefillIf"),
        checks=tuple(_check(code, one) for one in raw.get("checks", ())),
        role=raw.get("role"),
        group=raw.get("group"),
        former=raw.get("former", False),
        list_name=raw.get("list"),
        list_first=tuple(map(_national, raw.get("listFirst", ()))),
        list_last=tuple(map(_national, raw.get("listLast", ()))),
        list_day=raw.get("listDay"),
        list_where=raw.get("listWhere", {}),
        suffix=raw.get("suffix"),
        unit=raw.get("unit"),
        compact=raw.get("compact", False),
        masked=raw.get("masked", False),
        accept=tuple(raw.get("accept", ())),
        default=raw.get("default"),
        width=raw.get("width"),
        capitals=raw.get("capitals", False),
        replace=raw.get("replace", {}),
        decimals=raw.get("decimals", 6),
        reuse=raw.get("reuse", True),
    )


def _option(raw: Mapping[str, Any]) -> Option:
    return Option(raw["value"], raw.get("if"), raw.get("exit", False))


def _national(raw: str | Mapping[str, Any]) -> Option:
    return Option(raw) if isinstance(raw, str) else Option(raw["value"], raw.get("if"))


def _check(code: str, raw: Mapping[str, Any]) -> CheckUse:
    own = {"name", "kind", "severity", "if", "on"}
    return CheckUse(
        name=raw["name"],
        kind=raw.get("kind", raw["name"]),
        on=raw.get("on", code),
        severity=raw.get("severity", "error"),
        condition=raw.get("if"),
        arguments={key: value for key, value in raw.items() if key not in own},
    )


def _page(raw: Mapping[str, Any]) -> Page:
    return Page(
        slug=raw["slug"],
        section=raw["section"],
        questions=tuple(raw.get("questions", ())),
        condition=raw.get("if"),
        group=raw.get("group"),
        item=tuple(raw.get("item", ())),
        each=raw.get("each"),
        shows=tuple(raw.get("shows", ())),
    )


def _exit(name: str, raw: Mapping[str, Any]) -> Exit:
    after = raw.get("after", ())
    return Exit(
        id=name,
        condition=raw.get("if"),
        on=raw.get("on"),
        after=(after,) if isinstance(after, str) else tuple(after),
        link=raw.get("link"),
        change=raw.get("change"),
        values=raw.get("values", {}),
        unless_offered=tuple(raw.get("unlessOffered", ())),
    )


def _defaults(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one["default"] for name, one in declared.items() if "default" in one}


def _duplicate(raw: Mapping[str, Any] | None) -> Duplicate | None:
    return Duplicate(tuple(raw["questions"]), raw["days"]) if raw else None


@lru_cache(maxsize=65_536)
def _segments(pointer: str) -> tuple[str, ...]:
    """Cut a pointer of a form; every request asks for those of all its questions, many times."""
    return tuple(pointer.strip("/").split("/"))
