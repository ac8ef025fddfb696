"""From valid tables to the frozen Scenario."""

from simulation.model.parameters import DEFAULT_BASE_RATE, Parameters
from simulation.scenario.fields import Strict
from simulation.scenario.frozen import Table, frozen
from simulation.scenario.kinds import KINDS
from simulation.scenario.record import json_able
from simulation.scenario.scenario import Change, Event, Scenario, WorldChoice
from simulation.scenario.tables import OTHERS, Heading, Run, Sweep, Time
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
        **dict(run),
        world=_world(world, time),
        rule=rule.name,
        parameters=_parameters(rule.parameters),
        base_rate=_base_rate(rule.parameters.base_rate, world.treaties),
        events=tuple(events),
        sweep=frozen(json_able(sweep.model_dump())) if sweep else Table(),
    )


def _world(world: Value, time: Time) -> WorldChoice:
    """The world's date is the start unless given; definitions not given are left to the world."""
    named = ("source", "as_of", "treaties")
    options = {key: held for key, held in world if key not in named and held is not None}
    return WorldChoice(world.source, world.as_of or time.start, world.treaties, frozen(options))


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
