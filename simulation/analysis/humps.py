"""Where two humps and the valley between them lie, from counts alone.

No kernel and no shape is supposed: the distribution is cut in two, and each part is the likeliest
one with a single hump (maximum likelihood under order restrictions: Barlow, Bartholomew, Bremner
and Brunk 1972, Statistical Inference under Order Restrictions, ch. 3, solved by pooling adjacent
violators).  The cut is the one that makes the counts likeliest.  Whether there are two humps at all
is a question for the dip test, not for this.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.dip import cells_of, samples
from simulation.outcomes.intervals import wilson
from simulation.world.world import Integers

STREAM = "humps"
RESAMPLED = 400
"""Bootstrap samples behind an interval of a place."""


class Place(NamedTuple):
    """A number of exits, and the 95 % percentile interval of its bootstrap.

    Where numbers are grouped, the interval holds whole groups: where in one it lies is not known.
    """

    at: int
    low: int
    high: int


class Humps(NamedTuple):
    """Two humps and the valley between them; places are numbers of exits."""

    first: Place
    valley: Place
    second: Place
    upper_share: float
    """Share of runs beyond the valley."""
    upper_low: float
    upper_high: float
    """Wilson interval of that share, for the valley where it was found."""
    depth: float
    """1 - runs in the valley over runs at the lower hump, fitted: 1 an empty valley, 0 none."""


def humps(counts: Integers, seed: int = 0, resampled: int = RESAMPLED) -> Humps:
    """The humps of a distribution of whole numbers.

    counts: (values,) how many runs ended with 0, 1, 2, ...; at least two different numbers.  Where
    they are grouped, as for the dip test, the middle of a group stands for it.

    >>> found = humps(np.array([50, 90, 50, 5, 2, 5, 40, 80, 40]))
    >>> found.first.at, found.valley.at, found.second.at
    (1, 4, 7)
    """
    grouped, width = cells_of(counts)
    lowest = int(np.flatnonzero(counts)[0])
    found, fitted = places(grouped)
    again = [places(one)[0] for one in samples(
        int(grouped.sum()), grouped / grouped.sum(), resampled, seed, STREAM)]  # fmt: skip
    first, valley, second = (
        _place([one[part] for one in (found, *again)], lowest, width, len(counts) - 1)
        for part in range(3)
    )
    above = int(grouped[found[1] + 1 :].sum())
    low, high = wilson(above, int(grouped.sum()))
    lower = min(fitted[found[0]], fitted[found[2]])
    return Humps(
        first, valley, second, above / int(grouped.sum()), float(low), float(high),
        1.0 - fitted[found[1]] / lower,
    )  # fmt: skip


def _place(cells: Sequence[int], lowest: int, width: int, highest: int) -> Place:
    """Cells as numbers of exits: the one found, and the middle 95 % of the resampled ones."""
    at, *others = cells
    low, high = np.quantile(others or [at], (0.025, 0.975), method="inverted_cdf")
    first = lowest + min(at, int(low)) * width
    last = min(highest, lowest + (max(at, int(high)) + 1) * width - 1)
    return Place(min(last, lowest + at * width + (width - 1) // 2), first, last)


def places(counts: Integers) -> tuple[tuple[int, int, int], list[float]]:
    """Cells of first hump, valley and second hump, and the fitted count of each cell.

    The valley is the middle of the lowest cells between the humps.

    >>> places(np.array([3, 5, 1, 4, 2]))[0]
    (1, 2, 3)
    """
    cells = len(counts)
    if cells < 2:
        return (0, 0, 0), [float(one) for one in counts]
    given = counts.tolist()
    rising = [_rises(given, start) for start in range(cells)]
    falling = [_rises(given[::-1], start) for start in range(cells)]
    fits = [
        (left[0] + right[0], cut, left[1], right[1])
        for cut in range(1, cells)
        for left in [_hump(rising, falling, 0, cut)]
        for right in [_hump(rising, falling, cut, cells)]
    ]
    _, cut, first, second = max(fits, key=lambda fit: (fit[0], -fit[1]))
    fitted = [*_fitted(given[:cut], first), *_fitted(given[cut:], second - cut)]
    first, second = (_top(fitted, low, high) for low, high in ((0, cut), (cut, cells)))
    between = fitted[first : second + 1]
    lowest = [first + at for at, one in enumerate(between) if one == min(between)]
    return (first, lowest[(len(lowest) - 1) // 2], second), fitted


def _top(fitted: Sequence[float], low: int, high: int) -> int:
    """The middle of the highest cells of a part."""
    part = fitted[low:high]
    highest = [low + at for at, one in enumerate(part) if one == max(part)]
    return highest[(len(highest) - 1) // 2]


def _hump(rising: list[list[float]], falling: list[list[float]], low: int, high: int
) -> tuple[float, int]:  # fmt: skip
    """Log likelihood of the best single hump on cells low to high - 1, and its last rising cell."""
    cells = len(rising)
    fits = []
    for top in range(low, high):
        # Falling cells top + 1 to high - 1 rise when read backwards.
        down = falling[cells - high][high - top - 1]
        fits.append((rising[low][top - low + 1] + down, top))
    return max(fits, key=lambda fit: (fit[0], -fit[1]))


def _rises(counts: Sequence[int], start: int) -> list[float]:
    """Log likelihood of the best rising fit to no cell, one cell, two, ... from a start on.

    One pass of pooling: the fit to one cell more only pools at its end.
    """
    blocks: list[tuple[float, int, float]] = []
    found = [0.0]
    for count in counts[start:]:
        total, size = float(count), 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            more, wide, _ = blocks.pop()
            total, size = total + more, size + wide
        before = blocks[-1][2] if blocks else 0.0
        blocks.append((total, size, before + _likelihood(total, size)))
        found.append(blocks[-1][2])
    return found


def _likelihood(total: float, size: int) -> float:
    return total * float(np.log(total / size)) if total > 0.0 else 0.0


def _fitted(counts: Sequence[int], top: int) -> list[float]:
    """The best fit that rises to a cell and falls after it."""
    return [*_pooled(counts[: top + 1]), *_pooled(counts[top + 1 :][::-1])[::-1]]


def _pooled(counts: Sequence[int]) -> list[float]:
    """The best rising fit.

    >>> _pooled([1, 3, 2, 5])
    [1.0, 2.5, 2.5, 5.0]
    """
    blocks: list[tuple[float, int]] = []
    for count in counts:
        total, size = float(count), 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            more, wide = blocks.pop()
            total, size = total + more, size + wide
        blocks.append((total, size))
    return [total / size for total, size in blocks for _ in range(size)]
