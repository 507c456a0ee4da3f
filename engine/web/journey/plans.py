"""The town's plan on the pages of a form that asks for a position: offered, noted, described to the page's script."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import url_for

from engine.journey.view import PageView
from engine.web.journey.desk import Desk

#: What a browser that can draw the plan answers, and where a draft keeps it (`Desk.facts`).
INPUT: Final = "_carte"
_CAN: Final = "oui"
_FACT: Final = "position"


@dataclass(frozen=True, slots=True)
class PlanFace:
    """What a page tells of the plan; `field` is the id of the input that it writes in, empty on other pages."""

    field: str
    tiles: str
    box: str
    zooms: str
    attribution: str


def noted(desk: Desk, form: Mapping[str, str]) -> Desk:
    """Note in a draft that its browser can draw the plan, so that a position may be given in this way."""
    if form.get(INPUT) != _CAN or not _offers(desk) or desk.facts.position_available:
        return desk
    known = desk.with_body(facts={**desk.draft.body.facts, _FACT: True})
    return replace(known, facts=replace(known.facts, position_available=True))


def face(desk: Desk, page: PageView) -> PlanFace | None:
    """Give what a page tells of the plan; None where there is none, or where the browser was asked already."""
    asked = next((one.element_id for one in page.fields if one.widget == "map" and not one.certified), "")
    plan = desk.city.plan
    if plan is None or not _offers(desk) or not (asked or not desk.facts.position_available):
        return None
    return PlanFace(
        asked,
        _tiles(),
        " ".join(map(str, plan.box)),
        " ".join(map(str, plan.zooms)),
        plan.attribution,
    )


def _offers(desk: Desk) -> bool:
    asks = any(one.widget == "map" for one in desk.definition.questions.values())
    return asks and desk.city.plan is not None


def _tiles() -> str:
    """Give the address of a tile as Leaflet fills it."""
    return url_for("plan.tile", z="z", x="x", y="y").replace("/z/x/y", "/{z}/{x}/{y}")
