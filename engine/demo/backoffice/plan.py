"""The demonstration's service of tiles: the plan of an imaginary town, drawn when it is asked for."""

import io
import math
from functools import lru_cache
from typing import Final

from flask import Flask, Response, abort
from PIL import Image, ImageDraw

from engine.demo.backoffice.town import GROUNDS, Point, Shape, shapes

#: Where the middle of each town is said to be: latitude, longitude.
MIDDLES: Final = {"tilleray": (46.551, 3.32), "port-lannec": (47.85, -4.05)}
_ZOOMS: Final = range(12, 20)
_SIDE: Final = 256
#: Drawn larger, then reduced: edges become soft.
_FINER: Final = 3
#: Metres round the equator.
_EARTH: Final = 40_075_016.7
#: Metres that a line may overflow into the next tile.
_MARGIN: Final = 60

_AREAS: Final = {
    "field0": "#f2eddf", "field1": "#efe9d8", "field2": "#ecead8", "field3": "#f4efe3",
    "wood": "#d5e0c8", "park": "#d9e6cc", "square": "#f7f0e2", "dense": "#e7dccb", "suburb": "#eee7d9",
    "houses": "#d9cab3", "court": "#ebe2d2", "house": "#dccfbb", "public": "#cdb99d",
    "sea": "#bfd5de", "beach": "#f5e9c9",
}  # fmt: skip
_EDGES: Final = {"house": "#c4b39a", "houses": "#c4b39a", "public": "#b39d7e", "court": "#cbbca5"}
#: Metres, least pixels, colour, colour of the edge.
_LINES: Final = {
    "bank": (96, 6, "#d9e6cc", ""),
    "river": (42, 3, "#bfd5de", "#a8c3ce"),
    "mole": (14, 2, "#e3d9c6", "#b9ac94"),
    "path": (3, 1, "#f4f0e2", ""),
    "street": (10, 1.7, "#fffefb", "#dacfbc"),
    "road": (13, 2.6, "#fdf3d8", "#d5c193"),
    "main": (16, 3.4, "#fae3ae", "#cfb278"),
    "rail": (4, 1.6, "#a79d8e", ""),
}
_TREE: Final = "#c2d3b0"


def plans(app: Flask) -> None:
    """Serve the plan of each town under `/plan/<town>/<z>/<x>/<y>.png`."""

    @app.get("/plan/<code>/<int:z>/<int:x>/<int:y>.png")
    def tile(code: str, z: int, x: int, y: int) -> Response:
        if code not in GROUNDS or z not in _ZOOMS or x >= 2**z or y >= 2**z:
            abort(404)
        return Response(draw(code, z, x, y), mimetype="image/png")


@lru_cache(maxsize=512)
def draw(code: str, z: int, x: int, y: int) -> bytes:
    """Draw one tile as PNG."""
    latitude, longitude = MIDDLES[code]
    size = _SIDE * _FINER
    metre = size * 2**z / (_EARTH * math.cos(math.radians(latitude)))
    side, phi = size * 2**z, math.radians(latitude)
    east = (longitude + 180) / 360 * side - x * size
    north = (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * side - y * size
    picture = Image.new("RGB", (size, size), _AREAS["field0"])
    pen = _Pen(ImageDraw.Draw(picture), metre, (east, north))
    west, top = -east / metre - _MARGIN, north / metre + _MARGIN
    reach = size / metre + 2 * _MARGIN
    seen = [
        one for one in shapes(code) if one.nearest <= z and one.meets(west, top - reach, west + reach, top)
    ]
    pen.draw(seen)
    small = picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    small.quantize(96, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


class _Pen:
    """Draws shapes in metres on a tile whose corner is known."""

    def __init__(self, on: ImageDraw.ImageDraw, metre: float, middle: Point) -> None:
        self._on = on
        self._metre = metre
        self._middle = middle

    def draw(self, seen: list[Shape]) -> None:
        """Draw surfaces, then lines: every edge first, so that streets open into one another."""
        ways = [one for one in seen if one.kind in _WAYS]
        for one in seen:
            if one.kind not in _WAYS:
                self._one(one)
        for way in ways:
            self._line(way, edge=True)
        for kind in _WAYS:
            for way in ways:
                if way.kind == kind:
                    self._line(way)

    def _one(self, shape: Shape) -> None:
        if shape.kind in _LINES:
            self._line(shape, edge=True)
            self._line(shape)
        elif shape.kind == "tree":
            [(x, y)] = self._placed(shape)
            radius = 4.5 * self._metre
            self._on.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_TREE)
        else:
            self._on.polygon(self._placed(shape), fill=_AREAS[shape.kind], outline=_EDGES.get(shape.kind))

    def _line(self, shape: Shape, *, edge: bool = False) -> None:
        metres, least, inner, outer = _LINES[shape.kind]
        if edge and not outer:
            return
        width = max(metres * self._metre, least * _FINER) + (2.2 * _FINER if edge else 0)
        points = self._placed(shape)
        self._on.line(points, fill=outer if edge else inner, width=round(width), joint="curve")
        for x, y in (points[0], points[-1]):
            half = width / 2 - 0.5
            self._on.ellipse((x - half, y - half, x + half, y + half), fill=outer if edge else inner)

    def _placed(self, shape: Shape) -> list[Point]:
        east, north = self._middle
        return [(east + x * self._metre, north - y * self._metre) for x, y in shape.points]


_WAYS: Final = ("path", "street", "road", "main", "rail")
