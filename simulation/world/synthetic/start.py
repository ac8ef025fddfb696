"""How the states of a synthetic world stand at the start: who is out, what they feel and hold."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation import chance
from simulation.model.arithmetic import on_grid
from simulation.world.luck import Luck, logarithms, shuffled, uniforms_of_states
from simulation.world.world import Floats, Integers

Table = Mapping[str, Any]

FULL = 40.0
"""Danger under which threat perception is 1: exp(-40) is lost beside 1."""


def seeds_are_drawn(seeds: Table, states: int) -> bool:
    """Whether luck decides who is out at the start."""
    return 0 < how_many(seeds, states) < states


def is_drawn(amount: Table) -> bool:
    """Whether luck decides an amount for each state.

    >>> is_drawn({"constant": 0.5}), is_drawn({"uniform": {"low": 0.0, "high": 1.0}})
    (False, True)
    """
    return "normal" in amount or "uniform" in amount


def how_many(seeds: Table, states: int) -> int:
    """States to be drawn as seeds; 0 where they are listed.

    >>> how_many({"fraction": 0.01}, 250), how_many({"states": ["S00001"]}, 250)
    (3, 0)
    """
    if "count" in seeds:
        return min(int(seeds["count"]), states)
    return int(float(seeds.get("fraction", 0.0)) * states + 0.5)


def drawn_seeds(seeds: Table, states: int, seed: int, replicate: int) -> Integers:
    """Positions of the seeds that luck chooses, none twice; more seeds include fewer."""
    count = how_many(seeds, states)
    if count in (0, states):
        return np.arange(count)
    return shuffled(states, Luck(seed, chance.SEEDS, replicate))[:count]


def listed_seeds(seeds: Table) -> list[int]:
    """Positions of the seeds that are named.

    >>> listed_seeds({"states": ["S00007"]}), listed_seeds({"count": 1})
    ([7], [])
    """
    return [int(name[1:]) for name in seeds.get("states", ())]


def amounts(
    table: Table,
    stream: str,
    states: tuple[str, ...],
    treaty: str,
    who: tuple[int, int],
) -> Floats:
    """(states,) an amount of 0 to 1 for each state.

    stream: of its draws; states, treaty: what keys them; who: seed and replicate.  Drawn amounts
    are kept in 0..1.
    """
    if "constant" in table:
        return np.broadcast_to(np.float64(table["constant"]), (len(states),))
    if "values" in table:
        return np.array(table["values"], dtype=np.float64)
    from scipy.special import ndtri

    luck = uniforms_of_states(who[0], stream, who[1], states, treaty)
    if "uniform" in table:
        low, high = float(table["uniform"]["low"]), float(table["uniform"]["high"])
        return np.asarray(low + (high - low) * luck)
    law = table["normal"]
    return np.clip(float(law["mean"]) + float(law["sd"]) * ndtri(luck), 0.0, 1.0)


def danger(threat: Floats) -> Floats:
    """(states,) exposure to danger under which posture felt, 1 - exp(-danger), is this threat."""
    if threat.strides == (0,):
        return np.broadcast_to(danger(threat[:1].copy())[0], threat.shape)
    below = np.minimum(threat, 1.0 - 2.0**-53)
    felt = np.where(threat >= 1.0, FULL, np.minimum(FULL, -logarithms(1.0 - below)))
    exact: Any = on_grid
    return np.asarray(exact(felt))
