"""From a name, a file or a dict to one frozen Scenario, or to every fault found in it."""

import dataclasses
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from simulation.scenario import data_files
from simulation.scenario import overrides as outside
from simulation.scenario.event_tables import EVENTS
from simulation.scenario.faults import InputFault
from simulation.scenario.files import find
from simulation.scenario.inheritance import Layer, layers_of_file, layers_of_tree
from simulation.scenario.made_review import review_made
from simulation.scenario.making import event_of, scenario_of
from simulation.scenario.plain import plain, shown
from simulation.scenario.record import as_dict
from simulation.scenario.review import Review
from simulation.scenario.scenario import Event, Scenario
from simulation.scenario.sweep_review import review_sweep
from simulation.scenario.sweep_table import Sweep
from simulation.scenario.tables import RULES, WORLDS, Heading, Run, Time
from simulation.scenario.values import Value

__all__ = ["changed", "find", "read"]

TABLES = ("time", "run", "world", "rule", "events", "sweep")


Source: TypeAlias = str | Path | Mapping[str, Any] | Scenario
"""What a scenario is read from."""


def read(source: Source, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """A scenario with every default filled in.

    source: a path; a name looked up in ``scenarios`` of the working folder and then among those
    shipped; or the same content as a dict.  overrides: values by dotted key, such as
    ``{"run.seed": 3, "events.guarantee-doubt.change.scale": 0.5}``.

    Raises InputFault with one line for each fault.

    >>> read("ottawa-2025", {"run.seed": 3}).seed
    3
    """
    if isinstance(source, Scenario):
        return changed(source, overrides or {})
    layers, folder = layers_of(source)
    if overrides:
        layers = (outside.layer(overrides), *layers)
    valid = reviewed(Review(layers))
    folders = data_files.folders(valid, layers)
    return dataclasses.replace(valid, folder=folder, data_folders=folders)


def layers_of(source: str | Path | Mapping[str, Any]) -> tuple[tuple[Layer, ...], Path | None]:
    """The layers of a scenario that is no Scenario yet, and the folder of its file."""
    if isinstance(source, Mapping):
        return layers_of_tree(plain(source, "scenario"), "scenario"), None
    if isinstance(source, str | os.PathLike):
        path = find(source)
        return layers_of_file(path), path.resolve().parent
    wanted = "must be a scenario: a path, a name, a dict or a Scenario"
    raise InputFault(f"{shown(source)}: {wanted}, not {type(source).__name__}")


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy with some keys changed, validated like a file.

    >>> changed(read("ottawa-2025"), {"run.replicates": 5}).replicates
    5
    """
    new = read(as_dict(scenario), changes)
    folders = data_files.kept_folders(scenario, new)
    return dataclasses.replace(new, folder=scenario.folder, data_folders=folders)


def reviewed(review: Review) -> Scenario:
    """The scenario that the layers make together, once nothing is found at fault."""
    heading = review.table(Heading, (), review.heading(TABLES), known=("extends", *TABLES))
    time = _whole(review, "time", lambda: review.table(Time, ("time",)))
    run = _whole(review, "run", lambda: review.table(Run, ("run",)))
    world = _whole(review, "world", lambda: review.one_of_kinds("world", "source", WORLDS))
    rule = _whole(review, "rule", lambda: review.one_of_kinds("rule", "name", RULES, "hazard"))
    sweep = review.table(Sweep, ("sweep",)) if "sweep" in review.tree else None
    events = _events(review)
    review.months(time)
    review.base_rate(rule, world)
    review_made(review, world, rule)
    review_sweep(review, sweep)
    review.close()
    return scenario_of(heading, time, run, world, rule, events, sweep)


def _whole(review: Review, table: str, look: Callable[[], Value]) -> Value:
    return review.once((table,), review.tree.get(table), look)


def _events(review: Review) -> list[Event]:
    """The events that are not switched off."""
    events: list[Event] = []
    for name, table in review.events():
        made = review.once(("events", name), table, partial(_event, review, name, table))
        events += [] if made is None else [made]
    return events


def _event(review: Review, name: str, table: Mapping[str, Any]) -> Event | None:
    """One event; None where something is at fault."""
    model = EVENTS.get(review.kind(name, table, tuple(EVENTS)))
    valid: Value = model and review.table(model, ("events", name), table, known=("off",))
    if not valid:
        return None
    review.until(name, valid)
    return event_of(valid)
