"""From one scenario to another in words of the command line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.scenario.record import FOR_READERS

OWN_OPTIONS = ("run.seed", "run.replicates")
"""Keys that have an option of their own."""

OFF = "off"
"""Key of an event that takes it out."""


def settings_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Keys and values for ``--set`` that make one scenario of another, as far as any can.

    before, after: as ``scenario.record.as_dict`` gives them.  A key that is only in ``before``
    cannot be taken away, so whoever uses this must look whether they made what they should.

    >>> settings_between({"rule": {"a": 1, "b": 2}}, {"rule": {"a": 1, "b": 3.5}, "title": "x"})
    {'rule.b': '3.5'}
    >>> settings_between({"events": [{"name": "war"}]}, {"events": []})
    {'events.war.off': 'true'}
    """
    trees = [{**one, "events": _by_name(one)} for one in (before, after)]
    found = dict(_changed(trees[0], trees[1], ""))
    gone = {f"events.{name}.{OFF}": "true" for name in trees[0]["events"]
            if name not in trees[1]["events"]}  # fmt: skip
    return {**gone, **{key: json.dumps(held, ensure_ascii=False) for key, held in found.items()}}


def _by_name(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Events as a table, by their names."""
    return {
        one["name"]: {key: held for key, held in one.items() if key != "name"}
        for one in scenario.get("events", ())
    }


def _changed(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Any]]:
    for key, held in after.items():
        name = f"{path}{key}"
        if name in (*FOR_READERS, *OWN_OPTIONS) or (key in before and before[key] == held):
            continue
        if isinstance(held, Mapping) and isinstance(before.get(key, {}), Mapping):
            yield from _changed(before.get(key, {}), held, f"{name}.")
        else:
            yield name, held
