"""Who is under a guarantee in each month, and how credible it is."""

from collections.abc import Sequence

import numpy as np

from simulation.world.events.change import combine
from simulation.world.events.plans import Plan, of_kind, pull
from simulation.world.events.targets import Joining, members
from simulation.world.world import Flags, Floats, World


def covered(world: World, joined: tuple[Joining, ...], months: int) -> dict[str, Flags]:
    """For each guarantee (months + 1, states): who is under it, newcomers from when they join."""
    cover: dict[str, Flags] = {}
    for name, start in world.guarantors.items():
        cover[name] = np.tile(start, (months + 1, 1))
        for joining in (j for j in joined if j.organisation == name):
            cover[name][max(0, joining.first) : joining.last + 1, joining.state] = True
    return cover


def belonging(world: World, joined: tuple[Joining, ...], organisation: str, months: int) -> Flags:
    """(months + 1, states) who belongs to an organisation in each month."""
    return np.array([members(world, joined, organisation, month) for month in range(months + 1)])


def credibility_of(name: str, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1,) credibility of one guarantee, 0..1, 1 unless an event says otherwise."""
    plans = [plan for plan in of_kind(ready, "credibility") if name in plan.guarantees]
    pulls = [pull(plan, np.ones(())) for plan in plans]
    return np.clip(combine(np.ones(months + 1), pulls), 0.0, 1.0)


def guarantees(
    world: World, ready: Sequence[Plan], joined: tuple[Joining, ...], months: int
) -> tuple[Floats, Floats]:
    """(months + 1, states) 1 under a guarantee else 0; and credibility of the most credible one.

    Credibility is 1 where there is no guarantee.
    """
    cover = covered(world, joined, months)
    under = np.zeros((months + 1, len(world.states)), dtype=np.bool_)
    best = np.zeros((months + 1, len(world.states)))
    for name, flags in cover.items():
        offered = credibility_of(name, ready, months)[:, np.newaxis]
        best = np.maximum(best, np.where(flags, offered, 0.0))
        under |= flags
    return under.astype(np.float64), np.where(under, best, 1.0)
