"""The door for raw values: only what TOML can say, and not too much of it."""

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from numbers import Integral, Real
from typing import Any

from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.values import FieldOf, Value

MOST_VALUES = 500_000
"""Enough for some lists of a number for each of 100,000 states."""

DEEPEST = 10
LONGEST_TEXT = 5_000
LONGEST_KEY = 100
LARGEST_WHOLE = 2**64 - 1
"""Whole numbers beyond are shown in words."""

LONGEST_WHOLE = 10**300
"""Whole numbers up to here become numbers of any other kind without failing."""

MOST_FAULTS = 20


def plain(tree: Mapping[Any, Any], label: str) -> dict[str, Any]:
    """A copy of a table that holds only text, numbers, switches, dates, lists and tables.

    label: how to call the source in messages.  Raises InputFault, a line for each value, for
    anything else, and for tables that are too deep or too large.  Numbers that are not finite pass
    where a key says which numbers it may hold.
    """
    door = _Door(label)
    copy = door.table(tree, ())
    if door.found:
        raise InputFault(*door.found[:MOST_FAULTS])
    return copy


def shown(value: Value) -> str:
    """A value as a message shows it: as TOML would write it, cut to one short line.

    >>> shown("NATO"), shown(True), shown(datetime.date(2022, 2, 1)), shown([1, "a"])
    ('"NATO"', 'true', '2022-02-01', '[1, "a"]')
    """
    text = "".join(_pieces(value, DEEPEST))
    return text if len(text) <= 60 else text[:57] + "..."


def _pieces(value: Value, depth: int) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        yield '"' + escaped(value[:60]) + '"'
    elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        yield "a number of more than 64 bits"
    elif isinstance(value, Mapping | list | tuple) and depth > 0:
        yield _bracketed(value, depth - 1)
    else:
        yield str(value)[:60]


def _bracketed(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> str:
    if not isinstance(value, Mapping):
        return "[" + ", ".join("".join(_pieces(one, depth)) for one in value[:20]) + "]"
    first = [(escaped(str(key)[:60]), held) for key, held in list(value.items())[:20]]
    if not first:
        return "{}"
    inside = (f"{key} = {''.join(_pieces(held, depth))}" for key, held in first)
    return "{ " + ", ".join(inside) + " }"


class _Door:
    """Copies one tree, counting what passes and noting what may not."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.passed = 0
        self.found: list[str] = []

    def note(self, path: tuple[str, ...], what: str) -> None:
        """Notes a fault, and goes on to find more."""
        self.found += self.refuse(path, what).faults

    def refuse(self, path: tuple[str, ...], what: str) -> InputFault:
        """A fault at a place, as it is raised."""
        where = ".".join(path)
        return InputFault(f"{self.label}: {where}: {what}" if where else f"{self.label}: {what}")

    def table(self, tree: Mapping[Any, Any], path: tuple[str, ...]) -> dict[str, Any]:
        """A table with plain keys and values."""
        copy = {}
        for key, value in tree.items():
            wrong = _unsound(key) if isinstance(key, str) else "must be text"
            if wrong or len(key) > LONGEST_KEY:
                allowed = wrong or f"must be text of at most {LONGEST_KEY} letters"
                raise self.refuse(path, f"the key {shown(key)} {allowed}")
            copy[key] = self.value(value, (*path, key))
        return copy

    def value(self, value: Value, path: tuple[str, ...]) -> Value:
        """A value of any kind, made plain."""
        self.count(1)
        if isinstance(value, Mapping | list | tuple) and len(path) >= DEEPEST:
            raise InputFault(f"{self.label}: tables and lists nest deeper than {DEEPEST}")
        if isinstance(value, Mapping):
            return self.table(value, path)
        if isinstance(value, list | tuple):
            return self.listed(value, path)
        return self.single(value, path)

    def listed(self, values: list[Any] | tuple[Any, ...], path: tuple[str, ...]) -> list[Any]:
        """A list of plain values."""
        if not _varies(path) and _only_numbers(values):
            self.count(len(values))
            return list(values)
        return [self.value(held, (*path, f"[{at}]")) for at, held in enumerate(values)]

    def count(self, values: int) -> None:
        """Counts values, and refuses too many."""
        self.passed += values
        if self.passed > MOST_VALUES:
            raise InputFault(f"{self.label}: holds more than {MOST_VALUES:,} values")

    def single(self, value: Value, path: tuple[str, ...]) -> FieldOf:
        """A text, a truth, a date or a number; else a fault is noted."""
        if isinstance(value, str):
            return self.text(str(value), path)
        if isinstance(value, bool):
            return value
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        if isinstance(value, Real):
            return self.number(value, path)
        several = "a list, a range such as { low = 0, high = 1 }, " if _varies(path) else ""
        allowed = f"{several}text, a number, a date, true or false"
        self.note(path, f"must be {allowed}, not {_kind(value)}")
        return ""

    def text(self, value: str, path: tuple[str, ...]) -> str:
        """A text that is neither too long nor unsound; else a fault is noted."""
        if len(value) > LONGEST_TEXT:
            self.note(path, f"must be text of at most {LONGEST_TEXT:,} letters")
        elif wrong := _unsound(value):
            self.note(path, f"{shown(value)} {wrong}")
        return value

    def number(self, value: Real, path: tuple[str, ...]) -> int | float:
        """A number that can be held; else a fault is noted."""
        number = int(value) if isinstance(value, Integral) else float(value)
        if isinstance(number, float) and not math.isfinite(number) and _varies(path):
            self.note(path, f"{number} must be a finite number")
        if isinstance(number, int) and abs(number) > LONGEST_WHOLE:
            self.note(path, "must be a number of at most 300 digits")
        return number


def _varies(path: tuple[str, ...]) -> bool:
    """Whether a key belongs to a sweep, which holds numbers for other keys."""
    return path[0].split(".")[0] == "sweep"


def _only_numbers(values: list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list holds ordinary numbers only, which need no look one by one."""
    return {type(one) for one in values} <= {int, float} and all(
        abs(one) <= LONGEST_WHOLE for one in values if type(one) is int
    )


def _unsound(text: str) -> str:
    """Why text may not be shown, to follow it; empty where it may."""
    if _UNWRITABLE.search(text):
        return "must be text that can be written as UTF-8"
    return "must not hold control characters" if _CONTROL.search(text) else ""


_UNWRITABLE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All but tabs and line ends; the last turn the direction of writing, and with it what is read."""


def _kind(value: Value) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
