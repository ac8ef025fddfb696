"""Dates as people write them: a day, a month "2022-02", or a bare year."""

import calendar
import datetime
import re

from simulation.scenario.values import Value

DATE_WORDS = 'a date such as 2022-02-24, or "2022-02", or the year 2022'
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def first_day(value: Value) -> datetime.date:
    """A date; of a month or year alone, its first day.

    >>> first_day("2022-02"), first_day(2022)
    (datetime.date(2022, 2, 1), datetime.date(2022, 1, 1))
    """
    year, month, day = _parts(value)
    return datetime.date(year, month or 1, day or 1)


def last_day(value: Value) -> datetime.date:
    """A date; of a month or year alone, its last day.

    >>> last_day("2022-02"), last_day(2022)
    (datetime.date(2022, 2, 28), datetime.date(2022, 12, 31))
    """
    year, month, day = _parts(value)
    month = month or 12
    if not 1 <= month <= 12:
        raise ValueError(DATE_WORDS)
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(value: Value) -> tuple[int, int | None, int | None]:
    """Year, month and day as far as they are written; a ValueError where it is no date."""
    if isinstance(value, datetime.date):
        return value.year, value.month, value.day
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(DATE_WORDS)
    written = _WRITTEN.fullmatch(str(value))
    if written is None or "00" in written.groups()[1:] or written[1] == "0000":
        raise ValueError(DATE_WORDS)
    year, month, day = (int(part) if part else None for part in written.groups())
    return year or 1, month, day
