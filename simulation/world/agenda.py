"""The agenda: what the events of a scenario change, month by month, whatever the states decide."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from simulation.model.stages import NEVER
from simulation.scenario.faults import InputFault
from simulation.scenario.scenario import Scenario
from simulation.world import hostility, layers, real
from simulation.world.events import guarantees, quantities, rows, stages, ties, wars
from simulation.world.events.plans import Plan, plans
from simulation.world.events.targets import Joining
from simulation.world.pacts import Depth
from simulation.world.world import Agenda, Floats, Integers, Ties, World

CONFLICTS = {"lasting": hostility.at_war, "none": hostility.nobody}
"""World option ``armed_conflicts``: which recorded wars hold at the start; first the default."""

READ_TIES = ("tie", "advocacy", "join")
"""Kinds of events whose effect depends on the ties of a world."""


MOST_CELLS = 20_000_000
"""Stretches of months times states times treaties that the tables of an agenda may hold."""

MOST_MOVES = 200_000
"""Dated stages, one for each state that an event moves."""


def agenda(world: World, scenario: Scenario) -> Agenda:
    """The tables of every month, from the scenario's events.

    An event holds from its month to the month of ``until``, both included; one that began before
    the run holds from month 0.  Changes on one target combine as ``events.change`` says.

    Raises ``InputFault`` with one line for each event at fault, and where events would fill more
    room than there is.
    """
    ready, joined = plans(world, scenario)
    known = wars.wars(_at_war(world, scenario), ready)
    if not scenario.events and not world.guarantors and not known:
        return undisturbed(world, scenario.months)
    return disturbed(world, scenario, ready, joined, known)


def disturbed(
    world: World,
    scenario: Scenario,
    ready: Sequence[Plan],
    joined: tuple[Joining, ...],
    known: Sequence[wars.War],
) -> Agenda:
    """The agenda of a world with events, guarantees or wars."""
    months = scenario.months
    stretch = rows.stretches(ready, joined, months)
    _refuse_size(world, scenario, ready, len(stretch), bool(known))
    tied = ties.dated_layers(world, ready, joined, months, _depth(scenario))
    thin = [plan._replace(growth=plan.growth[stretch]) for plan in ready]
    blocs, bloc_incentive = quantities.blocs(world, thin, joined, len(stretch) - 1)
    tables = _tables(world, thin, rows.in_stretches(joined, stretch), len(stretch) - 1, tied)
    row, cut = rows.shared_rows({**tables, "bloc_incentive": bloc_incentive})
    joins = stages.joins(world, ready, months)
    return Agenda(
        months=months,
        row=row[rows.stretch_of_month(stretch, months)],
        **cut,
        blocs=blocs,
        joins=joins,
        conflict_ends=wars.conflict_ends(known, len(world.states), months),
        stage_events=stages.stage_events(world, ready, joins, months),
        layers=tied,
    )


def undisturbed(world: World, months: int) -> Agenda:
    """The agenda of a world without events, guarantees and wars, whatever its size.

    Its tables are views of one number each: a million states need no room.
    """
    treaties, states = world.stage.shape
    whole, one = (1, treaties, states), (1, states)
    return Agenda(
        months=months,
        row=np.zeros(months + 1, dtype=np.int64),
        posture=_all(world.posture, one),
        guaranteed=_all(0.0, one),
        credibility=_all(1.0, one),
        utility=_all(1.0, (1, treaties)),
        stigma=_all(1.0, whole),
        advocacy=_all(0.0, whole),
        incentive=_all(0.0, whole),
        weight_in_others=_all(1.0, whole),
        pinned=np.broadcast_to(np.False_, whole),
        blocs=np.zeros((0, states)),
        bloc_incentive=np.zeros((1, 0, states)),
        joins=stages.joins(world, (), months) if world.joining else _nobody_joins(world),
        conflict_ends=np.broadcast_to(np.int64(0), (months + 1, states)),
        stage_events=(),
        layers=dict(world.layers),
    )


def agenda_of_redrawn(world: World, scenario: Scenario, dated: Agenda) -> Agenda:
    """The agenda of a world drawn anew; dated: that of another one drawn for the same scenario.

    They differ in their ties, and in what events make of ties.
    """
    if reads_ties(scenario):
        return agenda(world, scenario)
    return dataclasses.replace(dated, layers=dict(world.layers))


def reads_ties(scenario: Scenario) -> bool:
    """Whether events make something of the ties of a world."""
    return any(event.kind in READ_TIES for event in scenario.events)


def _nobody_joins(world: World) -> Integers:
    return np.broadcast_to(np.int64(NEVER), world.stage.shape)


def _all(value: Floats | float, shape: tuple[int, ...]) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), shape)


def _refuse_size(
    world: World, scenario: Scenario, ready: Sequence[Plan], stretches: int, at_war: bool
) -> None:
    size = f"{len(world.states):,} states"
    cells = stretches * world.stage.size
    if cells > MOST_CELLS or (at_war and scenario.months * len(world.states) > MOST_CELLS):
        raise InputFault(
            f"events: they change {size} {stretches:,} times in {scenario.months:,} months; tables"
            f" of at most {MOST_CELLS:,} can be held: fewer states, fewer dates or no ramp"
        )
    moves = sum(
        int(plan.states.sum()) * len(plan.treaties)
        for plan in ready
        if plan.event.kind in ("exit", "suspend")
    )
    if moves > MOST_MOVES:
        raise InputFault(
            f"events: exit and suspend would move {moves:,} states; at most {MOST_MOVES:,} dated"
            " moves can be held"
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
