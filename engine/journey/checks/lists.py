"""Codes of a list that only the city knows."""

from collections.abc import Mapping

from engine.journey.checks.situation import FINE, Check, Fault, Situation


def _in_list(here: Situation) -> Fault | None:
    rows = here.facts.city.lists.get(str(here.use.arguments["list"]), ())
    known = {row.code for row in rows if row.first is None or row.first <= here.facts.today}
    chosen = here.value if isinstance(here.value, list) else [here.value]
    return FINE if all(one in known for one in chosen) else {}


KINDS: Mapping[str, Check] = {"dansListe": _in_list}
