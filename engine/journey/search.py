"""A long list is searched, not scrolled: which of its choices answer to the words typed.

Above `LONG` choices a `select` shows a search and, once words were sent, the choices found; nothing runs in the
browser. Words are compared without case, accents or punctuation, each as the beginning of a word of the choice.
"""

from collections.abc import Sequence
from typing import Final

from engine.reference.fold import fold

#: Above this many choices, a list is searched: more than a telephone shows in one turn of its wheel.
LONG: Final = 20
#: How many choices a search shows at once; the page says that there are more.
MOST: Final = 30
#: What stands before words that chose nothing: no code begins so, and the schema refuses them.
UNCHOSEN: Final = "?"

#: One choice: its code, its label, its hint.
Row = tuple[str, str, str | None]


def matching(rows: Sequence[Row], text: str) -> list[Row]:
    """Give the choices that answer to a text, in the order of the list; all of them for no text."""
    words = fold(text).split()
    if not words:
        return [] if text.strip() else list(rows)
    begun = [row for row in rows if _begins(fold(row[1]).split(), words)]
    return begun or [row for row in rows if all(word in fold(row[1]) for word in words)]


def named(rows: Sequence[Row], text: str) -> str | None:
    """Give the code of the one choice whose whole label was typed; None when there is none, or several."""
    wanted = fold(text)
    found = [code for code, label, _hint in rows if wanted and fold(label) == wanted]
    return found[0] if len(found) == 1 else None


def _begins(own: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether each word begins one of the label's own."""
    return all(any(one.startswith(word) for one in own) for word in words)
