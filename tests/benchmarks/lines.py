"""What a benchmark says: lines of a table, with what is wanted of some of them."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.benchmarks.timing import Ratio, Times

SCALES = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


class Wanted(NamedTuple):
    """A bound that a line is to keep."""

    bound: float
    at_least: bool

    def met(self, value: float) -> bool:
        """Whether a value keeps it.

        >>> Wanted(2.5, at_least=True).met(3.0)
        True
        """
        return value >= self.bound if self.at_least else value <= self.bound


class Line(NamedTuple):
    """One line of the table."""

    section: str
    what: str
    value: float | None
    """None: not measured; the note says why."""
    unit: str
    low: float | None = None
    """Lowest and highest round."""
    high: float | None = None
    wanted: Wanted | None = None
    note: str = ""

    def record(self) -> dict[str, object]:
        """The line as plain data."""
        plain: dict[str, object] = {k: v for k, v in self._asdict().items() if v not in (None, "")}
        if self.wanted is not None:
            plain["wanted"] = _bound(self)
            plain["met"] = None if self.value is None else self.wanted.met(self.value)
        return plain


def timed(section: str, times: Times, note: str = "") -> Line:
    """Time per unit."""
    low, high = min(times.seconds), max(times.seconds)
    return Line(section, times.name, times.median, f"s a {times.unit}", low, high, None, note)


def compared(
    section: str, what: str, found: Ratio, wanted: Wanted | None = None, note: str = ""
) -> Line:
    """One ratio."""
    return Line(section, what, found.median, "times", found.low, found.high, wanted, note)


def at_least(bound: float) -> Wanted:
    """A lower bound."""
    return Wanted(bound, True)


def at_most(bound: float) -> Wanted:
    """An upper bound."""
    return Wanted(bound, False)


def number(value: float) -> str:
    """A number to three figures, thousands marked.

    >>> number(12345.6), number(0.012345), number(3.0)
    ('12,300', '0.0123', '3')
    """
    if value and abs(value) >= 1000:
        digits = len(str(int(abs(value)))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{float(f'{value:.3g}'):.10g}"


def amount(value: float, unit: str) -> str:
    """A number with its unit; seconds as ms, µs or ns where that reads better.

    >>> amount(0.0000125, "s a run"), amount(7.0, "times"), amount(0.0, "s")
    ('12.5 µs a run', '7', '0 ns')
    """
    if unit == "times":
        return number(value)
    if unit == "s" or unit.startswith("s a "):
        size, name = next((pair for pair in SCALES if value >= pair[0]), SCALES[-1])
        return f"{number(value / size)} {name}{unit[1:]}"
    return f"{number(value)} {unit}"


def markdown(lines: Iterable[Line]) -> str:
    """All lines as tables, one for each section: first ratios, then what they were taken from."""
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    return "\n".join(
        _table(section, sorted(rows, key=lambda line: line.unit != "times"))
        for section, rows in sections.items()
    )


def wanted_table(lines: Iterable[Line]) -> str:
    """The lines of which something is wanted."""
    rows = [line for line in lines if line.wanted is not None]
    head = ["## What is wanted", "", "| | | median | wanted | met |", "|---|---|---|---|---|"]
    return "\n".join([*head, *map(_wanted_row, rows), ""])


def _wanted_row(line: Line) -> str:
    seen, met = "not measured", "?"
    if line.value is not None and line.wanted is not None:
        seen = amount(line.value, line.unit)
        met = "yes" if line.wanted.met(line.value) else "**no**"
    return f"| {line.section} | {line.what} | {seen} | {_bound(line)} | {met} |"


def _bound(line: Line) -> str:
    if line.wanted is None:
        return ""
    sign = "≥" if line.wanted.at_least else "≤"
    return f"{sign} {amount(line.wanted.bound, line.unit)}"


def _table(section: str, rows: list[Line]) -> str:
    head = ["| | median | rounds | wanted | |", "|---|---|---|---|---|"]
    return "\n".join([f"## {section}", "", *head, *map(_row, rows), ""])


def _row(line: Line) -> str:
    seen, spread = "not measured", ""
    if line.value is not None:
        seen = amount(line.value, line.unit)
    if line.low is not None and line.high is not None and line.high > line.low:
        low, high = (amount(value, line.unit.split(" a ")[0]) for value in (line.low, line.high))
        spread = f"{low} to {high}"
    return f"| {line.what} | {seen} | {spread} | {_bound(line)} | {line.note} |"
