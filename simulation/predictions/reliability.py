"""When a theory of very many states is to be trusted in a world of so many."""

import numpy as np

from simulation.predictions.meanfield import Maps, spread
from simulation.world.world import Floats

ERRORS = 2.0
"""Standard errors by which the response is raised and lowered to see where it ends."""
SWING = 0.1
"""Share of the states by which that may move the end (assumption, found by trial: where it moves it
less, the mean of runs ended within 0.05 of the states of what is predicted, also near
transitions)."""
SHIFT = 0.04
"""Share of the states by which the mean of some month may be shifted (assumption, found by trial:
what is worked out for it is seldom less than what runs show)."""
SURE = 0.99
"""Chance to take off above which runs are taken to take off."""

SWINGS = "With {states:,} states chance may move the end by {by:.0f} % of them."
SHIFTS = "With {states:,} states chance shifts the mean of some month by {by:.0f} % of them."
FEW = "Only {chance:.0f} % of runs take off from so few; it describes those."


def rugged(maps: Maps, start: float, months: int, states: int) -> tuple[str, str]:
    """Why the end, and the path to it, are unreliable; each empty where it is reliable.

    The response of each month is raised and lowered by standard errors of as many independent draws
    as there are states.  Close to a transition, or with few out at the start, two of them decide
    where a run ends; elsewhere they hardly matter.  And where runs that are early gain more or less
    than runs that are late lose, the mean of runs is shifted: by how much, the middle between one
    standard error up and one down tells.
    """
    plain, more, fewer = _leaning(maps, start, months, ERRORS / states**0.5)
    swing = max(float(more[-1] - plain[-1]), float(plain[-1] - fewer[-1]))
    end = SWINGS.format(states=states, by=100.0 * swing) if swing > SWING else ""
    plain, more, fewer = _leaning(maps, start, months, 1.0 / states**0.5)
    shift = float(np.abs((more + fewer) / 2.0 - plain).max())
    path = SHIFTS.format(states=states, by=100.0 * shift) if shift > SHIFT else ""
    return end, first_of(end, path)


def _leaning(maps: Maps, start: float, months: int, lean: float) -> tuple[Floats, Floats, Floats]:
    """The share gone month by month: as predicted, with the response raised, and lowered."""
    plain, more, fewer = (spread(maps, start, months, by) for by in (0.0, lean, -lean))
    return plain, more, fewer


def seldom(chance: float) -> str:
    """Why a theory of runs that take off is unreliable where not all do; empty where they do."""
    return "" if chance > SURE else FEW.format(chance=100.0 * chance)


def first_of(*reasons: str) -> str:
    """The first reason that there is.

    >>> first_of("", "few states", "one seed")
    'few states'
    """
    return next((reason for reason in reasons if reason), "")
