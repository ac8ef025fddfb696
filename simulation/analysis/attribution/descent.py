"""Who descends from whom: generations in a run, and the reproduction number of each cohort.

The children of an exit are the shares that later exits owe to it.  A cohort is all exits of one
treaty that were announced in one month, those moved out by a date included; its reproduction number
is the children of all of them, in any treaty, for each of them.  Children come after their parents
and the run ends: late cohorts have had little time, so their number is too low.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.moves import Mover
from simulation.analysis.attribution.parentage import Birth
from simulation.outcomes.intervals import mean_with_interval
from simulation.world.world import Floats

EXIT, DATED, SUSPENDED = "exit", "dated", "suspended"
"""What a parent had done by then: decided to leave; been moved out by a date, or gone at the start;
only been suspended."""


def kind(parent: Mover, child: Mover) -> str:
    """What a parent was when a child saw it."""
    if cohort(parent, child) < 0:
        return SUSPENDED
    return EXIT if parent.decided else DATED


def cohort(parent: Mover, child: Mover) -> int:
    """The month of the announcement that a child saw; -1: of none, only of a suspension."""
    return max((month for month in parent.announcements if month < child.announced), default=-1)


class Descent(NamedTuple):
    """An exit's place in the tree of its run."""

    parent: Mover | None
    """Whoever has the largest share in it; None: the remainder is larger still."""
    share: float
    """Of that parent, or of the remainder."""
    generation: int
    """0: no such parent; otherwise one more than the parent's."""


def descents(born: Sequence[Birth]) -> list[Descent]:
    """The place of each exit of one run, in the order given."""
    found: dict[tuple[int, int], Descent] = {}
    for birth in sorted(born, key=lambda one: one.child.announced):
        by_parent: defaultdict[Mover, float] = defaultdict(float)
        for share in birth.shares:
            by_parent[share.parent] += share.share
        parent, largest = max(
            by_parent.items(), key=lambda one: (one[1], -one[0].state), default=(None, -1.0)
        )
        descent = Descent(None, birth.remainder, 0)
        if parent is not None and largest > birth.remainder:
            above = found.get((parent.treaty, parent.state))
            descent = Descent(parent, largest, 1 + (above.generation if above else 0))
        found[birth.child.treaty, birth.child.state] = descent
    return [found[birth.child.treaty, birth.child.state] for birth in born]


class Cohorts(NamedTuple):
    """Exits and their children, run by run and month by month of the parents."""

    decided: Floats
    """(treaties, months + 1, runs) exits decided by counted states."""
    parents: Floats
    """(treaties, months + 1, runs) all exits: decided, moved by a date, gone at the start."""
    children: Floats
    """(treaties, months + 1, runs) children of those, in any treaty."""
    of_suspended: Floats
    """(treaties, runs) children of states that were only suspended."""
    remainder: Floats
    """(treaties, runs) remainders of the exits of each treaty."""


def cohorts(
    births: Sequence[Birth], runs: Sequence[Sequence[Mover]], treaties: int, months: int
) -> Cohorts:
    """Cohorts of all runs.  births: of all; runs: everybody who departed in each."""
    shape = (treaties, months + 1, len(runs))
    found = Cohorts(
        np.zeros(shape), np.zeros(shape), np.zeros(shape),
        np.zeros((treaties, len(runs))), np.zeros((treaties, len(runs))),
    )  # fmt: skip
    for run, movers in enumerate(runs):
        for one in movers:
            for month in one.announcements:
                found.parents[one.treaty, month, run] += 1.0
    for birth in births:
        child = birth.child
        found.decided[child.treaty, child.announced, birth.run] += 1.0
        found.remainder[child.treaty, birth.run] += birth.remainder
        for parent, _, share in birth.shares:
            month = cohort(parent, child)
            if month < 0:
                found.of_suspended[parent.treaty, birth.run] += share
            else:
                found.children[parent.treaty, month, birth.run] += share
    return found


def ratio_with_interval(above: Floats, below: Floats) -> tuple[float, float, float]:
    """Ratio of two sums over runs, with its 95 % interval by linearisation; nan without any below.

    The usual estimate of a ratio (Cochran 1977, Sampling Techniques, 6.4): its error is that of
    the mean of above - ratio * below.  Where no run is negative, the interval is not either.

    >>> ratio_with_interval(np.array([1.0, 2.0]), np.array([2.0, 4.0]))
    (0.5, 0.5, 0.5)
    """
    whole, runs = float(below.sum()), len(below)
    if whole == 0.0:
        return math.nan, math.nan, math.nan
    ratio = float(above.sum()) / whole
    mean, _, high = mean_with_interval(above - ratio * below)
    half = (high - mean) / (whole / runs)
    lowest = 0.0 if above.min() >= 0.0 else -math.inf
    return ratio, max(lowest, ratio - half), ratio + half
