"""Networks laid out by rule, without luck: ring and grid."""

import math

import numpy as np

from simulation.world.synthetic.pairs import Pairs, none
from simulation.world.world import Integers


def ring(states: int, degree: int) -> Pairs:
    """Each state tied to the ``degree / 2`` next ones on either side of a ring.

    degree: even, below the number of states.  Pairs are in order of state, nearest first.

    >>> first, second, _ = ring(4, 2)
    >>> list(zip(first.tolist(), second.tolist()))
    [(0, 1), (1, 2), (2, 3), (3, 0)]
    """
    if degree < 2:
        return none()
    first = np.repeat(np.arange(states), degree // 2)
    step = np.tile(np.arange(1, degree // 2 + 1), states)
    return Pairs(first, (first + step) % states)


def grid(states: int, width: int, wrap: bool) -> Pairs:
    """Each state tied to its neighbours left, right, above and below (von Neumann).

    Rows of ``width`` states, which must divide the number of states, are filled in order.  wrap:
    opposite edges meet; two states that face each other on both sides are neighbours once.
    """
    place = np.arange(states).reshape(-1, width)
    across, down = _in_rows(place, wrap), _in_rows(place.T, wrap)
    first = np.concatenate((across.first, down.first))
    return Pairs(first, np.concatenate((across.second, down.second)))


def _in_rows(place: Integers, wrap: bool) -> Pairs:
    """Each state with the next one in its row; wrap: the last with the first."""
    end = None if wrap and place.shape[1] > 2 else -1
    return Pairs(place[:, :end].ravel(), np.roll(place, -1, axis=1)[:, :end].ravel())


def default_width(states: int) -> int:
    """The largest divisor of the number of states that is not above its root.

    >>> default_width(12), default_width(7), default_width(1_000_000)
    (3, 1, 1000)
    """
    return max(w for w in range(1, math.isqrt(states) + 1) if states % w == 0)
