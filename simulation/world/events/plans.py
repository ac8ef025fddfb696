"""An event made ready: its months, its growth, and whom and what it hits."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Change, Event, Scenario
from simulation.world import pacts, tables
from simulation.world.events import targets
from simulation.world.events.change import Pull, growth
from simulation.world.events.checks import check, two_states
from simulation.world.events.targets import Joining
from simulation.world.world import FOREVER, Flags, Floats, World


class Plan(NamedTuple):
    """One event with everything looked up."""

    event: Event
    first: int
    """Month in which it begins; below 1: before the run."""
    last: int
    """Last month; FOREVER: no end."""
    growth: Floats
    """(months + 1,) how far it has grown, 0..1."""
    states: Flags
    """(states,) whom it hits; nobody for kinds that do not target states."""
    treaties: tuple[int, ...]
    guarantees: tuple[str, ...]


def months_of(event: Event, scenario: Scenario) -> tuple[int, int]:
    """First and last month of an event; FOREVER where it has no end."""
    last = scenario.month_of(event.until) if event.until is not None else FOREVER
    return scenario.month_of(event.start), last


def joinings(world: World, scenario: Scenario) -> tuple[Joining, ...]:
    """Every state that joins an organisation by an event, in order of month, state, organisation.

    Raises ``InputFault`` for an ``into`` that is neither a treaty nor a defence pact.
    """
    found = [
        Joining(int(state), into, *months_of(event, scenario), event.name)
        for event in scenario.events
        if event.kind == "join"
        for into in [_into(world, event)]
        if joins_pact(world, into)
        for state in np.flatnonzero(targets.states(world, (), event, 0))
    ]
    return tuple(sorted(found, key=lambda j: (j.first, j.state, j.organisation, j.name)))


def joins_pact(world: World, into: str) -> bool:
    """Whether ``into`` names a defence pact, and not a treaty of this world."""
    a_treaty = any(treaty.code == into for treaty in world.treaties)
    return not a_treaty and into in world.groups and pacts.depth(into) > 0.0


def _into(world: World, event: Event) -> str:
    into = str(event.options.get("into", ""))
    treaties = [treaty.code for treaty in world.treaties]
    if into in treaties or into in treaties_elsewhere(world) or joins_pact(world, into):
        return into
    if not into and event.treaties:
        return into
    allowed = [*treaties, *(name for name in world.groups if joins_pact(world, name))]
    hint = did_you_mean(into, allowed)
    raise targets.fault(
        event, "into", into, f"not a treaty or defence pact{hint}; allowed are {', '.join(allowed)}"
    )


def treaties_elsewhere(world: World) -> frozenset[str]:
    """Treaties of the tables that this world leaves out."""
    here = {treaty.code for treaty in world.treaties}
    return frozenset(row.treaty for row in tables.treaty_meta()) - here


def plan(world: World, scenario: Scenario, joined: tuple[Joining, ...], event: Event) -> Plan:
    """Look up everything an event names.

    Raises ``InputFault`` for an unknown kind, target, group or treaty, or a missing change.
    """
    check(world, event)
    first, last = months_of(event, scenario)
    hit = np.zeros(len(world.states), dtype=np.bool_)
    if event.kind not in ("utility", "credibility"):
        hit = targets.states(world, joined, event, max(0, first))
    two_states(event, hit)
    return Plan(
        event,
        first,
        last,
        growth(first, last, event.ramp_months, scenario.months),
        hit,
        _treaties(world, event),
        targets.guarantees(world, event) if event.kind == "credibility" else (),
    )


def plans(world: World, scenario: Scenario) -> tuple[tuple[Plan, ...], tuple[Joining, ...]]:
    """Every event made ready, and every joining of an organisation.

    Raises ``InputFault`` with one line for each event at fault.
    """
    faults: list[str] = []
    try:
        joined = joinings(world, scenario)
    except InputFault as found:
        faults.extend(found.faults)
        joined = ()
    ready: list[Plan] = []
    for event in scenario.events:
        try:
            ready.append(plan(world, scenario, joined, event))
        except InputFault as found:
            faults.extend(found.faults)
    if faults:
        raise InputFault(*dict.fromkeys(faults))
    return tuple(ready), joined


def _treaties(world: World, event: Event) -> tuple[int, ...]:
    elsewhere = treaties_elsewhere(world)
    if event.kind == "utility":
        return targets.treaties(world, event, "target", event.target or event.treaties, elsewhere)
    if event.kind == "join":
        named = (str(event.options["into"]),) if event.options.get("into") else event.treaties
        return tuple(k for k, treaty in enumerate(world.treaties) if treaty.code in named)
    return targets.treaties(world, event, "treaties", event.treaties, elsewhere)


def of_kind(ready: Iterable[Plan], kind: str) -> list[Plan]:
    """The plans of one kind."""
    return [plan for plan in ready if plan.event.kind == kind]


def pull(ready: Plan, share: Floats) -> Pull:
    """A plan's change, reaching each cell as far as ``share`` (...cells, 0..1) says."""
    change = ready.event.change or Change("add", 0.0)
    reach = ready.growth.reshape(-1, *(1,) * share.ndim) * share
    return Pull(change.how, change.amount, reach, ready.first, ready.event.name)
