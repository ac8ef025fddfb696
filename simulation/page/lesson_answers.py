"""What a lesson's runs answer: a number with its interval for each guess, and the curve behind it.

Run on the spot when somebody asks, and kept for the next one.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.runner import run
from simulation.outcomes.findings import COVERAGE, caution
from simulation.outcomes.intervals import quantile_from_counts, quantile_interval
from simulation.outcomes.records import Record
from simulation.page.lessons import lesson, lessons
from simulation.scenario.overrides import parse
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario

MOST_RUNS = 250
"""Under this simulator's own theory, whose runs in a world drawn anew take longest: a few seconds,
at intervals twice as wide as those of the documents, which use a thousand."""

CURVES = {"low": "exits_q05", "middle": "exits_q50", "high": "exits_q95"}
"""Of the curve: the middle run, and what nine runs of ten lie between."""


class Answers:
    """The answers of all lessons, each run once."""

    def __init__(self, workers: int | None = None) -> None:
        """workers: threads for a run; None: the usable CPUs."""
        self._workers = workers
        self._records: dict[str, Record] = {}
        self._running = threading.Lock()

    def of(self, name: str) -> dict[str, Any]:
        """The answers of one lesson, in the order of ``ask`` and ``change_ask``.

        Raises InputFault for a lesson that there is not.
        """
        told = lesson(name)
        return {
            "name": name,
            "ask": [self.to(asked) for asked in told["ask"]],
            "change_ask": [self.to(asked) for asked in told["change_ask"]],
            "covers": COVERAGE,
        }

    def to(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What runs answer to one question of a lesson: see ``answer``."""
        record = self._record(asked["scenario"], asked["overrides"])
        return answer(record, asked["quantity"])

    def _record(self, scenario: str, changes: Mapping[str, str]) -> Record:
        """The runs of a scenario with some keys changed, made once."""
        settings = [f"{key}={value}" for key, value in changes.items()]
        key = " ".join([scenario, *sorted(settings)])
        with self._running:
            if key not in self._records:
                self._records[key] = _run(read(scenario, parse(settings)), self._workers)
            return self._records[key]


def lessons_data(answers: Answers) -> dict[str, Any]:
    """All lessons with all their answers, to be embedded where nothing can be run."""
    told = lessons()
    return {"lessons": told, "answers": {each["name"]: answers.of(each["name"]) for each in told}}


def _run(scenario: Scenario, workers: int | None) -> Record:
    own = scenario.rule == "hazard"
    runs = min(scenario.replicates, MOST_RUNS) if own else scenario.replicates
    return run(scenario, replicates=runs, workers=workers)


def answer(record: Record, quantity: str) -> dict[str, Any]:
    """One number from finished runs, and how it came about.

    ``value``, ``low``, ``high``: 95 % interval, None where there is none, or where all runs end
    alike and so none is shown; ``text``: as it is read; ``runs``; ``curve``: exits by month,
    ``low``, ``middle`` and ``high``; ``note``: what the number must not be taken for.
    """
    what, _, which = quantity.partition(" ")
    points = record.points
    treaty = which if what == "exits" and which else str(points["treaty"].iloc[0])
    point = points[points["treaty"] == treaty].iloc[0]
    found = {"exits": _exits, "chance": _chance}[what](point) if what != "month" else (
        _month(record, treaty, int(which))
    )  # fmt: skip
    runs = int(record.manifest["runs"]["done"])
    agreed = what == "exits" and _agree(record, treaty)
    if agreed:  # a guess is judged by what is shown: here the number alone
        found |= {"low": None, "high": None}
    return {
        **found,
        "text": _text(found, what, runs, agreed=agreed),
        "runs": runs,
        "curve": _curve(record, treaty),
        "note": caution(record.manifest["scenario"]),
    }


def _exits(point: "pd.Series[Any]") -> dict[str, float | None]:
    return _estimate(point["mean_exits"], point["mean_exits_low"], point["mean_exits_high"])


def _chance(point: "pd.Series[Any]") -> dict[str, float | None]:
    names = ("p_cascade", "p_cascade_low", "p_cascade_high")
    return _estimate(*(100.0 * point[name] for name in names))


def _month(record: Record, treaty: str, size: int) -> dict[str, float | None]:
    """Median month by which so many have left, over runs; never counts as after the end."""
    exits = record.exits
    mine = exits[(exits["treaty"] == treaty) & (exits["announced"] > 0) & exits["returned"].isna()]
    ordered = mine.sort_values("announced").groupby("replicate")["announced"]
    reached = ordered.nth(size - 1).to_numpy(dtype=np.int64)
    months = int(record.months["month"].max())
    never = int(record.manifest["runs"]["done"]) - len(reached)
    counts = np.bincount(reached, minlength=months + 2)
    counts[months + 1] += never
    low, high = quantile_interval(counts, 0.5)
    return {
        "value": _within(quantile_from_counts(counts, 0.5), months),
        "low": _within(low, months),
        "high": _within(high, months),
    }


def _within(month: int, months: int) -> float | None:
    return float(month) if 0 <= month <= months else None


def _estimate(*values: float) -> dict[str, float | None]:
    named = zip(("value", "low", "high"), values, strict=True)
    return {name: None if pd.isna(value) else float(value) for name, value in named}


def _agree(record: Record, treaty: str) -> bool:
    """Whether all runs end with the same number of exits."""
    sizes = record.sizes
    return len(sizes[sizes["treaty"] == treaty]) == 1


def _text(found: Mapping[str, float | None], what: str, runs: int, *, agreed: bool) -> str:
    """The number as it is read, with what it covers."""
    value, low, high = found["value"], found["low"], found["high"]
    if value is None:
        return f"not in half of the {runs:,} runs"
    unit = {"chance": " %", "month": " months", "exits": ""}[what]
    digits = 0 if what == "month" else 1
    if agreed:
        return f"{value:.0f} in all {runs:,} runs"
    if low is None or high is None:
        return f"{value:.{digits}f}{unit}"
    return f"{value:.{digits}f}{unit} ({low:.{digits}f} to {high:.{digits}f})"


def _curve(record: Record, treaty: str) -> dict[str, Sequence[int]]:
    months = record.months
    mine = months[months["treaty"] == treaty].sort_values("month")
    return {name: [int(each) for each in mine[column]] for name, column in CURVES.items()}
