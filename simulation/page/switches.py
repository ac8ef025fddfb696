"""Interventions as switches: each shipped scenario that changes the one shown, with its year.

What a switch changes is what its scenario file says against the one it extends, so the page and the
command line ask the same.  Another year moves its dated events by whole years.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from simulation.scenario.dates import first_day, last_day
from simulation.scenario.faults import InputFault
from simulation.scenario.files import ScenarioFile, find, load
from simulation.scenario.inheritance import by_name
from simulation.scenario.scenario import Scenario

HEADING = ("name", "title", "question", "extends")
CHANGEABLE = ("rule", "events")
"""What a switch may change: neither time, world nor size of the runs, or nothing could be compared
on the same luck."""


class Move(NamedTuple):
    """A dated event that moves with a switch's year."""

    event: str
    """Its name."""
    begins: datetime.date | None
    """None: its beginning stays."""
    until: datetime.date | None
    """None: it has no end of its own."""


class Switch(NamedTuple):
    """One intervention."""

    name: str
    """Of its scenario."""
    label: str
    """Its title."""
    says: str
    """Its question."""
    kind: str
    """Kinds of the events it brings, or "parameters"."""
    years: tuple[int, ...]
    """In which it can begin; empty: it holds from the start to the end."""
    year: int | None
    """In which its scenario begins it."""
    changes: Mapping[str, Any]
    """Values by dotted key."""
    moves: tuple[Move, ...]
    """Its events that move with the year."""

    def at(self, year: int | None) -> dict[str, Any]:
        """What it changes when it begins in a year, as values by dotted key."""
        if self.year is None or year is None or year == self.year:
            return dict(self.changes)
        shift = year - self.year
        return {**self.changes, **dict(_shifted(self.moves, shift))}


def switches_of(
    scenario: Scenario, sound: Callable[[Mapping[str, Any]], object]
) -> tuple[Switch, ...]:
    """The switches of a scenario, by name; none where it has no file.

    sound: called with the changes of each; raises InputFault where they do not fit.
    """
    chain = _chain(scenario)
    found = {}
    for file in _related(chain):
        switch = _switch(scenario, file)
        if switch is not None and switch.changes and _fits(switch, sound):
            found[switch.name] = switch
    return tuple(found[name] for name in sorted(found))


def _fits(switch: Switch, sound: Callable[[Mapping[str, Any]], object]) -> bool:
    try:
        sound(switch.changes)
    except InputFault:
        return False
    return True


def _chain(scenario: Scenario) -> list[ScenarioFile]:
    """The file of a scenario and those it extends."""
    path = None if scenario.folder is None else scenario.folder / f"{scenario.name}.toml"
    found: list[ScenarioFile] = []
    while path is not None and path.is_file():
        found.append(load(path))
        path = _parent(found[-1])
    return found


def _parent(file: ScenarioFile) -> Path | None:
    extends = file.tree.get("extends")
    return None if extends is None else find(str(extends), file.path.parent)


def _related(chain: list[ScenarioFile]) -> Iterator[ScenarioFile]:
    """Files beside those of a chain that extend one of them, or another of these."""
    own = {file.path.resolve() for file in chain}
    folders = dict.fromkeys(path.parent for path in own)
    files = [load(path) for folder in folders for path in sorted(folder.glob("*.toml"))
             if path.resolve() not in own]  # fmt: skip
    parents = {file.path.resolve(): _resolved(_parent(file)) for file in files}
    reached, before = set(own), 0
    while len(reached) > before:
        before = len(reached)
        reached |= {path for path, parent in parents.items() if parent in reached}
    yield from (file for file in files if file.path.resolve() in reached)


def _resolved(path: Path | None) -> Path | None:
    return None if path is None else path.resolve()


def _switch(scenario: Scenario, file: ScenarioFile) -> Switch | None:
    """A file as a switch; None where it changes what a switch may not."""
    tree = by_name(file.tree, file.label)
    said = {key: value for key, value in tree.items() if key not in HEADING}
    if not set(said) <= set(CHANGEABLE) or "name" in said.get("rule", {}):
        return None
    events: dict[str, Any] = said.get("events", {})
    moves = tuple(_moves(scenario, events))
    begins = [one.begins for one in moves if one.begins is not None]
    years = tuple(_years(scenario, begins))
    year = min(begins).year if begins else None
    kinds = dict.fromkeys(str(event["kind"]) for event in events.values() if "kind" in event)
    return Switch(
        name=str(tree["name"]),
        label=str(tree.get("title", tree["name"])),
        says=str(tree["question"]),
        kind=", ".join(kinds) or ("events" if events else "parameters"),
        years=years,
        year=year if years else None,
        changes=dict(_leaves("", said)),
        moves=moves,
    )


def _leaves(prefix: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, held in value.items():
        if isinstance(held, Mapping):
            yield from _leaves(f"{prefix}{key}.", held)
        else:
            yield prefix + key, held


def _moves(scenario: Scenario, events: Mapping[str, Any]) -> Iterator[Move]:
    """The events that move with the year: all but what holds from the start.

    An event of the scenario itself that a switch changes moves as a whole.
    """
    earlier = {event.name: event for event in scenario.events}
    for name, table in events.items():
        known = earlier.get(name)
        begins = first_day(table["from"]) if "from" in table else known.start if known else None
        until = last_day(table["until"]) if "until" in table else known.until if known else None
        if table.get("off") or begins is None:
            continue
        from_the_start = scenario.month_of(begins) <= 1
        yield Move(name, None if from_the_start else begins, until)


def _years(scenario: Scenario, begins: list[datetime.date]) -> Iterator[int]:
    """Years of the first event in which all begin during the run."""
    if not begins:
        return
    first = min(begins).year
    for year in range(scenario.start.year, scenario.end.year + 1):
        moved = [_later(day, year - first) for day in begins]
        if all(1 <= scenario.month_of(day) <= scenario.months for day in moved):
            yield year


def _shifted(moves: tuple[Move, ...], years: int) -> Iterator[tuple[str, str]]:
    for move in moves:
        if move.begins is not None:
            yield f"events.{move.event}.from", _later(move.begins, years).isoformat()
        if move.until is not None:
            yield f"events.{move.event}.until", _later(move.until, years).isoformat()


def _later(day: datetime.date, years: int) -> datetime.date:
    """The same month so many years later; the day, which is ignored, at most the 28th."""
    return day.replace(year=day.year + years, day=min(day.day, 28))
