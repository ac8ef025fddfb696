"""Remarks on events that do less than their writer may think; one plain line each, no fault."""

from collections.abc import Iterator, Sequence

import numpy as np

from simulation.model import stages
from simulation.world.events.plans import Plan, treaties_elsewhere
from simulation.world.world import World

ABOUT_PARTIES = ("exit", "suspend", "pin")
IGNORES_END = ("exit",)


def remarks(world: World, ready: Sequence[Plan], months: int) -> tuple[str, ...]:
    """One line for each event that can never fire, hits nobody, or is partly passed over."""
    return tuple(
        f"events.{plan.event.name}: {line}"
        for plan in ready
        for line in (*_when(plan, months), *_whom(world, plan), *_other(world, plan))
    )


def _when(plan: Plan, months: int) -> Iterator[str]:
    if plan.last < plan.first:
        yield f"never fires: until {plan.event.until} lies before from {plan.event.start}"
    elif plan.first > months:
        yield f"never fires: {plan.event.start} lies after the end of the run"
    elif plan.last < 0:
        yield f"never fires: it is over before the run, on {plan.event.until}"


def _whom(world: World, plan: Plan) -> Iterator[str]:
    kind = plan.event.kind
    if kind in ("utility", "credibility"):
        if kind == "credibility" and not plan.guarantees:
            yield "matches no guarantee"
        return
    if not plan.states.any():
        yield f"matches no state: {', '.join(plan.event.target) or 'no target'}"
    elif kind in ABOUT_PARTIES and plan.treaties and not _party(world, plan):
        yield "matches no state that is party at the start"
    elif kind == "join" and plan.treaties and not _outside(world, plan):
        yield "everyone it names is party already"


def _other(world: World, plan: Plan) -> Iterator[str]:
    named = {*plan.event.treaties, str(plan.event.options.get("into", ""))}
    if plan.event.kind == "utility":
        named |= set(plan.event.target)
    for code in sorted(named & treaties_elsewhere(world) - set(world.groups)):
        yield f"passed over for {code}, which this scenario leaves out"
    if plan.event.kind in IGNORES_END and plan.event.until is not None:
        yield "until is passed over: an exit has no end"


def _party(world: World, plan: Plan) -> bool:
    party = world.stage[list(plan.treaties)] != stages.NEVER_JOINED
    return bool(np.any(party & plan.states))


def _outside(world: World, plan: Plan) -> bool:
    outside = world.stage[list(plan.treaties)] == stages.NEVER_JOINED
    return bool(np.any(outside & plan.states))
