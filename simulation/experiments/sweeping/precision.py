"""When a design point has enough replicates: its chance of a cascade is known closely enough.

The main outcome of a sweep is the chance of a cascade among the exits from the first treaty.  It is
looked at only after fixed numbers of replicates (``plan.doubling_edges``), so where a point stops
depends on nothing but its own runs.  Looking several times makes a lucky early stop likelier; so
the first look takes an interval of 1 - 0.05/2, the second of 1 - 0.05/4 and so on, and with 95 %
none of the intervals looked at misses the chance, however many looks there are (a union bound; for
sequential stopping see Jennison and Turnbull 2000, Group Sequential Methods).
"""

from scipy.stats import norm

from simulation.scenario.faults import InputFault


def enough(cascades: int, runs: int, look: int, wanted: float) -> bool:
    """Whether a point with so many cascades among so many runs may stop.

    look: the how manieth it is, from 1.  wanted: half the width of the interval.

    >>> enough(0, 250, 1, 0.05), enough(125, 250, 1, 0.05)
    (True, False)
    """
    return runs > 0 and half_width(cascades, runs, 0.05 / 2.0**look) <= wanted


def half_width(cascades: int, runs: int, doubt: float = 0.05) -> float:
    """Half the width of the Wilson interval; doubt: chance that it misses.

    Wilson 1927, J. Am. Stat. Assoc. 22:209.

    >>> round(half_width(50, 100), 4)
    0.0962
    """
    z = float(norm.isf(doubt / 2.0))
    share = cascades / runs
    spread = share * (1.0 - share) / runs + z * z / (4.0 * runs * runs)
    return float(z * spread**0.5 / (1.0 + z * z / runs))


def checked_precision(given: object) -> float | None:
    """The half-width asked for, or InputFault; None: none is.

    >>> checked_precision("0.01")
    0.01
    """
    if given is None:
        return None
    try:
        width = float(str(given))
    except ValueError:
        width = -1.0
    if not 0.0 < width <= 0.5:
        raise InputFault(
            f"--precision: {str(given)[:40]!r} must be a number above 0 and at most 0.5: half the"
            " width of the interval of the chance of a cascade"
        )
    return width
