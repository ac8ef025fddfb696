"""What the figures of an attribution look at: one treaty of a finished attribution."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from simulation.figures.gazetteer import places
from simulation.figures.letters import read_straight
from simulation.figures.style import Medium
from simulation.figures.view import UNTITLED, caution_of, date_of, rows_of
from simulation.outcomes.findings import counted


class Attributed(Protocol):
    """A finished attribution, as ``simulation.attribute`` gives one."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was asked."""

    def table(self, name: str) -> pd.DataFrame:
        """One of its tables."""


@dataclass(frozen=True, eq=False)
class AttributionView:
    """The treaty that was asked about, ready to be drawn."""

    title: str
    treaty: str
    real: bool
    month: str
    """In which each state is sent out, as in 2025-03."""
    start: datetime.date
    end: datetime.date
    runs: int
    counted: int
    """States whose exits from the treaty count."""
    caution: str
    names: Mapping[str, str]
    """Identifier of a state -> its name."""
    tables: Mapping[str, pd.DataFrame]
    """The treaty's rows of every table."""
    medium: Medium

    @property
    def subtitle(self) -> tuple[str, str, str]:
        """The scenario's title; how many runs; the caution."""
        return f"Scenario: {self.title}", self.so_many_runs, self.caution

    @property
    def so_many_runs(self) -> str:
        """How many runs, as in "2,000 runs"."""
        return counted(self.runs, "run")

    @property
    def the_treaty(self) -> str:
        """The treaty in a sentence; those of made-up worlds have a bare code."""
        return f"the {self.treaty}" if self.real else self.treaty

    @property
    def sent_out(self) -> str:
        """The month in words, as in "December 2025"."""
        return f"{datetime.date.fromisoformat(f'{self.month}-01'):%B %Y}"

    def span(self, row: Mapping[str, Any]) -> str:
        """A row's 95 % interval in brackets, or that there is none."""
        if math.isnan(row["low"]):
            return "(no interval: all runs agree)" if self.runs > 1 else "(one run: no interval)"
        if max(abs(row["low"]), abs(row["high"])) < 0.005:
            return "(below 0.005)"
        return f"({row['low']:.2f} to {row['high']:.2f})"

    @property
    def possible_ties(self) -> str:
        """How many pairs of a state sent out and another counted there are, about."""
        ties = len(self.tables["multipliers"]) * max(0, self.counted - 1)
        return f"about {float(f'{ties:.2g}'):,.0f} possible"

    def name(self, state: str) -> str:
        """Name of a state; its identifier where it has none."""
        return self.names.get(state) or state

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as rows, each a value by column."""
        return rows_of(self.tables[table])

    def date(self, month: int) -> datetime.date:
        """First day of a numbered month; 1 is the month of the start."""
        months = 12 * self.start.year + self.start.month - 2 + month
        return datetime.date(months // 12, months % 12 + 1, 1)


TABLES = ("multipliers", "influence", "mechanisms", "snowball", "exits", "shares", "reproduction")


def attribution_view(found: Attributed, medium: Medium) -> AttributionView:
    """The treaty that was asked about."""
    manifest, scenario = found.manifest, found.manifest["scenario"]
    treaty = str(manifest["treaty"])
    tables = {name: found.table(name) for name in TABLES}
    named = pd.concat([tables["multipliers"], tables["snowball"]])[["state", "name"]]
    return AttributionView(
        title=read_straight(str(scenario.get("title") or scenario.get("name") or "")) or UNTITLED,
        treaty=treaty,
        real=scenario["world"].get("source", "real") == "real",
        month=str(manifest["month"]),
        start=date_of(scenario["time"]["start"]),
        end=date_of(scenario["time"]["end"]),
        runs=int(manifest["runs"]),
        counted=int(manifest["counted"][treaty]),
        caution=caution_of(scenario),
        names={
            **{state: place.name for state, place in places().items()},
            **dict(zip(named["state"], named["name"], strict=True)),
        },
        tables={
            name: table[table["treaty"] == treaty].reset_index(drop=True)
            for name, table in tables.items()
        },
        medium=medium,
    )
