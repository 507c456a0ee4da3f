"""Colours that everybody can read: WCAG 2.2 contrast of a city's tokens against the common grounds.

Text needs 4.5:1 (success criterion 1.4.3), edges and the focus 3:1 (1.4.11).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TEXT = 4.5
EDGE = 3.0

#: The tokens that a city may set (look: « City may set »).
TOKENS = ("accent", "accent-strong", "on-accent", "accent-soft", "margin-line")

#: Colours of the common stylesheet that a city's colours stand on or under.
GROUNDS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ground": "#f6f2ea",
        "surface": "#fffefb",
        "field": "#ffffff",
        "ink": "#23201b",
        "ink-soft": "#5b5347",
        "border": "#7f7464",
        "focus": "#1a1814",
    },
    "dark": {
        "ground": "#171512",
        "surface": "#211e1a",
        "field": "#171512",
        "ink": "#f2ede4",
        "ink-soft": "#bdb3a4",
        "border": "#9b9080",
        "focus": "#ffd257",
    },
}

_PAIRS = (
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent-strong", "ground", TEXT),
    ("accent-strong", "surface", TEXT),
    ("accent-strong", "accent-soft", TEXT),
    ("accent", "surface", EDGE),
    ("accent", "ground", EDGE),
    ("accent", "field", EDGE),
    ("ink", "accent-soft", TEXT),
    ("ink-soft", "accent-soft", TEXT),
    ("border", "accent-soft", EDGE),
    ("focus", "accent-soft", EDGE),
)


@dataclass(frozen=True, slots=True)
class TooClose:
    """Two colours of a mode (`light` or `dark`) whose ratio is under the least allowed."""

    mode: str
    front: str
    back: str
    ratio: float
    least: float


def ratio(front: str, back: str) -> float:
    """Give the contrast of two `#rrggbb` colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(front), _luminance(back)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(mode: str, tokens: Mapping[str, str]) -> Iterator[TooClose]:
    """Give every pair of colours of a mode that is too hard to tell apart."""
    colours = {**GROUNDS[mode], **tokens}
    for front, back, least in _PAIRS:
        found = ratio(colours[front], colours[back])
        if found < least:
            yield TooClose(mode, front, back, found, least)


#: Where the sRGB curve leaves its straight part (IEC 61966-2-1).
_KNEE = 0.04045


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= _KNEE else ((share + 0.055) / 1.055) ** 2.4
