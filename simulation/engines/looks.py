"""Who looks at whom, as the compiled engine walks it: all layers' ties of a pair side by side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import LOOK, RIVAL, Floats, Integers, Looks, Records
from simulation.world.world import Ties


def looks_at(layers: Sequence[Ties], states: int, possible: Floats) -> Looks:
    """The ties of all layers, joined.

    Two ties of one layer between the same two states stay apart: what each shows is rounded alone.
    """
    place = np.repeat(np.arange(len(layers)), [len(ties.state) for ties in layers])
    seen, who, since, until, weight = (
        np.concatenate([getattr(ties, name) for ties in layers])
        for name in ("partner", "state", "since", "until", "weight")
    )
    order = np.lexsort((place, until, since, who, seen))
    keys = np.stack([seen, who, since, until])[:, order]
    joins = (keys[:, 1:] == keys[:, :-1]).all(axis=0) & (place[order][1:] != place[order][:-1])
    first = np.concatenate((np.ones(min(1, len(order)), dtype=bool), ~joins))
    group = np.cumsum(first) - 1
    weights = np.zeros((int(first.sum()), len(layers)))
    weights[group, place[order]] = weight[order]
    look = np.zeros(len(weights), dtype=LOOK)
    for name, column in zip(("other", "since", "until"), keys[1:, first], strict=True):
        look[name] = column
    begins = np.searchsorted(keys[0, first], np.arange(states + 1)).astype(np.int64)
    return Looks(begins, look, weights, possible)


def rivals_of(rivals: Ties, states: int) -> tuple[Integers, Records]:
    """Each state's rivals, side by side, and where those of each begin."""
    order = np.argsort(rivals.state, kind="stable")
    rival = np.zeros(len(order), dtype=RIVAL)
    rival["other"], rival["weight"] = rivals.partner[order], rivals.weight[order]
    begins = np.searchsorted(rivals.state[order], np.arange(states + 1))
    return begins.astype(np.int64), rival


def stretches(
    layers: Sequence[Ties], months: int, counted: NDArray[np.bool_]
) -> tuple[Integers, Floats]:
    """Stretches of months with the same ties, and each state's weight of counted partners."""
    limits = {0}
    for ties in layers:
        limits |= set(ties.since.tolist()) | set((ties.until + 1).tolist())
    first_months = sorted(m for m in limits if 0 <= m <= months)
    version = np.searchsorted(first_months, np.arange(months + 1), side="right") - 1
    treaties, states = counted.shape
    possible = np.zeros((len(first_months), states, len(layers) * treaties))
    for v, month in enumerate(first_months):
        for place, ties in enumerate(layers):
            holds = (ties.since <= month) & (month <= ties.until)
            for k in range(treaties):
                weight = ties.weight * (holds & counted[k, ties.partner])
                possible[v, :, len(layers) * k + place] = np.bincount(
                    ties.state, weight, minlength=states
                )
    return version.astype(np.int64), possible
