"""A scenario's record as TOML, to be read by people and by ``reading.read``."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.scenario.inheritance import ONE_OF
from simulation.scenario.values import Value

WIDTH = 90
"""Letters of a line of numbers."""

DATED = frozenset({"start", "end", "as_of", "from", "until"})
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def toml_text(record: Mapping[str, Any]) -> str:
    """A record of ``record.as_dict`` as a scenario file, its question the first comment line.

    >>> print(toml_text({"question": "Who follows?", "run": {"seed": 1}}), end="")
    # Who follows?
    <BLANKLINE>
    [run]
    seed = 1
    """
    return "\n".join(_lines(record)) + "\n"


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    question = record.get("question", "")
    commented = bool(question) and question.isprintable() and question == question.strip(" #")
    if commented:
        yield f"# {question}"
    for key, held in record.items():
        if not _is_section(held) and not (key == "question" and commented):
            yield _entry(key, held)
    for key, held in record.items():
        if isinstance(held, Mapping):
            yield from _section((key,), held)
        elif _is_section(held):
            for one in held:
                yield from ("", f"[[{_key(key)}]]", *(_entry(*item) for item in one.items()))


def _is_section(held: Value) -> bool:
    """Whether a value stands under a heading of its own: a table, or a list of tables."""
    tables = isinstance(held, list) and bool(held) and all(isinstance(one, Mapping) for one in held)
    return tables or isinstance(held, Mapping)


def _section(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """A table under its heading; larger tables in it have headings too."""
    deeper = {key: held for key, held in table.items() if _is_deeper((*path, key), held)}
    single = {key: held for key, held in table.items() if key not in deeper}
    if single or not deeper:
        yield from ("", f"[{'.'.join(_key(key) for key in path)}]")
    yield from (_entry(key, held) for key, held in single.items())
    for key, held in deeper.items():
        yield from _section((*path, key), held)


def _is_deeper(path: tuple[str, ...], held: Value) -> bool:
    """Whether a value within a table has a heading of its own."""
    if not isinstance(held, Mapping) or (path in ONE_OF and "values" not in held):
        return False
    return len(path) == 2 or (len(path) == 3 and path[:2] == ("world", "layers"))


def _entry(key: str, held: Value) -> str:
    dated = key in DATED and isinstance(held, str) and _DAY.fullmatch(held)
    return f"{_key(key)} = {held if dated else _value(held)}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(held: Value) -> str:
    if isinstance(held, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in held.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(held, list):
        return _list(held)
    if isinstance(held, str):
        return json.dumps(held, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(held)


def _list(values: list[Any]) -> str:
    """A list on one line or, where it holds many numbers, on several."""
    inside = ", ".join(_value(one) for one in values)
    if len(inside) <= WIDTH or not all(isinstance(one, int | float) for one in values):
        return f"[{inside}]"
    lines = textwrap.wrap(inside, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "[\n" + "".join(f"  {line}\n" for line in lines) + "]"
