"""How long until something happens: Kaplan-Meier curves with what is not seen censored.

Of a run that ends before the k-th exit one knows only that it comes later; so of a state that a
date moves before it decided.  The product-limit estimate uses both (Kaplan and Meier 1958, JASA
53:457).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from simulation.analysis.announcing import (
    announced,
    free_states,
    listed,
    standing_so_far,
    watched_until,
)
from simulation.analysis.sides import Side, sides_of
from simulation.outcomes.intervals import NORMAL
from simulation.outcomes.records import Record
from simulation.world.world import Flags, Floats, Integers


class Curve(NamedTuple):
    """Chance that something has not happened by the end of each month, 0 (the start) to T."""

    survival: Floats
    """(months + 1,) nan after the last month in which anyone is still watched."""
    low: Floats
    high: Floats
    """(months + 1,) ends of the 95 % interval of each month by itself."""
    at_risk: Integers
    """(months + 1,) runs in which it had not happened and was still watched before that month."""
    happened: int
    """Runs in which it happened."""

    def median(self) -> tuple[int, int, int]:
        """First month in which half have it behind them, with its interval; -1: not in the run.

        The months at which the curve and the ends of its interval cross one half (Brookmeyer and
        Crowley 1982, Biometrics 38:29).
        """
        middle, early, late = (_crossing(one) for one in (self.survival, self.low, self.high))
        return middle, early, late


def _crossing(curve: Floats) -> int:
    below = np.flatnonzero(curve <= 0.5)
    return int(below[0]) if len(below) else -1


def kaplan_meier(month: Integers, happened: Flags, months: int) -> Curve:
    """The curve of what happened, or was last watched, in some months.

    month: (runs,) 1..months, when it happened or, where it did not, the last month in which it
    would have been seen; 0 where it never was.  Ties: what happens in a month is seen in it.

    >>> kaplan_meier(np.array([1, 1, 2, 3]), np.array([True, False, True, False]), 3).survival
    array([1.   , 0.75 , 0.375, 0.375])
    """
    events = np.bincount(month[happened], minlength=months + 1)
    gone = np.bincount(month, minlength=months + 1).cumsum()
    at_risk = len(month) - np.concatenate([[0], gone[:-1]])
    with np.errstate(invalid="ignore", divide="ignore"):
        survival = np.cumprod(1.0 - events / at_risk)
        spread = np.cumsum(events / (at_risk * (at_risk - events)))
    # Once it is 0 it stays 0, though nobody is left to be watched.
    over = np.maximum.accumulate(survival == 0.0)
    survival[over] = 0.0
    known_by = len(month) if happened.all() else at_risk[over.argmax()]
    low, high = _interval(survival, spread, np.where(over, known_by, at_risk))
    return Curve(survival, low, high, at_risk, int(happened.sum()))


def _interval(survival: Floats, spread: Floats, at_risk: Integers) -> tuple[Floats, Floats]:
    """Wilson's interval for as many runs as would give Greenwood's variance (Rothman 1978).

    Greenwood 1926, Reports on Public Health 33:1; Rothman, J. Chronic Dis. 31:557.  Without
    censoring it is Wilson's own; it stays inside 0..1 and open where nothing or all has happened,
    where a log-log interval collapses.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        runs = (1.0 - survival) / (survival * spread)
    runs = np.where(np.isfinite(runs) & (runs > 0.0), runs, at_risk)
    known = np.isfinite(survival) & (runs > 0.0)
    z = NORMAL * NORMAL / np.where(known, runs, 1.0)
    middle = (survival + z / 2.0) / (1.0 + z)
    half = np.sqrt(z * (survival * (1.0 - survival) + z / 4.0)) / (1.0 + z)
    low = np.where(known, np.maximum(0.0, middle - half), np.nan)
    high = np.where(known, np.minimum(1.0, middle + half), np.nan)
    return low, high


def time_to_exit(record: Record, treaty: str, nth: int) -> Curve:
    """Chance that fewer than ``nth`` states have left by the end of each month.

    Left: announced and not turned back by then.  Runs that never get there are censored at the end.
    Raises InputFault for a result that does not list the exits of every run.
    """
    return times_to_exits(record, treaty, [nth])[0]


def times_to_exits(record: Record, treaty: str, numbers: Iterable[int]) -> list[Curve]:
    """``time_to_exit`` of several numbers of exits."""
    (side,) = sides_of([listed(record)])
    so_far = standing_so_far(announced(side, treaty))
    return [_time_to(so_far, nth) for nth in numbers]


def _time_to(so_far: Integers, nth: int) -> Curve:
    reached: Flags = np.asarray(so_far >= nth, dtype=np.bool_)
    happened: Flags = np.asarray(reached.any(axis=1), dtype=np.bool_)
    months = so_far.shape[1] - 1
    month = np.where(happened, reached.argmax(axis=1), months)
    return kaplan_meier(month.astype(np.int64), happened, months)


class StateCurve(NamedTuple):
    """One state's curve."""

    state: str
    name: str
    curve: Curve


def states_curves(record: Record, treaty: str) -> list[StateCurve]:
    """Chance of not yet having announced by the end of each month, state by state.

    The likeliest leavers first; only states whose leaving is a question.  A state that a date
    suspends is watched until then; turning back later does not undo having announced.  Raises
    InputFault for a result that does not list the exits of every run.
    """
    (side,) = sides_of([listed(record)])
    found = list(_curves(side, treaty))
    return sorted(found, key=lambda one: (-one.curve.happened, one.state))


def _curves(side: Side, treaty: str) -> Iterator[StateCurve]:
    position = [one.code for one in side.world.treaties].index(treaty)
    known = announced(side, treaty)
    last = watched_until(side, position)
    for i in np.flatnonzero(free_states(side, treaty)):
        month = known.month[:, i]
        happened = (month >= 1) & (month <= last[i])
        seen = np.where(happened, month, last[i])
        curve = kaplan_meier(seen, happened, known.months)
        yield StateCurve(side.world.states[i], side.world.names[i], curve)
