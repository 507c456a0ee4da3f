"""The plan of a form: every section, page and question, when each stands, and how what is computed is computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.journey.told import Naming, when
from engine.journey.words import InFrench, Words
from engine.language import FRENCH
from engine.model import Definition, Exit, Page, Question
from engine.web.preview.calculations import Teller
from engine.web.preview.desks import empty_ranks


@dataclass(frozen=True, slots=True)
class Line:
    """One question: its number, its words, and notes on when it stands and what it takes."""

    code: str
    label: str
    widget: str
    notes: tuple[tuple[str, str], ...]
    lang: str | None = None
    #: Whether the question stands here for the first time: it may be on several pages.
    first: bool = True


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page; `views` are the ranks under which the empty form shows it, `exits` the ways out after it."""

    slug: str
    title: str
    when: str
    each: str
    views: tuple[tuple[int, ...], ...]
    lines: tuple[Line, ...]
    item: tuple[Line, ...] = ()
    shows: tuple[str, ...] = ()
    exits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One section."""

    title: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out: its id, its words, when it is taken."""

    id: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole form."""

    parts: tuple[Part, ...]
    computed: tuple[Line, ...]
    exits: tuple[WayOut, ...]


def plan(definition: Definition, words: Words) -> Plan:
    """Lay a form out in one language; conditions and calculations are told in French."""
    drawing = _Drawing(definition, words, Naming(definition))
    asked = {code for page in definition.pages for code in (*page.every, page.group)}
    return Plan(
        parts=tuple(
            Part(
                words.get(f"section.{section}"),
                tuple(drawing.leaf(page) for page in definition.pages if page.section == section),
            )
            for section in definition.sections
        ),
        computed=tuple(drawing.line(code) for code in definition.questions if code not in asked),
        exits=tuple(drawing.way_out(one) for one in definition.exits),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    definition: Definition
    words: Words
    naming: Naming

    def leaf(self, page: Page) -> Leaf:
        """Draw a page."""
        scope = f"{self.definition.questions[page.each].pointer}/*" if page.each else ""
        return Leaf(
            slug=page.slug,
            title=self.words.get(f"page.{page.slug}.title"),
            when=when(page.condition, self.naming, scope) if page.condition else "",
            each=page.each or "",
            views=empty_ranks(page),
            lines=tuple(self.line(code, page) for code in page.questions),
            item=tuple(self.line(code, page) for code in page.item),
            shows=page.shows,
            exits=tuple(one.id for one in self.definition.exits if page.slug in (*one.after, one.link)),
        )

    def line(self, code: str, page: Page | None = None) -> Line:
        """Draw a question, on a page or on none."""
        first = next((one for one in self.definition.pages if code in one.every), None)
        question = self.definition.questions[code]
        label = self.words.find(f"{code}.label") or question.pointer
        return Line(
            code,
            label,
            question.widget,
            tuple(self._notes(question)),
            FRENCH if isinstance(label, InFrench) else None,
            first is page,
        )

    def way_out(self, one: Exit) -> WayOut:
        """Draw a way out."""
        told = when(one.condition, self.naming) if one.condition else "un lien de la page y mène"
        return WayOut(one.id, self.words.get(f"exit.{one.id}"), told)

    def _notes(self, question: Question) -> Iterator[tuple[str, str]]:
        scope = question.scope
        if question.condition:
            yield "Posée si", when(question.condition, self.naming, scope)
        if question.required_if:
            yield "Obligatoire si", when(question.required_if, self.naming, scope)
        elif not question.required and question.widget != "none":
            yield "Réponse", "facultative"
        yield from self._offers(question, scope)
        if question.calculate:
            yield "Calculée", Teller(self.naming, scope).tell(question.calculate.value)
            if question.calculate.condition:
                yield "Calculée quand", when(question.calculate.condition, self.naming, scope)
        for check in question.checks:
            if said := self.words.find(f"check.{check.name}", f"{question.code}.error"):
                yield f"Contrôle {check.name}", said

    def _offers(self, question: Question, scope: str) -> Iterator[tuple[str, str]]:
        for option in question.options:
            if option.condition:
                name = self.naming.value(question.code, option.value)
                yield f"Choix {name} si", when(option.condition, self.naming, scope)
        for size in question.sizes:
            held = f" si {when(size.condition, self.naming, scope)}" if size.condition else ""
            yield "Nombre d’éléments", f"de {size.minimum} à {size.maximum}{held}"
        if question.list_name:
            yield "Choix", f"la liste « {question.list_name} » de la ville"


def counts(definition: Definition, examples: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
    """Give how large a form is: questions asked, pages, examples."""
    asked = {code for page in definition.pages for code in page.every}
    return (
        ("questions", len(asked)),
        ("pages", len(definition.pages)),
        ("exemples", len(examples)),
    )
