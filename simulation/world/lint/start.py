"""Remarks on how things stand at the start: parties without ties, states under notice."""

from collections.abc import Iterator

import numpy as np

from simulation.world.lint.facts import Facts
from simulation.world.real import under_notice
from simulation.world.world import LAYERS

NAMED = 5
"""So many states are named one by one."""


def of_start(known: Facts) -> Iterator[str]:
    """Lines on parties that see nobody and are seen by nobody, and on states under notice."""
    if line := _untied(known):
        yield line
    if known.scenario.world.source == "real":
        yield from _notices(known)


def _untied(known: Facts) -> str:
    tied = np.zeros(len(known.world.states), dtype=np.bool_)
    for layer in LAYERS:
        ties = known.agenda.layers[layer]
        for end in (ties.state, ties.partner):
            tied[end[ties.weight > 0.0]] = True
    alone = np.flatnonzero(known.parties & ~tied)
    if not len(alone):
        return ""
    names = ", ".join(known.world.names[i] for i in alone[:NAMED])
    more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
    who = "party without ties sees" if len(alone) == 1 else "parties without ties see"
    return f"world: {len(alone)} {who} no exit on any layer: {names}{more}"


def _notices(known: Facts) -> Iterator[str]:
    choice = known.scenario.world
    for treaty in choice.treaties:
        for state, out in under_notice(treaty, choice.as_of).items():
            yield (
                f"world.as_of = {choice.as_of}: {state} had given notice to leave {treaty} and was"
                f" bound until {out}; it starts as party, an exit event can move it"
            )
