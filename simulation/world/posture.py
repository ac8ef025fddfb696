"""The military posture of each state at the start: what it spends of its income on arms.

Share of gross domestic product rather than amount: the amount is capability and enters the
exposure to a rival; the share says how far a state lives for a war.  Five per cent counts as full
posture, an assumption: few states at peace have spent more since 1990.
"""

import datetime
import math

from simulation.world import tables
from simulation.world.table_rows import StateRow

FULL_SHARE = 5.0
"""Military share of gross domestic product, per cent, that counts as full posture."""

UNKNOWN_SHARE = 1.5
"""Per cent, for states without any figure: close to the median of the known shares; assumed."""


def earliest_after(year: int) -> dict[str, float]:
    """For each state its first share of a year after this one."""
    later = (row for row in tables.military_share() if row.year > year)
    return {row.state: row.value for row in sorted(later, reverse=True)}


def shares(day: datetime.date) -> dict[str, float]:
    """Military share of gross domestic product, per cent, for every state.

    The last figure of a year that was complete on that day; where there is none, the first later
    one (``filled_from_later`` names those states); where there is none either, ``UNKNOWN_SHARE``.
    """
    year = tables.last_year(day)
    known = {**earliest_after(year), **tables.latest(tables.military_share(), year)}
    return {row.iso3: known.get(row.iso3, UNKNOWN_SHARE) for row in tables.states()}


def filled_from_later(day: datetime.date) -> tuple[str, ...]:
    """States whose share on a day is taken from a later year, in order of code."""
    year = tables.last_year(day)
    return tuple(
        sorted(set(earliest_after(year)) - set(tables.latest(tables.military_share(), year)))
    )


def posture(day: datetime.date) -> dict[str, float]:
    """Posture of every state, 0..1: its share, five per cent and more counting as 1."""
    return {state: min(1.0, share / FULL_SHARE) for state, share in shares(day).items()}


def capability(row: StateRow) -> float:
    """Military spending in purchasing-power dollars; where unknown, 1.5 per cent of output, or 0.

    One vintage for every date: the tables hold no earlier amounts.
    """
    if not math.isnan(row.milex_usd):
        return row.milex_usd
    return 0.0 if math.isnan(row.gdp_ppp_usd) else row.gdp_ppp_usd * UNKNOWN_SHARE / 100.0
