"""Land ready to be filled: one path a state on the world map and on the enlarged map of Europe."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from simulation.figures.gazetteer import Place, places
from simulation.figures.projection import (
    WORLD_MERIDIAN,
    around,
    azimuthal,
    clipped_to,
    equal_earth,
)
from simulation.figures.topology import Outline, outlines

Floats = NDArray[np.float64]
Rings = Sequence[Floats]

EUROPE_MIDDLE = (18.0, 54.0)
EUROPE_BOX = (-2300.0, -2150.0, 1750.0, 1980.0)
"""Left, bottom, right, top in km from the middle: Lisbon to Moscow, Crete to North Cape."""
EUROPE_DEGREES = (-65.0, 25.0, 65.0, 85.0)
"""What is projected at all, longitudes from the middle; the far side would fly apart."""
WORLD_SOUTH, WORLD_NORTH = -57.0, 84.0

WORLD_SMALL = 20_000.0
EUROPE_SMALL = 2_800.0
"""Land below so many km2 is too small to see at 8 cm: the state gets a dot as well."""
EUROPE_SPECK = 60.0
"""Islands below so many km2 are left out of the map of Europe: two dots of print a side."""
LABEL_GRID = 25
"""Points a side of the grid that is searched for the place of a label."""
LABEL_SHAPE = 2.7
"""Width of a label by its height: three capitals."""
LABEL_ROOM = 55.0
"""Half the height of a label and some air, km on the map of Europe."""


@dataclass(frozen=True, eq=False)
class Land:
    """One map, in km of its projection."""

    shapes: Mapping[str, Path]
    """Land of each state; territories that belong to none are under the empty identifier."""
    dots: Mapping[str, tuple[float, float]]
    """Places of the states whose land is missing or too small to see."""
    labels: Mapping[str, tuple[float, float, float]]
    """Where a state's code stands best, and the room there: half the height that fits, km; empty
    for the world."""
    box: tuple[float, float, float, float]
    """Left, bottom, right, top of the map."""
    edge: Floats
    """(points, 2) the edge of the sea."""


@cache
def world() -> Land:
    """The world without Antarctica (Natural Earth 1:110m, Equal Earth)."""

    def pieces(ring: Floats) -> list[Floats]:
        """A ring as it lies on the map."""
        return [equal_earth(piece) for piece in around(ring, WORLD_MERIDIAN)]

    land = _gathered(outlines("110m", 0.15), pieces)
    spots = {
        place.state: _point(equal_earth(_turned(place, WORLD_MERIDIAN)))
        for place in places().values()
    }
    edge = _world_edge()
    low, high = edge.min(axis=0), edge.max(axis=0)
    shapes = {state: _path(rings) for state, rings in land.items()}
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    return Land(shapes, _dots(land, spots, WORLD_SMALL), {}, box, edge)


@cache
def europe() -> Land:
    """Europe, enlarged (Natural Earth 1:50m, Lambert's azimuthal projection)."""

    def pieces(ring: Floats) -> list[Floats]:
        """A ring as it lies on the map."""
        near = (clipped_to(part, EUROPE_DEGREES) for part in around(ring, EUROPE_MIDDLE[0]))
        flat = [azimuthal(part, EUROPE_MIDDLE[1]) for part in near if len(part) > 2]
        cut = (clipped_to(part, EUROPE_BOX) for part in flat)
        return [part for part in cut if len(part) > 2]

    land = _without_specks(_gathered(outlines("50m", 0.07), pieces))
    spots = {
        place.state: _point(azimuthal(spot, EUROPE_MIDDLE[1]))
        for place in places().values()
        if _within(_point(spot := _turned(place, EUROPE_MIDDLE[0])), EUROPE_DEGREES)
    }
    inside = {state: spot for state, spot in spots.items() if _within(spot, EUROPE_BOX)}
    shapes = {state: _path(rings) for state, rings in land.items()}
    labels = {state: _roomiest(rings) for state, rings in land.items() if state}
    left, bottom, right, top = EUROPE_BOX
    edge = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    return Land(shapes, _dots(land, inside, EUROPE_SMALL), labels, EUROPE_BOX, edge)


def in_europe(state: str) -> bool:
    """Whether the enlarged map shows the state's land."""
    return state in europe().shapes or state in europe().dots


def _gathered(
    drawn: Sequence[Outline], pieces: Callable[[Floats], list[Floats]]
) -> dict[str, list[Floats]]:
    """Projected rings of each state; those that lie outside the map disappear."""
    land: dict[str, list[Floats]] = {}
    for outline in drawn:
        rings = [piece for ring in outline.rings for piece in pieces(ring)]
        if rings:
            land.setdefault(outline.state, []).extend(rings)
    return land


def _without_specks(land: Mapping[str, Rings]) -> dict[str, list[Floats]]:
    """Land without islands that no eye could see; the largest of each state always stays."""
    kept: dict[str, list[Floats]] = {}
    for state, rings in land.items():
        largest = max(rings, key=lambda ring: abs(_area(ring)))
        kept[state] = [r for r in rings if r is largest or abs(_area(r)) > EUROPE_SPECK]
    return kept


def _path(rings: Rings) -> Path:
    """One path of many closed rings; holes stay open as they turn the other way."""
    closed = [np.concatenate([ring, ring[:1]]) for ring in rings]
    codes = [np.full(len(ring), Path.LINETO, dtype=np.uint8) for ring in closed]
    for one in codes:
        one[0], one[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.concatenate(closed), np.concatenate(codes))


def _area(ring: Floats) -> float:
    """Area within a ring, km2; negative for a hole."""
    x, y = ring.T
    return 0.5 * float(np.sum(x * np.roll(y, 1) - np.roll(x, 1) * y))


def _dots(
    land: Mapping[str, Rings], spots: Mapping[str, tuple[float, float]], small: float
) -> dict[str, tuple[float, float]]:
    areas = {state: abs(sum(map(_area, rings))) for state, rings in land.items()}
    return {state: spot for state, spot in spots.items() if areas.get(state, 0.0) < small}


def _roomiest(rings: Rings) -> tuple[float, float, float]:
    """Of the places in the largest ring with room for a label the one nearest its middle.

    Where no place has the room wanted it is the one with most of it; the third number says how
    much there is.
    """
    ring = max(rings, key=lambda some: abs(_area(some)))
    low, high = ring.min(axis=0), ring.max(axis=0)
    across, up = (np.linspace(low[axis], high[axis], LABEL_GRID) for axis in (0, 1))
    spots = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    inside = spots[Path(ring).contains_points(spots)]
    candidates = inside if len(inside) else ring.mean(axis=0)[None, :]
    gaps = (candidates[:, None, :] - ring[None, :, :]) * np.array([1.0 / LABEL_SHAPE, 1.0])
    clearance = np.sqrt(np.min(np.sum(gaps**2, axis=2), axis=1))
    enough = clearance >= min(LABEL_ROOM, float(clearance.max()))
    off = np.sum((candidates - candidates.mean(axis=0)) ** 2, axis=1)
    best = int(np.argmin(np.where(enough, off, np.inf)))
    return (*_point(candidates[best][None, :]), float(clearance[best]))


def _world_edge() -> Floats:
    heights = np.linspace(WORLD_SOUTH, WORLD_NORTH, 60)
    right = np.column_stack([np.full_like(heights, 180.0), heights])
    return equal_earth(np.concatenate([right, right[::-1] * np.array([-1.0, 1.0])]))


def _turned(place: Place, meridian: float) -> Floats:
    """A place with its longitude counted from a map's middle meridian, (1, 2)."""
    return np.array([[(place.longitude - meridian + 180.0) % 360.0 - 180.0, place.latitude]])


def _within(spot: tuple[float, float], box: Sequence[float]) -> bool:
    return box[0] < spot[0] < box[2] and box[1] < spot[1] < box[3]


def _point(points: Floats) -> tuple[float, float]:
    return float(points[0, 0]), float(points[0, 1])
