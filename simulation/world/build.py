"""From a scenario to the two things an engine reads: its world and its agenda."""

from collections.abc import Callable, Mapping

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.files import label_of_scenario
from simulation.scenario.scenario import Scenario
from simulation.world.agenda import agenda
from simulation.world.real import real_world
from simulation.world.world import Agenda, World


def real(scenario: Scenario) -> World:
    """The real world as of the scenario's date."""
    return real_world(scenario.world, scenario.start)


SOURCES: Mapping[str, Callable[[Scenario], World]] = {"real": real}
"""``world.source`` -> how such a world is built."""


def build(scenario: Scenario) -> tuple[World, Agenda]:
    """World and agenda of a scenario; what is remarkable about them, ``lint.remarks`` says.

    Raises ``InputFault``, each line naming the scenario (its file, where it has one) and the key,
    where the scenario asks for something that does not exist.
    """
    source = scenario.world.source
    label = label_of_scenario(scenario.name, scenario.folder)
    if source not in SOURCES:
        raise InputFault(
            f'{label}: world.source = "{source}" is not available'
            f"{did_you_mean(source, SOURCES)}; allowed are {', '.join(SOURCES)}"
        )
    try:
        world = SOURCES[source](scenario)
        return world, agenda(world, scenario)
    except InputFault as found:
        raise InputFault(*(f"{label}: {line}" for line in found.faults)) from None
