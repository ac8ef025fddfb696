"""The numbers of a range: counted out one by one, or found for a share of the way through it.

Counted out in exact decimals, so that steps of 0.1 are 0.1, 0.2, 0.3; logarithms are decimals, too,
which no platform rounds differently.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import floor
from typing import Any

from simulation.scenario.constraints import exact
from simulation.scenario.values import Value

_FINE = Context(prec=40, Emin=-999_999, Emax=999_999)
_COARSE = Context(prec=22, Emin=-999_999, Emax=999_999)
"""More digits than a float has: the last one is right but for the rarest ties."""


class TooFewError(ValueError):
    """A range has fewer whole numbers than it was asked for; says how, to follow a colon."""


def is_range(held: Value) -> bool:
    """Whether what stands for a key is a range.

    >>> is_range({"low": 0, "high": 1}), is_range({"constant": 0.5})
    (True, False)
    """
    return isinstance(held, Mapping) and ("low" in held or "high" in held)


def steps(held: Mapping[str, Any]) -> int | None:
    """How many numbers a range counts out; None: it does not say."""
    if held.get("points") is not None:
        return int(held["points"])
    return int(held["high"]) - int(held["low"]) + 1 if held.get("integer") else None


def ascending(held: Mapping[str, Any]) -> list[float]:
    """The numbers that a sound range counts out, from low to high.

    Raises TooFewError where rounding to whole numbers would give one twice.

    >>> ascending({"low": 0.1, "high": 0.5, "points": 5})
    [0.1, 0.2, 0.3, 0.4, 0.5]
    >>> ascending({"low": 0.01, "high": 1, "points": 3, "scale": "log"})
    [0.01, 0.1, 1.0]
    >>> ascending({"low": 2, "high": 5, "integer": True})
    [2, 3, 4, 5]
    """
    last = (steps(held) or 1) - 1
    exactly = [_counted(held, Fraction(at, last)) for at in range(last + 1)]
    whole = bool(held.get("integer"))
    found = [floor(one + Fraction(1, 2)) if whole else float(one) for one in exactly]
    twice = next((one for one, other in pairwise(found) if one == other), None)
    if twice is not None:
        raise TooFewError(f"{twice} would come twice")
    return found


def _counted(held: Mapping[str, Any], share: Fraction) -> Fraction:
    """The exact number at a share of the way from low to high."""
    low, high = exact(held["low"]), exact(held["high"])
    if held.get("scale") != "log":
        return low + share * (high - low)
    if share in (0, 1):
        return high if share else low
    through = _FINE.divide(Decimal(share.numerator), Decimal(share.denominator))
    return Fraction(_between(held["low"], held["high"], through, _FINE))


def at(held: Mapping[str, Any], share: float) -> float:
    """The number of a sound range at a share of the way, 0 to 1; whole ones share it evenly.

    >>> at({"low": 2.0, "high": 4.0}, 0.25)
    2.5
    >>> at({"low": 0.01, "high": 1.0, "scale": "log"}, 0.5)
    0.1
    >>> [at({"low": 1, "high": 3, "integer": True}, share) for share in (0.0, 0.34, 0.99, 1.0)]
    [1, 2, 3, 3]
    """
    whole, log = held.get("integer"), held.get("scale") == "log"
    low, high = float(held["low"]), float(held["high"])
    until = high + 1.0 if whole else high
    if log:
        number = float(_between(low, until, Decimal(share), _COARSE))
    else:
        number = low + share * (until - low)
    kept = min(max(number, low), high)
    return floor(kept) if whole else kept


def _between(low: float, high: float, share: Decimal, context: Context) -> Decimal:
    """The number at a share of the way in equal ratios."""
    start, width = _logarithms(low, high, context.prec)
    return context.exp(context.fma(share, width, start))


@lru_cache(maxsize=1_024)
def _logarithms(low: float, high: float, digits: int) -> tuple[Decimal, Decimal]:
    """The logarithm of a lower number, and what that of a higher one has more."""
    context = Context(prec=digits)
    start = context.ln(Decimal(repr(low)))
    return start, context.subtract(context.ln(Decimal(repr(high))), start)
