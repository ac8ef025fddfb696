"""How dated changes of one quantity combine: sets first, then scales multiplied, then adds.

A change grows evenly to its full size over its ramp: in its n-th month it has reached min(1,
n / ramp).  A set moves from the value that other sets left towards its own, a scale from 1, an add
from 0.  Of several sets the one that began last comes last.  The order in which a file lists its
events never matters.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.world.world import Floats


class Pull(NamedTuple):
    """One change of a quantity that lives in months and in cells (states, treaties, ...)."""

    how: str
    """"set", "scale" or "add"."""
    amount: float
    reach: Floats
    """(months + 1, ...cells) how much of the change has arrived, 0..1."""
    began: int
    """Month in which it began; may lie before the run."""
    name: str
    """Name of the event: orders what began together."""


def growth(first: int, last: int, ramp: int, months: int) -> Floats:
    """(months + 1,) how far a change has grown in each month, 0 outside first..last.

    first and last may lie outside the run; a ramp that began before the run is further on.

    >>> growth(1, 3, 2, 4).tolist()
    [0.0, 0.5, 1.0, 1.0, 0.0]
    """
    month = np.arange(months + 1)
    grown = np.minimum(1.0, (month - first + 1) / max(1, ramp))
    return np.where((month >= first) & (month <= last), grown, 0.0)


def combine(neutral: Floats, pulls: Sequence[Pull]) -> Floats:
    """A quantity under all its changes; shape of ``neutral``, which is its value without any.

    >>> once = np.ones(1)
    >>> pulls = [Pull("add", 0.5, once, 1, "c"), Pull("scale", 2.0, once, 1, "b"),
    ...          Pull("set", 3.0, once, 1, "a")]
    >>> combine(np.ones(1), pulls).tolist()
    [6.5]
    """
    value = neutral.copy()
    for pull in _in_order(pulls, "set"):
        value = np.where(pull.reach == 1.0, pull.amount, value + (pull.amount - value) * pull.reach)
    for pull in _in_order(pulls, "scale"):
        partly = 1.0 + (pull.amount - 1.0) * pull.reach
        value = value * np.where(pull.reach == 1.0, pull.amount, partly)
    for pull in _in_order(pulls, "add"):
        value = value + pull.amount * pull.reach
    return value


def _in_order(pulls: Sequence[Pull], how: str) -> list[Pull]:
    return sorted((p for p in pulls if p.how == how), key=lambda p: (p.began, p.name))
