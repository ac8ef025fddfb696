"""Measures of single runs: how many left, when, and what that left uncovered.

``exits`` counts decisions: a state announced during the run, had not turned back by the end, and
is not one that a dated event forces out.  So the chances to leave of all states add up to the
expected number of exits.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Histories
from simulation.model.arithmetic import GRID_BITS
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
)
from simulation.outcomes.columns import of_treaty
from simulation.world.world import Agenda, Flags, Integers, StageEvent, World

Columns = Mapping[str, NDArray[Any]]
"""Columns of a table by name, all of one length; in whole columns -1 stands for none."""

LEAVING = (ANNOUNCED, NOTIFIED, OUT)
RUNS_OF_A_POINT = 2**32
"""Run numbers of design point k begin at k times this, so that more replicates renumber nobody."""


def forced_states(world: World, agenda: Agenda) -> Flags:
    """(treaties, states) True for a state that a dated event moves towards the door."""
    forced = np.zeros(world.stage.shape, dtype=bool)
    for event in agenda.stage_events:
        if event.stage in LEAVING:
            forced[event.treaty, event.state] = True
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


def standings(world: World, agenda: Agenda) -> NDArray[np.object_]:
    """(treaties, states) whether a state's chance to leave is a question at all.

    "free" in some month, "held" (pinned all run), "suspended", "forced" by a dated event,
    "leaving" or "gone" at the start, or "never party".
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
    return np.select(list(cases.values()), [np.array(c, object) for c in cases], default="held")


def parties_at_start(world: World) -> Flags:
    """(treaties, states) True for states bound in month 0, those on their way out included."""
    return np.isin(world.stage, (PARTY, ANNOUNCED, NOTIFIED))


def decisions(histories: Histories, forced: Flags) -> Flags:
    """(runs, treaties, states) True where a state decided to leave and had not turned back."""
    leaving = np.isin(histories.stage, LEAVING)
    return (histories.announced >= 1) & leaving & ~histories.forced & ~forced


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


def people_uncovered(out: Flags, world: World, weight: NDArray[np.float64]) -> Integers:
    """(runs,) people living in states that went out, to the nearest person.

    A leaver that protects civilians counts with its weight in others' eyes (assumption: who is
    seen as half a leaver leaves half its people without cover).  Unknown populations count nothing.
    out: (runs, states).  weight: (states,) 0..1.
    """
    people = np.rint(np.nan_to_num(world.population) * weight).astype(np.int64)
    uncovered: Integers = (out * people).sum(axis=-1)
    return uncovered


def border_km_uncovered(out: Flags, world: World) -> NDArray[np.float64]:
    """(runs,) km of land border with at least one side among the states that went out.

    Each border counts once, and in full whatever the neighbour does: either side may then mine it.
    """
    pairs = np.array(sorted(world.border_km), dtype=np.int64).reshape(-1, 2)
    metres = [round(1000.0 * world.border_km[pair]) for pair in sorted(world.border_km)]
    open_border = out[:, pairs[:, 0]] | out[:, pairs[:, 1]]
    km: NDArray[np.float64] = (open_border * np.array(metres, np.int64)).sum(axis=-1) / 1000.0
    return km


def _months_of_announcing(
    announced: NDArray[np.int16], decided: Flags
) -> tuple[Integers, Integers]:
    """First and last month, (runs,), in which a decision was announced; -1 for none."""
    months = announced.astype(np.int64)
    never = np.iinfo(np.int64).max
    first = np.where(decided, months, never).min(axis=-1, initial=never)
    last = np.where(decided, months, NEVER).max(axis=-1, initial=NEVER)
    return np.where(first == never, NEVER, first), last


def of_one_treaty(
    histories: Histories, world: World, agenda: Agenda, treaty: int, cascade_size: int
) -> Columns:
    """The columns of ``runs`` for one treaty, by its place among the world's treaties."""
    decided = decisions(histories, forced_states(world, agenda))[:, treaty]
    stage = histories.stage[:, treaty]
    went_out = (stage == OUT) & (world.stage[treaty] != OUT)
    first, last = _months_of_announcing(histories.announced[:, treaty], decided)
    exits = decided.sum(axis=-1)
    stays = np.isin(stage, (PARTY, RETURNED))
    weight = agenda.weight_in_others[agenda.row[-1], treaty]
    return {
        "exits": exits,
        "out_count": (decided & (stage == OUT)).sum(axis=-1),
        "first_exit": first,
        "last_exit": last,
        "norm_among_stayers": mean_over(histories.commitment[:, treaty], stays),
        "cascade": exits >= cascade_size,
        "people_uncovered": people_uncovered(went_out, world, weight),
        "border_km_uncovered": border_km_uncovered(went_out, world),
    }


def measure_runs(
    histories: Histories, world: World, agenda: Agenda, cascade_size: int, point: int = 0
) -> Columns:
    """Rows of the table ``runs``, one for each replicate, in the order of the histories."""
    replicates = histories.replicates.astype(np.int64)
    codes = tuple(treaty.code for treaty in world.treaties)
    columns: dict[str, NDArray[Any]] = {
        "run": point * RUNS_OF_A_POINT + replicates,
        "point": np.full(len(replicates), point, dtype=np.int64),
        "replicate": replicates,
    }
    for k, code in enumerate(codes):
        for name, values in of_one_treaty(histories, world, agenda, k, cascade_size).items():
            columns[of_treaty(name, code, codes)] = values
    return columns


def list_exits(histories: Histories, world: World, point: int = 0) -> Columns:
    """Rows of the table ``exits``: each run, treaty and state that at least announced.

    States that were leaving or out at the start are listed with month 0.
    """
    months = {
        "announced": histories.announced,
        "notified": histories.notified,
        "out": histories.out,
        "returned": histories.returned,
    }
    happened = (histories.announced >= 0) | (histories.notified >= 0) | (histories.out >= 0)
    where = np.nonzero(happened)
    codes = np.array([treaty.code for treaty in world.treaties], dtype=object)
    return {
        "point": np.full(len(where[0]), point, dtype=np.int64),
        "replicate": histories.replicates.astype(np.int64)[where[0]],
        "treaty": codes[where[1]],
        "state": np.array(world.states, dtype=object)[where[2]],
        **{name: values[where] for name, values in months.items()},
        "forced": histories.forced[where],
    }
