"""What each kind of event must say: refused here, before anything is built."""

from collections.abc import Iterable, Iterator

import numpy as np

from simulation.model import stages
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Event
from simulation.world.events.targets import fault
from simulation.world.world import LAYERS, Flags, World

NEEDS_CHANGE = frozenset(
    {"posture", "credibility", "utility", "stigma", "incentive", "advocacy", "protection", "tie"}
)
"""Kinds that say by how much."""

KINDS = NEEDS_CHANGE | {"conflict", "pin", "exit", "suspend", "join"}

EXIT_STAGES = {"announced": stages.ANNOUNCED, "notified": stages.NOTIFIED, "out": stages.OUT}
"""Option ``stage`` of an exit; the first is the default."""

ANY_LAYER = "any"
"""Option ``heard_along``: on the layer where a state hears the champions best."""


def check(world: World, event: Event) -> None:
    """Raises ``InputFault`` with one line for each thing an event gets wrong."""
    faults = [line for found in _faults(world, event) for line in found.faults]
    if faults:
        raise InputFault(*faults)


def two_states(event: Event, hit: Flags) -> None:
    """Raises ``InputFault`` unless a tie event names exactly two states."""
    if event.kind == "tie" and np.count_nonzero(hit) != 2:
        raise fault(event, "target", ", ".join(event.target), "a tie joins exactly two states")


def _faults(world: World, event: Event) -> Iterator[InputFault]:
    if event.kind not in KINDS:
        yield _not_among(event, "kind", event.kind, sorted(KINDS))
    if event.kind in NEEDS_CHANGE and event.change is None:
        yield InputFault(
            f"events.{event.name}.change: missing; a {event.kind} event needs set, scale or add"
        )
    for kind, key, allowed, default in (
        ("exit", "stage", EXIT_STAGES, "announced"),
        ("tie", "layer", LAYERS, ""),
        ("advocacy", "heard_along", (*LAYERS, ANY_LAYER), ANY_LAYER),
        ("incentive", "follows", world.groups, next(iter(world.groups), "")),
    ):
        value = str(event.options.get(key, default))
        if event.kind == kind and key in (*event.options, "layer") and value not in allowed:
            yield _not_among(event, key, value, allowed)


def _not_among(event: Event, key: str, value: str, allowed: Iterable[str]) -> InputFault:
    names = list(allowed)
    hint = did_you_mean(value, names)
    return fault(event, key, value, f"unknown{hint}; allowed are {', '.join(names)}")
