"""A rule of the researcher's own: what it is told, and what it must give.

The one step of the month that such a rule replaces is the weighing of the pressure to leave; threat
and commitment, ties, delays, notice, dated events and the draw of resistance stay as they are, and
so does turning back.  A rule is asked once for each state, treaty and month in which the state may
leave.  It must give the same pressure for the same situation: all luck is in the resistance.
"""

from collections.abc import Callable
from typing import NamedTuple

from simulation.model.arithmetic import clamp
from simulation.model.parameters import Parameters

LARGEST = 1.0e300
"""A pressure beyond it would not stay finite when it is summed over the months."""


class Situation(NamedTuple):
    """How things stand for one state and one treaty in one month: plain numbers."""

    month: int
    """1..T, a whole number; 0 is the start, in which nobody decides."""
    threat: float
    """Threat perception, 0..1."""
    commitment: float
    """Norm commitment to this treaty, 0..1."""
    border: float
    """Exposure to exits on the layer of neighbours, 0..1, as at the end of last month."""
    alliance: float
    """The same among allies."""
    peers: float
    """The same among peers."""
    gone: float
    """Of the states that were bound by the treaty at the start, or gone by then: the share that is
    out at the end of last month, 0..1; announced and notified ones are not out yet."""
    utility: float
    """Military use ascribed to the weapon, 1 as at the start."""
    incentive: float
    """Material incentive, 0 or more."""
    base_rate: float
    """Of the treaty, as a log pressure."""


OwnRule = Callable[[Situation, Parameters], float]
"""Gives the pressure to leave in this month: a finite number, 0 or more.  With pressure h the
chance to leave in the month is 1 - exp(-h)."""


def sound(pressure: float) -> bool:
    """Whether a pressure is a finite number, 0 or more.

    >>> sound(0.5), sound(-0.5), sound(float("nan")), sound(float("inf"))
    (True, False, False, False)
    """
    return clamp(pressure, 0.0, LARGEST) == pressure
