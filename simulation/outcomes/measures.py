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
from simulation.outcomes.adding import added_up, in_order
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
    """What runs left; arrays are (runs, treaties) but for the first four."""

    decided: Flags
    """(rows,) who decided to leave and had not turned back by the end."""
    place: Integers
    """(decisions,) as ``places`` gives it, of those who did."""
    month: Integers
    """(decisions,) in which they announced."""
    announced: Integers
    """(decisions,) stretch * (months + 1) + month, in order of both; a stretch is run * treaties +
    treaty."""
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
    return _decisions(left, forced, places(left, forced.shape[1]))


def _decisions(left: Departures, forced: Flags, place: Integers) -> Flags:
    chose: Flags = (left.months[0] >= 1) & ~left.forced & LEAVES.take(left.stage)
    return chose & ~forced.take(place)


def places(left: Departures, states: int) -> Integers:
    """(rows,) place of each row's state among all states of all treaties, one treaty after another.

    So that arrays of (treaties, states) are looked up with one number, which takes a fifth of the
    time that two take.
    """
    return left.treaty.astype(np.int64) * states + left.state.astype(np.int64)


def stretches(left: Departures) -> Integers:
    """(rows,) number of the run and treaty of each row, run * treaties + treaty: in order."""
    treaties: int = left.stayers.shape[1]
    return left.run * treaties + left.treaty.astype(np.int64)


def measured(left: Departures, world: World, agenda: Agenda) -> Measured:
    """Every measure of some runs."""
    treaties, states = world.stage.shape
    stretch, place = stretches(left), places(left, states)
    decided = _decisions(left, forced_states(world, agenda), place)
    out = left.stage == OUT
    many = len(left.replicates) * treaties
    rows = np.flatnonzero(decided)
    of_rows = stretch.take(rows)
    exits = np.bincount(of_rows, minlength=many)
    month = left.months[0].take(rows).astype(np.int64)
    announced = in_order(of_rows, month, many, agenda.months + 1)
    late = stretch.take(np.flatnonzero(decided & ~out))
    first, last = _first_and_last(announced, exits, agenda.months + 1)
    sums = {
        "exits": exits,
        "out_count": exits - np.bincount(late, minlength=many),
        "first": first,
        "last": last,
        **_uncovered(left, out, stretch, place, world, agenda),
    }
    return Measured(
        decided=decided,
        place=place.take(rows),
        month=month,
        announced=announced,
        norm=_norm(left),
        **{name: values.reshape(left.stayers.shape) for name, values in sums.items()},
    )


def _uncovered(
    left: Departures,
    out: Flags,
    stretch: Integers,
    place: Integers,
    world: World,
    agenda: Agenda,
) -> dict[str, Integers]:
    """(stretches,) people and metres of border of the states that went out during the run.

    out: (rows,) True at the end.  stretch, place: (rows,)
    """
    rows = np.flatnonzero(out & (world.stage != OUT).take(place))
    stretch, state = stretch.take(rows), left.state.take(rows).astype(np.int64)
    count = np.bincount(stretch, minlength=left.stayers.size)
    return {
        "people": added_up(people(world, agenda).take(place.take(rows)), count),
        "metres": border_metres(state, stretch, count, world),
    }


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


def _first_and_last(announced: Integers, exits: Integers, months: int) -> tuple[Integers, Integers]:
    """First and last month, (stretches,), of the decisions of each stretch; -1 for none.

    announced: as in ``Measured``.  exits: (stretches,) decisions.  months: T + 1.
    """
    first = np.full(len(exits), NEVER, dtype=np.int64)
    last = first.copy()
    some = np.flatnonzero(exits)
    until = np.cumsum(exits).take(some)
    first[some] = announced.take(until - exits.take(some)) - some * months
    last[some] = announced.take(until - 1) - some * months
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
