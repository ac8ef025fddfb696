"""The maps as paths for SVG: the world, and Europe enlarged, projected once at the start."""

from functools import cache
from typing import Any

import numpy as np

from simulation.figures.land import Land, europe, world
from simulation.world.world import Floats

WIDE = 1000.0
"""Width of each map in units of its drawing."""

CLOSE = 79
"""matplotlib's code for the end of a ring (``Path.CLOSEPOLY``)."""


@cache
def maps() -> dict[str, Any]:
    """Both maps: width and height; a path for each state; dots of small states; places of labels.

    Land of no state is under the empty identifier.  Coordinates are whole units: a map is about a
    thousand wide, as wide as a screen.
    """
    return {"world": _drawn(world()), "europe": _drawn(europe())}


def _drawn(land: Land) -> dict[str, Any]:
    left, bottom, right, top = land.box
    scale = WIDE / (right - left)

    def at(points: Floats) -> Floats:
        """Points in km of the projection as they lie in the drawing."""
        placed: Floats = np.column_stack([points[:, 0] - left, top - points[:, 1]]) * scale
        return placed

    def point(place: tuple[float, float]) -> list[float]:
        """One point, rounded."""
        return [round(float(value), 1) for value in at(np.array([place]))[0]]

    return {
        "width": WIDE,
        "height": round((top - bottom) * scale),
        "shapes": {state: _path(shape, at) for state, shape in sorted(land.shapes.items())},
        "dots": {state: point(place) for state, place in sorted(land.dots.items())},
        "labels": {
            state: [*point((x, y)), round(room * scale, 1)]
            for state, (x, y, room) in sorted(land.labels.items())
        },
    }


def _path(shape: Any, at: Any) -> str:  # noqa: ANN401 (a path of matplotlib, which only figures name)
    """One path for SVG; points that fall together are left out."""
    parts: list[str] = []
    before = ""
    for (x, y), code in zip(np.round(at(shape.vertices), 1), shape.codes, strict=True):
        word = f"{x:g},{y:g}"
        if code == CLOSE:
            parts.append("Z")
        elif code == 1:
            parts.append(f"M{word}")
        elif word != before:
            parts.append(f"L{word}")
        before = word
    return "".join(parts)
