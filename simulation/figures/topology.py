"""Outlines of countries from the shipped TopoJSON (Natural Earth, public domain)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.figures.gazetteer import places

Floats = NDArray[np.float64]

BY_NAME = {
    "Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM", "Åland": "FIN",
    "Hong Kong": "CHN", "Macao": "CHN",
}  # fmt: skip
"""Outlines without a number of a state, and the state that the tables count them to."""

LEFT_OUT = ("Antarctica",)


@dataclass(frozen=True, eq=False)
class Outline:
    """The land of one state, or of a territory that belongs to none in the tables."""

    state: str
    """Identifier of the state; empty for a territory."""
    rings: tuple[Floats, ...]
    """Closed rings of (longitude, latitude) in degrees, holes turning the other way."""


@cache
def outlines(detail: str, tolerance: float) -> tuple[Outline, ...]:
    """Every outline of the map of one detail ("110m" or "50m"), decoded once in a process.

    Of neighbouring points in one cell of ``tolerance`` degrees only one is kept.  Thinning whole
    arcs, which neighbours share, leaves no gaps between them.
    """
    folder = resources.files("simulation.world") / "data" / "map"
    drawn = json.loads((folder / f"countries-{detail}.json").read_text(encoding="utf-8"))
    arcs = tuple(_arc(steps, drawn["transform"], tolerance) for steps in drawn["arcs"])
    shapes = drawn["objects"]["countries"]["geometries"]
    return tuple(
        Outline(_state(shape), tuple(_ring(arcs, parts) for parts in _parts(shape)))
        for shape in shapes
        if shape["properties"]["name"] not in LEFT_OUT
    )


def _arc(steps: Sequence[Sequence[int]], transform: Mapping[str, Any], tolerance: float) -> Floats:
    """One arc in degrees: TopoJSON stores steps between points of a whole-number grid."""
    points = np.cumsum(np.asarray(steps, dtype=np.int64), axis=0) * transform["scale"]
    return _thinned(points + transform["translate"], tolerance)


def _thinned(points: Floats, tolerance: float) -> Floats:
    cells = np.floor(points / tolerance)
    kept = np.ones(len(points), dtype=bool)
    kept[1:-1] = np.any(cells[1:-1] != cells[:-2], axis=1)
    return points[kept]


def _state(shape: Mapping[str, Any]) -> str:
    by_number = {place.number: place.state for place in places().values() if place.number}
    return by_number.get(str(shape.get("id")), BY_NAME.get(shape["properties"]["name"], ""))


def _parts(shape: Mapping[str, Any]) -> list[list[int]]:
    """The rings of a shape, each a list of arcs."""
    if shape["type"] == "Polygon":
        return list(shape["arcs"])
    return list(chain.from_iterable(shape["arcs"]))


def _ring(arcs: Sequence[Floats], parts: Sequence[int]) -> Floats:
    """Arcs joined end to end; a negative number is arc ~number walked backwards."""
    pieces = [arcs[part] if part >= 0 else arcs[~part][::-1] for part in parts]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
