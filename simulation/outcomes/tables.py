"""Summary tables of one design point: states, points, sizes and months.

Intervals are 95 % and cover only chance between replicates, never doubt about the parameters.
"""

import datetime
import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.stages import PARTY
from simulation.outcomes.columns import QUANTILES
from simulation.outcomes.counts import Counts, means_of, quantiles_at, quantiles_of, totals_of
from simulation.outcomes.intervals import (
    bounded_mean_with_interval,
    quantiles_with_intervals,
    wilson,
    wilson_of,
)
from simulation.outcomes.measures import Columns
from simulation.outcomes.moments import moments_of_counts
from simulation.outcomes.standing import mean_over, standings
from simulation.outcomes.totals import UNITS, Totals, from_fixed
from simulation.world.world import Agenda, Flags, Integers, World


def join(pieces: Iterable[Columns]) -> Columns:
    """One table from pieces with the same columns, in the order given."""
    listed = list(pieces)
    if len(listed) == 1:
        return listed[0]
    return {name: np.concatenate([piece[name] for piece in listed]) for name in listed[0]}


def summarise_states(totals: Totals, world: World, agenda: Agenda, point: int = 0) -> Columns:
    """Rows of ``states``: each treaty and each state that was ever party to it.

    A chance to leave is given, with its Wilson interval, where the state is free to decide.  Where
    each run draws who is out at its start, all are free: in a run in which a state is a seed it
    decides nothing, so that chances still add up to the expected number of exits.
    """
    listed = _listed(world, agenda)
    rows, free = len(listed.place), listed.free
    leavers = totals_of(totals.announcing).take(listed.place)
    low, high = wilson(leavers, totals.runs)
    shown = {"p_exit": leavers / max(totals.runs, 1), "low": low, "high": high}
    median = quantiles_of(totals.announcing, 0.5).take(listed.place)
    return {
        "point": np.full(rows, point, dtype=np.int64),
        **listed.texts,
        "runs": np.full(rows, totals.runs, dtype=np.int64),
        "leavers": np.where(free, leavers, -1),
        **{name: np.where(free, values, np.nan) for name, values in shown.items()},
        "median_month": np.where(free, median, -1),
        "mean_threat": from_fixed(totals.threat, totals.runs).take(listed.state),
        "mean_norm": from_fixed(totals.commitment, totals.runs).take(listed.place),
    }


class Listed(NamedTuple):
    """What rows of ``states`` say whatever the runs do; to be read."""

    place: Integers
    """(rows,) treaty * states + state."""
    state: Integers
    """(rows,)"""
    free: Flags
    """(rows,) True where a chance to leave is a question."""
    texts: Columns
    """Treaty, state, name and standing."""


@functools.lru_cache(maxsize=4)
def _listed(world: World, agenda: Agenda) -> Listed:
    """Each treaty and each state that was ever party to it, one treaty after another."""
    standing = standings(world, agenda).ravel()
    place = np.flatnonzero(standing != "never party")
    treaty, state = np.divmod(place, len(world.states))
    texts = {
        "treaty": _codes(world).take(treaty),
        "state": np.array(world.states, dtype=object).take(state),
        "name": np.array(world.names, dtype=object).take(state),
        "standing": standing.take(place),
    }
    free = texts["standing"] == "free"
    for values in (place, state, free, *texts.values()):
        values.flags.writeable = False
    return Listed(place, state, free, texts)


def _codes(world: World) -> NDArray[np.object_]:
    """(treaties,) what each is called."""
    return np.array([treaty.code for treaty in world.treaties], dtype=object)


def summarise_point(totals: Totals, world: World, cascade_size: int, point: int = 0) -> Columns:
    """Rows of ``points``: one for each treaty of one design point."""
    return _as_rows([
        _point_of(k, totals, world, cascade_size, point) for k in range(len(world.treaties))
    ])  # fmt: skip


def _point_of(
    k: int, totals: Totals, world: World, cascade_size: int, point: int
) -> dict[str, Any]:
    size, count = totals.ends(k)
    cascades = int(count[size >= cascade_size].sum())
    exits = bounded_mean_with_interval(
        moments_of_counts(size, count), ONE, 0.0, float(len(world.states))
    )
    return {
        "point": point,
        "treaty": world.treaties[k].code,
        "runs": totals.runs,
        **_with_interval("mean_exits", exits),
        **_quantiles(_from_zero(size, count)),
        "cascade_size": cascade_size,
        **_with_interval("p_cascade", (cascades / totals.runs, *wilson_of(cascades, totals.runs))),
        "norm_start": _norms_at_start(world)[k],
        **_means_of_measures(k, totals, world),
    }


ONE = Fraction(1)


@functools.lru_cache(maxsize=4)
def _norms_at_start(world: World) -> tuple[float, ...]:
    """Mean commitment of the parties to each treaty."""
    norms: list[float] = mean_over(world.commitment, world.stage == PARTY).tolist()
    return tuple(norms)


def _means_of_measures(k: int, totals: Totals, world: World) -> dict[str, float]:
    columns: dict[str, float] = {}
    for name, most in _highest(world).items():
        moments = totals.moments[name][k]
        mean = bounded_mean_with_interval(moments, UNITS[name], 0.0, most)
        columns |= _with_interval(f"mean_{name}", mean)
    return columns


@functools.lru_cache(maxsize=4)
def _highest(world: World) -> Mapping[str, float]:
    """What each measure in ``UNITS`` cannot exceed; none is below 0."""
    people, km = np.nansum(world.population), math.fsum(world.border_km.values())
    return dict(zip(UNITS, (1.0, float(people), km), strict=True))


def _from_zero(size: Integers, count: Integers) -> Integers:
    """How many runs ended with 0, 1, 2, ... exits."""
    counts = np.zeros(int(size.max(initial=0)) + 1, dtype=np.int64)
    counts[size] = count
    return counts


SHARES = tuple(q / 100 for q in QUANTILES)


def _quantiles(counts: Integers) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for q, found in zip(QUANTILES, quantiles_with_intervals(counts, SHARES), strict=True):
        columns |= _with_interval(f"q{q:02d}", found)
    return columns


def _with_interval(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _as_rows(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """A table of rows that name the same columns."""
    return {
        name: np.array([row[name] for row in rows], dtype=object if isinstance(one, str) else None)
        for name, one in rows[0].items()
    }


def count_sizes(totals: Totals, world: World, point: int = 0) -> Columns:
    """Rows of ``sizes``: how many runs ended with each number of exits, exactly."""
    ends = [totals.ends(k) for k in range(len(world.treaties))]
    size, runs = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    return {
        "point": np.full(len(size), point, dtype=np.int64),
        "treaty": np.repeat(_codes(world), [len(sizes) for sizes, _ in ends]),
        "size": size,
        "runs": runs,
    }


def summarise_months(totals: Totals, world: World, start: datetime.date, point: int = 0) -> Columns:
    """Rows of ``months``: exits so far, threat and commitment month by month, for each treaty.

    start: a day in month 1.  Exits come from all runs, the rest from those recorded.
    """
    rows, treaties = totals.exits_so_far.rows, len(world.treaties)
    months = rows // treaties
    return {
        "point": np.full(rows, point, dtype=np.int64),
        "treaty": np.repeat(_codes(world), months),
        "month": np.tile(np.arange(months), treaties),
        "date": np.tile(first_days(start, months), treaties),
        **_exits_by_month(totals.exits_so_far),
        "threat_mean": from_fixed(totals.threat_path, totals.recorded).ravel(),
        "commitment_mean": from_fixed(totals.commitment_path, totals.recorded).ravel(),
        "n": np.full(rows, totals.recorded, dtype=np.int64),
    }


def _exits_by_month(counts: Counts) -> Columns:
    """Mean and quantiles of exits so far, from exact counts with a row a month."""
    found = zip(QUANTILES, quantiles_at(counts, SHARES), strict=True)
    return {"exits_mean": means_of(counts), **{f"exits_q{q:02d}": values for q, values in found}}


def first_days(start: datetime.date, months: int) -> NDArray[Any]:
    """First days of months 0, 1, ...; month 1 is the month of ``start``.

    >>> first_days(datetime.date(2021, 1, 15), 2).astype(str).tolist()
    ['2020-12-01', '2021-01-01']
    """
    since = np.arange(-1, months - 1).astype("timedelta64[M]")
    return (np.datetime64(f"{start:%Y-%m}", "M") + since).astype("datetime64[D]")
