"""Two humps or one: Hartigan's dip of a distribution of whole numbers, with a p-value.

The dip is the largest distance between what was found and the unimodal distribution nearest to it
(Hartigan and Hartigan 1985, Ann. Statist. 13:70).  The published test supposes a continuous
outcome; numbers of exits tie, and ties alone would be taken for humps.  So the discrete version is
used here: each number is spread evenly over the unit around it, which turns a histogram with one
hump into a density with one hump and the other way round.  Drawing that spread would be jitter;
using its expectation, the straight-line interpolation of the counts, needs no luck.

The p-value is Monte Carlo, against the even distribution over the range of numbers found.  Among
unimodal distributions it is the hardest to tell from two humps (Hartigan and Hartigan 1985, sec.
4, for the continuous case; for whole numbers the tests measure the size), so the test is cautious.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulation import chance
from simulation.world.world import Floats, Integers

STREAM = "dip test"
DRAWS = 1_999
"""Samples behind a p-value: the smallest is one in two thousand."""
CELLS = 40
"""Ranges of more numbers are grouped into so many cells of equal width, at most: groups of
neighbours of a distribution with one hump have one hump."""

ROUNDING = 1e-12
"""Departures from one hump up to this are the arithmetic's."""


class Dip(NamedTuple):
    """Whether a distribution has one hump."""

    dip: float
    """0 (one hump) to 1/4 (two far apart, each with half of the runs)."""
    p_value: float
    """Chance of a dip as large with one hump, at most; 1 where there is nothing to test."""
    runs: int
    cells: int
    """Numbers, or groups of them, from the smallest to the largest found."""
    width: int
    """Numbers in each cell; 1: not grouped."""


def dip_test(counts: Integers, seed: int = 0, draws: int = DRAWS) -> Dip:
    """The dip test of a distribution of whole numbers.

    counts: (values,) how many runs ended with 0, 1, 2, ...; at least one run.  seed: of the Monte
    Carlo samples.  The same counts and seed give the same p-value.

    >>> dip_test(np.array([10, 50, 100, 50, 10])).dip
    0.0
    >>> dip_test(np.array([0, 500, 0, 0, 500])).p_value < 0.001
    True
    """
    grouped, width = cells_of(counts)
    runs = int(grouped.sum())
    found = dip_of(grouped)
    if found == 0.0:
        return Dip(0.0, 1.0, runs, len(grouped), width)
    even = even_samples(runs, len(grouped), draws, seed)
    reached = sum(dip_of(sample) >= found for sample in even)
    return Dip(found, (1 + reached) / (draws + 1), runs, len(grouped), width)


def cells_of(counts: Integers) -> tuple[Integers, int]:
    """Counts from the smallest to the largest number found, in cells of equal width.

    >>> cells_of(np.array([0, 3, 0, 4, 0]))
    (array([3, 0, 4]), 1)
    """
    known = np.flatnonzero(counts)
    inside = np.asarray(counts[known[0] : known[-1] + 1], dtype=np.int64)
    width = -(-len(inside) // CELLS)
    padded = np.pad(inside, (0, -len(inside) % width))
    return padded.reshape(-1, width).sum(axis=1), width


def dip_of(counts: Integers | Sequence[int]) -> float:
    """The dip of a histogram with cells of equal width.

    Hartigan's algorithm (1985, Appl. Statist. 34:320) on the corners of its cumulative share: the
    modal interval shrinks between the convex curve from below and the concave one from above until
    they come no farther apart than the share outside it already departs from them.

    >>> dip_of([1, 0, 1]), dip_of([1, 2, 3, 2, 1])
    (0.125, 0.0)
    """
    share = np.concatenate([[0.0], np.cumsum(counts) / np.sum(counts)]).tolist()
    low, high, dip = 0, len(share) - 1, 0.0
    while high > low:
        below, above = _hull(share, low, high, 1.0), _hull(share, low, high, -1.0)
        lower, upper = _along(share, below), _along(share, above)
        # Only corners: in between rounding could make a straight stretch look widest.
        gaps = {at: upper[at - low] - lower[at - low] for at in sorted({*below, *above})}
        widest = max(gaps, key=lambda at: gaps[at])
        if gaps[widest] <= dip:
            break
        start, end = _modal(widest, below, above)
        dip = max(
            dip,
            *(share[at] - lower[at - low] for at in range(low, start + 1)),
            *(upper[at - low] - share[at] for at in range(end, high + 1)),
        )
        if (start, end) == (low, high):
            break
        low, high = start, end
    return dip / 2.0 if dip > ROUNDING else 0.0


def _modal(at: int, below: list[int], above: list[int]) -> tuple[int, int]:
    """The modal interval around the place where the two curves are farthest apart."""
    if at in below:
        return at, next(corner for corner in above if corner >= at)
    return max(corner for corner in below if corner <= at), at


def _hull(share: list[float], low: int, high: int, side: float) -> list[int]:
    """Corners of the largest convex curve below (side 1) or smallest concave one above (-1)."""
    corners = [low]
    for at in range(low + 1, high + 1):
        while len(corners) > 1 and _bends(share, corners[-2], corners[-1], at) * side <= 0.0:
            corners.pop()
        corners.append(at)
    return corners


def _bends(share: list[float], one: int, middle: int, other: int) -> float:
    """Above 0 where the curve through three corners bends upwards."""
    rise = (share[other] - share[middle]) * (middle - one)
    return rise - (share[middle] - share[one]) * (other - middle)


def _along(share: list[float], corners: list[int]) -> list[float]:
    """The curve through its corners, at every place from the first to the last."""
    curve = [share[corners[0]]]
    for one, other in pairwise(corners):
        slope = (share[other] - share[one]) / (other - one)
        curve += [share[one] + slope * step for step in range(1, other - one + 1)]
    return curve


def even_samples(runs: int, cells: int, draws: int, seed: int) -> Integers:
    """(draws, cells) counts of so many runs, each equally likely in every cell."""
    return samples(runs, np.full(cells, 1.0 / cells), draws, seed, STREAM)


def samples(runs: int, shares: Floats, draws: int, seed: int, stream: str) -> Integers:
    """(draws, cells) multinomial counts, drawn cell by cell from what the cells before left.

    Each count is the binomial quantile of one even draw of ``chance``.
    """
    from scipy.stats import binom

    left = np.full(draws, runs, dtype=np.int64)
    after = np.append(np.cumsum(shares[::-1])[::-1], 0.0)
    counts = np.zeros((draws, len(shares)), dtype=np.int64)
    for cell in range(len(shares)):
        rest = shares[cell] / after[cell] if after[cell] > 0.0 else 0.0
        last = cell == len(shares) - 1
        drawn = left if last else binom.ppf(_even(draws, cell, seed, stream), left, min(1.0, rest))
        counts[:, cell] = np.maximum(drawn, 0)
        left = left - counts[:, cell]
    return counts


def _even(draws: int, cell: int, seed: int, stream: str) -> Floats:
    """(draws,) even draws strictly between 0 and 1 for one cell."""
    low, high = chance.stream_key(seed, stream)
    number = np.arange(draws, dtype=np.uint64)
    same = np.uint64(0) * number
    luck = chance.uniform(number, same + np.uint64(cell), same, low, high)  # type: ignore[arg-type]
    return np.asarray(luck, dtype=np.float64)
