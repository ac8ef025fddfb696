"""Who has fought whom: hostility between states, and wars that hold a treaty member bound."""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable

from simulation.world import tables
from simulation.world.table_rows import ConflictRow

WINDOW = 10
"""Years over which past fighting counts; an assumption, as in the literature on rivalry
(Diehl and Goertz 2000, War and Peace in International Rivalry)."""

FULL_AFTER = 5.0
"""Years of war on foreign soil that make hostility full; an assumption."""

LASTING = 3
"""Years running after which a war is taken to have no known end; an assumption."""


def fought(row: ConflictRow) -> float:
    """How much one conflict-year counts: 1 for a war, 0.5 for less, times the share abroad.

    >>> fought(ConflictRow(2022, "RUS", "UKR", 2, 1.0))
    1.0
    """
    return (1.0 if row.intensity == 2 else 0.5) * row.on_soil


def record(day: datetime.date) -> dict[tuple[str, str], float]:
    """Fighting abroad over the last ten complete years, 0..2.

    Keys: (a, b) for what a did on b's soil; (a, "") for what a did on anyone's.  Each year counts
    with its largest value only; the sum is divided by ``FULL_AFTER``.
    """
    final = tables.last_year(day)
    yearly: defaultdict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row in tables.conflicts():
        if final - WINDOW < row.year <= final:
            for pair in ((row.a, row.b), (row.a, "")):
                yearly[pair][row.year] = max(yearly[pair].get(row.year, 0.0), fought(row))
    return {pair: math.fsum(values.values()) / FULL_AFTER for pair, values in yearly.items()}


def at_war(day: datetime.date) -> frozenset[str]:
    """States in a war or occupation on their own soil that has no known end on that day.

    The rule: in each of the last three complete years another state fought on the state's
    recognised territory.  A shorter conflict is taken to be over, a longer one to last to the end
    of the run unless an event says otherwise.  So Ukraine and Yemen count on 1 January 2021;
    Azerbaijan and Syria, each with one such year (2020), do not; DR Congo, Syria, Ukraine and
    Yemen count on 1 January 2025, Afghanistan after one year of skirmishes does not.

    A critic may attack that purely internal wars are left out: APMBC and CCM art. 20(3) speak of
    "an armed conflict", and the reading is contested.
    """
    final = tables.last_year(day)
    years: defaultdict[str, set[int]] = defaultdict(set)
    for row in tables.conflicts():
        if row.on_soil >= 1.0:
            years[row.b].add(row.year)
    return frozenset(state for state, hit in years.items() if _running(hit, final))


def nobody(_day: datetime.date) -> frozenset[str]:
    """No state is held by a war, whatever the tables say."""
    return frozenset()


def _running(years: Iterable[int], final: int) -> bool:
    return set(range(final - LASTING + 1, final + 1)) <= set(years)
