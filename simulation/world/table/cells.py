"""What stands in cells: numbers and dates, each refused in one line where it is something else."""

import datetime
import re
from collections.abc import Callable

from simulation.scenario.dates import DATE_WORDS, first_day, last_day
from simulation.world.table.sheet import Faults, Sheet

Dates = list[datetime.date | None]

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)


def numbers(
    sheet: Sheet,
    column: str,
    low: float,
    high: float,
    faults: Faults,
    blank: float | None = None,
) -> list[float]:
    """The numbers of a column, from low to high; one that is at fault is noted and read as low.

    blank: what an empty cell means; None: it is a fault.
    """
    found = []
    for at, text in enumerate(sheet.columns[column]):
        if not text and blank is not None:
            found.append(blank)
            continue
        value = number(text, sheet.comma)
        if value is None or not low <= value <= high:
            faults.add(sheet.fault(at, column, _allowed(text, low, high, sheet.comma)))
            value = low
        found.append(value + 0.0)
    return found


def number(text: str, comma: bool) -> float | None:
    """A number as people write it; None where it is none.

    comma: whether a comma may stand for the point.

    >>> number("0.5", comma=False), number("0,5", comma=True), number("nan", comma=False)
    (0.5, 0.5, None)
    """
    written = text.replace(",", ".") if comma and text.count(",") == 1 else text
    return float(written) if _NUMBER.fullmatch(written) else None


def _allowed(text: str, low: float, high: float, comma: bool) -> str:
    """What may stand where this text does."""
    other = number(text, comma) is None and number(text, comma=True) is not None
    hint = ", with a point and not a comma" if other else ""
    return f"must be a number from {low:,.0f} to {high:,.0f}{hint}"


def first_days(sheet: Sheet, column: str, faults: Faults) -> Dates:
    """The dates of a column; of a month or year alone, its first day; None where none is given."""
    return _dates(sheet, column, faults, first_day)


def last_days(sheet: Sheet, column: str, faults: Faults) -> Dates:
    """The dates of a column; of a month or year alone, its last day; None where none is given."""
    return _dates(sheet, column, faults, last_day)


def _dates(sheet: Sheet, column: str, faults: Faults, day: Callable[[str], datetime.date]) -> Dates:
    cells = sheet.columns.get(column)
    if cells is None:
        return [None] * len(sheet.rows)
    found: Dates = []
    for at, text in enumerate(cells):
        try:
            found.append(day(text) if text else None)
        except ValueError:
            faults.add(sheet.fault(at, column, f"must be {DATE_WORDS}"))
            found.append(None)
    return found
