"""Every point of a design is looked at before anything runs; each fault is one line.

The scenario must have every key, allow every value, and give every point the same start and
treaties: all points stand in one table.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from simulation.experiments.designs.design import Design, Point
from simulation.scenario import overrides as outside
from simulation.scenario.faults import InputFault
from simulation.scenario.plain import shown
from simulation.scenario.rereading import Readings
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Value
from simulation.world import commitment, layers, rivals
from simulation.world.real import definition

MOST_FAULTS = 20
"""Faults that are shown."""

MOST_SEEN = 1_000
"""Faults after which no further point is looked at."""

WHOLE = "must be a whole number"
DEFINITIONS: dict[str, Mapping[str, Any]] = {
    "threat_index": rivals.DEFINITIONS,
    "commitment_index": commitment.DEFINITIONS,
    **layers.DEFINITIONS,
}
"""For each key of ``[world]`` that names a definition of the real world, those there are."""


def refuse_fixed(readings: Readings, keys: tuple[str, ...]) -> None:
    """Refuses keys that the sweep varies and that are also given from outside the file."""
    given = outside.layer(readings.overrides).tree
    fixed = [key for key in keys if _stands_in(given, key.split("."))]
    where = label(readings)
    if fixed:
        raise InputFault(
            *(
                f"{outside.LABEL}: {key}: is already varied or held by [sweep] of {where}; must be"
                " given in one of the two"
                for key in fixed
            )
        )


def _stands_in(tree: Value, path: list[str]) -> bool:
    for part in path:
        if not isinstance(tree, Mapping) or part not in tree:
            return False
        tree = tree[part]
    return True


def refuse_off(readings: Readings, keys: tuple[str, ...]) -> None:
    """Refuses keys of events that are switched off at every point."""
    faults = []
    for key in keys:
        parts = key.split(".")
        name = parts[1] if parts[0] == "events" else ""
        if name and f"events.{name}.off" not in keys and readings.said("events", name, "off"):
            faults.append(
                f"{label(readings)}: {_place(readings, key)}: can have no effect:"
                f" events.{name}.off = true; must be an event that happens"
            )
    if faults:
        raise InputFault(*faults)


def refuse_points(design: Design) -> None:
    """Refuses a design of which any point is at fault; of each key the first fault is told."""
    faults: dict[str, str] = {}
    for found in islice(_faults(design), MOST_SEEN):
        faults.setdefault(*found)
    told = list(faults.values())
    if len(told) > MOST_FAULTS:
        told[MOST_FAULTS:] = [f"{label(design.readings)}: and more faults"]
    if told:
        raise InputFault(*told)


def _faults(design: Design) -> Iterator[tuple[str, str]]:
    """Every fault of every point: what it is a fault of, and its line."""
    first: Scenario | None = None
    for point in design.points:
        try:
            scenario = design.scenario_of(point)
            _refuse_definitions(scenario)
        except InputFault as fault:
            yield from (_told(design.readings, point, line) for line in fault.faults)
        else:
            first = first or scenario
            yield from _beside(design.readings, first, scenario)


def _refuse_definitions(scenario: Scenario) -> None:
    """Refuses names of definitions that the real world does not have."""
    if scenario.world.source == "real":
        for option, offered in DEFINITIONS.items():
            definition(scenario.world, option, offered)


def _told(readings: Readings, point: Point, line: str) -> tuple[str, str]:
    """A fault of a point in terms of the sweep: of its key, or else of the values of the point."""
    said = line.removeprefix(f"{outside.LABEL}: ")
    for key in point.values:
        if re.match(re.escape(key) + r"(?![\w-])", said):
            rest = said.removeprefix(key)
            hint = "; a range gives them with integer = true" if WHOLE in rest else ""
            return key, f"{label(readings)}: {_place(readings, key)}{rest}{hint}"
        if key.startswith(re.split(": | = ", said)[0] + "."):
            return key, f"{label(readings)}: {_place(readings, key)}: {said}"
    values = ", ".join(f"{key} = {shown(value)}" for key, value in list(point.values.items())[:4])
    return re.split(": | = ", said)[0], f"{label(readings)}: [sweep]: at {values}: {said}"


def _beside(readings: Readings, first: Scenario, other: Scenario) -> Iterator[tuple[str, str]]:
    """What must be alike at all points and is not."""
    same = {
        "time.start": (first.start, other.start),
        "world.treaties": (list(first.world.treaties), list(other.world.treaties)),
    }
    for key, (one, two) in same.items():
        if one != two:
            yield (
                key,
                f"{label(readings)}: [sweep]: {key} = {shown(two)} at one point and {shown(one)} at"
                " another: must be the same at all points, which stand in one table",
            )


def _place(readings: Readings, key: str) -> str:
    """A key as the sweep says it."""
    return f"sweep.{'rows' if readings.base.sweep.get('rows') else 'vary'}.{key}"


def label(readings: Readings) -> str:
    """The file that says the sweep."""
    rows = "rows" if readings.base.sweep.get("rows") else "vary"
    return readings.label(("sweep", rows))
