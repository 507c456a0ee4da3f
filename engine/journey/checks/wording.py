"""Free texts: what they must not say."""

import re
from collections.abc import Mapping

from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.reference.fold import fold

_PHONE = re.compile(r"(?:(?:\+|00)[1-9][0-9]{0,2}|\b0[1-9])(?:[ .-]?[0-9]{2}){4}\b")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PLATE = re.compile(r"\b(?:[A-Z]{2}[ -]?[0-9]{3}[ -]?[A-Z]{2}|[0-9]{1,4} ?[A-Z]{2,3} ?[0-9]{2})\b")
_FIGURES = re.compile(r"[0-9]+(?: [0-9]+)*")


def _names_someone(here: Situation) -> Fault | None:
    if not isinstance(here.value, str):
        return FINE
    return {} if any(shape.search(here.value) for shape in (_PHONE, _EMAIL, _PLATE)) else FINE


def _forbidden(here: Situation) -> Fault | None:
    said = f" {fold(str(here.value))} "
    if any(f" {fold(word)} " in said for word in here.use.arguments.get("words", ())):
        return {}
    after = here.use.arguments.get("digitsAfter")
    return {} if after and _figures_after(said, after) else FINE


def _figures_after(said: str, after: Mapping[str, object]) -> bool:
    """Say whether figures, as many as a code has, stand after the word; spaces between them do not count."""
    _, found, rest = said.partition(f" {fold(str(after['word']))} ")
    low, high = int(str(after["min"])), int(str(after["max"]))
    lengths = (len(figures.replace(" ", "")) for figures in _FIGURES.findall(rest)) if found else ()
    return any(low <= length <= high for length in lengths)


KINDS: Mapping[str, Check] = {"texteNommeQuelquun": _names_someone, "texteInterdit": _forbidden}
