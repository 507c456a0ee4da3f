"""What was sent already, by the same person or about the same place."""

from collections.abc import Mapping

from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.journey.duplicates import key_of


def _already_sent(here: Situation) -> Fault | None:
    key = key_of(here.program, here.use, here.document)
    days = [one.day for one in here.facts.earlier if one.check == here.use.kind and one.key == key]
    return {"date": max(days)} if key and days else FINE


KINDS: Mapping[str, Check] = {"doublonMemeSession": _already_sent, "dejaSignale": _already_sent}
