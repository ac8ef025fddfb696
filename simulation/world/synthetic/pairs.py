"""Pairs of states, and the ties they become: each pair once, never a state with itself."""

import math
from typing import NamedTuple

import numpy as np

from simulation.model.arithmetic import GRID_BITS
from simulation.world.world import FOREVER, Flags, Floats, Integers, Ties


class Pairs(NamedTuple):
    """Undirected pairs: ``first[e]`` and ``second[e]`` are tied; their order means nothing."""

    first: Integers
    second: Integers
    weight: Floats | None = None
    """(pairs,) where a file gives weights; None: one weight for all."""


def none() -> Pairs:
    """Nobody is tied to anybody."""
    return Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def cells_of(pairs: Pairs, states: int) -> Integers:
    """(pairs,) a number for each pair, the same whichever of the two comes first."""
    low = np.minimum(pairs.first, pairs.second)
    return np.asarray(low * states + np.maximum(pairs.first, pairs.second))


def triangle(cells: Integers) -> Pairs:
    """Pairs numbered 0, 1, 2, ... in the order (1, 0), (2, 0), (2, 1), (3, 0), ...

    >>> first, second, _ = triangle(np.arange(4))
    >>> first.tolist(), second.tolist()
    ([1, 2, 2, 3], [0, 0, 1, 0])
    """
    first = ((1.0 + np.sqrt(1.0 + 8.0 * cells)) * 0.5).astype(np.int64)
    first -= first * (first - 1) // 2 > cells
    first += first * (first + 1) // 2 <= cells
    return Pairs(first, cells - first * (first - 1) // 2)


def triangle_of(states: int) -> int:
    """How many pairs some states make."""
    return states * (states - 1) // 2


def repeated(cells: Integers) -> Integers:
    """Numbers that occur more than once, in order.

    >>> repeated(np.array([3, 1, 3, 2])).tolist()
    [3]
    """
    ordered = np.sort(cells)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def among(cells: Integers, few: Integers) -> Flags:
    """(cells,) whether each is one of some numbers given in order."""
    if not len(few):
        return np.zeros(len(cells), dtype=np.bool_)
    place = np.minimum(np.searchsorted(few, cells), len(few) - 1)
    return np.asarray(few[place] == cells)


def steps(most: float) -> float:
    """Steps in 1 on which weights lie so that sums of up to ``most`` are exact in any order.

    2**40, or fewer where such sums pass 8192.

    >>> steps(8.0) == 2.0**40, steps(1e6) == 2.0**33
    (True, True)
    """
    room = math.ceil(math.log2(max(1.0, most))) - (53 - GRID_BITS)
    return 2.0 ** (GRID_BITS - max(0, room))


def exact_weight(weight: float, states: int) -> float:
    """The nearest weight of which a tie to each of so many states makes an exact sum.

    >>> exact_weight(1.0, 1_000_000), exact_weight(0.5, 4)
    (1.0, 0.5)
    """
    step = steps(weight * states)
    return round(weight * step) / step


def both_ways(pairs: Pairs, states: int, weight: float) -> Ties:
    """Ties in order of state and partner, each pair both ways, from the start to the end.

    weight: where the pairs have none of their own.
    """
    n = states
    ends = (pairs.first * n + pairs.second, pairs.second * n + pairs.first)
    cells = np.concatenate(ends)
    if pairs.weight is None:
        cells.sort()
        weights = np.broadcast_to(np.float64(exact_weight(weight, n)), cells.shape)
    else:
        order = np.argsort(cells, kind="stable")
        cells, weights = cells[order], np.concatenate((pairs.weight, pairs.weight))[order]
        step = steps(float(np.bincount(cells // n, weights).max(initial=0.0)))
        weights = np.rint(weights * step) / step
    state = cells // n
    cells -= state * n
    return Ties(state, cells, weights, _all(0, cells), _all(FOREVER, cells))


def _all(month: int, like: Integers) -> Integers:
    """One month for all, without the room for many."""
    return np.broadcast_to(np.int64(month), like.shape)
