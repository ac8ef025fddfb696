"""A table that cannot be changed: what a scenario's free keys are kept in."""

from collections.abc import Iterator, Mapping
from typing import Any

from simulation.scenario.values import Value


class Table(Mapping[str, Any]):
    """A read-only table; compares by content, and can be copied and sent to other processes.

    >>> Table({"pact": 0.5})
    Table({'pact': 0.5})
    >>> Table({"pact": 0.5}) == {"pact": 0.5}
    True
    """

    __slots__ = ("_entries",)

    _entries: dict[str, Value]

    def __init__(self, entries: Mapping[str, Any] | None = None) -> None:
        object.__setattr__(self, "_entries", dict(entries or {}))

    def __getitem__(self, key: str) -> Value:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __setattr__(self, name: str, value: Value) -> None:
        raise AttributeError("a scenario cannot be changed; with_ makes a changed copy")

    def __reduce__(self) -> tuple[type["Table"], tuple[dict[str, Any]]]:
        return Table, (dict(self._entries),)

    def __repr__(self) -> str:
        return f"Table({self._entries!r})"


def frozen(value: Value) -> Value:
    """The same value, its tables read-only and its lists tuples, to any depth.

    >>> frozen({"points": [1, {"low": 2}]})
    Table({'points': (1, Table({'low': 2}))})
    """
    if isinstance(value, Mapping):
        return Table({key: frozen(held) for key, held in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(held) for held in value)
    return value


def thawed(value: Value) -> Value:
    """The same value as dicts and lists, ready for JSON.

    >>> thawed(frozen({"points": [1, {"low": 2}]}))
    {'points': [1, {'low': 2}]}
    """
    if isinstance(value, Mapping):
        return {key: thawed(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [thawed(held) for held in value]
    return value
