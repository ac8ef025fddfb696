"""The door for raw values: only what TOML can say, and not too much of it."""

import datetime
import math
from collections.abc import Iterator, Mapping
from numbers import Integral, Real
from typing import Any

from simulation.scenario.faults import InputFault
from simulation.scenario.values import FieldOf, Value

MOST_VALUES = 50_000
DEEPEST = 10
LONGEST_TEXT = 5_000
LONGEST_KEY = 100
LARGEST_WHOLE = 2**64 - 1


def plain(tree: Mapping[Any, Any], label: str) -> dict[str, Any]:
    """A copy of a table that holds only text, numbers, switches, dates, lists and tables.

    label: how to call the source in messages.  Raises InputFault for anything else, for numbers
    that are not finite, and for tables that are too deep or too large.
    """
    return _Door(label).table(tree, ())


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
        yield '"' + value[:60].encode("utf-8", "backslashreplace").decode() + '"'
    elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        yield "a number of more than 64 bits"
    elif isinstance(value, Mapping | list | tuple) and depth > 0:
        yield _bracketed(value, depth - 1)
    else:
        yield str(value)[:60]


def _bracketed(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> str:
    if not isinstance(value, Mapping):
        return "[" + ", ".join("".join(_pieces(one, depth)) for one in value[:20]) + "]"
    first = list(value.items())[:20]
    if not first:
        return "{}"
    inside = (f"{str(key)[:60]} = {''.join(_pieces(held, depth))}" for key, held in first)
    return "{ " + ", ".join(inside) + " }"


class _Door:
    """Copies one tree, counting what passes."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.passed = 0

    def refuse(self, path: tuple[str, ...], what: str) -> InputFault:
        where = ".".join(path)
        return InputFault(f"{self.label}: {where}: {what}" if where else f"{self.label}: {what}")

    def table(self, tree: Mapping[Any, Any], path: tuple[str, ...]) -> dict[str, Any]:
        copy = {}
        for key, value in tree.items():
            if not isinstance(key, str) or not _sound(key) or len(key) > LONGEST_KEY:
                allowed = f"must be text of at most {LONGEST_KEY} letters"
                raise self.refuse(path, f"the key {shown(key)} {allowed}")
            copy[key] = self.value(value, (*path, key))
        return copy

    def value(self, value: Value, path: tuple[str, ...]) -> Value:
        self.passed += 1
        if self.passed > MOST_VALUES:
            raise InputFault(f"{self.label}: holds more than {MOST_VALUES:,} values")
        if isinstance(value, Mapping | list | tuple) and len(path) >= DEEPEST:
            raise InputFault(f"{self.label}: tables and lists nest deeper than {DEEPEST}")
        if isinstance(value, Mapping):
            return self.table(value, path)
        if isinstance(value, list | tuple):
            return [self.value(held, (*path, f"[{at}]")) for at, held in enumerate(value)]
        return self.single(value, path)

    def single(self, value: Value, path: tuple[str, ...]) -> FieldOf:
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
        raise self.refuse(
            path, f"must be text, a number, a date, true or false, not {_kind(value)}"
        )

    def text(self, value: str, path: tuple[str, ...]) -> str:
        if len(value) > LONGEST_TEXT or not _sound(value):
            raise self.refuse(path, f"must be text of at most {LONGEST_TEXT:,} letters")
        return value

    def number(self, value: Real, path: tuple[str, ...]) -> int | float:
        number = int(value) if isinstance(value, Integral) else float(value)
        if isinstance(number, float) and not math.isfinite(number):
            raise self.refuse(path, f"{number} must be a finite number")
        if abs(number) > LARGEST_WHOLE and isinstance(number, int):
            raise self.refuse(path, "must be a number of at most 64 bits")
        return number


def _sound(text: str) -> bool:
    """Whether text can be written as UTF-8 and holds no control characters but line ends."""
    return not any(
        0xD800 <= ord(letter) <= 0xDFFF or (ord(letter) < 32 and letter not in "\t\n\r")
        for letter in text
    )


def _kind(value: Value) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
