"""A form laid out for paper: every word ready, for the blank form and for the helper's sheet.

Texts that depend on an answer are given in each of their variants, since paper does not know the answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from engine.documents.spoken import Speaker
from engine.language import FRENCH, manner
from engine.model import Definition, Page, Question, Tree

#: Blank items drawn for a repeated group, whatever more it admits.
COPIES: Final = 2
#: How an answer is written by hand, by widget; a line when nothing else is said.
_SHAPES: Final = {
    "radios": "boxes", "select": "boxes", "checkboxes": "boxes", "yesno": "yesno", "checkbox": "tick", "date": "date",
    "partial-date": "date", "day-month": "day-month", "period": "period", "time": "time", "textarea": "lines",
    "files": "file", "group": "group",
}  # fmt: skip
#: Options beyond which a list is not printed: the person writes the answer.
_MOST_OPTIONS: Final = 40
_SILENCE: Final = {"acceptance": "acceptée", "rejection": "refusée"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on paper; `shape` says what is drawn to answer it, `when` when it is asked at all."""

    code: str
    labels: tuple[str, ...]
    hint: str
    help: str
    helper: str
    example: str
    when: str
    required: bool
    shape: str
    options: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Give the label, its variants separated by a bar."""
        return " / ".join(self.labels)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the form; with `item`, its questions are those of one item, drawn `copies` times."""

    titles: tuple[str, ...]
    intro: str
    when: str
    questions: tuple[Asked, ...]
    item: str = ""
    items: tuple[Asked, ...] = ()
    copies: int = 1

    @property
    def title(self) -> str:
        """Give the title, its variants separated by a bar."""
        return " / ".join(self.titles)


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one section."""

    title: str
    pages: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document that is asked: its words, the text that allows it, whether it is read, whether it stops all."""

    code: str
    words: str
    basis: str
    verified: bool
    indispensable: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form, in one language."""

    slug: str
    version: str
    digest: str
    language: str
    title: str
    summary: str
    who: str
    delay: str
    needs: tuple[str, ...]
    law: tuple[str, ...]
    papers: tuple[Paper, ...]
    exits: tuple[str, ...]
    parts: tuple[Part, ...]


def sheet(definition: Definition, language: str = "fr") -> Sheet:
    """Lay a form out; a word that the language lacks is in French."""
    words = _Said(definition, language)
    return Sheet(
        slug=definition.slug,
        version=definition.version,
        digest=definition.digest,
        language=language,
        title=words.one("form.title"),
        summary=words.one("form.summary"),
        who=words.one("form.who"),
        delay=words.one("form.delay"),
        needs=tuple(words.counted("form.need")),
        law=tuple(_law(definition)),
        papers=tuple(words.papers()),
        exits=tuple(words.one(f"exit.{one.id}") for one in definition.exits),
        parts=tuple(
            Part(words.one(f"section.{section}"), tuple(words.pages(section)))
            for section in definition.sections
        ),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a form in one language, all variants of each."""

    definition: Definition
    language: str

    def all(self, key: str) -> tuple[str, ...]:
        """Give every variant of a text; none when there is no such text."""
        text: Any = self.definition.texts.get(self.language, {}).get(key)
        text = self.definition.texts["fr"].get(key) if text is None else text
        variants = [] if text is None else [text] if isinstance(text, str) else [one["text"] for one in text]
        return tuple(dict.fromkeys(variants))

    def one(self, key: str) -> str:
        """Give a text, its variants one after the other."""
        return " ".join(self.all(key))

    def counted(self, beginning: str) -> Iterator[str]:
        """Give the texts `<beginning>.1`, `.2`… as far as they go."""
        number = 1
        while found := self.one(f"{beginning}.{number}"):
            yield found
            number += 1

    def pages(self, section: str) -> Iterator[Leaf]:
        """Lay out the pages of a section; a page that only repeats a computed value has none."""
        speaker = Speaker(self.definition)
        for page in self.definition.pages:
            if page.section == section:
                yield self._page(page, speaker)

    def _page(self, page: Page, speaker: Speaker) -> Leaf:
        group = self.definition.questions.get(page.group or "")
        scope = f"{self.definition.questions[page.each].pointer}/*" if page.each else ""
        return Leaf(
            titles=self.all(f"page.{page.slug}.title") or (page.slug,),
            intro=self.one(f"page.{page.slug}.intro"),
            when=speaker.when(page.condition, scope),
            questions=tuple(
                self._asked(code, page, speaker) for code in page.questions if code != page.group
            ),
            item=self.one(f"{page.group}.item") or self.one(f"{page.group}.label") if page.group else "",
            items=tuple(self._asked(code, page, speaker) for code in page.item),
            copies=_copies(group),
        )

    def _asked(self, code: str, page: Page, speaker: Speaker) -> Asked:
        question = self.definition.questions[code]
        options = tuple(
            self.one(f"{code}.option.{option.value}") or option.value for option in question.options
        )
        shape = _SHAPES.get(question.widget, "line")
        if shape == "boxes" and not 0 < len(options) <= _MOST_OPTIONS:
            shape, options = "line", ()
        return Asked(
            code=code,
            labels=self.all(f"{code}.label"),
            hint=self.one(f"{code}.hint"),
            help=self.one(f"{code}.help"),
            helper=self.one(f"{code}.helper"),
            example=self.one(f"{code}.example"),
            when=speaker.when(_besides(question.condition, page.condition), question.scope),
            required=question.required,
            shape=shape,
            options=options,
        )

    def papers(self) -> Iterator[Paper]:
        """Give the documents that may be asked for."""
        for document in self.definition.procedure.get("documents", ()):
            basis = document["basis"]
            told = "\u00a0; ".join(
                ", ".join(one[key] for key in ("text", "article") if key in one) for one in basis
            )
            yield Paper(
                code=document["code"],
                words=self.one(f"doc.{document['code']}"),
                basis=told,
                verified=all(one["verified"] for one in basis),
                indispensable=document["indispensable"],
            )


def _besides(condition: Tree | None, known: Tree | None) -> Tree | None:
    """Give what a question asks for besides its page's condition, which is said once above it."""
    if condition is None or known is None or condition == known:
        return None if condition == known else condition
    said = known.get("all", [known])
    left = [part for part in condition.get("all", [condition]) if part not in said]
    return {"all": left} if left else None


def _copies(group: Question | None) -> int:
    if group is None or not group.sizes:
        return 1
    return min(max(size.maximum for size in group.sizes), COPIES)


def _law(definition: Definition) -> Iterator[str]:
    """Say what silence means, and what it costs, never as certain when the text was not read."""
    procedure = definition.procedure
    silence = procedure.get("silence", {})
    if silence.get("outcome") in _SILENCE:
        doubt = "" if silence["verified"] else " Cette règle est en cours de vérification."
        yield (
            f"Sans réponse de la mairie au bout de {manner(FRENCH).period(silence['delay'])}, la demande est"
            f" {'' if silence['verified'] else 'en principe '}considérée comme {_SILENCE[silence['outcome']]}.{doubt}"
        )
    elif procedure["mode"] != "demande":
        yield "Le silence de la mairie ne décide rien."
    fee = procedure.get("fee")
    if fee is not None and fee["centimes"] == 0 and fee["verified"]:
        yield "La démarche est gratuite."
