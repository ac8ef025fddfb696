"""Every key of a scenario file with meaning, unit, range, default and source, from the code.

The reference in ``scenarios/README.md`` is made from these rows.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.scenario.event_tables import EVENTS, change_words
from simulation.scenario.kinds import KINDS
from simulation.scenario.plain import shown
from simulation.scenario.tables import RULES, WORLDS, Heading, Run, Sweep, Time
from simulation.scenario.values import Value
from simulation.scenario.wording import allowed


class Row(NamedTuple):
    """One key."""

    key: str
    meaning: str
    unit: str
    """Empty where there is none."""
    allowed: str
    """Range, or the words it may be."""
    default: str
    """As a file would write it; empty: must be given, or is derived as the meaning says."""
    source: str
    """Of the default or range; empty where it is a matter of choice."""


class KindRow(NamedTuple):
    """One kind of event."""

    kind: str
    meaning: str
    target: str
    change: str
    """How its quantity may be changed; empty: it changes none."""
    keys: str
    """The keys it takes besides name, kind, target and from."""


COMMON = ("name", "kind", "target", "from")
"""Keys that every event takes."""


def keys() -> list[Row]:
    """Every key outside events and the numbers of the rule."""
    tables: list[tuple[str, type[BaseModel]]] = [("", Heading), ("time.", Time), ("run.", Run)]
    tables += [("world.", model) for model in WORLDS.values()]
    tables += [("rule.", model) for model in RULES.values()]
    tables += [("sweep.", Sweep)]
    extends = Row("extends", EXTENDS, "", "a name or path", "", "")
    rows = [row for prefix, model in tables for row in _rows(prefix, model)]
    return [extends, *(row for row in rows if row.key != "rule.parameters")]


EXTENDS = "another scenario, looked up beside this file, then by name; keys not given come from it"


def parameters() -> list[Row]:
    """The numbers of the rule ``hazard``."""
    held: Value = RULES["hazard"].model_fields["parameters"].annotation
    return list(_rows("", held))


def event_keys() -> list[Row]:
    """Every key that some kind of event takes, once."""
    rows: dict[str, Row] = {}
    for model in EVENTS.values():
        for row in _rows("", model):
            rows.setdefault(row.key, row)
    rows["kind"] = rows["kind"]._replace(meaning="what it changes", allowed="a kind listed below")
    rows["target"] = rows["target"]._replace(meaning="whom it concerns, as its kind says")
    rows["change"] = rows["change"]._replace(meaning="how, as its kind says", allowed="")
    off = Row("off", "true: the event is left out", "", "true or false", "false", "")
    return [*rows.values(), off]


def event_kinds() -> list[KindRow]:
    """Every kind of event."""
    return [
        KindRow(
            kind.name,
            kind.meaning,
            kind.target,
            change_words(kind),
            ", ".join(_own_keys(EVENTS[kind.name])),
        )
        for kind in KINDS.values()
    ]


def _own_keys(model: type[BaseModel]) -> Iterator[str]:
    return (row.key for row in _rows("", model) if row.key not in (*COMMON, "change"))


def _rows(prefix: str, model: type[BaseModel]) -> Iterator[Row]:
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        about: dict[str, Value] = extra if isinstance(extra, dict) else {}
        yield Row(
            prefix + (field.alias or name),
            field.description or "",
            str(about.get("unit", "")),
            allowed(field),
            _default(field),
            str(about.get("source", "")),
        )


def _default(field: FieldInfo) -> str:
    """The default as a file would write it."""
    held = None if field.is_required() else field.default
    if isinstance(held, dict):
        held = next(iter(held.values()), None)
    return "" if held in (None, "") else shown(held)
