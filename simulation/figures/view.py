"""What one figure looks at: one treaty at one design point of a finished result."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
from matplotlib.figure import Figure

from simulation.figures.letters import read_straight
from simulation.figures.style import Medium
from simulation.outcomes.findings import counted
from simulation.scenario.faults import InputFault, did_you_mean

UNTITLED = "Untitled scenario"
COVERAGE = "Intervals: chance between runs only."
"""On every picture, however long its note, and at the end of its words: pictures travel alone."""


class Tables(Protocol):
    """A finished result, as ``simulation.outcomes.records.Record`` is one."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run."""

    @property
    def states(self) -> pd.DataFrame:
        """A row for each state's chance of leaving."""

    @property
    def points(self) -> pd.DataFrame:
        """A row for each design point and treaty."""

    @property
    def sizes(self) -> pd.DataFrame:
        """How many runs ended with so many exits."""

    @property
    def months(self) -> pd.DataFrame:
        """Exits so far, month by month."""

    @property
    def predictions(self) -> pd.DataFrame:
        """What theories say; may be empty."""


@dataclass(frozen=True, eq=False)
class View:
    """One treaty at one design point, ready to be drawn."""

    title: str
    """Of the scenario."""
    treaty: str
    caution: str
    """What its figures must not be taken for."""
    several_points: bool
    point: int
    real: bool
    """True: the states are those of the real world and have a place on the map."""
    start: datetime.date
    end: datetime.date
    cascade_size: int
    events: tuple[Mapping[str, Any], ...]
    """Dated events of the scenario, but for those that concern only other treaties."""
    runs: int
    summary: Mapping[str, float]
    """The row of ``points``."""
    states: pd.DataFrame
    sizes: pd.DataFrame
    months: pd.DataFrame
    predictions: pd.DataFrame
    medium: Medium

    @property
    def subtitle(self) -> tuple[str, str, str]:
        """The scenario's title; how many runs, and of which design point; the caution."""
        where = f", design point {self.point}" if self.several_points else ""
        return f"Scenario: {self.title}", f"{self.so_many_runs}{where}", self.caution

    @property
    def so_many_runs(self) -> str:
        """How many runs, as in "10,000 runs"."""
        return counted(self.runs, "run")

    @property
    def the_treaty(self) -> str:
        """The treaty in a sentence; those of made-up worlds have a bare code."""
        return f"the {self.treaty}" if self.real else self.treaty

    @property
    def not_counted(self) -> str:
        """A sentence on those whose leaving is no exit: "5 states leave by dated events ..."."""
        moved = int((self.states["standing"].astype(str) == "forced").sum())
        if moved == 0:
            return "Exits by dated events and suspensions are not counted."
        states = counted(moved, "state").replace(" ", "\u00a0")
        verbs = "leaves by dated events and is" if moved == 1 else "leave by dated events and are"
        return f"{states} {verbs} not counted; nor are suspensions."

    @property
    def by_the_end(self) -> str:
        """The last month in words, as in "by December 2030"."""
        return f"by {self.end:%B %Y}"


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure, the numbers it shows and what it says to someone who cannot see it."""

    figure: Figure
    numbers: pd.DataFrame
    words: str
    coverage: str = COVERAGE
    """What its intervals cover."""


def treaties_of(tables: Tables) -> tuple[str, ...]:
    """Treaties of a result, the first listed in its scenario first."""
    return tuple(dict.fromkeys(str(code) for code in tables.points["treaty"]))


def view_of(tables: Tables, treaty: str | None, medium: Medium, point: int | None = None) -> View:
    """One treaty (None: the first) at one design point (None: the first) of a result.

    Raises InputFault for a treaty or a design point that the result does not hold.
    """
    points = [str(number) for number in dict.fromkeys(tables.points["point"].tolist())]
    treaty = known("treaty", treaty, treaties_of(tables))
    point = int(known("design point", None if point is None else str(point), points))
    summary = rows_of(_part(tables.points, point, treaty))[0]
    scenario = tables.manifest["scenario"]
    start, end = (date_of(scenario["time"][when]) for when in ("start", "end"))
    return View(
        title=title_of(scenario) or UNTITLED,
        treaty=treaty, caution=caution_of(scenario), several_points=len(points) > 1, point=point,
        real=scenario["world"].get("source", "real") == "real", start=start, end=end,
        cascade_size=int(scenario["run"]["cascade_size"]),
        events=_events(scenario, treaty, treaties_of(tables)),
        runs=int(summary["runs"]), summary=summary,
        states=_part(tables.states, point, treaty), sizes=_part(tables.sizes, point, treaty),
        months=_part(tables.months, point, treaty),
        predictions=_part(tables.predictions, point, treaty), medium=medium,
    )  # fmt: skip


def title_of(scenario: Mapping[str, Any]) -> str:
    """What a scenario is called, on one line; empty where it has neither title nor name."""
    return read_straight(str(scenario.get("title") or scenario.get("name") or ""))


def caution_of(scenario: Mapping[str, Any]) -> str:
    """What the figures of a scenario must not be taken for."""
    if scenario["world"].get("source", "real") == "synthetic":
        return "A made-up world; no forecast."
    hazard = scenario.get("rule", {}).get("name", "hazard") == "hazard"
    return f"{'Provisional parameters' if hazard else 'A textbook rule'}; no forecast."


def _events(
    scenario: Mapping[str, Any], treaty: str, treaties: Sequence[str]
) -> tuple[Mapping[str, Any], ...]:
    others = {*treaties} - {treaty}
    return tuple(
        event
        for event in scenario.get("events", ())
        if treaty in event.get("treaties", (treaty,)) and event.get("into") not in others
    )


def known(what: str, given: str | None, allowed: Sequence[str]) -> str:
    """What was asked for, or the first; InputFault if the result does not hold it."""
    given = allowed[0] if given is None else given
    if given not in allowed:
        hint = did_you_mean(given, allowed)
        raise InputFault(f"figures: no {what} {given!r} here, only {', '.join(allowed)}{hint}")
    return given


def _part(table: pd.DataFrame, point: int, treaty: str) -> pd.DataFrame:
    rows = (table["point"] == point) & (table["treaty"].astype(str) == treaty)
    return table[rows].reset_index(drop=True)


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as rows, each a value by column."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def date_of(day: object) -> datetime.date:
    """A date from a date, a moment or its ISO form.

    >>> date_of("2025-06-27")
    datetime.date(2025, 6, 27)
    """
    return datetime.date.fromisoformat(str(day)[:10])


def percent(share: float) -> str:
    """A share of 1 in per cent: whole, with more places where small or nearly certain.

    >>> [percent(share) for share in (0.0, 0.0004, 0.031, 0.634, 0.9996, 1.0)]
    ['0 %', '0.04 %', '3.1 %', '63 %', '99.96 %', '100 %']
    """
    edge = min(share, 1.0 - share)
    if 0.0 < edge < 0.00005:
        return "< 0.01 %" if share < 0.5 else "> 99.99 %"
    places = 0 if edge == 0.0 or edge >= 0.0995 else 1 if edge >= 0.00095 else 2
    return f"{100.0 * share:.{places}f} %"


def in_percent(table: pd.DataFrame, shares: Sequence[str]) -> pd.DataFrame:
    """The table with some columns of shares in per cent, named ``SHARE_percent``."""
    scaled = table.assign(**{name: 100.0 * table[name] for name in shares})
    return scaled.rename(columns={name: f"{name}_percent" for name in shares})


def number(value: float) -> str:
    """A mean count, three figures at least.

    >>> number(6.3142), number(123.4), number(0.0), number(45821.7)
    ('6.31', '123', '0', '45,822')
    """
    if value == 0.0:
        return "0"
    places = 2 if abs(value) < 10.0 else 1 if abs(value) < 100.0 else 0
    return f"{value:,.{places}f}"
