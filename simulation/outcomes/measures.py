"""Measures of single runs: how many left, when, and what that left uncovered.

``exits`` counts decisions: a state announced during the run, had not turned back by the end, and
is not one that a dated event forces out.  So the chances to leave of all states add up to the
expected number of exits.

Everything is measured on those who moved, a dozen rows a run, and nothing on the hundreds who did
not.  Rows lie in the order of runs and treaties, so that what belongs to one run of one treaty is
one stretch of them, and is added up in whole numbers.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engines.departures import Departures
from simulation.model.arithmetic import GRID_BITS
from simulation.model.stages import NEVER, OUT, STAGES
from simulation.outcomes.borders import border_metres
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.standing import LEAVING, forced_states
from simulation.world.world import Agenda, Flags, Integers, World

Columns = Mapping[str, NDArray[Any]]
"""Columns of a table by name, all of one length; in whole columns -1 stands for none.

Texts may be numbers: places in a list that stands beside the columns.
"""

RUNS_OF_A_POINT = 2**32
"""Run numbers of design point k begin at k times this, so that more replicates renumber nobody."""

LEAVES = np.isin(np.arange(len(STAGES)), LEAVING)
"""(stages,) True for a stage on the way out."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What runs left; arrays are (runs, treaties) but for the first."""

    decided: Flags
    """(rows,) who decided to leave and had not turned back by the end."""
    exits: Integers
    out_count: Integers
    first: Integers
    """Month in which the first exit was announced; -1 for none."""
    last: Integers
    norm: NDArray[np.float64]
    """Mean commitment of those who stay, nan where nobody does."""
    people: Integers
    metres: Integers
    """Of land border."""


def decisions(left: Departures, forced: Flags) -> Flags:
    """(rows,) True where a state decided to leave and had not turned back by the end.

    forced: (treaties, states) those that a dated event moves towards the door.
    """
    chose: Flags = (left.months[0] >= 1) & ~left.forced & LEAVES.take(left.stage)
    return chose & ~forced.take(places(left, forced.shape[1]))


def places(left: Departures, states: int) -> Integers:
    """(rows,) place of each row's state among all states of all treaties, one treaty after another.

    So that arrays of (treaties, states) are looked up with one number, which takes a fifth of the
    time that two take.
    """
    return left.treaty.astype(np.int64) * states + left.state


def measured(left: Departures, world: World, agenda: Agenda) -> Measured:
    """Every measure of some runs."""
    decided = decisions(left, forced_states(world, agenda))
    place = places(left, len(world.states))
    out = left.stage == OUT
    went = out & (world.stage != OUT).take(place)
    ends = _ends(left, len(world.treaties))
    first, last = _first_and_last(left.months[0], decided, ends)
    shape = left.stayers.shape
    sums = {
        "exits": _sums(decided, ends),
        "out_count": _sums(decided & out, ends),
        "first": first,
        "last": last,
        "people": _sums(people(world, agenda).take(place) * went, ends),
        "metres": _sums(border_metres(left, went, world), ends),
    }
    return Measured(
        decided=decided,
        norm=_norm(left),
        **{name: values.reshape(shape) for name, values in sums.items()},
    )


@functools.lru_cache(maxsize=4)
def people(world: World, agenda: Agenda) -> Integers:
    """(treaties, states) people who live in a state, to the nearest person; to be read.

    A leaver that protects civilians counts with its weight in others' eyes (assumption: who is
    seen as half a leaver leaves half its people without cover).  Unknown populations count nothing.
    """
    weight = agenda.weight_in_others[agenda.row[-1]]
    whole: Integers = np.rint(np.nan_to_num(world.population) * weight).astype(np.int64)
    whole.flags.writeable = False
    return whole


def _ends(left: Departures, treaties: int) -> Integers:
    """(runs * treaties + 1,) where the rows of each run and treaty begin, and the last ones end."""
    ends = np.zeros(len(left.replicates) * treaties + 1, dtype=np.int64)
    np.cumsum(np.bincount(left.run * treaties + left.treaty, minlength=len(ends) - 1), out=ends[1:])
    return ends


def _sums(amounts: NDArray[Any], ends: Integers) -> Integers:
    """(runs * treaties,) whole amounts of rows, added up."""
    before = np.zeros(len(amounts) + 1, dtype=np.int64)
    np.cumsum(amounts, dtype=np.int64, out=before[1:])
    return np.diff(before[ends])


def _first_and_last(
    months: NDArray[np.int16], marked: Flags, ends: Integers
) -> tuple[Integers, Integers]:
    """First and last month, (runs * treaties,), of the rows marked; -1 for none."""
    first = np.full(len(ends) - 1, NEVER, dtype=np.int64)
    last = first.copy()
    some = np.flatnonzero(np.diff(ends))
    if len(some):
        latest = np.iinfo(np.int16).max
        least = np.minimum.reduceat(np.where(marked, months, latest), ends[some])
        first[some] = np.where(least == latest, NEVER, least)
        last[some] = np.maximum.reduceat(np.where(marked, months, NEVER), ends[some])
    return first, last


def _norm(left: Departures) -> NDArray[np.float64]:
    """(runs, treaties) mean commitment of those who stay, nan where nobody does."""
    total = left.norm_of_stayers / 2.0**GRID_BITS
    return np.where(left.stayers > 0, total / np.maximum(left.stayers, 1), np.nan)


def rows_of_runs(
    found: Measured, replicates: Integers, world: World, cascade_size: int, point: int = 0
) -> Columns:
    """Rows of the table ``runs``, one for each replicate, from what was measured."""
    codes = tuple(treaty.code for treaty in world.treaties)
    columns: dict[str, NDArray[Any]] = {
        "run": point * RUNS_OF_A_POINT + replicates,
        "point": np.full(len(replicates), point, dtype=np.int64),
        "replicate": replicates,
    }
    for k, code in enumerate(codes):
        of_one = {
            "exits": found.exits[:, k],
            "out_count": found.out_count[:, k],
            "first_exit": found.first[:, k],
            "last_exit": found.last[:, k],
            "norm_among_stayers": found.norm[:, k],
            "cascade": found.exits[:, k] >= cascade_size,
            "people_uncovered": found.people[:, k],
            "border_km_uncovered": found.metres[:, k] / 1000.0,
        }
        columns |= {of_treaty(name, code, codes): values for name, values in of_one.items()}
    return columns


def measure_runs(
    left: Departures, world: World, agenda: Agenda, cascade_size: int, point: int = 0
) -> Columns:
    """Rows of the table ``runs``, one for each replicate, in the order of the departures."""
    found = measured(left, world, agenda)
    return rows_of_runs(found, left.replicates, world, cascade_size, point)


def list_exits(left: Departures, point: int = 0) -> Columns:
    """Rows of the table ``exits``: each run, treaty and state that at least announced.

    Treaties and states are their places in the world.  States that were leaving or out at the start
    are listed with month 0.
    """
    announced, notified, out, returned, _ = left.months
    rows = np.flatnonzero((announced >= 0) | (notified >= 0) | (out >= 0))
    return {
        "point": np.full(len(rows), point, dtype=np.int64),
        "replicate": left.replicates.take(left.run.take(rows)),
        "treaty": left.treaty.take(rows),
        "state": left.state.take(rows),
        "announced": announced.take(rows),
        "notified": notified.take(rows),
        "out": out.take(rows),
        "returned": returned.take(rows),
        "forced": left.forced.take(rows),
    }
