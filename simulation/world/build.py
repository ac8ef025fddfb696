"""From a scenario to the two things an engine reads: its world and its agenda."""

import dataclasses
from collections.abc import Callable, Mapping

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Scenario
from simulation.world.agenda import agenda
from simulation.world.real import real_world, under_notice
from simulation.world.world import Agenda, World


def real(scenario: Scenario) -> tuple[World, Agenda]:
    """The real world; its agenda remarks which states were under notice at the start."""
    world = real_world(scenario.world, scenario.start)
    dated = agenda(world, scenario)
    pending = (*dated.pending, *_notices(scenario))
    return world, dataclasses.replace(dated, pending=pending)


SOURCES: Mapping[str, Callable[[Scenario], tuple[World, Agenda]]] = {"real": real}
"""``world.source`` -> how such a world is built."""


def build(scenario: Scenario) -> tuple[World, Agenda]:
    """World and agenda of a scenario.

    Raises ``InputFault``, each line naming the scenario and the key, where the scenario asks for
    something that does not exist.
    """
    source = scenario.world.source
    if source not in SOURCES:
        raise InputFault(
            f'{scenario.name}: world.source = "{source}" is not available'
            f"{did_you_mean(source, SOURCES)}; allowed are {', '.join(SOURCES)}"
        )
    try:
        return SOURCES[source](scenario)
    except InputFault as found:
        raise InputFault(*(f"{scenario.name}: {line}" for line in found.faults)) from None


def _notices(scenario: Scenario) -> list[str]:
    return [
        f"{state} had given notice to leave {treaty} before {scenario.world.as_of} and was bound"
        f" until {out}; it starts as party, an exit event can move it"
        for treaty in scenario.world.treaties
        for state, out in under_notice(treaty, scenario.world.as_of).items()
    ]
