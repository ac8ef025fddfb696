"""The JSON Schema of scenario files (draft 2020-12), for editors."""

from typing import Any

from pydantic import BaseModel

from simulation.scenario.catalogue import EXTENDS
from simulation.scenario.event_tables import EVENTS
from simulation.scenario.sweep_table import Sweep
from simulation.scenario.tables import RULES, WORLDS, Heading, Run, Time
from simulation.scenario.values import Value

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema: complete files must give every required key, those that extend need not."""
    return {
        "$schema": DRAFT,
        "title": "Scenario",
        "description": "A scenario of the snowball simulation",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/child"},
        "else": {"$ref": "#/$defs/complete"},
        "$defs": {"complete": _complete(), "child": _child()},
    }


def _complete() -> dict[str, Any]:
    """A file that stands alone."""
    properties = _heading() | {
        "time": _of(Time),
        "run": _of(Run),
        "world": _one_of(WORLDS),
        "rule": _one_of(RULES),
        "events": {"type": "array", "items": {"anyOf": [_event(kind) for kind in EVENTS]}},
        "sweep": _of(Sweep),
    }
    return _table(properties) | {"required": ["time", "world"]}


def _child() -> dict[str, Any]:
    """A file that extends another: any key may be left out, but the name of an event."""
    whole = _without_required(_complete())
    events = {"type": "array", "items": _table(_any_event_keys()) | {"required": ["name"]}}
    extends = {"type": "string", "minLength": 1, "description": EXTENDS}
    whole["properties"] |= {"extends": extends, "events": events}
    return dict(whole)


def _heading() -> dict[str, Any]:
    return dict(_of(Heading)["properties"])


def _event(kind: str) -> dict[str, Any]:
    """An event of one kind, or one that is switched off."""
    table = _of(EVENTS[kind])
    table["properties"]["off"] = {"type": "boolean"}
    return table


def _any_event_keys() -> dict[str, Any]:
    """Every key that some kind takes, each allowed what some kind allows it."""
    found: dict[str, list[Any]] = {}
    for kind in EVENTS:
        for key, held in _without_required(_event(kind))["properties"].items():
            if held not in found.setdefault(key, []):
                found[key].append(held)
    return {key: held[0] if len(held) == 1 else {"anyOf": held} for key, held in found.items()}


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _one_of(models: dict[str, type[Any]]) -> dict[str, Any]:
    tables = [_of(model) for model in models.values()]
    return tables[0] if len(tables) == 1 else {"anyOf": tables}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one table, in one piece."""
    whole = model.model_json_schema(by_alias=True)
    return dict(_inlined(whole, whole.pop("$defs", {})))


def _inlined(part: Value, named: dict[str, Any]) -> Value:
    """The same schema with what it refers to put in place.

    Titles made by machine are left out, and that a key may be nothing: it may be left out.
    """
    if isinstance(part, list):
        return [_inlined(one, named) for one in part if one != NOTHING]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        aside = {key: held for key, held in part.items() if key != "$ref"}
        return _inlined(named[part["$ref"].rsplit("/", 1)[1]] | aside, named)
    if "discriminator" in part:
        return _inlined({"anyOf": part["oneOf"]}, named)
    kept = {
        key: _inlined(held, named)
        for key, held in part.items()
        if not (key == "title" and isinstance(held, str)) and part.get(key, 0) is not None
    }
    return _only_choice(kept)


NOTHING = {"type": "null"}


def _only_choice(part: dict[str, Any]) -> dict[str, Any]:
    """The same schema, a choice of one put in the place of the choice."""
    choices = part.get("anyOf", ())
    if not isinstance(choices, list) or len(choices) != 1:
        return part
    return {**choices[0], **{key: held for key, held in part.items() if key != "anyOf"}}


def _without_required(part: Value) -> Value:
    """The same schema with no key required."""
    if isinstance(part, list):
        return [_without_required(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _without_required(held)
        for key, held in part.items()
        if key != "required" or not isinstance(held, list)
    }
