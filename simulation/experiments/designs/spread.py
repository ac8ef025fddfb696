"""Points in the unit cube: Latin hypercubes, Sobol and Halton sequences, Saltelli's and Morris'.

Made by SciPy and SALib from an integer that follows from the scenario's seed; no global luck.  With
the same seed, more points of ``sobol`` and ``halton`` go on where fewer ended; another number of
points of a Latin hypercube, of Morris' walks or of Saltelli's is another design.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simulation.experiments.designs.design import Shares
from simulation.scenario.sweep_ranges import at, is_range
from simulation.scenario.values import Value

LEVELS = 4
"""Of each key on Morris' walks, where the sweep does not say (Saltelli et al. 2004)."""


def seed_of(seed: int) -> int:
    """The integer a design is drawn from: of SHA-256 of "design SEED" the first 32 bits.

    Of its own, so that points and the histories at them share no luck.

    >>> seed_of(1)
    955661042
    """
    return int.from_bytes(hashlib.sha256(f"design {seed}".encode()).digest()[:4], "big")


def latin_hypercube(keys: int, sweep: Mapping[str, Any], seed: int) -> Shares:
    """Each of so many equal slices of each key is met once (McKay et al. 1979)."""
    from scipy.stats import qmc

    return _kept(qmc.LatinHypercube(keys, rng=seed).random(sweep["points"]))


def sobol(keys: int, sweep: Mapping[str, Any], seed: int) -> Shares:
    """A scrambled Sobol sequence (Owen 1998), its first points."""
    from scipy.stats import qmc

    points = int(sweep["points"])
    whole = qmc.Sobol(keys, scramble=True, rng=seed)
    return _kept(whole.random_base2((points - 1).bit_length())[:points])


def halton(keys: int, sweep: Mapping[str, Any], seed: int) -> Shares:
    """A scrambled Halton sequence (Owen 2017), its first points."""
    from scipy.stats import qmc

    return _kept(qmc.Halton(keys, scramble=True, rng=seed).random(sweep["points"]))


def morris(keys: int, sweep: Mapping[str, Any], seed: int) -> Shares:
    """Walks that change one key at a time by half its levels (Morris 1991)."""
    from SALib.sample import morris as walks

    levels = sweep.get("levels", LEVELS)
    made = walks.sample(_problem(keys), sweep["trajectories"], num_levels=levels, seed=seed)
    return _kept(made)


def saltelli(keys: int, sweep: Mapping[str, Any], seed: int) -> Shares:
    """Saltelli's scheme over a scrambled Sobol sequence (Saltelli 2002; Saltelli et al. 2010)."""
    from SALib.sample import sobol as scheme

    pairs = sweep.get("second_order", True)
    made = scheme.sample(
        _problem(keys), sweep["points"], calc_second_order=pairs, scramble=True, seed=seed
    )
    return _kept(made)


SHARES: dict[str, Callable[[int, Mapping[str, Any], int], Shares]] = {
    "latin-hypercube": latin_hypercube,
    "sobol": sobol,
    "halton": halton,
    "morris": morris,
    "saltelli": saltelli,
}
"""For each design: points as shares, from the number of keys, the sweep and a seed."""


def value_at(held: Value, share: float) -> Value:
    """What a key is at a share of its way; entries of a list have equal parts of it.

    >>> [value_at(["a", "b"], share) for share in (0.0, 0.49, 0.5, 1.0)]
    ['a', 'a', 'b', 'b']
    """
    if is_range(held):
        return at(held, share)
    return held[min(int(share * len(held)), len(held) - 1)]


def _problem(keys: int) -> dict[str, Any]:
    return {
        "num_vars": keys,
        "names": [str(key) for key in range(keys)],
        "bounds": [[0.0, 1.0]] * keys,
    }


def _kept(made: Shares) -> Shares:
    """Shares as numbers that nobody changes."""
    shares = np.ascontiguousarray(made, dtype=np.float64)
    shares.flags.writeable = False
    return shares
