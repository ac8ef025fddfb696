"""Who had announced by when, run by run: the months that questions about timing start from."""

from typing import NamedTuple

import numpy as np

from simulation.analysis.sides import Side, months_of
from simulation.model.stages import NEVER, SUSPENDED
from simulation.outcomes.records import Record
from simulation.outcomes.standing import forced_states
from simulation.scenario.faults import InputFault
from simulation.world.world import Flags, Integers


class Announced(NamedTuple):
    """Decisions to leave one treaty, in every run that is listed."""

    months: int
    """T: decisions happen in months 1..T."""
    month: Integers
    """(runs, states) in which each state decided to leave; -1: never, or moved by date before."""
    returned: Integers
    """(runs, states) month in which it turned back; -1: not."""


def listed(record: Record) -> Record:
    """The same result, or InputFault where it does not list the exits of every run."""
    until = record.manifest.get("exits_listed_until")
    if until is not None:
        raise InputFault(
            f"{record.scenario.name}: its table of exits lists only runs before replicate"
            f" {until:,}; when states leave is read from it: run fewer replicates"
        )
    return of_one_point(record)


def of_one_point(record: Record) -> Record:
    """The same result, or InputFault for a sweep of several design points."""
    if record.runs["point"].nunique() > 1:
        raise InputFault(
            f"{record.scenario.name}: is a sweep of several design points, must be the result of"
            " one: of snowball run, with a point's values given by --set"
        )
    return record


def announced(side: Side, treaty: str) -> Announced:
    """Decisions of a result to leave a treaty; a state that some date forces out has none."""
    month = months_of(side, treaty, "announced").astype(np.int64)
    position = [one.code for one in side.world.treaties].index(treaty)
    forced = forced_states(side.world, side.agenda)[position]
    month[:, forced] = NEVER
    month[month < 1] = NEVER
    returned = months_of(side, treaty, "returned").astype(np.int64)
    returned[(month == NEVER) | (returned < month)] = NEVER
    return Announced(side.agenda.months, month, returned)


def standing_so_far(known: Announced) -> Integers:
    """(runs, months + 1) exits by the end of each month: announced and not turned back."""
    return _by_month(known.month, known.months) - _by_month(known.returned, known.months)


def _by_month(when: Integers, months: int) -> Integers:
    """(runs, months + 1) to how many states something happened by the end of each month."""
    run, state = np.nonzero(when >= 0)
    cell = run * (months + 1) + when[run, state]
    counts = np.bincount(cell, minlength=len(when) * (months + 1)).reshape(len(when), months + 1)
    return np.asarray(counts.cumsum(axis=1), dtype=np.int64)


def watched_until(side: Side, treaty: int) -> Integers:
    """(states,) last month in which each state's own decision can be seen.

    The month before a dated suspension, or the last one.  States forced out by date have no
    decision of their own and are left out elsewhere.
    """
    last = np.full(len(side.world.states), side.agenda.months, dtype=np.int64)
    for event in side.agenda.stage_events:
        if event.treaty == treaty and event.stage == SUSPENDED:
            # A suspension acts in step 6, after the decisions of its month.
            last[event.state] = min(last[event.state], max(event.month, 0))
    return last


def free_states(side: Side, treaty: str) -> Flags:
    """(states,) whose chance to leave is a question at all."""
    table = side.record.states
    free = table[(table["treaty"] == treaty) & (table["standing"] == "free")]["state"]
    return np.isin(np.array(side.world.states, dtype=object), free.to_numpy(dtype=object))
