"""From a scenario to the two things an engine reads: its world and its agenda."""

from collections.abc import Callable, Mapping

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.files import label_of_scenario
from simulation.scenario.scenario import Scenario
from simulation.world import thresholds
from simulation.world.agenda import agenda, agenda_of_redrawn
from simulation.world.real import real_world
from simulation.world.synthetic.drawing import draws_anew, redrawn_world, synthetic_world
from simulation.world.synthetic.expanding import refuse_size
from simulation.world.table.building import table_world
from simulation.world.world import Agenda, World

MOST_MONTHS_LIVED = 500_000_000
"""Months times states times treaties under the rule hazard: a run of so many takes seconds."""

MOST_MEMBERS = 2_000_000
"""States times treaties under the rule hazard, which keeps up to 1,500 bytes for each: 3 GB."""

MOST_MONTHS_OF_THREAT = 50_000_000
"""Months times states whose paths of threat are kept, 16 bytes each, where dated events move it."""


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

    Where each replicate has its own (``redrawing``), this is replicate 0's, but for seeds that are
    drawn, which are not marked in it.

    Raises ``InputFault``, each line naming the scenario (its file, where it has one) and the key,
    where the scenario asks for something that does not exist, or for more than can be held.
    """
    source = scenario.world.source
    label = label_of_scenario(scenario.name, scenario.folder)
    if source not in SOURCES:
        raise InputFault(
            f'{label}: world.source = "{source}" is not available'
            f"{did_you_mean(source, SOURCES)}; allowed are {', '.join(SOURCES)}"
        )
    try:
        world = thresholds.with_thresholds(SOURCES[source](scenario), scenario, 0)
        _refuse_size(scenario, world)
        dated = agenda(world, scenario)
        _refuse_paths(scenario, dated)
        return world, dated
    except InputFault as found:
        raise InputFault(*(f"{label}: {line}" for line in found.faults)) from None


def _refuse_size(scenario: Scenario, world: World) -> None:
    if scenario.rule != "hazard":
        return
    refuse_size(world)
    lived = scenario.months * world.stage.size
    if world.stage.size > MOST_MEMBERS:
        raise InputFault(
            f'rule.name = "hazard": {world.stage.size:,} states (by treaty) are too many, must be'
            f" at most {MOST_MEMBERS:,}"
        )
    if lived > MOST_MONTHS_LIVED:
        raise InputFault(
            f'rule.name = "hazard": {scenario.months:,} months of {world.stage.size:,} states (by'
            f" treaty) come to {lived:,}, must come to at most {MOST_MONTHS_LIVED:,}; threshold,"
            " cascade and simple take more"
        )


def _refuse_paths(scenario: Scenario, dated: Agenda) -> None:
    paths = scenario.months * dated.posture.shape[1]
    if scenario.rule == "hazard" and len(dated.posture) > 1 and paths > MOST_MONTHS_OF_THREAT:
        raise InputFault(
            f'rule.name = "hazard": with dated events {scenario.months:,} months of'
            f" {dated.posture.shape[1]:,} states come to {paths:,}, must come to at most"
            f" {MOST_MONTHS_OF_THREAT:,}; without dated events to {MOST_MONTHS_LIVED:,}"
        )


def redrawing(
    scenario: Scenario, built: tuple[World, Agenda] | None = None
) -> Callable[[int], tuple[World, Agenda]] | None:
    """What draws each replicate its own world; None where one world holds for all.

    The states and treaties are those of ``build``; networks, seeds and thresholds are the
    replicate's own, drawn from the scenario's seed.  built: what ``build`` gave, if at hand.
    """
    synthetic = scenario.world.source == "synthetic" and draws_anew(scenario)
    if not synthetic and not thresholds.are_drawn(scenario):
        return None
    base, dated = build(scenario) if built is None else built

    def redraw(replicate: int) -> tuple[World, Agenda]:
        world = redrawn_world(scenario, replicate, base) if synthetic else base
        if thresholds.are_drawn(scenario):
            world = thresholds.with_thresholds(world, scenario, replicate)
        return world, agenda_of_redrawn(world, scenario, dated)

    return redraw
