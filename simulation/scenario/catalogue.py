"""Every key of a scenario file with meaning, unit, range, default and source, from the code.

The reference in ``scenarios/README.md`` is made from these rows.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.scenario.descent import held_by
from simulation.scenario.event_tables import EVENTS, change_words
from simulation.scenario.graphs import GRAPHS
from simulation.scenario.kinds import KINDS
from simulation.scenario.plain import shown
from simulation.scenario.sweep_table import Range, Sweep
from simulation.scenario.tables import OTHERS, RULES, WORLDS, Heading, Run, Time
from simulation.scenario.values import Value
from simulation.scenario.wording import allowed, keys_of, listed


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


class GraphRow(NamedTuple):
    """One kind of network of a synthetic world."""

    graph: str
    meaning: str
    keys: str
    """The keys it takes besides graph."""


COMMON = ("name", "kind", "target", "from")
"""Keys that every event takes."""

ANY_LAYER = "NAME"
"""Stands in a key for the name of any layer."""

EXTENDS = "another scenario, looked up beside this file, then by name; keys not given come from it"


def keys() -> list[Row]:
    """Every key outside events that all worlds and rules share."""
    extends = Row("extends", EXTENDS, "", "a name or path", "", "")
    source = _kinds_row("world.source", "where the states come from; it decides", WORLDS, "")
    rule = _kinds_row("rule.name", "the rule by which states leave; it decides", RULES, "hazard")
    tables: list[tuple[str, type[BaseModel]]] = [("", Heading), ("time.", Time), ("run.", Run)]
    rows = [row for prefix, model in tables for row in _rows(prefix, model)]
    sweep = [*_rows("sweep.", Sweep), *_rows("sweep.vary.KEY.", Range)]
    return [extends, *rows, source, rule, *sweep]


def _kinds_row(key: str, meaning: str, kinds: Iterable[str], default: str) -> Row:
    """The row of a key that says of which kind its table is."""
    which = f"{meaning} which keys stand beside it, see below"
    return Row(key, which, "", listed(kinds), shown(default) if default else "", "")


def world_keys(source: str) -> list[Row]:
    """The keys of ``[world]`` of one source, those of tables in it included."""
    return [row for row in _deep("world.", WORLDS[source]) if row.key != "world.source"]


def rule_keys(name: str) -> list[Row]:
    """The keys of ``[rule]`` of one rule, those of tables in it included."""
    return [row for row in _deep("rule.", RULES[name]) if row.key != "rule.name"]


def graphs() -> list[GraphRow]:
    """Every kind of network."""
    return [
        GraphRow(word, _first_line(model), ", ".join(key for key in keys_of(model)[1:]))
        for word, model in GRAPHS.items()
    ]


def _first_line(model: type[BaseModel]) -> str:
    """What a model says it is, as part of a sentence."""
    line = (model.__doc__ or "").strip().rstrip(".")
    return line[:1].lower() + line[1:]


def graph_keys() -> list[tuple[Row, str]]:
    """Every key of a network, with the kinds that take it."""
    takers: dict[Row, list[str]] = {}
    for word, model in GRAPHS.items():
        for row in _rows(f"world.layers.{ANY_LAYER}.", model):
            same = row._replace(allowed=listed(GRAPHS)) if row.key.endswith(".graph") else row
            takers.setdefault(same, []).append(word)
    first = {row.key: place for place, row in reversed(list(enumerate(takers)))}
    ordered = sorted(takers.items(), key=lambda taken: first[taken[0].key])
    return [(row, ", ".join(of) if len(of) < len(GRAPHS) else "all") for row, of in ordered]


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
        yield _row(prefix + (field.alias or name), field)


def _row(key: str, field: FieldInfo) -> Row:
    extra = field.json_schema_extra
    about: dict[str, Value] = extra if isinstance(extra, dict) else {}
    unit, source = str(about.get("unit", "")), str(about.get("source", ""))
    return Row(key, field.description or "", unit, allowed(field), _default(field), source)


def _deep(prefix: str, model: type[BaseModel]) -> Iterator[Row]:
    """The keys of a table, each followed by those of the table that it holds."""
    for name, field in model.model_fields.items():
        key, inner = prefix + (field.alias or name), held_by(field).model()
        yield _row(key, field)
        if name == "layers" and inner is not None:
            yield from _layers(f"{key}.", inner)
        elif inner is not None:
            yield from _deep(f"{key}.", inner)


def _layers(prefix: str, model: type[BaseModel]) -> Iterator[Row]:
    """The layers of a world, then the keys of any one of them where they are of one kind."""
    yield from _rows(prefix, model)
    inner = held_by(next(iter(model.model_fields.values()))).model()
    if inner is not None:
        yield from _rows(f"{prefix}{ANY_LAYER}.", inner)


def _default(field: FieldInfo) -> str:
    """The default as a file would write it."""
    held = None if field.is_required() else field.default
    if isinstance(held, dict):
        held = held.get(OTHERS, held)
    return "" if held in (None, "", {}) else shown(held)
