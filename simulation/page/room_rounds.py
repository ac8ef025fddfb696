"""The rounds of a class game: how many months each takes, and what it is called."""

import datetime
from dataclasses import dataclass

MOST_ROUNDS = 10
"""More would not fit in a lesson at two or three minutes a round (assumption)."""

LENGTHS = (1, 3, 6, 12, 24, 60, 120, 240)
"""Months that a round may take."""


@dataclass(frozen=True)
class Round:
    """A stretch of months in which every state decides once."""

    label: str
    """"2021", or "2000-01 to 2000-06" where it is no calendar year."""
    first: int
    """Its first month, counted from 1."""
    last: int
    """Its last month."""
    begins: datetime.date
    """First day."""
    ends: datetime.date
    """First day of its last month."""


def rounds_of(start: datetime.date, months: int) -> tuple[Round, ...]:
    """At most ten rounds of equal length, the last perhaps shorter.

    >>> [each.label for each in rounds_of(datetime.date(2021, 1, 1), 36)][:2]
    ['2021-01 to 2021-06', '2021-07 to 2021-12']
    >>> rounds_of(datetime.date(2021, 1, 1), 120)[-1].label
    '2030'
    """
    length = next((each for each in LENGTHS if months <= each * MOST_ROUNDS), months)
    firsts = range(1, months + 1, length)
    return tuple(_round(start, first, min(first + length - 1, months)) for first in firsts)


def day_of(start: datetime.date, month: int) -> datetime.date:
    """First day of a month counted from 1, the month of ``start``.

    >>> day_of(datetime.date(2021, 11, 30), 3)
    datetime.date(2022, 1, 1)
    """
    years, rest = divmod(start.month - 1 + month - 1, 12)
    return datetime.date(start.year + years, rest + 1, 1)


def _round(start: datetime.date, first: int, last: int) -> Round:
    begins, ends = day_of(start, first), day_of(start, last)
    whole_year = begins.month == 1 and ends.month == 12 and begins.year == ends.year
    label = f"{begins.year}" if whole_year else f"{begins:%Y-%m} to {ends:%Y-%m}"
    return Round(label, first, last, begins, ends)
