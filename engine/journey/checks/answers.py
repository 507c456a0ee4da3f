"""One answer against another: computed comparisons, texts that must or must not be the same, one means of two."""

from collections.abc import Mapping

from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.journey.expressions.comparing import compares
from engine.journey.pointers import ABSENT
from engine.model import Json
from engine.reference.fold import fold


def folded(value: Json) -> str:
    """Give a value as it is compared with what people typed: no case, accent, hyphen or space."""
    return fold(str(value)).replace(" ", "")


def _compare(here: Situation) -> Fault | None:
    left, right = here.compute("left"), here.compute("right")
    if left is ABSENT or right is ABSENT:
        return FINE
    return FINE if compares(str(here.use.arguments["is"]), left, right) else {}


def _same_text(here: Situation) -> Fault | None:
    others = _others(here)
    return FINE if not others or folded(here.value) in others else {}


def _other_text(here: Situation) -> Fault | None:
    return {} if folded(here.value) in _others(here) else FINE


def _others(here: Situation) -> set[str]:
    answers = [here.of(code) for code in here.codes("other")]
    return {folded(one) for one in answers if one is not ABSENT}


def _one_means(here: Situation) -> Fault | None:
    return FINE if here.value is not ABSENT or here.answer("other") is not ABSENT else {}


def _email_or_box(here: Situation) -> Fault | None:
    return {} if here.value is True and here.answer("other") is not ABSENT else FINE


def _among_first_names(here: Situation) -> Fault | None:
    names = here.answer("other")
    if not isinstance(here.value, str) or not isinstance(names, str):
        return FINE
    return FINE if fold(here.value) in (fold(names), *map(fold, names.split())) else {}


def _condition(_here: Situation) -> Fault | None:
    return {}


KINDS: Mapping[str, Check] = {
    "comparer": _compare,
    "memeTexte": _same_text,
    "autreTexte": _other_text,
    "plusDUnMoyen": _one_means,
    "courrielOuCase": _email_or_box,
    "parmiPrenoms": _among_first_names,
    "condition": _condition,
}
