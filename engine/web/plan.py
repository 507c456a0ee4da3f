"""The tiles of a city's plan, from its own address: a resident's browser asks nobody else."""

import re
from collections.abc import Callable
from typing import Final

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from engine.cities.city import City
from engine.geography.tiles import Tiles, shows

_NUMBER: Final = re.compile(r"[0-9]{1,7}")
_A_DAY: Final = "public, max-age=86400"


def blueprint(city: Callable[[], City], tiles: Tiles) -> Blueprint:
    """Give the blueprint `plan`; `city` gives that of the request, or aborts with 404."""
    pages = Blueprint("plan", __name__)

    @pages.get("/plan/<z>/<x>/<y>", endpoint="tile")
    def tile(z: str, x: str, y: str) -> Response:
        """Answer 204 when there is none for now: a browser then shows the paper under it, and complains of nothing."""
        plan = city().plan
        if plan is None or not all(_NUMBER.fullmatch(one) for one in (z, x, y)):
            abort(404)
        place = (int(z), int(x), int(y))
        if not shows(plan, *place):
            abort(404)
        found = tiles.get(plan, *place)
        if found is None:
            return Response(status=204)
        return Response(found.body, content_type=found.type, headers={"Cache-Control": _A_DAY})

    return pages
