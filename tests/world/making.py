"""Scenarios made directly from their parts, for tests of worlds and agendas."""

import datetime

import numpy as np

from simulation.model.parameters import Parameters
from simulation.scenario.scenario import Change, Event, Scenario, WorldChoice
from simulation.world.agenda import agenda
from simulation.world.real import real_world

START = datetime.date(2021, 1, 1)


def choice(as_of=START, treaties=("APMBC", "CCM"), source="real", **options):
    return WorldChoice(source, as_of, tuple(treaties), options)


def event(kind, target, start, until=None, ramp=0, treaties=(), name="e", change=None, **options):
    """An event; ``change`` as ("scale", 0.5); dates as text, ``"2021-03"``."""
    return Event(
        name=name,
        kind=kind,
        target=(target,) if isinstance(target, str) else tuple(target),
        start=_day(start),
        until=_day(until) if until else None,
        ramp_months=ramp,
        change=Change(*change) if change else None,
        treaties=tuple(treaties),
        options=options,
    )


def scenario(*events, months=12, world=None, start=START):
    """A scenario of ``months`` months with these events."""
    last = 12 * start.year + start.month - 1 + months - 1
    return Scenario(
        name="test",
        title="Test",
        question="",
        start=start,
        end=datetime.date(last // 12, last % 12 + 1, 28),
        replicates=1,
        seed=1,
        trajectories=0,
        cascade_size=5,
        world=world or choice(as_of=start),
        rule="hazard",
        parameters=Parameters(),
        base_rate={"APMBC": -8.0, "CCM": -8.0},
        rule_options={},
        events=events,
        sweep={},
    )


def agenda_of(world, *events, months=12):
    """The agenda that these events give a real world of ``START``."""
    return agenda(world, scenario(*events, months=months))


def monthly(dated, table):
    """A table of an agenda with a row for each month again."""
    return getattr(dated, table)[dated.row]


def moves(dated):
    """The stage events of an agenda as tuples."""
    return [(e.month, e.treaty, e.state, e.stage, e.name) for e in dated.stage_events]


def at(world, *codes):
    """Positions of states by code."""
    return [world.states.index(code) for code in codes]


def tie(ties, state, partner, month):
    """Weight of one tie in one month; 0 where there is none."""
    here = (ties.state == state) & (ties.partner == partner)
    here &= (ties.since <= month) & (month <= ties.until)
    assert np.count_nonzero(here) <= 1
    return float(ties.weight[here].sum())


def build_real(as_of=START, **options):
    return real_world(choice(as_of, **options), as_of)


def _day(text):
    return datetime.date(*(*map(int, text.split("-")), 1)[:3])
