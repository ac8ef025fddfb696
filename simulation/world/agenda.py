"""The agenda: what the events of a scenario change, month by month, whatever the states decide."""

from collections.abc import Sequence

from simulation.scenario.scenario import Scenario
from simulation.world import hostility, layers, real
from simulation.world.events import guarantees, quantities, rows, stages, ties, wars
from simulation.world.events.plans import Plan, plans
from simulation.world.events.targets import Joining
from simulation.world.pacts import Depth
from simulation.world.world import Agenda, Ties, World

CONFLICTS = {"lasting": hostility.at_war, "none": hostility.nobody}
"""World option ``armed_conflicts``: which recorded wars hold at the start; first the default."""


def agenda(world: World, scenario: Scenario) -> Agenda:
    """The tables of every month, from the scenario's events.

    An event holds from its month to the month of ``until``, both included; one that began before
    the run holds from month 0.  Changes on one target combine as ``events.change`` says.

    Raises ``InputFault`` with one line for each event at fault.
    """
    ready, joined = plans(world, scenario)
    months = scenario.months
    tied = ties.dated_layers(world, ready, joined, months, _depth(scenario))
    blocs, bloc_incentive = quantities.blocs(world, ready, joined, months)
    tables = _tables(world, ready, joined, months, tied)
    row, cut = rows.shared_rows({**tables, "bloc_incentive": bloc_incentive})
    joins = stages.joins(world, ready, months)
    known = wars.wars(_at_war(world, scenario), ready)
    return Agenda(
        months=months,
        row=row,
        **cut,
        blocs=blocs,
        joins=joins,
        conflict_ends=wars.conflict_ends(known, len(world.states), months),
        stage_events=stages.stage_events(world, ready, joins, months),
        layers=tied,
    )


def _tables(
    world: World,
    ready: Sequence[Plan],
    joined: tuple[Joining, ...],
    months: int,
    layers_of_run: dict[str, Ties],
) -> dict[str, rows.Table]:
    """Every dated quantity by the name of its field, one row a month."""
    under, credibility = guarantees.guarantees(world, ready, joined, months)
    return {
        "posture": quantities.posture(world, ready, months),
        "guaranteed": under,
        "credibility": credibility,
        "utility": quantities.utility(world, ready, months),
        "stigma": quantities.stigma(world, ready, months),
        "advocacy": quantities.advocacy(world, ready, months, layers_of_run),
        "incentive": quantities.incentive(world, ready, months),
        "weight_in_others": quantities.weight_in_others(world, ready, months),
        "pinned": quantities.pinned(world, ready, months),
    }


def _depth(scenario: Scenario) -> Depth:
    return real.definition(scenario.world, "alliance_layer", layers.DEPTHS)


def _at_war(world: World, scenario: Scenario) -> list[int]:
    """Positions of states that the tables show in a lasting war; none outside the real world."""
    recorded = real.definition(scenario.world, "armed_conflicts", CONFLICTS)
    if scenario.world.source != "real":
        return []
    at_war = recorded(scenario.world.as_of)
    return [i for i, state in enumerate(world.states) if state in at_war]
