"""A scenario as plain data: what a manifest keeps, and what makes the same scenario again."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from simulation.scenario.kinds import KINDS
from simulation.scenario.scenario import Event, Scenario, WorldChoice
from simulation.scenario.values import Value

FOR_READERS = ("name", "title", "question")
"""Keys that decide nothing about what happens."""


def as_dict(scenario: Scenario) -> dict[str, Any]:
    """The scenario with every default filled in, nested as in a file, ready for JSON.

    ``reading.read`` makes the same scenario of it.  Dates are ISO strings.
    """
    record: dict[str, Any] = {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "time": {"start": scenario.start, "end": scenario.end},
        "run": {
            "replicates": scenario.replicates,
            "seed": scenario.seed,
            "trajectories": scenario.trajectories,
            "cascade_size": scenario.cascade_size,
        },
        "world": _world(scenario.world),
        "rule": _rule(scenario),
        "events": [_event(event) for event in scenario.events],
    }
    if scenario.sweep:
        record["sweep"] = scenario.sweep
    plain: dict[str, Any] = json_able(record)
    return plain


def from_dict(record: Mapping[str, Any]) -> Scenario:
    """The scenario of which ``as_dict`` made this record; raises InputFault if it is none."""
    from simulation.scenario.reading import read

    return read(record)


def digest(scenario: Scenario) -> str:
    """SHA-256, in hexadecimal, of everything in a scenario that decides what happens.

    Name, title and question are left out: they are for readers.
    """
    return digest_of(as_dict(scenario))


def digest_of(record: Mapping[str, Any]) -> str:
    """The same of what ``as_dict`` made; raises ValueError for what JSON cannot say."""
    kept = {key: held for key, held in record.items() if key not in FOR_READERS}
    return hashlib.sha256(canonical_json(kept).encode()).hexdigest()


def canonical_json(value: Value) -> str:
    """JSON in one spelling: keys sorted, no spaces.

    >>> canonical_json({"b": 1, "a": [0.5]})
    '{"a":[0.5],"b":1}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def json_able(value: Value) -> Value:
    """The same value as dicts, lists and ISO dates.

    >>> json_able({"from": datetime.date(2022, 2, 1)})
    {'from': '2022-02-01'}
    """
    if isinstance(value, Mapping):
        return {key: json_able(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [json_able(held) for held in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _rule(scenario: Scenario) -> dict[str, Any]:
    if scenario.rule != "hazard":
        return {"name": scenario.rule, **scenario.rule_options}
    parameters = {"base_rate": scenario.base_rate, **scenario.parameters._asdict()}
    return {"name": scenario.rule, "parameters": parameters}


def _world(world: WorldChoice) -> dict[str, Any]:
    as_of = {} if world.source == "synthetic" else {"as_of": world.as_of}
    return {"source": world.source, **as_of, "treaties": world.treaties, **world.options}


def _event(event: Event) -> dict[str, Any]:
    """One event with the keys its kind takes, those that say nothing left out."""
    said = {
        "name": event.name,
        "kind": event.kind,
        "target": event.target,
        "from": event.start,
        "until": event.until,
        "change": {event.change.how: event.change.amount} if event.change else None,
        "treaties": event.treaties or None,
        **event.options,
    }
    if KINDS[event.kind].ramps:
        said["ramp_months"] = event.ramp_months
    return {key: held for key, held in said.items() if held is not None}
