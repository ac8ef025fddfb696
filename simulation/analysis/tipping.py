"""The tipping point: where, along one key of a scenario, a cascade becomes likelier than not.

Bisection with sequential stopping.  Every value is tried on the same luck, replicate 0, 1, ..., and
only until its chance is known to lie above or below one half: after each batch of runs the evidence
is the odds of a betting martingale against "one half", so looking again and again costs no
certainty (Ville 1939; mixture over the other chance as in Robbins 1970, Ann. Math. Statist.
41:1397).  A value still undecided when its budget is used up is too near the tipping point to tell;
the search then closes in on it from both sides.
"""

from collections.abc import Callable, Mapping
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from simulation.analysis.tipping_answer import tipping_answer
from simulation.experiments.runner import Source, run
from simulation.outcomes.columns import of_treaty
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict
from simulation.scenario.scenario import Scenario

ERROR = 0.05
"""Chance, at most, that any of the comparisons behind an interval is wrong."""
FIRST_BATCH = 20
"""Runs before the first look; then as many again as there are, so looks are few."""
MOST_VALUES = 60
"""Values tried, at most."""


class Tried(NamedTuple):
    """One value of the key, and what its runs said."""

    value: float
    runs: int
    beyond: int
    """Runs with a cascade."""
    side: int
    """1: a cascade is likelier than not; -1: it is not; 0: not told within the budget."""


class Tipping(NamedTuple):
    """Where a cascade becomes likelier than not, or stops being so."""

    key: str
    low: float
    high: float
    """The tipping value lies between, with 95 % certainty, if the chance crosses one half once."""
    rising: bool
    """True: a cascade is likelier above the tipping value."""
    size: int
    """Exits from which a run counted as a cascade."""
    runs: int
    """How many were used in all."""
    tried: tuple[Tried, ...]
    """In the order of the search."""
    treaty: str = ""
    """From which the exits are counted."""
    scenario: Mapping[str, Any] = MappingProxyType({})
    """As run, but for the key, every default filled in; as in a manifest."""

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return tipping_answer(self)

    @property
    def value(self) -> float:
        """The middle of the interval."""
        return (self.low + self.high) / 2.0


def tipping_point(
    scenario: Source,
    key: str,
    low: float,
    high: float,
    *,
    precision: float | None = None,
    budget: int = 2_000,
    size: int | None = None,
    treaty: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    progress: Callable[[Tried], None] | None = None,
) -> Tipping:
    """The value of a key at which the chance of a cascade crosses one half.

    key: dotted, as in an override; of one that holds whole numbers only those are tried.  low,
    high: where to look; a cascade must be likelier than not at one end only.  precision: how narrow
    the interval is wanted (None: a hundredth of low to high).  budget: runs for one value, at most.
    size: exits that make a cascade (None: the scenario's cascade_size); for a jump of the mean, a
    number between what it is before and after.  treaty: None: the first.  progress: told of each
    value tried.

    Raises InputFault where both ends lie on one side, and whatever else is at fault.
    """
    _refuse_no_numbers(
        {f"{key}: low": low, f"{key}: high": high, "--precision": precision},
        {"--replicates": budget, "--size": size},
    )
    wanted = (high - low) / 100.0 if precision is None else precision
    _refuse_odd(key, (low, high), wanted, budget, size)
    base = read(scenario, {**(overrides or {}), "run.replicates": budget, "run.trajectories": 0})
    code = base.world.treaties[0] if treaty is None else treaty
    if code not in base.world.treaties:
        raise InputFault(f"treaty: no {code!r} here, only {', '.join(base.world.treaties)}")
    reached = base.cascade_size if size is None else size
    column = of_treaty("exits", code, base.world.treaties)
    whole = _holds_whole(base, key, (low, high))
    asked = _asking(base, key, column, reached, {"engine": engine, "workers": workers}, whole)

    def decided(value: float) -> Tried:
        """On which side of one half a value lies, told as soon as it is known."""
        one = decide(asked(value), budget, value)
        if progress is not None:
            progress(one)
        return one

    asked(high)  # a value that is not allowed is refused before the other end runs
    found = _search(key, low, high, wanted, reached, decided, whole)
    return found._replace(treaty=code, scenario=as_dict(base))


def _refuse_no_numbers(numbers: Mapping[str, object], whole: Mapping[str, object]) -> None:
    for name, given in numbers.items():
        if not isinstance(given, Real | None):
            raise InputFault(f"{name}: {given!r} must be a number")
    for name, given in whole.items():
        if not isinstance(given, Integral | None):
            raise InputFault(f"{name}: {given!r} must be a whole number")


def _refuse_odd(
    key: str, ends: tuple[float, float], precision: float, budget: int, size: int | None
) -> None:
    low, high = ends
    if str(key).partition(".")[0] == "run":
        raise InputFault(
            f"{key}: must be a key of time, world, rule or events: those of run say how often, with"
            " what luck and what counts as a cascade (--replicates, --seed, --size)"
        )
    if not low < high:
        raise InputFault(f"{key}: low = {low} must be below high = {high}")
    if not precision > 0.0:
        raise InputFault(f"--precision: {precision} must be above 0")
    if budget < FIRST_BATCH:
        raise InputFault(f"--replicates: {budget} must be at least {FIRST_BATCH}")
    if size is not None and size < 1:
        raise InputFault(f"--size: {size} must be at least 1 exit")


def _holds_whole(base: Scenario, key: str, ends: tuple[float, float]) -> bool:
    """Whether a key takes a whole number where it takes no other: then only those are tried."""

    def takes(value: float) -> bool:
        """Whether the scenario allows a value."""
        try:
            base.with_({key: value})
        except InputFault:
            return False
        return True

    whole = [int(end) for end in ends if float(end).is_integer()]
    return len(whole) == len(ends) and any(takes(one) and not takes(float(one)) for one in whole)


def _asking(
    base: Scenario, key: str, column: str, size: int, how: Mapping[str, Any], whole: bool
) -> Callable[[float], Callable[[range], int]]:
    """A value -> what counts the cascades among some replicates."""

    def asked(value: float) -> Callable[[range], int]:
        """How cascades are counted at a value."""
        changed = base.with_({key: int(value) if whole else value})

        def count(replicates: range) -> int:
            """Cascades among some replicates at that value."""
            record = run(changed, only=replicates, **how)
            return int((record.runs[column] >= size).sum())

        return count

    return asked


def decide(count: Callable[[range], int], budget: int, value: float = 0.0) -> Tried:
    """Run until it is clear on which side of one half a chance lies, or the budget is used up.

    count: how many of some replicates have it.
    """
    runs = beyond = 0
    while runs < budget:
        until = min(budget, max(FIRST_BATCH, 2 * runs))
        beyond += count(range(runs, until))
        runs = until
        if evidence(beyond, runs) > np.log(MOST_VALUES / ERROR):
            return Tried(value, runs, beyond, 1 if 2 * beyond > runs else -1)
    return Tried(value, runs, beyond, 0)


def evidence(beyond: int, runs: int) -> float:
    """Log odds against a chance of one half: of even bets on every other chance.

    Under one half its exponential is a martingale that starts at 1, so it ever exceeds x with a
    chance of 1/x at most, however often one looks.

    >>> round(evidence(10, 20), 2), round(evidence(20, 20), 2)
    (-1.31, 10.82)
    """
    from scipy.special import betaln

    return float(betaln(beyond + 1.0, runs - beyond + 1.0) + runs * np.log(2.0))


def _search(
    key: str, low: float, high: float, precision: float, size: int,
    decided: Callable[[float], Tried], whole: bool,
) -> Tipping:  # fmt: skip
    tried = [decided(low), decided(high)]
    below, above = (one.side for one in tried)
    if below * above != -1:
        raise InputFault(_one_sided(key, tried))
    # Known sides close in; between the inner two lie values that the budget does not tell.
    near: list[float] = []
    while len(tried) < MOST_VALUES:
        inner = (min(near), max(near)) if near else (high, low)
        gaps = [(inner[0] - low, low, inner[0]), (high - inner[1], inner[1], high)]
        gap, start, end = max(gaps) if near else (high - low, low, high)
        if gap <= max(precision / 2.0 if near else precision, float(whole)):
            break
        middle = (start + end) / 2.0
        one = decided(float(middle // 1.0) if whole else middle)
        tried.append(one)
        if one.side == 0:
            near.append(one.value)
        elif one.side == below:
            low = max(low, one.value)
        else:
            high = min(high, one.value)
    used = sum(one.runs for one in tried)
    return Tipping(key, low, high, above > 0, size, used, tuple(tried))


def _one_sided(key: str, tried: list[Tried]) -> str:
    told = "; ".join(
        f"{key} = {one.value:g}: {one.beyond:,} of {one.runs:,} runs with a cascade"
        for one in tried
    )
    if any(one.side == 0 for one in tried):
        return f"{told}: too near one half to tell at an end; give more --replicates, or look wider"
    return (
        f"{told}: a tipping point needs a cascade to be likelier than not at one end and not at the"
        " other; look elsewhere, or change the cascade's size"
    )
