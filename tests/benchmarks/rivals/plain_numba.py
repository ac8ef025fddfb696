"""The plain model as in ``plain.c``, line by line, compiled by numba: compiler against compiler.

The exponential, the logarithm and the draws are this project's own text.
"""

import math

import numba
import numpy as np
from numba.extending import register_jitable

from simulation import chance
from simulation.model import arithmetic
from tests.benchmarks.rivals.ground import Floats, Ground, Integers

OPTIONS = {"nogil": True, "error_model": "numpy"}

_compiled = numba.njit(**OPTIONS)
exponential = _compiled(arithmetic.exp)
for _part in (arithmetic.log, chance.philox, chance.uniform):
    register_jitable(**OPTIONS)(_part)
draw = _compiled(chance.exponential)


def run(g: Ground, replicates: Integers) -> Floats:
    """(runs, states) month of leaving, -1: never; each run draws its own resistances."""
    left = np.full((len(replicates), len(g.start)), -1, dtype=np.int16)
    p = g.parameters
    numbers = (
        g.base_rate, p.threat_weight, p.norm_weight, p.border_weight, p.alliance_weight,
        p.peer_weight, p.threat_months, p.norm_months, p.erosion_border, p.erosion_alliance,
        p.erosion_peers,
    )  # fmt: skip
    live(
        g.months, tuple(map(float, numbers)), g.key, replicates, g.words, g.party, g.start,
        g.target, np.where(g.possible > 0.0, g.possible, 1.0), g.ties_from, g.looker, g.weight,
        left,
    )  # fmt: skip
    return left


@_compiled
def one_month(numbers, start, towards, possible, seen, threat, commitment, accumulated, against):
    """Every state, one month; how many cross."""
    base, felt, held, near, allied, akin, tau, tau_norm, by_border, by_alliance, by_peers = numbers
    crossings = 0
    for i in range(start.size):
        border = seen[0, i] / possible[0, i]
        alliance = seen[1, i] / possible[1, i]
        peers = seen[2, i] / possible[2, i]
        eroded = by_border * border + by_alliance * alliance + by_peers * peers
        wanted = min(1.0, start[i] * max(0.0, 1.0 - eroded))
        threat[i] += (towards[i] - threat[i]) / tau
        commitment[i] += (wanted - commitment[i]) / tau_norm
        drive = (
            base + felt * threat[i] - held * commitment[i]
            + near * border + allied * alliance + akin * peers
        )  # fmt: skip
        accumulated[i] += exponential(min(max(drive, -50.0), 50.0))
        crossings += 1 if accumulated[i] >= against[i] else 0
    return crossings


@_compiled
def live(
    months, numbers, key, replicates, words, party, start, target, possible, ties_from, looker,
    weight, left,
):  # fmt: skip
    """All runs, one after another."""
    states = start.size
    seen, threat, commitment = np.empty((3, states)), np.empty(states), np.empty(states)
    accumulated, against = np.empty(states), np.empty(states)
    for r in range(replicates.size):
        threat[:], commitment[:], accumulated[:], seen[:] = target[0], start, 0.0, 0.0
        for i in range(states):
            against[i] = math.inf
            if party[i]:
                against[i] = draw(replicates[r], words[i, 0], words[i, 1], key[0], key[1])
        for m in range(1, months + 1):
            crossings = one_month(
                numbers, start, target[m], possible, seen, threat, commitment, accumulated, against
            )
            for i in range(states if crossings > 0 else 0):
                if accumulated[i] >= against[i]:
                    against[i] = math.inf
                    left[r, i] = m
                    for layer in range(3):
                        for e in range(ties_from[layer, i], ties_from[layer, i + 1]):
                            seen[layer, looker[e]] += weight[e]


def vectorised(function):
    """The same function over arrays, in place."""
    one = _compiled(function)

    @_compiled
    def over(given, made):
        for i in range(given.size):
            made[i] = one(given[i])

    return over
