"""Measures and totals written the long way, from whole histories: what the fast ones must equal.

Every state of every run is looked at, cell by cell; nothing is skipped and nothing is looked up.
"""

import numpy as np

from simulation.model.stages import ANNOUNCED, NEVER, NOTIFIED, OUT, PARTY, RETURNED
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.counts import counted
from simulation.outcomes.standing import forced_states, mean_over, parties_at_start
from simulation.outcomes.totals import to_fixed

LEAVING = (ANNOUNCED, NOTIFIED, OUT)
RUNS_OF_A_POINT = 2**32


def decisions(histories, forced):
    """(runs, treaties, states) True where a state decided to leave and had not turned back."""
    leaving = np.isin(histories.stage, LEAVING)
    return (histories.announced >= 1) & leaving & ~histories.forced & ~forced


def people_uncovered(out, world, weight):
    """(runs,) people living in states that went out, to the nearest person.

    A leaver that protects civilians counts with its weight in others' eyes (assumption: who is
    seen as half a leaver leaves half its people without cover).  Unknown populations count nothing.
    out: (runs, states).  weight: (states,) 0..1.
    """
    people = np.rint(np.nan_to_num(world.population) * weight).astype(np.int64)
    return (out * people).sum(axis=-1)


def border_km_uncovered(out, world):
    """(runs,) km of land border with at least one side among the states that went out.

    Each border counts once, and in full whatever the neighbour does: either side may then mine it.
    """
    pairs = np.array(sorted(world.border_km), dtype=np.int64).reshape(-1, 2)
    metres = [round(1000.0 * world.border_km[pair]) for pair in sorted(world.border_km)]
    open_border = out[:, pairs[:, 0]] | out[:, pairs[:, 1]]
    return (open_border * np.array(metres, np.int64)).sum(axis=-1) / 1000.0


def _months_of_announcing(announced, decided):
    """First and last month, (runs,), in which a decision was announced; -1 for none."""
    months = announced.astype(np.int64)
    never = np.iinfo(np.int64).max
    first = np.where(decided, months, never).min(axis=-1, initial=never)
    last = np.where(decided, months, NEVER).max(axis=-1, initial=NEVER)
    return np.where(first == never, NEVER, first), last


def of_one_treaty(histories, world, agenda, treaty, cascade_size):
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


def measure_runs(histories, world, agenda, cascade_size, point=0):
    """Rows of the table ``runs``, one for each replicate, in the order of the histories."""
    replicates = histories.replicates.astype(np.int64)
    codes = tuple(treaty.code for treaty in world.treaties)
    columns = {
        "run": point * RUNS_OF_A_POINT + replicates,
        "point": np.full(len(replicates), point, dtype=np.int64),
        "replicate": replicates,
    }
    for k, code in enumerate(codes):
        for name, values in of_one_treaty(histories, world, agenda, k, cascade_size).items():
            columns[of_treaty(name, code, codes)] = values
    return columns


def list_exits(histories, world, point=0):
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


def months_announced(histories, decided):
    _, treaties, states = decided.shape
    _, treaty, state = np.nonzero(decided)
    return counted(treaties * states, treaty * states + state, histories.announced[decided])


def exits_so_far(histories, world, agenda, decided):
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


def _by_month(happened, months, shape):
    """(runs, treaties, months + 1) to how many states something happened in each month."""
    run, treaty, _ = np.nonzero(happened)
    cell = (run * shape[1] + treaty) * shape[2] + months[happened]
    return np.bincount(cell, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)


def path(values, parties):
    """(treaties, months) sum over recorded runs of the parties' mean, as multiples of 2**-36."""
    over_runs = to_fixed(mean_over(values, parties)).sum(axis=0)
    return over_runs.T


def totals(histories, world, agenda):
    """What ``Totals`` holds, by name."""
    decided = decisions(histories, forced_states(world, agenda))
    parties = parties_at_start(world)
    return {
        "runs": len(histories.replicates),
        "recorded": len(histories.threat_path),
        "announcing": months_announced(histories, decided),
        "exits_so_far": exits_so_far(histories, world, agenda, decided),
        "threat": to_fixed(histories.threat).sum(axis=0),
        "commitment": to_fixed(histories.commitment).sum(axis=0),
        "threat_path": path(histories.threat_path[:, :, None, :], parties),
        "commitment_path": path(histories.commitment_path, parties),
    }
