"""Networks made by changing ties one by one until they are as wanted: small world and regular."""

import itertools
from collections.abc import Iterator

import numpy as np

from simulation.world.luck import Luck, shuffled
from simulation.world.synthetic.lattices import ring
from simulation.world.synthetic.pairs import (
    Pairs,
    among,
    cells_of,
    none,
    repeated,
    triangle,
    triangle_of,
)
from simulation.world.world import Flags, Integers

PATIENCE = 64
"""So often a tie is drawn anew before it stays where it is, or all begin afresh."""


def small_world(states: int, degree: int, rewire: float, luck: Luck) -> Pairs:
    """A ring whose ties are each given a new end with a chance (Watts and Strogatz 1998).

    The new end is any state but the tie's own first one and those it is tied to already; a draw
    that hits one of them is repeated, and a tie for which nothing is free stays in place.  (Nature
    393:440.  There ties are visited in turn, here all at once.)
    """
    first, second, _ = ring(states, degree)
    waiting = np.flatnonzero(luck.uniforms(np.arange(len(first))) < rewire)
    for turn in range(1, PATIENCE + 1):
        if not len(waiting):
            break
        end = (luck.uniforms(waiting, turn) * states).astype(np.int64)
        wish = cells_of(Pairs(first[waiting], end), states)
        taken = repeated(np.concatenate((cells_of(Pairs(first, second), states), wish)))
        free = (end != first[waiting]) & ~among(wish, taken)
        second[waiting[free]] = end[free]
        waiting = waiting[~free]
    return Pairs(first, second)


def regular(states: int, degree: int, luck: Luck) -> Pairs:
    """Every state with the same number of partners, drawn at random.

    States are paired by as many ends as each has ties; pairs of a state with itself, and pairs that
    occur twice, trade ends with pairs drawn at random until none is left (pairing model with
    switchings: McKay and Wormald 1990, J. Algorithms 11:52).  Every such network can come out; for
    few ties a state they are close to equally likely.  Above half of all partners the ties left out
    are drawn instead.
    """
    if 2 * degree <= states - 1:
        return _paired(states, degree, luck)
    left_out = cells_in_triangle(_paired(states, states - 1 - degree, luck))
    kept = np.ones(triangle_of(states), dtype=np.bool_)
    kept[left_out] = False
    return triangle(np.flatnonzero(kept))


def cells_in_triangle(pairs: Pairs) -> Integers:
    """(pairs,) the number of each pair in the order of ``triangle``."""
    high, low = np.maximum(pairs.first, pairs.second), np.minimum(pairs.first, pairs.second)
    return np.asarray(high * (high - 1) // 2 + low)


def _paired(states: int, degree: int, luck: Luck) -> Pairs:
    turns = itertools.count()
    while degree:
        ends = shuffled(states * degree, luck, next(turns)) // degree
        pairs = Pairs(ends[::2].copy(), ends[1::2].copy())
        if _repaired(pairs, states, luck, turns):
            return pairs
    return none()


def _repaired(pairs: Pairs, states: int, luck: Luck, turns: Iterator[int]) -> bool:
    """Trade ends until no pair is flawed; False where that does not come about."""
    for _ in range(PATIENCE):
        flawed = np.flatnonzero(_flawed(pairs, states))
        if not len(flawed):
            return True
        _trade(pairs, flawed, states, luck, next(turns))
    return False


def _flawed(pairs: Pairs, states: int) -> Flags:
    """(pairs,) whether a pair is of one state with itself, or has occurred before."""
    cells = cells_of(pairs, states)
    flawed = np.asarray(pairs.first == pairs.second)
    several = np.flatnonzero(among(cells, repeated(cells)))
    flawed[several] = True
    flawed[several[np.unique(cells[several], return_index=True)[1]]] = False
    return np.asarray(flawed | (pairs.first == pairs.second))


def _trade(pairs: Pairs, flawed: Integers, states: int, luck: Luck, turn: int) -> None:
    """Each flawed pair trades ends with a pair drawn at random, where that makes no new flaw."""
    count = len(pairs.first)
    drawn = luck.uniforms(np.arange(2 * len(flawed)), turn)
    other = (drawn[::2] * count).astype(np.int64)
    turned = drawn[1::2] < 0.5
    one = Pairs(pairs.first[flawed], np.where(turned, pairs.first[other], pairs.second[other]))
    two = Pairs(np.where(turned, pairs.second[other], pairs.first[other]), pairs.second[flawed])
    made = [cells_of(new, states) for new in (one, two)]
    taken = repeated(np.concatenate((cells_of(pairs, states), *made)))
    sound = _once(flawed, other)
    for new, cells in zip((one, two), made, strict=True):
        sound &= (new.first != new.second) & ~among(cells, taken)
    for place, new in ((flawed, one), (other, two)):
        pairs.first[place[sound]] = new.first[sound]
        pairs.second[place[sound]] = new.second[sound]


def _once(flawed: Integers, other: Integers) -> Flags:
    """(trades,) whether neither pair of a trade takes part in an earlier one."""
    both = np.column_stack((flawed, other))
    _, firsts, place = np.unique(both.ravel(), return_index=True, return_inverse=True)
    earliest = firsts[place].reshape(both.shape) == np.arange(both.size).reshape(both.shape)
    return np.asarray(earliest.all(axis=1))
