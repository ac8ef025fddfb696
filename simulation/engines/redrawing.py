"""Replicates that live in worlds of their own: each is run alone, and the histories are joined."""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Case, Engine, Histories


def each_in_its_world(
    inner: Engine, case: Case, replicates: NDArray[np.int64], recorded: int
) -> Histories:
    """Histories of replicates, each in the world that ``case.redraw`` draws for it."""
    redraw = case.redraw
    if redraw is None:
        return inner(case, replicates, recorded)
    lived = []
    for place, replicate in enumerate(replicates.tolist()):
        world, agenda = redraw(replicate)
        own = dataclasses.replace(case, world=world, agenda=agenda, redraw=None)
        one = np.array([replicate], dtype=np.int64)
        lived.append(inner(own, one, 1 if place < recorded else 0))
    return joined(lived)


def joined(parts: Sequence[Histories]) -> Histories:
    """One from several, in the order given; recorded months come from the first of them."""
    if len(parts) == 1:
        return parts[0]
    names = [field.name for field in dataclasses.fields(Histories)]
    return Histories(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
