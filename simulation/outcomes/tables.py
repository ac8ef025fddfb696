"""Summary tables of one design point: states, points, sizes and months.

Intervals are 95 % and cover only chance between replicates, never doubt about the parameters.
"""

import datetime
import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.stages import PARTY
from simulation.outcomes.columns import QUANTILES
from simulation.outcomes.counts import Counts, means_of, quantiles_of, totals_of
from simulation.outcomes.intervals import (
    bounded_mean_with_interval,
    quantile_from_counts,
    quantile_interval,
    wilson,
)
from simulation.outcomes.measures import Columns
from simulation.outcomes.moments import moments_of_counts
from simulation.outcomes.standing import mean_over, standings
from simulation.outcomes.totals import UNITS, Totals, from_fixed
from simulation.world.world import Agenda, Integers, World


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
    return join(_states_of(k, totals, world, agenda, point) for k in range(len(world.treaties)))


def _states_of(k: int, totals: Totals, world: World, agenda: Agenda, point: int) -> Columns:
    standing = standings(world, agenda)[k]
    listed = standing != "never party"
    free = (standing == "free")[listed]
    size = len(world.states)
    announcing = totals.announcing.part(k * size, (k + 1) * size)
    leavers = totals_of(announcing)[listed]
    low, high = wilson(leavers, totals.runs)
    shown = {"p_exit": leavers / max(totals.runs, 1), "low": low, "high": high}
    return {
        "point": np.full(len(free), point, dtype=np.int64),
        "treaty": np.full(len(free), world.treaties[k].code, dtype=object),
        "state": np.array(world.states, dtype=object)[listed],
        "name": np.array(world.names, dtype=object)[listed],
        "standing": standing[listed],
        "runs": np.full(len(free), totals.runs, dtype=np.int64),
        "leavers": np.where(free, leavers, -1),
        **{name: np.where(free, values, np.nan) for name, values in shown.items()},
        "median_month": np.where(free, quantiles_of(announcing, 0.5)[listed], -1),
        "mean_threat": from_fixed(totals.threat, totals.runs)[listed],
        "mean_norm": from_fixed(totals.commitment[k], totals.runs)[listed],
    }


def summarise_point(totals: Totals, world: World, cascade_size: int, point: int = 0) -> Columns:
    """Rows of ``points``: one for each treaty of one design point."""
    return join(
        _as_row(_point_of(k, totals, world, cascade_size, point))
        for k in range(len(world.treaties))
    )


def _point_of(
    k: int, totals: Totals, world: World, cascade_size: int, point: int
) -> dict[str, Any]:
    size, count = totals.ends(k)
    cascades = int(count[size >= cascade_size].sum())
    low, high = wilson(cascades, totals.runs)
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
        **_with_interval("p_cascade", (cascades / totals.runs, float(low), float(high))),
        "norm_start": float(mean_over(world.commitment[k], world.stage[k] == PARTY)),
        **_means_of_measures(k, totals, world),
    }


ONE = Fraction(1)


def _means_of_measures(k: int, totals: Totals, world: World) -> dict[str, float]:
    columns: dict[str, float] = {}
    for name, most in _highest(world).items():
        moments = totals.moments[name][k]
        mean = bounded_mean_with_interval(moments, UNITS[name], 0.0, most)
        columns |= _with_interval(f"mean_{name}", mean)
    return columns


def _highest(world: World) -> dict[str, float]:
    """What each measure in ``UNITS`` cannot exceed; none is below 0."""
    people, km = np.nansum(world.population), math.fsum(world.border_km.values())
    return dict(zip(UNITS, (1.0, float(people), km), strict=True))


def _from_zero(size: Integers, count: Integers) -> Integers:
    """How many runs ended with 0, 1, 2, ... exits."""
    counts = np.zeros(int(size.max(initial=0)) + 1, dtype=np.int64)
    counts[size] = count
    return counts


def _quantiles(counts: Integers) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for q in QUANTILES:
        value = quantile_from_counts(counts, q / 100)
        ends = quantile_interval(counts, q / 100)
        columns |= _with_interval(f"q{q:02d}", (value, *ends))
    return columns


def _with_interval(name: str, values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _as_row(values: dict[str, Any]) -> Columns:
    """A table of one row."""
    return {
        name: np.array([value], dtype=object if isinstance(value, str) else None)
        for name, value in values.items()
    }


def count_sizes(totals: Totals, world: World, point: int = 0) -> Columns:
    """Rows of ``sizes``: how many runs ended with each number of exits, exactly."""
    pieces = []
    for k, treaty in enumerate(world.treaties):
        size, count = totals.ends(k)
        labels = {
            "point": np.full(len(size), point, dtype=np.int64),
            "treaty": np.full(len(size), treaty.code, dtype=object),
        }
        pieces.append({**labels, "size": size, "runs": count})
    return join(pieces)


def summarise_months(totals: Totals, world: World, start: datetime.date, point: int = 0) -> Columns:
    """Rows of ``months``: exits so far, threat and commitment month by month, for each treaty.

    start: a day in month 1.  Exits come from all runs, the rest from those recorded.
    """
    months = totals.exits_so_far.rows // len(world.treaties)
    pieces = [
        {
            "point": np.full(months, point, dtype=np.int64),
            "treaty": np.full(months, treaty.code, dtype=object),
            "month": np.arange(months),
            "date": first_days(start, months),
            **_exits_by_month(totals.exits_so_far.part(k * months, (k + 1) * months)),
            "threat_mean": from_fixed(totals.threat_path[k], totals.recorded),
            "commitment_mean": from_fixed(totals.commitment_path[k], totals.recorded),
            "n": np.full(months, totals.recorded, dtype=np.int64),
        }
        for k, treaty in enumerate(world.treaties)
    ]
    return join(pieces)


def _exits_by_month(counts: Counts) -> Columns:
    """Mean and quantiles of exits so far, from exact counts with a row a month."""
    quantiles = {f"exits_q{q:02d}": quantiles_of(counts, q / 100) for q in QUANTILES}
    return {"exits_mean": means_of(counts), **quantiles}


def first_days(start: datetime.date, months: int) -> NDArray[Any]:
    """First days of months 0, 1, ...; month 1 is the month of ``start``.

    >>> first_days(datetime.date(2021, 1, 15), 2).astype(str).tolist()
    ['2020-12-01', '2021-01-01']
    """
    since = np.arange(-1, months - 1).astype("timedelta64[M]")
    return (np.datetime64(f"{start:%Y-%m}", "M") + since).astype("datetime64[D]")
