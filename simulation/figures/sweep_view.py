"""What a figure of a sweep looks at: one treaty at all points of a design."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation.figures.key_axis import KeyAxis, axis_of
from simulation.figures.key_words import words_of
from simulation.figures.style import Medium
from simulation.figures.view import (
    UNTITLED,
    Tables,
    caution_of,
    date_of,
    known,
    title_of,
    treaties_of,
)
from simulation.outcomes.findings import counted

ENDS = ("", "_low", "_high")
"""Endings of the columns of a value and of its interval."""
EXITS, CASCADE = "mean_exits", "p_cascade"
"""Columns of the two outcomes."""
MEASURED = ("runs", *(f"{name}{end}" for name in (EXITS, CASCADE) for end in ENDS))


@dataclass(frozen=True, eq=False)
class SweepView:
    """One treaty over a design, ready to be drawn."""

    title: str
    """Of the scenario."""
    treaty: str
    caution: str
    """What its figures must not be taken for."""
    real: bool
    method: str
    """Of the design: grid, sobol, ..."""
    design_points: int
    points: pd.DataFrame
    """(points with a run) point, a column for each key, and ``MEASURED``; from the first point."""
    axes: tuple[KeyAxis, ...]
    """The keys that take several values, in the order of the file."""
    cascade_size: int | None
    """None: it differs from point to point."""
    ends: str
    """As in "by December 2030"."""
    failed: int
    tables: Tables
    medium: Medium

    @property
    def subtitle(self) -> tuple[str, str, str]:
        """The scenario's title; how many points and runs; the caution."""
        return f"Scenario: {self.title}", self.so_many_runs, self.caution

    @property
    def so_many_runs(self) -> str:
        """As in "110 points, 20 runs each"."""
        points, runs = counted(self.design_points, "point"), self.points["runs"]
        same = len(self.points) == self.design_points > 1 and runs.min() == runs.max()
        each, total = counted(int(runs.min()), "run"), counted(int(runs.sum()), "run")
        return f"{points}, {each} each" if same else f"{points}, {total}"

    @property
    def the_treaty(self) -> str:
        """The treaty in a sentence; those of made-up worlds have a bare code."""
        return f"the {self.treaty}" if self.real else self.treaty

    @property
    def cascade(self) -> str:
        """What counts as one, as in "A cascade: 5 exits or more."."""
        size = self.cascade_size
        many = "run.cascade_size exits" if size is None else counted(size, "exit")
        return f"A cascade: {many} or more {self.ends}."

    @property
    def lacking(self) -> str:
        """What no number stands for; empty where there is none."""
        empty = self.design_points - len(self.points)
        points = f" {counted(empty, 'point')} without a run." if empty else ""
        return (
            f"{points} {counted(self.failed, 'run')} failed, left out." if self.failed else points
        )

    @property
    def predictions(self) -> pd.DataFrame:
        """What theories say of this treaty, point by point."""
        told = self.tables.predictions
        return told[told["treaty"].astype(str) == self.treaty]


def is_sweep(tables: Tables) -> bool:
    """Whether a result is that of a sweep."""
    return "design" in tables.manifest


def sweep_view_of(tables: Tables, treaty: str | None, medium: Medium) -> SweepView:
    """One treaty (None: the first) of a sweep; InputFault for one that it does not hold."""
    manifest = tables.manifest
    scenario, design = manifest["scenario"], manifest["design"]
    treaty = known("treaty", treaty, treaties_of(tables))
    rows = tables.points[tables.points["treaty"].astype(str) == treaty]
    keys = list(design["keys"])
    sizes = rows["cascade_size"].unique()
    return SweepView(
        title=title_of(scenario) or UNTITLED, treaty=treaty, caution=caution_of(scenario),
        real=scenario["world"].get("source", "real") == "real", method=design["method"],
        design_points=int(design["points"]),
        points=rows.sort_values("point")[["point", *keys, *MEASURED]].reset_index(drop=True),
        axes=_axes(rows.sort_values("point"), keys, scenario.get("sweep", {}).get("vary", {})),
        cascade_size=int(sizes[0]) if len(sizes) == 1 else None,
        ends="by the end" if "time.end" in keys
        else f"by {date_of(scenario['time']['end']):%B %Y}",
        failed=int(manifest["runs"]["failed"]), tables=tables, medium=medium,
    )  # fmt: skip


def _axes(rows: pd.DataFrame, keys: list[str], vary: Mapping[str, Any]) -> tuple[KeyAxis, ...]:
    """Axes of the keys that take several values; of the first key where none does."""
    words = words_of(keys)
    several = [key for key in keys if rows[key].nunique(dropna=False) > 1] or keys[:1]
    return tuple(axis_of(key, words[key], rows[key], vary.get(key)) for key in several)
