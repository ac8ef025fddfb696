"""What the plain rivals are told: the plain case as flat arrays, and the luck of each run."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.contract import Case
from simulation.model.arithmetic import log
from simulation.model.exposure import contribution
from simulation.model.parameters import Parameters
from simulation.model.perception import posture_answered, posture_felt, threat_target
from simulation.model.stages import PARTY
from simulation.world.world import LAYERS, Ties

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Ground(NamedTuple):
    """The plain case: one treaty, ties that stay, whoever gives way is out at once."""

    months: int
    base_rate: float
    parameters: Parameters
    party: NDArray[np.bool_]
    """(states,) who can leave, and is counted as a partner."""
    start: Floats
    """(states,) norm commitment at the start."""
    target: Floats
    """(months + 1, states) the threat perception moved towards."""
    possible: Floats
    """(layers, states) weight of all counted partners."""
    ties_from: Integers
    """(layers, states + 1) where the ties begin that look AT each state."""
    looker: NDArray[np.int32]
    """(ties,) who looks."""
    weight: Floats
    """(ties,) how much what is looked at counts for that one."""
    words: Integers
    """(states, 2) what each state's resistance is drawn for."""
    key: tuple[int, int]
    """Of the stream of resistances."""


def ground(case: Case) -> Ground:
    """The plain case for its rivals; ValueError where it is not plain."""
    world, agenda, p = case.world, case.agenda, case.parameters
    layers = [agenda.layers[layer] for layer in LAYERS]
    if len(world.treaties) != 1 or any((ties.since > 0).any() for ties in layers):
        raise ValueError("the plain case has one treaty, and ties that stay")
    states = len(world.states)
    party = world.stage[0] == PARTY
    starts, tables, offset = [], [], 0
    for ties in layers:
        order = np.argsort(ties.partner, kind="stable")
        starts.append(np.searchsorted(ties.partner[order], np.arange(states + 1)) + offset)
        tables.append((ties.state[order], ties.weight[order]))
        offset += len(order)
    return Ground(
        months=agenda.months,
        base_rate=case.base_rate[0],
        parameters=p,
        party=party,
        start=world.commitment[0].copy(),
        target=_targets(case),
        possible=np.stack([_possible(ties, party, states) for ties in layers]),
        ties_from=np.stack(starts).astype(np.int64),
        looker=np.concatenate([table[0] for table in tables]).astype(np.int32),
        weight=np.concatenate([table[1] for table in tables]),
        words=np.array(chance.subjects(world.draw_keys, world.treaties[0].code), dtype=np.int64),
        key=chance.stream_key(case.seed, chance.RESISTANCE),
    )


def resistances(g: Ground, replicates: Integers) -> Floats:
    """(runs, states) each run's resistances: the draws of the engines."""
    low, high = g.words.T
    uniform = chance.uniform(replicates[:, None], low, high, *g.key)
    return -np.vectorize(log, otypes=[float])(uniform)


def ties_of(g: Ground, layer: int) -> list[list[tuple[int, float]]]:
    """For each state: the counted partners it looks at on a layer, with their weights."""
    looked_at: list[list[tuple[int, float]]] = [[] for _ in g.start]
    for j in np.flatnonzero(g.party).tolist():
        for e in range(*g.ties_from[layer, j : j + 2].tolist()):
            looked_at[int(g.looker[e])].append((j, float(g.weight[e])))
    return looked_at


def _possible(ties: Ties, party: NDArray[np.bool_], states: int) -> Floats:
    return np.bincount(ties.state, ties.weight * party[ties.partner], minlength=states)


def _targets(case: Case) -> Floats:
    """What threat perception moves towards: postures follow their dated base alone."""
    agenda, p = case.agenda, case.parameters
    posture = agenda.posture[agenda.row[0]].tolist()
    targets = [_felt(case, 0, posture)]
    for m in range(1, agenda.months + 1):
        targets.append(_felt(case, m, posture))
        base = agenda.posture[agenda.row[m]].tolist()
        posture = [posture_answered(*pair, 0.0, p) for pair in zip(posture, base, strict=True)]
    return np.array(targets)


def _felt(case: Case, month: int, posture: list[float]) -> list[float]:
    """(states,) the threat perception that these postures call for."""
    world, agenda, row = case.world, case.agenda, case.agenda.row[month]
    faced: list[float] = world.danger.tolist()
    rivals = zip(*(c.tolist() for c in (world.rivals.state, world.rivals.partner)), strict=True)
    for (i, j), weight in zip(rivals, world.rivals.weight.tolist(), strict=True):
        faced[i] += contribution(weight, posture[j])
    under = zip(agenda.guaranteed[row].tolist(), agenda.credibility[row].tolist(), strict=True)
    return [
        threat_target(posture_felt(amount), guaranteed, credibility, 0.0, case.parameters)
        for amount, (guaranteed, credibility) in zip(faced, under, strict=True)
    ]
