"""Dated stages: forced exits, suspensions, and states that join a treaty during the run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from simulation.model import stages
from simulation.world.events.checks import EXIT_STAGES
from simulation.world.events.plans import Plan, of_kind
from simulation.world.world import FOREVER, Flags, Integers, StageEvent, World


def joins(world: World, ready: Sequence[Plan], months: int) -> Integers:
    """(treaties, states) first month in which a state outside a treaty joins it; -1: never.

    A join dated before the run holds from month 0.  Where the world's tables and an event both
    have it join, the event's month holds.
    """
    when = np.full(world.stage.shape, stages.NEVER, dtype=np.int64)
    for k, i, month in world.joining:
        when[k, i] = month
    for plan in sorted(of_kind(ready, "join"), key=lambda plan: -plan.first):
        if plan.first <= months:
            for k in plan.treaties:
                when[k, plan.states & (world.stage[k] == stages.NEVER_JOINED)] = max(0, plan.first)
    return when


def bound(world: World, joined: Integers, treaty: int, month: int) -> Flags:
    """(states,) who was party to a treaty at the start or has joined it by a month."""
    newcomers = (joined[treaty] >= 0) & (joined[treaty] <= month)
    return np.asarray((world.stage[treaty] != stages.NEVER_JOINED) | newcomers)


def stage_events(
    world: World, ready: Sequence[Plan], joined: Integers, months: int
) -> tuple[StageEvent, ...]:
    """Forced exits and suspensions, sorted by month, treaty, state and name.

    What was dated before the run holds from month 0.  States outside a treaty are passed over.  A
    suspension with an end makes its state party again in the month after.
    """
    found = [
        event
        for kind, moves in (("exit", _exits), ("suspend", _suspensions))
        for plan in of_kind(ready, kind)
        for event in moves(world, plan, joined)
        if event.month <= months
    ]
    return tuple(_in_order(found))


def _in_order(found: list[StageEvent]) -> Iterator[StageEvent]:
    """By month; where an exit is taken on by a later one with its own date, that date holds."""
    further: dict[tuple[int, int], int] = {}
    followed = []
    ordered = sorted(found, key=lambda e: (e.month, e.treaty, e.state, e.stage, e.name))
    for event in reversed(ordered):
        who = (event.treaty, event.state)
        takes_on = event.stage < further.get(who, stages.PARTY)
        followed.append(replace(event, followed=takes_on and event.stage != stages.PARTY))
        if event.stage in EXIT_STAGES.values():
            further[who] = event.stage
    return reversed(followed)


def _exits(world: World, plan: Plan, joined: Integers) -> Iterator[StageEvent]:
    stage = EXIT_STAGES[str(plan.event.options.get("stage", "announced"))]
    month = max(0, plan.first)
    for k, i in _hit(world, plan, joined):
        yield StageEvent(month, k, i, stage, plan.event.name)


def _suspensions(world: World, plan: Plan, joined: Integers) -> Iterator[StageEvent]:
    if plan.last < max(0, plan.first):
        return
    for k, i in _hit(world, plan, joined):
        yield StageEvent(max(0, plan.first), k, i, stages.SUSPENDED, plan.event.name)
        if plan.last < FOREVER:
            yield StageEvent(plan.last + 1, k, i, stages.PARTY, plan.event.name)


def _hit(world: World, plan: Plan, joined: Integers) -> Iterator[tuple[int, int]]:
    for k in plan.treaties:
        here = plan.states & bound(world, joined, k, max(0, plan.first))
        for i in np.flatnonzero(here):
            yield k, int(i)
