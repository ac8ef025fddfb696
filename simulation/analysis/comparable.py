"""Which scenarios can be compared, and whose exits count when they are."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.model.stages import NEVER_JOINED, SUSPENDED
from simulation.outcomes.records import Record
from simulation.outcomes.standing import forced_states
from simulation.scenario.faults import InputFault
from simulation.scenario.scenario import Scenario
from simulation.world.world import Agenda, Flags, World


def refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    """Raises InputFault, a line each, for scenarios that differ from the first in time or treaties.

    Those decide what is counted; anything else may differ, and is what is compared.
    """
    first, *others = scenarios
    if not others:
        raise InputFault(f"{first.name}: nothing to compare it with; name at least one other")
    faults = [
        f"{other.name}: {key} = {_said(other, key)}, but {first.name} has {_said(first, key)};"
        " only scenarios with the same time and treaties can be compared"
        for other in others
        for key in ("time.start", "time.end", "world.treaties")
        if _said(other, key) != _said(first, key)
    ]
    if faults:
        raise InputFault(*faults)


def _said(scenario: Scenario, key: str) -> str:
    if key == "world.treaties":
        return ", ".join(scenario.world.treaties)
    return str(scenario.start if key == "time.start" else scenario.end)


def refuse_other_luck(records: Sequence[Record]) -> None:
    """Raises InputFault for results with another seed or other replicates than the first.

    And for results in which not every run is listed.
    """
    first, *others = records
    faults = [
        f"{other.scenario.name}: {key} = {other.manifest[key]}, but {first.scenario.name} has"
        f" {first.manifest[key]}; only results on the same luck can be compared"
        for other in others
        for key in ("seed", "replicates", "stream_version")
        if other.manifest[key] != first.manifest[key]
    ] + [
        f"{record.scenario.name}: {record.manifest['runs']['failed']} runs failed; only results"
        " of which no run failed can be compared"
        for record in records
        if record.manifest["runs"]["failed"]
    ]
    faults += [
        f"{record.scenario.name}: its table of exits lists only runs before replicate {until:,};"
        " results are compared run by run and state by state: compare fewer replicates"
        for record in records
        if (until := record.manifest.get("exits_listed_until")) is not None
    ]
    if faults:
        raise InputFault(*faults)


def refuse_other_states(worlds: Mapping[str, World]) -> None:
    """Raises InputFault for worlds, by scenario, whose states are not those of the first."""
    (name, first), *others = worlds.items()
    faults = [
        f"{other}: has {len(world.states):,} states, {name} has {len(first.states):,}, and they are"
        " not the same; only scenarios with the same states can be compared"
        for other, world in others
        if world.states != first.states
    ]
    if faults:
        raise InputFault(*faults)


def moved_by_date(world: World, agenda: Agenda) -> Flags:
    """(treaties, states) whom a scenario pins, forces out or suspends by date, in any month.

    Their exits are not, or not only, decisions: they are left out of every scenario of a
    comparison, so that all count the same states.
    """
    moved = forced_states(world, agenda) | agenda.pinned.any(axis=0)
    for event in agenda.stage_events:
        if event.stage == SUSPENDED:
            moved[event.treaty, event.state] = True
    return moved


def ever_party(world: World, agenda: Agenda) -> Flags:
    """(treaties, states) party at the start, or by joining during the run."""
    bound = (world.stage != NEVER_JOINED) | (agenda.joins >= 0)
    return np.asarray(bound)
