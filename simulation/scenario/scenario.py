"""One frozen scenario: everything a run needs to know, every default filled in."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulation.model.parameters import Parameters


@dataclass(frozen=True)
class Change:
    """What an event does to its quantity: set it, scale it or add to it (exactly one)."""

    how: str
    """"set", "scale" or "add"."""
    amount: float


@dataclass(frozen=True)
class Event:
    """One dated event, read from ``[[events]]``."""

    name: str
    kind: str
    """posture, credibility, utility, stigma, incentive, advocacy, protection, conflict, tie, pin,
    exit, suspend or join."""
    target: tuple[str, ...]
    """States, organisations or treaties by code, as the kind wants."""
    start: datetime.date
    """``from``: the first month; the day is ignored."""
    until: datetime.date | None
    """The last month; None: to the end."""
    ramp_months: int
    """The change grows evenly to its full size over so many months; 0: at once."""
    change: Change | None
    treaties: tuple[str, ...]
    """Treaties it concerns; empty: all of the world."""
    options: Mapping[str, Any]
    """Keys of single kinds: ``stage`` (exit), ``into`` (join), ``layer`` (tie), ..."""


@dataclass(frozen=True)
class WorldChoice:
    """Which world: source, date, treaties, and the definitions of its indices and layers."""

    source: str
    """"real", "synthetic" or "table"."""
    as_of: datetime.date
    """The day whose world is built; in a synthetic world the start."""
    treaties: tuple[str, ...]
    options: Mapping[str, Any]
    """What else ``[world]`` holds: named definitions such as ``threat_index``, or the networks and
    files of other sources, nested as in the file; keys that were left out are absent."""


@dataclass(frozen=True)
class Scenario:
    """A scenario as run: immutable, every default filled in."""

    name: str
    """File stem, or "scenario" for one made in Python."""
    title: str
    question: str
    """The file's first comment line, or empty."""
    start: datetime.date
    end: datetime.date
    replicates: int
    seed: int
    trajectories: int
    cascade_size: int
    world: WorldChoice
    rule: str
    """"hazard", "threshold", "cascade" or "simple"."""
    parameters: Parameters
    """Of the rule hazard; the defaults under another rule, which reads none of them."""
    base_rate: Mapping[str, float]
    """Per treaty of the world; of the rule hazard."""
    rule_options: Mapping[str, Any]
    """Of a textbook rule: its keys, nested as in the file; empty for hazard."""
    events: tuple[Event, ...]
    sweep: Mapping[str, Any]
    folder: Path | None = field(default=None, compare=False)
    """Folder of the scenario file, for data files beside it; no part of what the scenario says."""
    data_folders: Mapping[str, Path | None] = field(default_factory=dict, compare=False)
    """For each key that names a data file, the folder of the scenario file that says it; None: it
    was given from outside, on the command line or in Python."""

    @property
    def months(self) -> int:
        """T: months from start to end, both included."""
        return months_between(self.start, self.end) + 1

    def month_of(self, day: datetime.date) -> int:
        """Number of the month in which a day lies: 1 is the month of ``start``; may be below 1."""
        return months_between(self.start, day) + 1

    def with_(self, changes: Mapping[str, Any] | None = None, **keys: object) -> "Scenario":
        """A copy with some keys changed, validated like a file.

        changes: values by dotted key, ``{"run.seed": 3}``.  keys: the same with two underscores
        for each dot, ``run__seed=3``.  Raises InputFault.
        """
        from simulation.scenario.reading import changed

        spelled = {key.replace("__", "."): value for key, value in keys.items()}
        return changed(self, {**(changes or {}), **spelled})


def months_between(first: datetime.date, second: datetime.date) -> int:
    """Whole calendar months from the month of one day to the month of another.

    >>> months_between(datetime.date(2021, 1, 1), datetime.date(2022, 3, 31))
    14
    """
    return 12 * (second.year - first.year) + second.month - first.month
