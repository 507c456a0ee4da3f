"""The rows of a list to choose from, written in one go: row by row, the countries take a template a millisecond."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from engine.journey.view import OptionView
from engine.web.words import lang, plain


def lines(options: Iterable[OptionView], chosen: str | None = None) -> Markup:
    """Write an `<option>` for each; selected is the one that is checked or, where it is said, of the value `chosen`."""
    written = (_line(one, on=one.checked if chosen is None else one.value == chosen) for one in options)
    return Markup("".join(written))  # noqa: S704 -- each line escapes what it is made of


def _line(option: OptionView, *, on: bool) -> str:
    name, selected = escape(plain(option.label)), " selected" if on else ""
    return f'<option value="{escape(option.value)}"{selected}{lang(option.label)}>{name}</option>'
