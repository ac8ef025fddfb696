"""How much land border leavers uncover: each border once, whatever the neighbour does."""

import functools
from typing import NamedTuple

import numpy as np

from simulation.outcomes.adding import added_up, in_order
from simulation.world.world import Integers, World


class Borders(NamedTuple):
    """Land borders of states."""

    whole: Integers
    """(states,) metres of all borders of a state."""
    one: Integers
    """(borders,) place of the state on one side."""
    other: Integers
    """(borders,) place of the state on the other side."""
    metres: Integers
    """(borders,) length."""


@functools.lru_cache(maxsize=4)
def borders_of(world: World) -> Borders:
    """Its land borders, to the metre."""
    pairs = sorted(world.border_km)
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T.copy()
    metres = np.array([round(1000.0 * world.border_km[pair]) for pair in pairs], dtype=np.int64)
    whole = np.zeros(len(world.states), dtype=np.int64)
    np.add.at(whole, one, metres)
    np.add.at(whole, other, metres)
    return Borders(whole, one, other, metres)


def border_metres(state: Integers, stretch: Integers, count: Integers, world: World) -> Integers:
    """(stretches,) metres of border that states which went out of a treaty in a run uncover.

    state: (rows,) places of those that did.  stretch: (rows,) theirs, in order.  count:
    (stretches,) how many rows each has.  Each border has at least one side among them, and counts
    once and in full: either side may then mine it.
    """
    borders = borders_of(world)
    if len(borders.metres) == 0 or len(state) == 0:
        return np.zeros(len(count), dtype=np.int64)
    states = len(world.states)
    number = in_order(state, stretch, states, len(count))
    shared = _shared(number, np.bincount(state, minlength=states), len(count), borders)
    return added_up(borders.whole.take(state), count) - shared


def _shared(number: Integers, often: Integers, stretches: int, borders: Borders) -> Integers:
    """(stretches,) metres of border between two states that both went out, which both have.

    number: (rows,) state * stretches + stretch of who went out, in order.  often: (states,) rows of
    each state.  A border is looked at in the stretches of that side of it which has fewer.
    """
    gone = np.zeros(len(often) * stretches, dtype=np.bool_)
    gone[number] = True
    turned = often.take(borders.other) < often.take(borders.one)
    side = np.where(turned, borders.other, borders.one)
    across = np.where(turned, borders.one, borders.other)
    many = often.take(side)
    begins = (np.cumsum(often) - often).take(side) - (np.cumsum(many) - many)
    here = number.take(np.arange(many.sum()) + begins.repeat(many))
    both = gone.take(here + ((across - side) * stretches).repeat(many))
    metres = np.zeros(stretches, dtype=np.int64)
    stretch = here - (side * stretches).repeat(many)
    np.add.at(metres, stretch, np.where(both, borders.metres.repeat(many), 0))
    return metres
