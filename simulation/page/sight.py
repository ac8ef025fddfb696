"""What each state sees of the others' exits in one run, month by month, as the engines see it."""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.moves import Mover
from simulation.engines.contract import Case
from simulation.model import contagion, exposure
from simulation.model.stages import NEVER_JOINED
from simulation.world.world import LAYERS, Flags, Floats, Ties


class Stretch(NamedTuple):
    """Months in which a layer's ties stay as they are."""

    first: int
    """The first month."""
    until: int
    """The month after the last one."""
    here: Ties
    """Those that hold."""


def visible(case: Case, movers: Sequence[Mover]) -> Floats:
    """(movers, months + 1) how far each mover's stage is seen in a month.

    In month m that of the end of month m - 1 is seen, at the start that of the start.
    """
    found = np.zeros((len(movers), case.agenda.months + 1))
    for n, mover in enumerate(movers):
        ends = [when for when, _ in mover.steps[1:]] + [case.agenda.months + 1]
        for (when, stage), end in zip(mover.steps, ends, strict=True):
            found[n, when + 1 if when > 0 else 0 : end + 1] = _seen(case, stage)
        weight = case.agenda.weight_in_others[:, mover.treaty, mover.state]
        found[n] *= weight[case.agenda.row]
    return found


def _seen(case: Case, stage: int) -> float:
    if case.contagion is not None:
        return contagion.seen(stage)
    return exposure.visibility(stage, case.parameters)


def exposures(case: Case, movers: Sequence[Mover]) -> Floats:
    """(treaties, layers, months + 1, states) share of partners' weight that is seen leaving.

    Under a rule of thresholds that counts, the summed weight instead.
    """
    counted, months = case.world.stage != NEVER_JOINED, case.agenda.months + 1
    counts = case.contagion is not None and not case.contagion.shares
    seen = visible(case, movers)
    found = np.zeros((len(counted), len(LAYERS), months, len(case.world.states)))
    for n, layer in enumerate(LAYERS):
        for stretch in stretches(case.agenda.layers[layer], months):
            for k in range(len(counted)):
                mine = [
                    p for p, one in enumerate(movers) if one.treaty == k and counted[k, one.state]
                ]
                states = [movers[p].state for p in mine]
                here = slice(stretch.first, stretch.until)
                gone = seen[mine, here].T @ weights(stretch.here, states, found.shape[3])
                whole = possible(stretch.here, counted[k])
                share = gone if counts else np.divide(gone, whole, out=gone, where=whole > 0.0)
                found[k, n, here] = share
    return found


@functools.lru_cache(maxsize=8)
def stretches(ties: Ties, months: int) -> list[Stretch]:
    """The months 0..T cut where a tie begins or has ended."""
    cuts = np.unique(np.concatenate([ties.since, ties.until + 1, [0, months]]))
    cuts = cuts[(cuts >= 0) & (cuts <= months)]
    found = []
    for first, until in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        holds = (ties.since <= first) & (first <= ties.until)
        found.append(
            Stretch(
                first, until, Ties(*(getattr(ties, name)[holds] for name in Ties.__annotations__))
            )
        )
    return found


def weights(ties: Ties, partners: Sequence[int], states: int) -> Floats:
    """(partners, states) how much each state looks at each of some partners."""
    place = np.full(states, -1)
    place[list(partners)] = np.arange(len(partners))
    mine = place[ties.partner] >= 0
    found = np.zeros((len(partners), states))
    np.add.at(found, (place[ties.partner[mine]], ties.state[mine]), ties.weight[mine])
    return found


def possible(ties: Ties, counted: Flags) -> Floats:
    """(states,) weight of all partners that count."""
    mine = counted[ties.partner]
    found = np.bincount(ties.state[mine], ties.weight[mine], minlength=len(counted))
    return found.astype(np.float64)
