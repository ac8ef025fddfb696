"""Whole amounts of rows that lie in stretches one after another, added up stretch by stretch."""

import numpy as np

from simulation.world.world import Integers


def from_zero(sums: Integers) -> Integers:
    """(n + 1,) running sums, (n,), with the nothing before the first.

    >>> from_zero(np.cumsum(np.array([2, 3]))).tolist()
    [0, 2, 5]
    """
    return np.concatenate((np.zeros(1, dtype=np.int64), sums))


def added_up(amounts: Integers, count: Integers) -> Integers:
    """(stretches,) sums of amounts, (rows,); count: (stretches,) how many rows each has.

    >>> added_up(np.array([2, 3, 4]), np.array([2, 0, 1])).tolist()
    [5, 0, 4]
    """
    sums = np.zeros(len(count), dtype=np.int64)
    some = np.flatnonzero(count)
    if len(some):
        begins = (np.cumsum(count) - count).take(some)
        sums[some] = np.add.reduceat(amounts, begins)
    return sums
