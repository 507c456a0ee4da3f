"""The rows of a list to choose from, written in one go: row by row, the countries take a template a millisecond."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from engine.journey.view import OptionView
from engine.web.words import lang, plain

#: A list of more rows than this is written once: the journey keeps the few long ones that are the same for everybody.
_LONG: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A list of options that is equal to itself alone: to compare two hundred rows costs what writing them does."""

    options: Sequence[OptionView]

    def __hash__(self) -> int:
        return id(self.options)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.options is self.options


def lines(options: Sequence[OptionView], chosen: str | None = None) -> Markup:
    """Write an `<option>` for each; selected is the one that is checked or, where it is said, of the value `chosen`."""
    return _kept(_Same(options), chosen) if len(options) > _LONG else _written(options, chosen)


@lru_cache(maxsize=64)
def _kept(same: _Same, chosen: str | None) -> Markup:
    return _written(same.options, chosen)


def _written(options: Sequence[OptionView], chosen: str | None) -> Markup:
    written = (_line(one, on=one.checked if chosen is None else one.value == chosen) for one in options)
    return Markup("".join(written))  # noqa: S704 -- each line escapes what it is made of


def _line(option: OptionView, *, on: bool) -> str:
    name, selected = escape(plain(option.label)), " selected" if on else ""
    return f'<option value="{escape(option.value)}"{selected}{lang(option.label)}>{name}</option>'
