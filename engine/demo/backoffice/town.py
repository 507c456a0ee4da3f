"""An imaginary town, the same at every start: what stands where, in metres east and north of its middle.

Nothing is stored: noise that depends on the place alone moves the crossings of a grid, and the streets, blocks, houses
and fields follow. One town has a river, the other the sea.
"""

import itertools
import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Point = tuple[float, float]

#: Metres between two crossings, and crossings on each side of the middle.
_STEP: Final = 105.0
_REACH: Final = 40
_FIELD: Final = 3
#: The part of the country that is wooded.
_WOODS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Shape:
    """A surface or a line; `kind` says how it is drawn, `nearest` from which level it is worth drawing."""

    kind: str
    points: tuple[Point, ...]
    nearest: int = 0

    def meets(self, west: float, south: float, east: float, north: float) -> bool:
        """Say whether the shape may be seen in a rectangle."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs) <= east and max(xs) >= west and min(ys) <= north and max(ys) >= south


@dataclass(frozen=True, slots=True)
class Ground:
    """What makes a town itself: how far water is (negative in it), its water, and the streets that cross it."""

    seed: str
    to_water: Callable[[float, float], float]
    water: Callable[[], Iterator[Shape]]
    roads: Callable[["Ground"], Iterator[Shape]]

    def noise(self, *place: float) -> float:
        """Give a number from 0 to 1 that depends on the place alone."""
        return zlib.crc32(f"{self.seed}{place}".encode()) / 0xFFFFFFFF

    def crossing(self, i: int, j: int) -> Point:
        """Give where two streets cross: a grid, turned, bent and shaken."""
        x = i * _STEP + 46 * (self.noise(i, j, 1) - 0.5)
        y = j * _STEP + 46 * (self.noise(i, j, 2) - 0.5)
        x, y = x + 75 * math.sin(y / 540), y + 65 * math.sin(x / 610)
        return x * 0.951 - y * 0.309, x * 0.309 + y * 0.951

    def built(self, x: float, y: float) -> bool:
        """Say whether a place is in the town: an uneven round, away from the water."""
        angle = math.atan2(y, x)
        edge = 900 + 190 * math.sin(3 * angle + 1) + 90 * math.sin(5 * angle)
        return math.hypot(x, y) < edge and self.to_water(x, y) > _BANK


_BANK: Final = 42.0


@lru_cache(maxsize=4)
def shapes(code: str) -> tuple[Shape, ...]:
    """Give everything of a town in the order in which it is drawn; another code is the first town."""
    ground = GROUNDS.get(code, GROUNDS["tilleray"])
    blocks = list(_blocks(ground))
    return (
        *_fields(ground),
        *ground.water(),
        *blocks,
        *_streets(ground),
        *ground.roads(ground),
    )


def _fields(ground: Ground) -> Iterator[Shape]:
    spread = range(-_REACH, _REACH, _FIELD)
    for i in spread:
        for j in spread:
            corners = [(i, j), (i + _FIELD, j), (i + _FIELD, j + _FIELD), (i, j + _FIELD)]
            outline = tuple(ground.crossing(*one) for one in corners)
            wooded = ground.noise(i // 6, j // 6, 3) < _WOODS
            kind = "wood" if wooded else f"field{int(ground.noise(i, j, 4) * 4) % 4}"
            yield Shape(kind, outline)
            if wooded:
                yield from _trees(ground, outline, 40)


def _blocks(ground: Ground) -> Iterator[Shape]:
    for i in range(-_REACH // 2, _REACH // 2):
        for j in range(-_REACH // 2, _REACH // 2):
            corners = [ground.crossing(*one) for one in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))]
            x, y = _middle(corners)
            if ground.built(x, y) and all(ground.to_water(*one) > _BANK / 2 for one in corners):
                yield from _block(ground, tuple(corners), (i, j), math.hypot(x, y))


def _block(
    ground: Ground, corners: tuple[Point, ...], place: tuple[int, int], away: float
) -> Iterator[Shape]:
    chance = ground.noise(*place, 5)
    if place == (0, 0):
        yield Shape("square", corners)
        yield Shape("public", _church(*_middle(corners)), 15)
    elif chance < 0.09:  # noqa: PLR2004 -- one block in eleven
        yield Shape("park", corners)
        yield Shape("path", (corners[0], _middle(corners), corners[2]), 16)
        yield from _trees(ground, corners, 14)
    elif away < 400:  # noqa: PLR2004 -- the old town
        yield Shape("dense", corners)
        yield Shape("houses", _inside(corners, 7), 16)
        yield Shape("court", _inside(corners, 21), 16)
    elif chance > 0.93:  # noqa: PLR2004 -- a school, a market
        yield Shape("suburb", corners)
        yield Shape("public", _inside(corners, 24), 15)
        yield Shape("court", _inside(corners, 38), 16)
    else:
        yield Shape("suburb", corners)
        yield from _houses(ground, _inside(corners, 12))


def _houses(ground: Ground, line: Sequence[Point]) -> Iterator[Shape]:
    """Give the houses along the four sides of a block, each with its own width, depth and distance to the street."""
    for start, end in zip(line, (*line[1:], line[0]), strict=True):
        length = math.dist(start, end)
        if length < 30:  # noqa: PLR2004 -- no room
            continue
        east, north = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        for rank in range(int((length - 12) // 21)):
            wide, deep, back = (ground.noise(*start, rank, one) for one in (6, 7, 8))
            if wide < 0.1:  # noqa: PLR2004 -- a garden
                continue
            along, inward = 10 + rank * 21 + 3 * wide, 2 + 5 * back
            box = [
                (along, inward),
                (along + 9 + 6 * wide, inward),
                (along + 9 + 6 * wide, inward + 8 + 5 * deep),
                (along, inward + 8 + 5 * deep),
            ]
            yield Shape(
                "house",
                tuple((start[0] + a * east - b * north, start[1] + a * north + b * east) for a, b in box),
                16,
            )


def _trees(ground: Ground, outline: Sequence[Point], count: int) -> Iterator[Shape]:
    for rank in range(count):
        a, b = ground.noise(*outline[0], rank, 9), ground.noise(*outline[0], rank, 10)
        low = _between(outline[0], outline[1], 0.08 + 0.84 * a)
        high = _between(outline[3], outline[2], 0.08 + 0.84 * a)
        yield Shape("tree", (_between(low, high, 0.08 + 0.84 * b),), 16)


def _streets(ground: Ground) -> Iterator[Shape]:
    spread = range(-_REACH // 2, _REACH // 2)
    for i in spread:
        for j in spread:
            for end, side in (((i + 1, j), 11), ((i, j + 1), 12)):
                line = (ground.crossing(i, j), ground.crossing(*end))
                middle = _between(*line, 0.5)
                dry = all(ground.to_water(*one) > _BANK / 2 for one in (*line, middle))
                if dry and ground.noise(i, j, side) > 0.08 and any(ground.built(*one) for one in line):  # noqa: PLR2004 -- a street missing here and there
                    yield Shape("street", line)


def _church(x: float, y: float) -> tuple[Point, ...]:
    plan = ((-22, -6), (-4, -6), (-4, -16), (8, -16), (8, -6), (17, -6), (22, 0))
    upper = [(east, -north) for east, north in reversed(plan)]
    return tuple((x + east, y + north) for east, north in (*plan, *upper))


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _inside(points: Sequence[Point], metres: float) -> tuple[Point, ...]:
    middle = _middle(points)
    return tuple(_between(one, middle, min(0.8, 1.3 * metres / math.dist(one, middle))) for one in points)


def _row(ground: Ground, j: int, first: int = -_REACH, last: int = _REACH) -> tuple[Point, ...]:
    return _soft([ground.crossing(i, j) for i in range(first, last + 1)])


def _column(ground: Ground, i: int, first: int = -_REACH, last: int = _REACH) -> tuple[Point, ...]:
    return _soft([ground.crossing(i, j) for j in range(first, last + 1)])


def _soft(line: Sequence[Point]) -> tuple[Point, ...]:
    """Cut the corners of a road (Chaikin, 1974)."""
    cut = (_between(*pair, part) for pair in itertools.pairwise(line) for part in (0.25, 0.75))
    return (line[0], *cut, line[-1])


def _river(y: float) -> float:
    return 400 + 170 * math.sin(y / 560 + 0.4) + 50 * math.sin(y / 230 + 1)


def _river_water() -> Iterator[Shape]:
    line = tuple((_river(y), float(y)) for y in range(-5200, 5201, 40))
    yield Shape("bank", line)
    yield Shape("river", line)


def _river_roads(ground: Ground) -> Iterator[Shape]:
    yield Shape("rail", tuple((x, 760 + 140 * math.sin(x / 900) - 0.18 * x) for x in range(-5200, 5201, 80)))
    yield Shape("road", _row(ground, 5, -6, 9))
    yield Shape("road", _row(ground, -6, -7, 8))
    yield Shape("main", _row(ground, 0))
    yield Shape("main", _column(ground, -1))


def _coast(x: float) -> float:
    return -430 + 130 * math.sin(x / 480 + 0.6) + 45 * math.sin(x / 190 + 2)


def _sea_water() -> Iterator[Shape]:
    line = tuple((float(x), _coast(x)) for x in range(-5200, 5201, 40))
    floor = ((5200.0, -6000.0), (-5200.0, -6000.0))
    yield Shape("beach", (*((x, y + 26) for x, y in line), *floor))
    yield Shape("sea", (*line, *floor))
    isle = tuple(
        (620 + (150 + 25 * math.sin(3 * a)) * math.cos(a), -1050 + (90 + 20 * math.sin(2 * a)) * math.sin(a))
        for a in (step * math.tau / 40 for step in range(40))
    )
    yield Shape("beach", _inside(isle, -14))
    yield Shape("wood", isle)
    for start, bend, end in ((-210, -150, -60), (180, 150, 30)):
        far = _coast(start) - 330
        yield Shape("mole", ((start, _coast(start) + 10), (bend, far + 90), (end, far)))


def _sea_roads(ground: Ground) -> Iterator[Shape]:
    quay = tuple((float(x), _coast(x) + 46) for x in range(-1100, 1101, 40))
    yield Shape("road", quay)
    yield Shape("road", _row(ground, 6, -8, 8))
    dry = itertools.takewhile(lambda one: ground.to_water(*one) > _BANK, reversed(_row(ground, 1)))
    yield Shape("main", tuple(dry))
    yield Shape("main", tuple(one for one in _column(ground, 0) if ground.to_water(*one) > _BANK))


GROUNDS: Final = {
    "tilleray": Ground("tilleray", lambda x, y: abs(x - _river(y)) - 30, _river_water, _river_roads),
    "port-lannec": Ground("port-lannec", lambda x, y: y - _coast(x) - 30, _sea_water, _sea_roads),
}
