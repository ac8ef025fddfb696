"""Running means: how an outcome moves along one key while all others move as they please."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulation.outcomes.intervals import mean_with_interval
from simulation.world.world import Floats

BANDS, LEAST = 10, 8
"""So many bands at most, each with so many points at least."""


@dataclass(frozen=True)
class Band:
    """Neighbouring points along a key."""

    at: float
    """Where they are, on average."""
    points: int
    mean: float
    low: float
    high: float
    """Ends of the 95 % t interval of the mean, as if points had been drawn independently of each
    other; nan for a single point."""


def running_means(at: Floats, outcome: Floats, most: float = math.inf) -> list[Band]:
    """Means over neighbouring points, from the lowest to the highest.

    at, outcome: (points,), outcome from 0 to most, where intervals are cut off.  Points at one
    place stay in one band; where there are only a few places, each is a band.

    >>> [(band.at, band.mean) for band in running_means(np.array([0, 1, 1]), np.array([2., 4, 6]))]
    [(0.0, 2.0), (1.0, 5.0)]
    """
    order = np.argsort(at, kind="stable")
    at, outcome = at[order].astype(np.float64), outcome[order]
    edges = _edges(at)
    return [_band(at[one:other], outcome[one:other], most) for one, other in pairwise(edges)]


def _band(at: Floats, outcome: Floats, most: float) -> Band:
    mean, low, high = mean_with_interval(outcome)
    ends = (float(np.clip(end, 0.0, most)) for end in (low, high))
    return Band(float(at.mean()), len(at), mean, *ends)


def _edges(at: Floats) -> list[int]:
    """Where bands begin, and the end of the last; at ascends."""
    starts = [0, *(np.flatnonzero(np.diff(at) > 0.0) + 1).tolist()]
    if len(starts) <= BANDS:
        return [*starts, len(at)]
    bands = max(1, min(BANDS, len(at) // LEAST))
    wanted = [len(at) * band // bands for band in range(bands)]
    return [*sorted({_first_from(starts, edge) for edge in wanted} - {len(at)}), len(at)]


def _first_from(starts: list[int], edge: int) -> int:
    """The first place that begins at or behind an edge, or the place of the last point."""
    found = int(np.searchsorted(starts, edge))
    return starts[min(found, len(starts) - 1)]


def movement(bands: list[Band]) -> float:
    """From the smallest mean of a band to the largest."""
    means = [band.mean for band in bands]
    return max(means) - min(means)
