"""The law of thresholds: which share of the states has a threshold no higher than an amount."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtr

from simulation.world.world import Floats


def reached(said: Mapping[str, Any], amounts: Floats) -> Floats:
    """Chance, 0 to 1, that a state's threshold is at most each amount; shape of amounts.

    said: ``rule.threshold`` of a scenario: constant, normal, uniform_integers or values.

    >>> reached({"constant": 0.5}, np.array([0.4, 0.5])).tolist()
    [0.0, 1.0]
    >>> reached({"uniform_integers": {"low": 0, "high": 3}}, np.array([-1.0, 0.5, 3.0])).tolist()
    [0.0, 0.25, 1.0]
    >>> reached({"values": [0.0, 2.0]}, np.array([1.0])).tolist()
    [0.5]
    """
    amounts = np.asarray(amounts, dtype=np.float64)
    if "constant" in said:
        return np.where(amounts >= said["constant"], 1.0, 0.0)
    if "normal" in said:
        mean, sd = said["normal"]["mean"], said["normal"]["sd"]
        if sd == 0.0:
            return np.where(amounts >= mean, 1.0, 0.0)
        return np.asarray(ndtr((amounts - mean) / sd))
    if "uniform_integers" in said:
        low, high = said["uniform_integers"]["low"], said["uniform_integers"]["high"]
        many = high - low + 1
        return np.asarray(np.clip(np.floor(amounts) - low + 1.0, 0.0, many) / many)
    ordered = np.sort(np.asarray(said["values"], dtype=np.float64))
    return np.asarray(np.searchsorted(ordered, amounts, side="right") / len(ordered))
