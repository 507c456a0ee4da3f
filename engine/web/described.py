"""What every question of a page says around its control: its words, and the ids of what describes it.

Written here and not in the templates: a page of twenty questions asks for them forty times.
"""

from typing import Protocol

from markupsafe import Markup, escape

from engine.journey.pointers import Ranks
from engine.web.speech import in_french
from engine.web.tongue import spoken
from engine.web.words import Hinted, has_hint, said_rank


class Labelled(Protocol):
    """What `label` reads of a field."""

    @property
    def label(self) -> str:
        """Give the question's words."""

    @property
    def optional(self) -> bool:
        """Say whether it may be left without an answer."""

    @property
    def mark_required(self) -> bool:
        """Say whether it is to be said that an answer is needed."""


class Described(Hinted, Protocol):
    """What `numbered` and `described` read of a field."""

    @property
    def element_id(self) -> str:
        """Give the id of the control."""

    @property
    def code(self) -> str:
        """Give the question's number; empty outside a form."""

    @property
    def ranks(self) -> Ranks:
        """Give the ranks of the item that it asks about."""

    @property
    def source(self) -> str | None:
        """Give who filled the answer."""

    @property
    def suffix(self) -> str | None:
        """Give the unit after the control."""

    @property
    def error(self) -> str | None:
        """Give what is to mend."""


def numbered(field: Described) -> Markup:
    """Write a question's number, with its word for voices and, in a group, the item's rank."""
    word, rank = spoken().mark("question.word"), said_rank(field.ranks)
    heard = f'<span class="sr">{escape(rank)}</span>' if rank else ""
    return Markup(  # noqa: S704 -- an id and a code of ours, words of ours, a rank that was escaped
        f'<span class="code" id="{field.element_id}-n"><span class="sr">{word} </span>{field.code}{heard}</span>'
    )


def label(field: Labelled) -> Markup:
    """Write a question's words, and whether it may be left out or not where the page says so."""
    asked = escape(in_french(field.label))
    if not field.optional and not field.mark_required:
        return asked
    said = spoken().mark("question.optional" if field.optional else "question.required")
    return Markup(f'{asked} <span class="opt">{said}</span>')  # noqa: S704 -- both are markup


def described(field: Described, *, hinted: bool = False) -> str:
    """Write `aria-describedby`, in the order in which a voice should read; `hinted` where a hint always stands."""
    known = (
        ("s", field.source),
        ("u", field.suffix),
        ("h", hinted or has_hint(field)),
        ("e", field.error),
        ("n", field.code),
    )
    ids = " ".join([f"{field.element_id}-{end}" for end, stands in known if stands])
    return Markup(f' aria-describedby="{ids}"') if ids else ""  # noqa: S704 -- ids are codes, ranks and letters
