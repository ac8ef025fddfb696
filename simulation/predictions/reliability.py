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
SHIFT = 0.06
"""Share of the states by which the mean of some month may be shifted (assumption, found by trial:
what is worked out for it is mostly more than what runs show, which stayed within 0.05)."""
SURE = 0.99
"""Chance to take off above which runs are taken to take off."""
TIMELY = 0.999
"""The same above which they are taken to do so in time."""

SWINGS = "With {states:,} states chance may move the end by {by:.0f} % of them."
SHIFTS = "With {states:,} states chance may shift the mean of some month by {by:.0f} % of them."
FEW = "Only {chance:.0f} % of runs take off from so few; it describes those."
ERRATIC = "With so few out at the start chance decides when a run takes off."

Reasons = tuple[str, str]
"""Why what is said of the end, and of the path to it, is unreliable; each empty where it is not."""
RELIABLE: Reasons = ("", "")


def rugged(maps: Maps, start: float, months: int, states: int) -> Reasons:
    """Why a world of so many states is too small for the equation.

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


def seldom(chance: float) -> Reasons:
    """Why a theory of runs that take off is unreliable where not all do, or not in time."""
    end = "" if chance > SURE else FEW.format(chance=100.0 * chance)
    return end, first_of(end, "" if chance > TIMELY else ERRATIC)


def both(*reasons: Reasons) -> Reasons:
    """The first reasons that there are.

    >>> both(("", "one seed"), ("small", "small"))
    ('small', 'one seed')
    """
    return first_of(*(end for end, _ in reasons)), first_of(*(path for _, path in reasons))


def first_of(*reasons: str) -> str:
    """The first reason that there is.

    >>> first_of("", "few states", "one seed")
    'few states'
    """
    return next((reason for reason in reasons if reason), "")
