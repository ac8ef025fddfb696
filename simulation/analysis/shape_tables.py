"""The shape of outcomes as whole tables, month by month: what ``snowball shape --out`` writes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from simulation.analysis.chances import Chances, chances_by_date
from simulation.analysis.shape import MOST_NUMBERS, Shape
from simulation.analysis.survival import StateCurve, states_curves
from simulation.outcomes.records import Record
from simulation.outcomes.single_files import as_csv, write_files

SURVIVAL = ("state", "name", "month", "date", "staying", "low", "high", "runs_watched")
"""Columns of ``survival_table``."""
CHANCES = ("exits", "month", "date", "runs_reaching", "chance", "low", "high")
"""Columns of ``chance_table``."""


def survival_table(found: Iterable[StateCurve], dates: Sequence[str]) -> pd.DataFrame:
    """A row for each state and month: chance not to have announced by its end, 0..1.

    dates: (months + 1,) first days of months 0, 1, ...  Columns ``SURVIVAL``: low and high are the
    95 % interval, runs_watched those in which it had not announced before that month.
    """
    parts = [
        pd.DataFrame(
            {
                "state": one.state,
                "name": one.name,
                "month": range(len(dates)),
                "date": dates,
                "staying": one.curve.survival,
                "low": one.curve.low,
                "high": one.curve.high,
                "runs_watched": one.curve.at_risk,
            }
        )
        for one in found
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SURVIVAL))


def chance_table(chances: Chances, numbers: Iterable[int], dates: Sequence[str]) -> pd.DataFrame:
    """A row for each number and month: chance of as many exits or more by its end, 0..1.

    numbers: of exits, from 1.  dates: as in ``survival_table``.  Columns ``CHANCES``.
    """
    parts = [
        pd.DataFrame(
            {
                "exits": k,
                "month": range(len(dates)),
                "date": dates,
                "runs_reaching": chances.reached[k - 1],
                "chance": chances.chance[k - 1],
                "low": chances.low[k - 1],
                "high": chances.high[k - 1],
            }
        )
        for k in numbers
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(CHANCES))


def dates_of(record: Record) -> list[str]:
    """(months + 1,) first days of months 0, 1, ... as in 2025-01-01."""
    first = record.months.drop_duplicates("month").sort_values("month")
    return [str(day)[:10] for day in first["date"]]


def write_shape(record: Record, found: Shape, folder: Path) -> list[Path]:
    """Write ``survival.csv``, ``chance_by_date.csv`` and ``times.csv``; returns the files.

    Rows of all treaties, in a first column treaty.  Raises InputFault where the folder cannot be
    written to, and for a result that does not list the exits of every run.
    """
    dates = dates_of(record)
    treaties = [told["treaty"] for told in found.data["treaties"]]
    survival = {
        one: survival_table(
            (state for state in states_curves(record, one) if state.curve.happened), dates
        )
        for one in treaties
    }
    chances = {one: _chances(record, one, dates) for one in treaties}
    tables = {
        "survival.csv": _together(survival),
        "chance_by_date.csv": _together(chances),
        "times.csv": found.times,
    }
    return write_files(folder, {name: as_csv(one) for name, one in tables.items()}, "tables")


def _chances(record: Record, treaty: str, dates: Sequence[str]) -> pd.DataFrame:
    chances = chances_by_date(record, treaty)
    return chance_table(chances, range(1, min(MOST_NUMBERS, len(chances.reached)) + 1), dates)


def _together(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One table below the other, each with its treaty in front."""
    parts = []
    for treaty, table in tables.items():
        named = table.copy()
        named.insert(0, "treaty", treaty)
        parts.append(named)
    return pd.concat(parts, ignore_index=True)
