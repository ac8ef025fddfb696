"""Ties that begin, end or change during a run: states that join a pact, and dated ties."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simulation.model.arithmetic import on_grid
from simulation.world.events import targets
from simulation.world.events.change import combine
from simulation.world.events.guarantees import belonging
from simulation.world.events.plans import Plan, of_kind, pull
from simulation.world.pacts import Depth
from simulation.world.world import FOREVER, LAYERS, Flags, Floats, Integers, Ties, World

ROOM = 2**21
"""More than there are states."""

Paths = dict[tuple[int, int], Floats]
"""(state, partner) -> (months + 1,) weight of the tie in each month."""


def dated_layers(
    world: World,
    ready: Sequence[Plan],
    joined: tuple[targets.Joining, ...],
    months: int,
    depth: Depth,
) -> dict[str, Ties]:
    """The world's layers with every tie that events begin, end or change.

    A state that joins a defence pact is tied to its members of each month by the pact's depth, or
    keeps a deeper tie; a ``tie`` event then sets, scales or adds to the weight of its two targets'
    tie, both ways.  Raises ``InputFault`` for a ``tie`` event on a complete layer.
    """
    refuse_complete(world, ready)
    layers = dict(world.layers)
    layers["alliance"] = with_paths(layers["alliance"], joined_paths(world, joined, months, depth))
    for layer in LAYERS:
        plans = [plan for plan in of_kind(ready, "tie") if plan.event.options["layer"] == layer]
        layers[layer] = with_paths(layers[layer], tie_paths(layers[layer], plans, months))
    return layers


def joined_paths(
    world: World, joined: tuple[targets.Joining, ...], months: int, depth: Depth
) -> Paths:
    """Weights of the alliance ties that joining a pact begins or deepens, both ways."""
    paths: Paths = {}
    month = np.arange(months + 1)
    for joining in joined:
        inside = (joining.first <= month) & (month <= joining.last)
        belongs = belonging(world, joined, joining.organisation, months)
        for member in np.flatnonzero(belongs.any(axis=0)):
            pair = (joining.state, int(member))
            if pair[0] != pair[1]:
                both = inside & belongs[:, pair[1]]
                bound = np.where(both, on_grid(depth(joining.organisation)), 0.0)
                for tie in (pair, pair[::-1]):
                    before = paths.get(tie, path(world.layers["alliance"], tie, months))
                    paths[tie] = np.maximum(before, bound)
    return paths


def tie_paths(ties: Ties, plans: Sequence[Plan], months: int) -> Paths:
    """Weights of the ties that tie events change, at least 0."""
    pairs: defaultdict[tuple[int, int], list[Plan]] = defaultdict(list)
    for plan in plans:
        for pair in both_ways(plan):
            pairs[pair].append(plan)
    return {
        pair: np.maximum(
            0.0, combine(path(ties, pair, months), [pull(p, np.ones(())) for p in mine])
        )
        for pair, mine in pairs.items()
    }


def both_ways(plan: Plan) -> Iterator[tuple[int, int]]:
    """The two targets of a tie event, in both orders."""
    first, second = (int(i) for i in np.flatnonzero(plan.states))
    yield (first, second)
    yield (second, first)


def path(ties: Ties, pair: tuple[int, int], months: int) -> Floats:
    """(months + 1,) weight of one tie in each month; 0 where it does not hold."""
    month = np.arange(months + 1)
    weight = np.zeros(months + 1)
    for e in np.flatnonzero((ties.state == pair[0]) & (ties.partner == pair[1])):
        holds = (ties.since[e] <= month) & (month <= ties.until[e])
        weight = np.where(holds, ties.weight[e], weight)
    return weight


def stretches(weight: Floats) -> Iterator[tuple[float, int, int]]:
    """Weight, first and last month of each stretch in which a tie holds unchanged.

    >>> list(stretches(np.array([0.0, 0.5, 0.5, 1.0])))
    [(0.5, 1, 2), (1.0, 3, 1000000)]
    """
    starts = [0, *(np.flatnonzero(np.diff(weight)) + 1).tolist()]
    ends = [*(start - 1 for start in starts[1:]), FOREVER]
    for since, until in zip(starts, ends, strict=True):
        if weight[since] > 0.0:
            yield float(weight[since]), since, until


def with_paths(ties: Ties, paths: Mapping[tuple[int, int], Floats]) -> Ties:
    """A layer in which some ties follow a path of weights, in order of state, partner, month."""
    if not paths:
        return ties
    listed = [
        (i, j, since, until, on_grid(weight))
        for (i, j), weights in paths.items()
        for weight, since, until in stretches(weights)
    ]
    new = _ties(sorted(listed))
    changed = np.array([i * ROOM + j for i, j in paths], dtype=np.int64)
    kept = in_order(_part(ties, ~np.isin(_cells(ties), changed)))
    place = np.searchsorted(_cells(kept), _cells(new))
    columns = {
        name: np.insert(column, place, getattr(new, name)) for name, column in vars(kept).items()
    }
    return Ties(**columns)


def in_order(ties: Ties) -> Ties:
    """The same ties by state, partner, first and last month, and weight."""
    if (np.diff(_cells(ties)) > 0).all():
        return ties
    names = ("weight", "until", "since", "partner", "state")
    return _part(ties, np.lexsort([getattr(ties, name) for name in names]))


def _cells(ties: Ties) -> Integers:
    """(ties,) a number for each two states."""
    return np.asarray(ties.state * ROOM + ties.partner)


def _part(ties: Ties, which: Flags | Integers) -> Ties:
    return Ties(**{name: column[which] for name, column in vars(ties).items()})


def refuse_complete(world: World, ready: Sequence[Plan]) -> None:
    """Raises ``InputFault`` for a tie event on a layer whose ties are not listed."""
    for plan in of_kind(ready, "tie"):
        layer = str(plan.event.options["layer"])
        if layer in world.complete:
            allowed = "everybody is tied to everybody there, with one weight: no tie can change"
            raise targets.fault(plan.event, "layer", layer, allowed)


def share_of_ties(ties: Ties, partners: Flags, month: int) -> Floats:
    """(states,) share of each state's tie weight that it has with some partners, 0..1.

    0 for states without ties in that month.
    """
    holds = (ties.since <= month) & (month <= ties.until)
    weight = np.where(holds, ties.weight, 0.0)
    size = len(partners)
    whole = np.bincount(ties.state, weights=weight, minlength=size)
    part = np.bincount(ties.state, weights=weight * partners[ties.partner], minlength=size)
    return np.divide(part, whole, out=np.zeros(size), where=whole > 0.0)


def share_of_others(partners: Flags, weight: float) -> Floats:
    """(states,) the same share where everybody is tied to everybody else with one weight.

    >>> share_of_others(np.array([True, False, False]), 1.0).tolist()
    [0.0, 0.5, 0.5]
    """
    others = np.count_nonzero(partners) - partners.astype(np.float64)
    return others / max(1, len(partners) - 1) * (weight > 0.0)


def _ties(rows: list[tuple[int, int, int, int, float]]) -> Ties:
    state, partner, since, until, weight = zip(*rows, strict=True) if rows else ((),) * 5
    return Ties(
        state=np.array(state, dtype=np.int64),
        partner=np.array(partner, dtype=np.int64),
        weight=np.array(weight, dtype=np.float64),
        since=np.array(since, dtype=np.int64),
        until=np.array(until, dtype=np.int64),
    )
