"""Remarks on how things stand at the start: parties without ties, states under notice."""

from collections.abc import Iterator

import numpy as np

from simulation.scenario.faults import did_you_mean
from simulation.world.lint.facts import Facts
from simulation.world.real import under_notice
from simulation.world.table.history import on_record
from simulation.world.table.parties import misspelt
from simulation.world.world import LAYERS, Flags

NAMED = 5
"""So many states are named one by one."""


def of_start(known: Facts) -> Iterator[str]:
    """Lines on parties that see nobody and are seen by nobody, and on states under notice."""
    if line := _untied(known):
        yield line
    if known.scenario.world.source == "real":
        yield from _notices(known)
    if known.scenario.world.source == "table":
        yield from _notices_of_tables(known)
        for treaty, rows in misspelt(known.scenario).items():
            hint = did_you_mean(treaty, known.scenario.world.treaties)
            what = "1 row names" if rows == 1 else f"{rows:,} rows name"
            yield f"world.parties: {what} {treaty}, which world.treaties leaves out{hint}"
        if line := _unarmed(known):
            yield line


def _untied(known: Facts) -> str:
    tied = np.zeros(len(known.world.states), dtype=np.bool_)
    for layer in LAYERS:
        ties = known.agenda.layers[layer]
        for end in (ties.state, ties.partner):
            tied[end[ties.weight > 0.0]] = True
        tied |= known.everybody(layer)
    alone = np.flatnonzero(known.parties & ~tied)
    if not len(alone) or _as_wanted(known, tied):
        return ""
    names = ", ".join(known.world.names[i] for i in alone[:NAMED])
    more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
    who = "party without ties sees" if len(alone) == 1 else "parties without ties see"
    return f"world: {len(alone)} {who} no exit on any layer: {names}{more}"


def _as_wanted(known: Facts, tied: Flags) -> bool:
    """Whether states without ties are no surprise: drawn so, or under a rule that reads no ties."""
    drawn = known.scenario.world.source == "synthetic" and bool(tied.any())
    return drawn or known.scenario.rule == "simple"


def _notices(known: Facts) -> Iterator[str]:
    choice = known.scenario.world
    for treaty in choice.treaties:
        for state, out in under_notice(treaty, choice.as_of).items():
            yield (
                f"world.as_of = {choice.as_of}: {state} had given notice to leave {treaty} and was"
                f" bound until {out}; it starts as party, an exit event can move it"
            )


def _notices_of_tables(known: Facts) -> Iterator[str]:
    """States that the researcher's record shows on their way out on the world's date."""
    day = known.scenario.world.as_of
    leaving = [one for one in on_record(known.scenario) if one.under_notice(day)]
    for one in leaving[:NAMED]:
        yield (
            f"world.as_of = {day}: {one.state} is on record as leaving {one.treaty} and still"
            " bound; it starts as party, an exit event can move it"
        )
    if len(leaving) > NAMED:
        yield f"world.as_of = {day}: and so are {len(leaving) - NAMED} more"


def _unarmed(known: Facts) -> str:
    """What a layer of rivals without any posture comes to."""
    if not len(known.world.rivals.weight) or known.agenda.posture.any():
        return ""
    return "world.layers.rival: no state has a posture, so that no rival is felt"
