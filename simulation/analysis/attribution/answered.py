"""Rivals and blocs that answer finished exits: their path, and each exit's part of it.

Both move by x += (target - x) / months towards targets that are sums over the states gone, so what
each state adds follows the same rule: the parts add up to the whole.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.moves import Mover
from simulation.analysis.attribution.surroundings import Floats, Surroundings
from simulation.model import decision, exposure, perception


class Answer(NamedTuple):
    """What answers, month by month."""

    path: list[float]
    """(months + 1) as lived by the engines."""
    parts: Floats
    """(months + 1, movers) what each exit adds to it."""


def posture(near: Surroundings, movers: Sequence[Mover], rival: int) -> Answer:
    """A rival's posture at the end of each month.

    A state that left several treaties is gone once; its part goes to the exit finished first.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    for state, weight in near.exposed_to[rival]:
        weights[state] += weight
    whole = sum(weights.values())
    first = _first_out(movers)
    mine = [weights[one.state] if n in first else 0.0 for n, one in enumerate(movers)]
    path = [near.dated(0).posture[rival]]
    parts = np.zeros((near.months + 1, len(movers)))
    for month in range(1, near.months + 1):
        base = near.dated(month).posture[rival]
        gone = [w if 0 <= one.out_from() <= month else 0.0
                for w, one in zip(mine, movers, strict=True)]  # fmt: skip
        share = exposure.exposure(sum(gone), whole)
        path.append(perception.posture_answered(path[-1], base, share, near.p))
        aims = (exposure.exposure(base * near.p.answer, whole)) * np.array(gone)
        parts[month] = parts[month - 1] + (aims - parts[month - 1]) / near.p.posture_months
    return Answer(path, parts)


def _first_out(movers: Sequence[Mover]) -> set[int]:
    """Of each state the exit that took effect first."""
    first: dict[int, int] = {}
    for n, one in enumerate(movers):
        if one.out_from() >= 0:
            earlier = first.get(one.state)
            if earlier is None or one.out_from() < movers[earlier].out_from():
                first[one.state] = n
    return set(first.values())


def money(near: Surroundings, movers: Sequence[Mover], bloc: int, treaty: int) -> Answer:
    """A bloc's money for leaving one treaty at the end of each month."""
    members = near.case.agenda.blocs[bloc] > 0.0
    bound = float((members & near.counted[treaty]).sum())
    mine = [one.treaty == treaty and bool(members[one.state] and near.counted[treaty, one.state])
            for one in movers]  # fmt: skip
    path, parts = [0.0], np.zeros((near.months + 1, len(movers)))
    for month in range(1, near.months + 1):
        gone = [own and 0 <= one.out_from() <= month for own, one in zip(mine, movers, strict=True)]
        path.append(decision.bloc_money(path[-1], exposure.exposure(sum(gone), bound), near.p))
        aims = np.where(gone, exposure.exposure(1.0, bound), 0.0)
        parts[month] = parts[month - 1] + (aims - parts[month - 1]) / near.p.incentive_months
    return Answer(path, parts)


Weighed = Sequence[tuple[Answer, float]]
"""The rivals a state is exposed to, and how much."""


def faced(danger: float, rivals: Weighed, month: int) -> float:
    """Posture faced by a state in a month, which reads postures at the end of the last one."""
    before = max(0, month - 1)
    return danger + sum(exposure.contribution(weight, one.path[before]) for one, weight in rivals)


def faced_by_mover(rivals: Weighed, movers: int) -> Floats:
    """(months + 1, movers) each exit's part of the posture faced, at the end of each month."""
    none = np.zeros((len(rivals[0][0].path) if rivals else 1, movers))
    return sum((weight * one.parts for one, weight in rivals), none)
