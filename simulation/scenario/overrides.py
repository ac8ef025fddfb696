"""``--set KEY=VALUE``: single keys changed from outside the file."""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from simulation.scenario.faults import InputFault
from simulation.scenario.inheritance import Layer, by_name, together
from simulation.scenario.plain import plain
from simulation.scenario.values import Value

LABEL = "override"
VARIED = "sweep.vary."
"""What follows it is the whole key that varies, dots and all, as it stands in a file in quotes."""


def parse(settings: Iterable[str]) -> dict[str, Any]:
    """KEY=VALUE words as a mapping; a value is read as TOML, or else is text.

    >>> parse(["run.seed=7", "events.guarantee-doubt.change.scale=0.5", "title=Who follows"])
    {'run.seed': 7, 'events.guarantee-doubt.change.scale': 0.5, 'title': 'Who follows'}
    """
    values = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key.strip():
            raise InputFault(f"--set {setting}: must be KEY=VALUE, such as run.seed=7")
        values[key.strip()] = _value(text.strip())
    return values


def _value(text: str) -> Value:
    """A value as TOML reads it; text that is no TOML value stays text."""
    try:
        read = tomllib.loads("value = " + text)
    except (ValueError, RecursionError):
        return text
    return read["value"] if len(read) == 1 else text


def layer(overrides: Mapping[str, Any]) -> Layer:
    """Dotted keys and their values as the youngest layer of a scenario."""
    tree: dict[str, Any] = {}
    for key, value in plain(overrides, LABEL).items():
        parts = _parts(key)
        if not all(parts) or len(parts) > 8:
            raise InputFault(f"{LABEL}: {key}: must be keys joined by dots, such as run.seed")
        if parts[0] == "extends":
            raise InputFault(f"{LABEL}: extends: can only stand in a file")
        tree = together(tree, by_name(_nested(parts, value), LABEL))
    return Layer(LABEL, tree)


def _parts(key: str) -> list[str]:
    """The keys that a dotted one joins.

    >>> _parts("run.seed"), _parts("sweep.vary.rule.p"), _parts('sweep.vary."rule.p"')
    (['run', 'seed'], ['sweep', 'vary', 'rule.p'], ['sweep', 'vary', 'rule.p'])
    """
    if not key.startswith(VARIED):
        return key.split(".")
    varied = key.removeprefix(VARIED)
    quoted = len(varied) > 2 and varied[0] == varied[-1] and varied[0] in "\"'"
    return [*VARIED.split(".")[:2], varied[1:-1] if quoted else varied]


def _nested(parts: list[str], value: Value) -> dict[str, Any]:
    """One value under its keys.

    >>> _nested(["run", "seed"], 7)
    {'run': {'seed': 7}}
    """
    for part in reversed(parts):
        value = {part: value}
    return dict(value)
