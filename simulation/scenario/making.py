"""From valid tables to the frozen Scenario."""

from typing import Any

from simulation.model.parameters import DEFAULT_BASE_RATE, Parameters
from simulation.scenario.fields import Strict
from simulation.scenario.frozen import Table, frozen
from simulation.scenario.kinds import KINDS
from simulation.scenario.made_worlds import layers_of
from simulation.scenario.record import json_able
from simulation.scenario.scenario import Change, Event, Scenario, WorldChoice
from simulation.scenario.sweep_table import Sweep
from simulation.scenario.tables import OTHERS, Heading, Run, Time
from simulation.scenario.values import Value

__all__ = ["event_of", "scenario_of"]


def scenario_of(
    heading: Heading,
    time: Time,
    run: Run,
    world: Value,
    rule: Value,
    events: list[Event],
    sweep: Sweep | None,
) -> Scenario:
    """One scenario from its valid tables."""
    return Scenario(
        name=heading.name,
        title=heading.title or heading.name,
        question=heading.question,
        start=time.start,
        end=time.end,
        **{**dict(run), **_sizes(run, world, rule)},
        world=_world(world, time),
        rule=rule.name,
        **_rule(rule, world),
        events=tuple(events),
        sweep=_sweep(sweep),
    )


def _sizes(run: Run, world: Value, rule: Value) -> dict[str, int]:
    """The defaults of ``[run]`` that depend on the world or the rule."""
    cascade = max(1, world.states // 10) if world.source == "synthetic" else 5
    recorded = 1_000 if rule.name == "hazard" else 0
    return {
        "cascade_size": cascade if run.cascade_size is None else run.cascade_size,
        "trajectories": recorded if run.trajectories is None else run.trajectories,
    }


def _sweep(sweep: Sweep | None) -> Table:
    """What a file says of its sweep, and the design."""
    said = {} if sweep is None else sweep.model_dump(exclude_none=True, exclude_defaults=True)
    design = {} if sweep is None else {"design": sweep.design}
    kept: Table = frozen(json_able(design | said))
    return kept


def _world(world: Value, time: Time) -> WorldChoice:
    """The world's date is the start unless given; definitions not given are left to the world."""
    named = ("source", "as_of", "treaties")
    options = {key: held for key, held in _plain(world).items() if key not in named}
    as_of = getattr(world, "as_of", None) or time.start
    return WorldChoice(world.source, as_of, world.treaties, frozen(options))


def _plain(table: Strict) -> dict[str, Any]:
    """A table as a file would write it, keys without a value left out."""
    return dict(json_able(table.model_dump(exclude_none=True)))


def _rule(rule: Value, world: Value) -> dict[str, Any]:
    """What a scenario keeps of its rule."""
    if rule.name == "hazard":
        parameters, rates, options = _parameters(rule.parameters), rule.parameters.base_rate, {}
    else:
        parameters, rates, options = Parameters(), {}, _textbook(rule, world)
    return {
        "parameters": parameters,
        "base_rate": _base_rate(rates, world.treaties),
        "rule_options": frozen(options),
    }


def _textbook(rule: Value, world: Value) -> dict[str, Any]:
    """The keys of a textbook rule; where layers are weighted, the weight of each that there is."""
    options = {key: held for key, held in _plain(rule).items() if key != "name"}
    if options.get("join") == "weighted":
        given = options.get("weights", {})
        options["weights"] = {layer: given.get(layer, 1.0) for layer in layers_of(world)}
    return options


def _parameters(table: Strict) -> Parameters:
    """Every parameter as a float: an int where a float stood would be another program."""
    return Parameters(**{name: float(getattr(table, name)) for name in Parameters._fields})


def _base_rate(rates: dict[str, float], treaties: tuple[str, ...]) -> Table:
    others = rates.get(OTHERS, DEFAULT_BASE_RATE)
    return Table({treaty: float(rates.get(treaty, others)) for treaty in treaties})


def event_of(table: Value) -> Event:
    """One event from its valid table."""
    options = {
        option: getattr(table, option)
        for option in KINDS[table.kind].options
        if getattr(table, option) is not None
    }
    return Event(
        name=table.name,
        kind=table.kind,
        target=table.target,
        start=table.start,
        until=getattr(table, "until", None),
        ramp_months=getattr(table, "ramp_months", 0),
        change=_change(getattr(table, "change", None)),
        treaties=getattr(table, "treaties", None) or (),
        options=Table(options),
    )


def _change(table: Value) -> Change | None:
    if table is None:
        return None
    (how,) = table.model_fields_set
    return Change(how, float(getattr(table, how)))
