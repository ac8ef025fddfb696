"""Whom an event hits: states, groups, guarantees and treaties by the names a scenario uses.

A state goes by its code or name; a group by the code of an organisation or the name of a region or
subregion; ``all`` is every state, ``rivals`` every state to whose posture some state is exposed.
A group is who belongs to it in the event's first month: its members of month 0 and those that
joined by an event.
"""

from typing import NamedTuple

import numpy as np

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Event
from simulation.world.world import Flags, World

ALL, RIVALS = "all", "rivals"

MOST_HINTED = 20_000
"""States among whose names the one nearest to an unknown name is looked for."""


class Joining(NamedTuple):
    """One state joins one organisation."""

    state: int
    organisation: str
    first: int
    last: int
    name: str
    """Name of the event."""


def fault(event: Event, key: str, value: str, allowed: str) -> InputFault:
    """One line naming event, key, value and what is allowed."""
    return InputFault(f'events.{event.name}.{key} = "{value}": {allowed}')


def find_state(world: World, name: str) -> int | None:
    """Position of a state by code or name; None where no state is called so."""
    if name in world.states:
        return world.states.index(name)
    names = [known.casefold() for known in world.names]
    return names.index(name.casefold()) if name.casefold() in names else None


def members(world: World, joinings: tuple[Joining, ...], group: str, month: int) -> Flags:
    """(states,) who belongs to a group in a month."""
    belongs = world.groups[group].copy()
    for joining in joinings:
        if joining.organisation == group and joining.first <= month <= joining.last:
            belongs[joining.state] = True
    return belongs


def rivals(world: World) -> Flags:
    """(states,) whose posture some state is exposed to."""
    felt = np.zeros(len(world.states), dtype=np.bool_)
    felt[world.rivals.partner[world.rivals.weight > 0.0]] = True
    return felt


def states(world: World, joinings: tuple[Joining, ...], event: Event, month: int) -> Flags:
    """(states,) whom the event's targets name.

    Raises ``InputFault`` with one line for each name that is neither a state nor a group.
    """
    hit = np.zeros(len(world.states), dtype=np.bool_)
    faults: list[str] = []
    for name in event.target:
        found = _one(world, joinings, name, month)
        if found is None:
            faults.extend(_unknown_state(world, event, name).faults)
        else:
            hit |= found
    if faults:
        raise InputFault(*faults)
    return hit


def _one(world: World, joinings: tuple[Joining, ...], name: str, month: int) -> Flags | None:
    state = find_state(world, name)
    if state is not None:
        return np.asarray(np.arange(len(world.states)) == state)
    if name == ALL:
        return np.ones(len(world.states), dtype=np.bool_)
    if name == RIVALS:
        return rivals(world)
    return members(world, joinings, name, month) if name in world.groups else None


def _unknown_state(world: World, event: Event, name: str) -> InputFault:
    called = (*world.states, *world.names) if len(world.states) <= MOST_HINTED else ()
    known = [*called, *world.groups, ALL, RIVALS]
    allowed = f"not a state, organisation or region of this world{did_you_mean(name, known)}"
    return fault(event, "target", name, f'{allowed}; "all" and "rivals" are allowed too')


def guarantees(world: World, event: Event) -> tuple[str, ...]:
    """Which guarantees a credibility event names, in the world's order."""
    for name in event.target:
        if name not in world.guarantors and name != ALL:
            allowed = ", ".join(world.guarantors) or "none in this world"
            hint = did_you_mean(name, world.guarantors)
            raise fault(event, "target", name, f"not a guarantee{hint}; allowed are {allowed}")
    wanted = set(world.guarantors if ALL in event.target else event.target)
    return tuple(name for name in world.guarantors if name in wanted)


def treaties(
    world: World, event: Event, key: str, names: tuple[str, ...], elsewhere: frozenset[str]
) -> tuple[int, ...]:
    """Positions of the treaties named; all of them where none is named.

    A treaty that exists but is not in this world is passed over: the scenario may have been
    narrowed to fewer treaties.  ``elsewhere`` holds the codes of such treaties.
    """
    codes = [treaty.code for treaty in world.treaties]
    for name in names:
        if name not in codes and name not in elsewhere and name != ALL:
            hint = did_you_mean(name, [*codes, ALL])
            allowed = f"not a treaty of this world{hint}; allowed are {', '.join(codes)}"
            raise fault(event, key, name, allowed)
    everything = not names or ALL in names
    return tuple(k for k, code in enumerate(codes) if everything or code in names)
