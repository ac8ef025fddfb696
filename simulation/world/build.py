"""From a scenario to the two things an engine reads: its world and its agenda."""

from collections.abc import Callable, Mapping

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.files import label_of_scenario
from simulation.scenario.scenario import Scenario
from simulation.world.agenda import agenda
from simulation.world.real import real_world
from simulation.world.synthetic.drawing import draws_anew, redrawn_world, synthetic_world
from simulation.world.table.building import table_world
from simulation.world.world import Agenda, World


def real(scenario: Scenario) -> World:
    """The real world as of the scenario's date."""
    return real_world(scenario.world, scenario.start)


SOURCES: Mapping[str, Callable[[Scenario], World]] = {
    "real": real,
    "synthetic": synthetic_world,
    "table": table_world,
}
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


def redrawing(scenario: Scenario) -> Callable[[int], tuple[World, Agenda]] | None:
    """What draws each replicate its own world; None where one world holds for all.

    The states and treaties are those of ``build``; networks, seeds and thresholds are the
    replicate's own, drawn from the scenario's seed.
    """
    if scenario.world.source != "synthetic" or not draws_anew(scenario):
        return None

    def redraw(replicate: int) -> tuple[World, Agenda]:
        world = redrawn_world(scenario, replicate)
        return world, agenda(world, scenario)

    return redraw
