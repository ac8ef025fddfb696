"""How much land border leavers uncover: each border once, whatever the neighbour does."""

import functools
from typing import NamedTuple

import numpy as np

from simulation.outcomes.adding import added_up, from_zero
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


class Ties(NamedTuple):
    """Borders as states have them, each with one of its two states."""

    first: Integers
    """(states + 1,) where the borders of each state begin."""
    neighbour: Integers
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


def border_metres(state: Integers, count: Integers, world: World) -> Integers:
    """(stretches,) metres of border that states which went out of a treaty in a run uncover.

    state: (rows,) places of those that did, stretch after stretch.  count: (stretches,) how many
    rows each has.  Each border has at least one side among them, and counts once and in full:
    either side may then mine it.
    """
    borders = borders_of(world)
    if len(borders.metres) == 0 or len(state) == 0:
        return np.zeros(len(count), dtype=np.int64)
    ties = _by_the_rarer(borders, np.bincount(state, minlength=len(world.states)))
    return added_up(borders.whole.take(state), count) - _shared(state, count, ties)


def _by_the_rarer(borders: Borders, often: Integers) -> Ties:
    """Borders with that state of the two that went out less often, so that few are looked at.

    often: (states,) in how many rows each went.
    """
    turned = often.take(borders.other) < often.take(borders.one)
    holder = np.where(turned, borders.other, borders.one)
    order = np.argsort(holder, kind="stable")
    neighbour = np.where(turned, borders.one, borders.other)
    first = np.zeros(len(often) + 1, dtype=np.int64)
    np.cumsum(np.bincount(holder, minlength=len(often)), out=first[1:])
    return Ties(first, neighbour.take(order), borders.metres.take(order))


def _shared(state: Integers, count: Integers, ties: Ties) -> Integers:
    """(stretches,) metres of border between two states that both went out, which both have."""
    states = len(ties.first) - 1
    here = np.arange(0, len(count) * states, states).repeat(count)
    gone = np.zeros(len(count) * states, dtype=np.bool_)
    gone[here + state] = True
    many = np.diff(ties.first).take(state)
    until = np.cumsum(many)
    row = np.arange(len(state)).repeat(many)
    tie = np.arange(len(row)) + (ties.first.take(state) - until + many).take(row)
    both = gone.take(here.take(row) + ties.neighbour.take(tie))
    so_far = from_zero(np.cumsum(np.where(both, ties.metres.take(tie), 0)))
    return np.diff(so_far.take(from_zero(until).take(np.cumsum(count))), prepend=0)
