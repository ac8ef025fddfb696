"""How a state stands towards a treaty before any run: free to decide, held, forced, gone."""

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.model.arithmetic import GRID_BITS
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    SUSPENDED,
)
from simulation.world.world import Agenda, Flags, StageEvent, World

LEAVING = (ANNOUNCED, NOTIFIED, OUT)
"""Stages on the way out."""


@functools.lru_cache(maxsize=4)
def forced_states(world: World, agenda: Agenda) -> Flags:
    """(treaties, states) True for a state that a dated event moves towards the door; to be read."""
    forced = np.zeros(world.stage.shape, dtype=bool)
    for event in agenda.stage_events:
        if event.stage in LEAVING:
            forced[event.treaty, event.state] = True
    forced.flags.writeable = False
    return forced


def ever_free(world: World, agenda: Agenda) -> Flags:
    """(treaties, states) True where, forced exits aside, a state may decide to leave in some month.

    It is a party in that month, neither pinned nor suspended by a dated event.  Only months are
    looked at in which that can differ from the month before.
    """
    free = np.zeros(world.stage.shape, dtype=bool)
    suspended = world.stage == SUSPENDED
    moves = [event for event in agenda.stage_events if event.stage in (SUSPENDED, PARTY)]
    rest = iter(sorted(moves, key=lambda event: event.month))
    event = next(rest, None)
    for month in _months_of_change(agenda, moves):
        while event is not None and event.month < month:
            suspended[event.treaty, event.state] = event.stage == SUSPENDED
            event = next(rest, None)
        bound = (world.stage == PARTY) | ((agenda.joins >= 0) & (agenda.joins <= month))
        free |= bound & ~suspended & ~agenda.pinned[agenda.row[month]]
    return free


def _months_of_change(agenda: Agenda, moves: Sequence[StageEvent]) -> list[int]:
    """Months of decisions in which who may decide can differ from the month before; 1 is one."""
    rows = np.flatnonzero(np.diff(agenda.row)) + 1
    after = [max(event.month, 0) + 1 for event in moves]
    months = {1, *rows.tolist(), *np.unique(agenda.joins).tolist(), *after}
    return sorted(month for month in months if 1 <= month <= agenda.months)


@functools.lru_cache(maxsize=4)
def standings(world: World, agenda: Agenda) -> NDArray[np.object_]:
    """(treaties, states) whether a state's chance to leave is a question at all.

    "free" in some month, "held" (pinned all run), "suspended", "forced" by a dated event,
    "leaving" or "gone" at the start, or "never party".  To be read, not changed.
    """
    suspended = world.stage == SUSPENDED
    for event in agenda.stage_events:
        suspended[event.treaty, event.state] |= event.stage == SUSPENDED
    cases = {
        "gone": world.stage == OUT,
        "leaving": np.isin(world.stage, (ANNOUNCED, NOTIFIED)),
        "never party": (world.stage == NEVER_JOINED) & (agenda.joins < 0),
        "forced": forced_states(world, agenda),
        "free": ever_free(world, agenda),
        "suspended": suspended,
    }
    said = np.select(list(cases.values()), [np.array(c, object) for c in cases], default="held")
    said.flags.writeable = False
    return said


def parties_at_start(world: World) -> Flags:
    """(treaties, states) True for states bound in month 0, those on their way out included."""
    return np.isin(world.stage, (PARTY, ANNOUNCED, NOTIFIED))


def mean_over(values: NDArray[np.float64], of: Flags) -> NDArray[np.float64]:
    """Mean along the last axis over the entries marked, nan where none is.

    Added up as whole multiples of 2**-40, so that the order of states cannot matter.

    >>> mean_over(np.array([0.25, 0.5, 1.0]), np.array([True, True, False]))
    array(0.375)
    """
    whole = np.rint(values * 2.0**GRID_BITS).astype(np.int64)
    total = np.where(of, whole, 0).sum(axis=-1) / 2.0**GRID_BITS
    count = of.sum(axis=-1)
    mean: NDArray[np.float64] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean
