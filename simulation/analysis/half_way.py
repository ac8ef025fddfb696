"""Where a chance passes one half along a row of points, and between which points that is sure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.world.world import Floats

HALF = 0.5


class Crossing(NamedTuple):
    """One passing of one half."""

    at: float
    """Interpolated between neighbouring points."""
    low: float
    """The nearest point before it whose interval lies on one side of one half."""
    high: float
    """The nearest point behind it whose interval lies on the other side."""


def sides(low: Floats, high: Floats) -> NDArray[np.int64]:
    """For each interval of a chance: -1 below one half, 1 above, 0 undecided.

    >>> sides(np.array([0.1, 0.4, 0.6]), np.array([0.3, 0.6, 0.8])).tolist()
    [-1, 0, 1]
    """
    return np.where(high < HALF, -1, np.where(low > HALF, 1, 0))


def crossings(at: Floats, chance: Floats, low: Floats, high: Floats) -> list[Crossing]:
    """Every passing that the intervals resolve.

    at: (points,) ascending; chance, low, high: (points,) 0 to 1, a chance and the ends of its
    interval.  Resolved is a passing between two points surely on different sides; points between
    them, if any, are undecided.  Where chance alone carries those over one half several times, the
    middle one of those passings is told.

    >>> at, chance = np.array([0.0, 1.0, 2.0]), np.array([0.1, 0.4, 0.8])
    >>> crossings(at, chance, chance - 0.2, chance + 0.2)
    [Crossing(at=1.25, low=0.0, high=2.0)]
    """
    told = sides(low, high)
    sure = np.flatnonzero(told)
    return [
        Crossing(_between(at, chance, one, other), float(at[one]), float(at[other]))
        for one, other in zip(sure[:-1].tolist(), sure[1:].tolist(), strict=True)
        if told[one] != told[other]
    ]


def _between(at: Floats, chance: Floats, first: int, last: int) -> float:
    """The middle one of the places between two points where straight lines pass one half."""
    over = chance[first : last + 1] > HALF
    steps = np.flatnonzero(over[:-1] != over[1:]) + first
    step = int(steps[len(steps) // 2])
    share = (HALF - chance[step]) / (chance[step + 1] - chance[step])
    return float(at[step] + share * (at[step + 1] - at[step]))
