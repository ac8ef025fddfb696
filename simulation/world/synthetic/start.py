"""How the states of a synthetic world stand at the start: who is out, what they feel and hold."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation import chance
from simulation.model.arithmetic import on_grid
from simulation.world.luck import chosen, logarithms, uniforms_of_many, words
from simulation.world.starts import Uniforms
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
    one = np.array([replicate], dtype=np.int64)
    return np.asarray(seeds_of_many(seeds, states, seed, one, uniforms_of_many)[0])


def seeds_of_many(
    seeds: Table, states: int, seed: int, replicates: Integers, uniforms: Uniforms
) -> Integers:
    """(runs, seeds) the same for many replicates, in no order."""
    count = how_many(seeds, states)
    if count in (0, states):
        return np.broadcast_to(np.arange(count), (len(replicates), count))
    first_try = np.zeros(states, dtype=np.int64)
    drawn = uniforms(seed, chance.SEEDS, replicates, np.arange(states), first_try)
    return chosen(drawn, count)


def listed_seeds(seeds: Table) -> list[int]:
    """Positions of the seeds that are named.

    >>> listed_seeds({"states": ["S00007"]}), listed_seeds({"count": 1})
    ([7], [])
    """
    return [int(name[1:]) for name in seeds.get("states", ())]


class Whose(NamedTuple):
    """Whose draws: what keys them, and what makes them."""

    seed: int
    replicates: Integers
    uniforms: Uniforms = uniforms_of_many


def amounts(
    table: Table, stream: str, states: tuple[str, ...], treaty: str, whose: Whose
) -> Floats:
    """(runs, states) an amount of 0 to 1 for each state, in each replicate; (1, states) if alike.

    stream: of its draws; states, treaty: what keys them.  Drawn amounts are kept in 0..1.
    """
    if "constant" in table:
        return np.broadcast_to(np.float64(table["constant"]), (1, len(states)))
    if "values" in table:
        return np.array([table["values"]], dtype=np.float64)
    from scipy.special import ndtri

    luck = whose.uniforms(whose.seed, stream, whose.replicates, *words(states, treaty))
    if "uniform" in table:
        low, high = float(table["uniform"]["low"]), float(table["uniform"]["high"])
        return np.asarray(low + (high - low) * luck)
    law = table["normal"]
    return np.clip(float(law["mean"]) + float(law["sd"]) * ndtri(luck), 0.0, 1.0)


def danger(threat: Floats) -> Floats:
    """Exposure to danger under which posture felt, 1 - exp(-danger), is this threat; its shape."""
    if not any(threat.strides) and threat.size > 1:
        return np.broadcast_to(danger(threat.flat[:1])[0], threat.shape)
    below = np.minimum(threat, 1.0 - 2.0**-53)
    felt = np.where(threat >= 1.0, FULL, np.minimum(FULL, -logarithms(1.0 - below)))
    exact: Any = on_grid
    return np.asarray(exact(felt))
