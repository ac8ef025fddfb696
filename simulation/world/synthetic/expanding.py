"""A world whose complete layers are written out, for engines that look at ties one by one."""

import dataclasses

import numpy as np

from simulation.scenario.faults import InputFault
from simulation.world.synthetic.pairs import Pairs, both_ways, triangle, triangle_of
from simulation.world.world import Agenda, Ties, World

MOST_WRITTEN_OUT = 3_000
"""States whose complete layers may be written out: nine million ties."""


def expanded(world: World, agenda: Agenda) -> tuple[World, Agenda]:
    """The same world and agenda with every tie of their complete layers listed.

    Raises ``InputFault`` where there are too many states for that.
    """
    if not world.complete:
        return world, agenda
    refuse_size(world)
    written = {
        layer: everybody(len(world.states), weight)
        for layer, weight in zip(world.complete, world.complete_weight, strict=True)
    }
    return (
        dataclasses.replace(
            world, layers={**world.layers, **written}, complete=(), complete_weight=()
        ),
        dataclasses.replace(agenda, layers={**agenda.layers, **written}),
    )


def refuse_size(world: World) -> None:
    """Raises ``InputFault`` where a complete layer has too many states to be written out."""
    states = len(world.states)
    if world.complete and states > MOST_WRITTEN_OUT:
        raise InputFault(
            f'world.layers.{world.complete[0]}: graph = "complete" with {states:,} states needs a'
            f' textbook rule and engine = "compiled"; otherwise at most {MOST_WRITTEN_OUT:,} states'
        )


def everybody(states: int, weight: float) -> Ties:
    """Ties of everybody with everybody else."""
    first, second, _ = triangle(np.arange(triangle_of(states)))
    return both_ways(Pairs(first, second), states, weight)
