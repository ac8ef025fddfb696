"""Exact totals over runs, built chunk by chunk and merged in any order.

Counts are integers, and amounts are added up as whole multiples of 2**-36, so totals do not depend
on chunks, threads or the order of merging.  Only totals are kept, never whole histories: ten
thousand replicates need no more memory than one chunk.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Histories
from simulation.outcomes.counts import Counts, counted, merged
from simulation.outcomes.measures import decisions, forced_states, mean_over, parties_at_start
from simulation.world.world import Agenda, Flags, Floats, Integers, World

FIXED_BITS = 36
"""Amounts in 0..1 are summed over runs as multiples of 2**-36: a million runs stay exact."""


def to_fixed(values: NDArray[np.float64]) -> Integers:
    """Amounts as whole multiples of 2**-36; nan counts as 0.

    >>> to_fixed(np.array([0.5])).tolist() == [2**35]
    True
    """
    return np.rint(np.nan_to_num(values) * 2.0**FIXED_BITS).astype(np.int64)


def from_fixed(total: Integers, count: int) -> Floats:
    """Mean of amounts added up by ``to_fixed``; nan where nothing was counted."""
    if count == 0:
        return np.full(np.shape(total), np.nan)
    mean: Floats = total / 2.0**FIXED_BITS / count
    return mean


@dataclass(frozen=True, eq=False)
class Totals:
    """What the runs of one design point add up to."""

    runs: int
    recorded: int
    """Runs whose threat and commitment were recorded month by month."""
    announcing: Counts
    """Runs in which a state decided to leave, by the month in which it announced; a row is treaty *
    states + state."""
    exits_so_far: Counts
    """Runs by their number of exits by the end of a month; a row is treaty * (months + 1) + month.
    """
    threat: Integers
    """(states,) threat perception at the end, in multiples of 2**-36."""
    commitment: Integers
    """(treaties, states) norm commitment at the end, likewise."""
    threat_path: Integers
    """(treaties, months + 1) mean threat perception of the parties at the start, recorded runs."""
    commitment_path: Integers
    """(treaties, months + 1) their mean norm commitment, recorded runs."""


def total(histories: Histories, world: World, agenda: Agenda) -> Totals:
    """Totals over the replicates of one chunk."""
    decided = decisions(histories, forced_states(world, agenda))
    return Totals(
        runs=len(histories.replicates),
        recorded=len(histories.threat_path),
        announcing=_months_announced(histories, decided),
        exits_so_far=_exits_so_far(histories, world, agenda, decided),
        threat=to_fixed(histories.threat).sum(axis=0),
        commitment=to_fixed(histories.commitment).sum(axis=0),
        threat_path=_path(histories.threat_path[:, :, None, :], parties_at_start(world)),
        commitment_path=_path(histories.commitment_path, parties_at_start(world)),
    )


def _months_announced(histories: Histories, decided: Flags) -> Counts:
    _, treaties, states = decided.shape
    _, treaty, state = np.nonzero(decided)
    return counted(treaties * states, treaty * states + state, histories.announced[decided])


def _exits_so_far(histories: Histories, world: World, agenda: Agenda, decided: Flags) -> Counts:
    """How many runs stand at each number of exits at the end of each month.

    A decision counts from the month of announcing until the state turns back.
    """
    shape = (len(histories.replicates), len(world.treaties), agenda.months + 1)
    entered = (histories.announced >= 1) & ~histories.forced & ~forced_states(world, agenda)
    withdrew = entered & ~decided & (histories.returned >= histories.announced)
    announcing = _by_month(decided | withdrew, histories.announced, shape)
    so_far = (announcing - _by_month(withdrew, histories.returned, shape)).cumsum(axis=-1)
    row = np.arange(shape[1] * shape[2]).reshape(shape[1:])
    return counted(row.size, np.broadcast_to(row, shape).ravel(), so_far.ravel())


def _by_month(happened: Flags, months: NDArray[np.int16], shape: tuple[int, int, int]) -> Integers:
    """(runs, treaties, months + 1) to how many states something happened in each month."""
    run, treaty, _ = np.nonzero(happened)
    cell = (run * shape[1] + treaty) * shape[2] + months[happened]
    return np.bincount(cell, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)


def _path(values: NDArray[np.float64], parties: Flags) -> Integers:
    """(treaties, months) sum over recorded runs of the parties' mean, as multiples of 2**-36."""
    over_runs: Integers = to_fixed(mean_over(values, parties)).sum(axis=0)
    return over_runs.T


def merge(one: Totals, other: Totals) -> Totals:
    """Totals over the runs of both; associative and commutative."""
    return Totals(
        runs=one.runs + other.runs,
        recorded=one.recorded + other.recorded,
        announcing=merged(one.announcing, other.announcing),
        exits_so_far=merged(one.exits_so_far, other.exits_so_far),
        threat=one.threat + other.threat,
        commitment=one.commitment + other.commitment,
        threat_path=one.threat_path + other.threat_path,
        commitment_path=one.commitment_path + other.commitment_path,
    )
