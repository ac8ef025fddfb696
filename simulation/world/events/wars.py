"""Armed conflicts: in each month, when every conflict that a state is in will be over."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from simulation.world.events.plans import Plan, of_kind
from simulation.world.world import FOREVER, Integers


class War(NamedTuple):
    """A state is in armed conflict from one month to another."""

    state: int
    first: int
    last: int


def is_peace(plan: Plan) -> bool:
    """Whether a conflict event ends conflict: its change sets it to 0."""
    change = plan.event.change
    return change is not None and change.how == "set" and change.amount == 0.0


def wars(recorded: Iterable[int], ready: Sequence[Plan]) -> tuple[War, ...]:
    """All wars of a run.

    ``recorded``: states that the tables show in a lasting war at the start; no end is known, unless
    an event that puts such a state in conflict has one.  An event with ``change = { set = 0 }``
    ends whatever conflict the state is in when it begins.
    """
    plans = [plan for plan in of_kind(ready, "conflict") if plan.growth.any()]
    told = [
        War(int(i), plan.first, plan.last)
        for plan in plans
        if not is_peace(plan)
        for i in np.flatnonzero(plan.states)
    ]
    known_end = {i: max([w.last for w in told if w.state == i] or [FOREVER]) for i in recorded}
    everyone = [War(i, 0, end) for i, end in sorted(known_end.items())] + told
    peace = [plan for plan in plans if is_peace(plan)]
    return tuple(_ended(war, peace) for war in everyone)


def _ended(war: War, peace: Sequence[Plan]) -> War:
    ends = [plan.first - 1 for plan in peace if plan.states[war.state] and war.first < plan.first]
    return war._replace(last=min([war.last, *(end for end in ends if end <= war.last)]))


def conflict_ends(known: Iterable[War], states: int, months: int) -> Integers:
    """(months + 1, states) first month in which every conflict going on in this month is over.

    0 where there is none; months + 1 for a conflict without a known end.  A war that begins later
    does not prolong one that goes on now.
    """
    ends = np.zeros((months + 1, states), dtype=np.int64)
    for war in known:
        going = slice(max(0, war.first), max(0, war.last + 1))
        over = months + 1 if war.last >= FOREVER else war.last + 1
        ends[going, war.state] = np.maximum(ends[going, war.state], over)
    return ends
