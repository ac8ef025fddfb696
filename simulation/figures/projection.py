"""Two map projections, both true to area, and the cutting of outlines that they need.

Equal Earth for the world: Šavrič, Patterson and Jenny (2019), Int. J. Geographical Information
Science 33(3).  Lambert's azimuthal projection for Europe: Snyder (1987), Map Projections, p. 182.
Both on a sphere: at the size of a page the flattening of the Earth cannot be seen.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""Polynomial of the Equal Earth projection."""

WORLD_MERIDIAN = 11.0
"""Middle of the world map; its edge at 169 degrees west passes the Bering Strait, so Russia and
Fiji stay whole."""


def equal_earth(points: Floats) -> Floats:
    """(longitude from the middle meridian, latitude) in degrees to kilometres, (points, 2).

    >>> equal_earth(np.array([[0.0, 0.0], [180.0, 0.0]])).round()
    array([[    0.,     0.],
           [17244.,     0.]])
    """
    longitude, latitude = np.radians(points).T
    theta = np.arcsin(np.sqrt(3.0) / 2.0 * np.sin(latitude))
    square = theta**2
    slope = A1 + 3.0 * A2 * square + square**3 * (7.0 * A3 + 9.0 * A4 * square)
    height = theta * (A1 + A2 * square + square**3 * (A3 + A4 * square))
    width = 2.0 * np.sqrt(3.0) * longitude * np.cos(theta) / (3.0 * slope)
    return EARTH_RADIUS_KM * np.column_stack([width, height])


def azimuthal(points: Floats, middle: float) -> Floats:
    """(longitude from the middle meridian, latitude) in degrees to kilometres, (points, 2).

    ``middle`` is the latitude of the point from which east and north are counted.

    >>> azimuthal(np.array([[0.0, 55.0]]), 54.0).round()
    array([[  0., 111.]])
    """
    east, north = np.radians(points).T
    south = np.radians(middle)
    closeness = np.sin(south) * np.sin(north) + np.cos(south) * np.cos(north) * np.cos(east)
    scale = EARTH_RADIUS_KM * np.sqrt(2.0 / (1.0 + closeness))
    across = np.cos(north) * np.sin(east)
    up = np.cos(south) * np.sin(north) - np.sin(south) * np.cos(north) * np.cos(east)
    return np.column_stack([scale * across, scale * up])


def around(ring: Floats, meridian: float) -> list[Floats]:
    """A ring with longitudes counted from ``meridian``, cut where it crosses the far side.

    A ring that crosses 180 degrees jumps there; it is first unrolled into one piece, then each
    turn of the globe takes its share.
    """
    longitude = np.unwrap(ring[:, 0] - meridian, period=360.0)
    turns = [np.column_stack([longitude + turn, ring[:, 1]]) for turn in (-360.0, 0.0, 360.0)]
    return [cut for cut in (clipped(turn, 0, -180.0, 180.0) for turn in turns) if len(cut) > 2]


def clipped(ring: Floats, axis: int, low: float, high: float) -> Floats:
    """The part of a ring with one coordinate between ``low`` and ``high`` (Sutherland, Hodgman).

    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 1.0], [0.0, 1.0]])
    >>> clipped(square, 0, 0.0, 2.0)
    array([[0., 0.],
           [2., 0.],
           [2., 1.],
           [0., 1.]])
    """
    return _half(_half(ring, axis, low, 1.0), axis, high, -1.0)


def clipped_to(ring: Floats, box: Sequence[float]) -> Floats:
    """The part of a ring inside a box (left, bottom, right, top)."""
    return clipped(clipped(ring, 0, box[0], box[2]), 1, box[1], box[3])


def _half(ring: Floats, axis: int, limit: float, side: float) -> Floats:
    """The part of a ring on one side of a line; corners are added where it crosses."""
    beyond = side * (ring[:, axis] - limit)
    inside = beyond >= 0.0
    if inside.all():
        return ring
    following, beyond_next = np.roll(ring, -1, axis=0), np.roll(beyond, -1)
    crossing = np.flatnonzero(inside != (beyond_next >= 0.0))
    share = beyond[crossing] / (beyond[crossing] - beyond_next[crossing])
    corners = ring[crossing] + share[:, None] * (following[crossing] - ring[crossing])
    order = np.argsort(np.concatenate([np.flatnonzero(inside), crossing + 0.5]))
    return np.concatenate([ring[inside], corners])[order]
