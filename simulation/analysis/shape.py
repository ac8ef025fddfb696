"""The shape of a finished result's outcomes, as a short answer: humps, chances by date, times.

``snowball shape RESULT`` prints it.  Nothing is run: the tables of the result are read.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.analysis.chances import Chances, chances_by_date
from simulation.analysis.dip import dip_test
from simulation.analysis.humps import Humps, Place, humps
from simulation.analysis.survival import Curve, states_curves, times_to_exits
from simulation.outcomes.findings import COVERAGE, FEWEST, caution, counted
from simulation.outcomes.records import Record
from simulation.outcomes.with_data import record_with_data
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pandas as pd

CERTAIN = 0.05
"""p-value below which a distribution is said to have two humps."""
MOST_NUMBERS = 200
"""Numbers of exits whose chances and times are told, at most; the functions behind know all."""
STATES_TOLD, NUMBERS_TOLD = 5, 8
"""States and numbers of exits that the text tells; the data hold all."""


class Shape:
    """What ``shape`` finds: ``data``, three tables as pandas, and ``print`` in words."""

    def __init__(self, record: Record) -> None:
        self.record = record
        """The result whose shape it is."""
        self.data: dict[str, Any] = shape_as_data(record)
        """All of it, ready for JSON."""

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return shape_in_words(self.data)

    def __repr__(self) -> str:
        """One line: of which scenario, and from how many runs."""
        return f"<Shape of {self.data['scenario']}: {self.data['runs']:,} runs>"

    @cached_property
    def chances(self) -> "pd.DataFrame":
        """A row for each treaty, date and number: chance of as many exits or more by then.

        Columns treaty, by (the last month of a year, or of the run), exits, chance, low, high.
        """
        names = ("treaty", "by", "exits", "chance", "low", "high")
        return _frame(names, [
            (told["treaty"], month, k, *chance)
            for told in self.data["treaties"]
            for month, by_then in told["chance_of_exits"].items()
            for k, chance in by_then.items()
        ])  # fmt: skip

    @cached_property
    def times(self) -> "pd.DataFrame":
        """A row for each treaty and k: month in which half the runs have their k-th exit.

        Columns treaty, exits, median, low, high (as in 2025-03; None: not within the run),
        runs_reaching.
        """
        names = ("treaty", "exits", "median", "low", "high", "runs_reaching")
        return _frame(names, [
            (told["treaty"], k, *median.values())
            for told in self.data["treaties"]
            for k, median in told["months_to_exit"].items()
        ])  # fmt: skip

    @cached_property
    def states(self) -> "pd.DataFrame":
        """A row for each treaty and each state that announced in some run, likeliest first.

        Columns treaty, state, name, not_announced (chance, by the end), low, high, median,
        median_low, median_high (as in 2025-03; None: not within the run), runs_reaching.
        """
        names = ("treaty", "state", "name", "not_announced", "low", "high", "median", "median_low",
                 "median_high", "runs_reaching")  # fmt: skip
        return _frame(names, [
            (told["treaty"], code, *list(state.values())[:-1], *state["median"].values())
            for told in self.data["treaties"]
            for code, state in told["states"].items()
        ])  # fmt: skip


def _frame(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(names))


def shape(result: Record | Path | str, data: Path | str | None = None) -> Shape:
    """The shape of a finished result's outcomes, or of the one in a folder.

    Whether its numbers of exits have two humps, and where; the chance of k exits by a date; the
    time to the k-th exit; how long each state stays.  data: the folder in which the data files of
    its scenario lie, if it names some; None: as they were found when it ran.  Raises InputFault for
    a folder without a result, for a sweep of several points, for a result that does not list all
    exits, and for data files that are missing or not those that it ran with.
    """
    return Shape(record_with_data(result, data))


def shape_as_data(record: Record) -> dict[str, Any]:
    """The answer as plain data, ready for JSON.

    Raises InputFault for a result that does not list the exits of every run.
    """
    codes = [str(code) for code in dict.fromkeys(record.points["treaty"])]
    return {
        "scenario": record.manifest["scenario"].get("name"),
        "runs": record.manifest["runs"]["done"],
        "treaties": [_of_treaty(record, code) for code in codes],
        "interval": f"{COVERAGE} {caution(record.manifest['scenario'])}",
    }


def counts_of(record: Record, treaty: str) -> Integers:
    """(numbers,) how many runs ended with 0, 1, 2, ... exits."""
    sizes = record.sizes[record.sizes["treaty"] == treaty]
    return np.bincount(sizes["size"], weights=sizes["runs"]).astype(np.int64)


def _of_treaty(record: Record, treaty: str) -> dict[str, Any]:
    counts = counts_of(record, treaty)
    dip = dip_test(counts, record.manifest["seed"])
    two = dip.p_value < CERTAIN
    chances = chances_by_date(record, treaty)
    numbers = range(1, min(MOST_NUMBERS, len(chances.reached)) + 1)
    return {
        "treaty": treaty,
        "dip": dip._asdict(),
        "two_humps": two,
        "humps": _humps_as_data(humps(counts, record.manifest["seed"])) if two else None,
        "chance_of_exits": _by_year(record, chances),
        "months_to_exit": {
            k: _median(record, curve)
            for k, curve in zip(numbers, times_to_exits(record, treaty, numbers), strict=True)
        },
        "states": {
            one.state: {"name": one.name, **_state(record, one.curve)}
            for one in states_curves(record, treaty)
            if one.curve.happened
        },
    }


def _humps_as_data(found: Humps) -> dict[str, Any]:
    return {
        name: value._asdict() if isinstance(value, Place) else float(value)
        for name, value in found._asdict().items()
    }


def _by_year(record: Record, chances: Chances) -> dict[str, dict[int, list[float]]]:
    """For the last month of each year, and of the run: number of exits -> chance, low, high."""
    last = chances.reached.shape[1] - 1
    dates = _dates(record)
    months = [m for m in range(1, last + 1) if dates[m].endswith("-12") or m == last]
    numbers = range(1, min(MOST_NUMBERS, len(chances.reached)) + 1)
    return {
        dates[month]: {k: [float(one) for one in chances.of(k, month)] for k in numbers}
        for month in months
    }


def _dates(record: Record) -> list[str]:
    """Months of the run as in 2025-01, by number; the start first."""
    first = record.months.drop_duplicates("month").sort_values("month")
    return [str(day)[:7] for day in first["date"]]


def _median(record: Record, curve: Curve) -> dict[str, Any]:
    """Median month with its interval; null: not within the run."""
    dates = [*_dates(record), None]
    names = ("median", "low", "high")
    told = {name: dates[month] for name, month in zip(names, curve.median(), strict=True)}
    return {**told, "runs_reaching": curve.happened}


def _state(record: Record, curve: Curve) -> dict[str, Any]:
    known = np.flatnonzero(np.isfinite(curve.survival))[-1]
    ends = (float(one[known]) for one in (curve.survival, curve.low, curve.high))
    staying = dict(zip(("not_announced", "low", "high"), ends, strict=True))
    return {**staying, "median": _median(record, curve)}


def shape_answer(record: Record) -> str:
    """The answer as plain text of at most 80 columns; raises as ``shape_as_data`` does."""
    return str(Shape(record))


def shape_in_words(data: Mapping[str, Any]) -> str:
    """The text of what ``shape_as_data`` gives."""
    lines = [f"{data['scenario']}: shape of the outcomes of {counted(data['runs'], 'run')}"]
    for treaty in data["treaties"]:
        lines += ["", *_treaty_lines(treaty)]
    return "\n".join([*lines, "", COVERAGE, data["interval"].removeprefix(COVERAGE).strip()])


def _treaty_lines(told: dict[str, Any]) -> Iterator[str]:
    dip = told["dip"]
    verdict = "two humps" if told["two_humps"] else "one hump is enough"
    if dip["runs"] < FEWEST:
        verdict = "too few runs to tell two humps from one"
    yield f"{told['treaty']}: {verdict} (dip {dip['dip']:.4f}, p {_p(dip)})"
    if told["two_humps"] and dip["runs"] >= FEWEST:
        yield from _hump_lines(told["humps"])
    last, chances = list(told["chance_of_exits"].items())[-1]
    yield _cells(f"exits by {last}", "chance", "half have their k-th by")
    for k, chance in list(chances.items())[:NUMBERS_TOLD]:
        yield _cells(f"{k} or more", _chance(chance), _when(told["months_to_exit"][k]))
    yield _cells("state", "not announced by then", "half have announced by")
    for state in list(told["states"].values())[:STATES_TOLD]:
        staying = [state["not_announced"], state["low"], state["high"]]
        yield _cells(state["name"], _chance(staying), _when(state["median"]))


def _cells(first: str, second: str, third: str) -> str:
    return f"  {first[:21]:21} {second:26} {third}"


def _p(dip: dict[str, Any]) -> str:
    return f"{dip['p_value']:.4f}".rstrip("0").ljust(3, "0")


def _hump_lines(found: dict[str, Any]) -> Iterator[str]:
    named = ("first", "valley", "second")
    places = (f"{name} at {_place(found[name])}" for name in named)
    yield f"  {', '.join(places)} exits"
    share = _chance([found["upper_share"], found["upper_low"], found["upper_high"]])
    yield f"  beyond the valley: {share} of runs; depth {found['depth']:.2f}"


def _place(told: dict[str, int]) -> str:
    return f"{told['at']} ({told['low']} to {told['high']})"


def _chance(ends: Sequence[float]) -> str:
    value, low, high = (100.0 * one for one in ends)
    if math.isnan(value):
        return "-"
    places = 2 if 0.0 < value < 1.0 or 99.0 < value < 100.0 else 1
    return f"{value:.{places}f} % ({low:.{places}f} to {high:.{places}f} %)"


def _when(median: dict[str, Any]) -> str:
    """A median month with its interval; "later" where an end is not within the run."""
    month, low, high = (median[name] or "later" for name in ("median", "low", "high"))
    return "not in half the runs" if low == "later" else f"{month} ({low} to {high})"
