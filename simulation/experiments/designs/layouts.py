"""Points that are counted out: every combination, rows of a list, or one key at a time."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.experiments.designs.design import same
from simulation.scenario.sweep_ranges import ascending, is_range
from simulation.scenario.values import Value

Values = dict[str, Any]
"""What each key is at one point."""


def entries(held: Value) -> list[Any]:
    """What a key becomes one after the other; a single value holds.

    >>> entries({"low": 0, "high": 1, "points": 3}), entries(["a", "b"]), entries(4)
    ([0.0, 0.5, 1.0], ['a', 'b'], [4])
    """
    if is_range(held):
        return list(ascending(held))
    return list(held) if isinstance(held, list | tuple) else [held]


def grid(vary: Mapping[str, Any]) -> Iterator[Values]:
    """Every combination; of the keys in order of the alphabet the last changes fastest.

    >>> list(grid({"b": [1, 2], "a": "x"}))
    [{'a': 'x', 'b': 1}, {'a': 'x', 'b': 2}]
    """
    keys = sorted(vary)
    for combined in itertools.product(*(entries(vary[key]) for key in keys)):
        yield dict(zip(keys, combined, strict=True))


def listed(vary: Mapping[str, Any]) -> Iterator[Values]:
    """Columns side by side: the first values together, then the second, and so on.

    >>> list(listed({"a": [1, 2], "b": ["x", "y"], "c": 0}))
    [{'a': 1, 'b': 'x', 'c': 0}, {'a': 2, 'b': 'y', 'c': 0}]
    """
    columns = {key: entries(vary[key]) for key in sorted(vary)}
    longest = max(len(column) for column in columns.values())
    for row in range(longest):
        yield {key: column[row % len(column)] for key, column in columns.items()}


def one_at_a_time(vary: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[Values]:
    """The scenario itself, then each key changed alone, in order of the alphabet.

    base: what the varied keys are in the scenario; a value that is the base's own is no new point.

    >>> list(one_at_a_time({"a": [1, 2], "b": [5, 6]}, {"a": 1, "b": 4}))
    [{'a': 1, 'b': 4}, {'a': 2, 'b': 4}, {'a': 1, 'b': 5}, {'a': 1, 'b': 6}]
    """
    held = {key: entries(vary[key])[0] for key in vary if key not in base}
    middle = {key: (held | dict(base))[key] for key in sorted(vary)}
    yield middle
    for key in sorted(base):
        others = (value for value in entries(vary[key]) if not same(value, base[key]))
        yield from (middle | {key: value} for value in others)
