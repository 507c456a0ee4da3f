"""One way to compare names typed by people: without accents, case, hyphens or abbreviations of « Saint »."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o"})
_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_ON = re.compile(r"(?<![a-z])s/(?=\s|[a-z])", re.IGNORECASE)


def fold(text: str) -> str:
    """Give `text` in lower-case ASCII words one space apart: « ST-Étienne » gives « saint etienne »."""
    spelt = unicodedata.normalize("NFKD", _ON.sub("sur ", text.translate(_LIGATURES))).casefold()
    plain = "".join(letter for letter in spelt if not unicodedata.combining(letter))
    words = _NOT_A_WORD.sub(" ", plain).split()
    return " ".join(_WORDS.get(word, word) for word in words)
