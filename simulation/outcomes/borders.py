"""How much land border leavers uncover: each border once, whatever the neighbour does."""

import functools
from typing import NamedTuple

import numpy as np

from simulation.engines.departures import Departures
from simulation.world.world import Flags, Integers, World


class Borders(NamedTuple):
    """Land borders as each state has them."""

    whole: Integers
    """(states,) metres of all borders of a state."""
    first: Integers
    """(states + 1,) where the later neighbours of each state begin: those of a higher place."""
    neighbour: Integers
    """(borders,) place of the later neighbour."""
    metres: Integers
    """(borders,) length."""


@functools.lru_cache(maxsize=4)
def borders_of(world: World) -> Borders:
    """Its land borders, to the metre."""
    pairs = sorted(world.border_km)
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    metres = np.array([round(1000.0 * world.border_km[pair]) for pair in pairs], dtype=np.int64)
    states = len(world.states)
    whole = np.zeros(states, dtype=np.int64)
    np.add.at(whole, places[:, 0], metres)
    np.add.at(whole, places[:, 1], metres)
    first = np.searchsorted(places[:, 0], np.arange(states + 1))
    return Borders(whole, first, places[:, 1], metres)


def border_metres(left: Departures, went: Flags, world: World) -> Integers:
    """(rows,) metres of border that a state which went out uncovers, in its run and treaty.

    went: (rows,) who did.  Each border has at least one side among them, and counts once and in
    full: either side may then mine it.  Where both went, it counts for the later one.
    """
    borders = borders_of(world)
    metres = np.zeros(len(went), dtype=np.int64)
    if len(borders.metres) == 0:
        return metres
    rows = np.flatnonzero(went)
    metres[rows] = borders.whole[left.state[rows]] - _shared(left, rows, world, borders)
    return metres


def _shared(left: Departures, rows: Integers, world: World, borders: Borders) -> Integers:
    """(rows,) metres of border with later neighbours that went out of the same treaty too."""
    treaties, states = world.stage.shape
    state = left.state[rows]
    pair = left.run[rows] * treaties + left.treaty[rows]
    gone = np.zeros((len(left.replicates) * treaties, states), dtype=np.bool_)
    gone[pair, state] = True
    many = borders.first[state + 1] - borders.first[state]
    ends = np.concatenate(([0], np.cumsum(many)))
    each = np.repeat(np.arange(len(rows)), many)
    tie = np.arange(ends[-1]) - ends[each] + borders.first[state[each]]
    both = gone[pair[each], borders.neighbour[tie]]
    before = np.concatenate(([0], np.cumsum(np.where(both, borders.metres[tie], 0))))
    return np.diff(before[ends])
