"""What dated events make of posture, utility, stigma, advocacy, incentive, visibility and pins.

Every table has a row for each month 0..months.  Multipliers stand at 1, advocacy and incentive at
0, unless an event says otherwise.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from simulation.world.events import targets
from simulation.world.events.change import combine
from simulation.world.events.checks import ANY_LAYER
from simulation.world.events.plans import Plan, of_kind, pull
from simulation.world.events.ties import share_of_others, share_of_ties
from simulation.world.world import LAYERS, Flags, Floats, Ties, World


def posture(world: World, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1, states) base posture: the world's times its dated multiplier.

    The multiplier starts at 1, is what events set, scale and add to, and never falls below 0; the
    product may exceed 1.
    """
    neutral = np.ones((months + 1, len(world.states)))
    pulls = [pull(plan, plan.states.astype(np.float64)) for plan in of_kind(ready, "posture")]
    return np.asarray(np.maximum(0.0, combine(neutral, pulls)) * world.posture)


def utility(world: World, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1, treaties) military use ascribed to the weapon, at least 0."""
    neutral = np.ones((months + 1, len(world.treaties)))
    pulls = [pull(plan, _treaty_mask(world, plan)) for plan in of_kind(ready, "utility")]
    return np.maximum(0.0, combine(neutral, pulls))


def stigma(world: World, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1, treaties, states) multiplier of commitment, at least 0."""
    return np.maximum(0.0, _by_treaty_and_state(world, of_kind(ready, "stigma"), months, 1.0))


def weight_in_others(world: World, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1, treaties, states) multiplier of a leaver's visibility, 0..1."""
    plans = of_kind(ready, "protection")
    return np.clip(_by_treaty_and_state(world, plans, months, 1.0), 0.0, 1.0)


def incentive(world: World, ready: Sequence[Plan], months: int) -> Floats:
    """(months + 1, treaties, states) dated material incentive, without bloc money."""
    plans = [plan for plan in of_kind(ready, "incentive") if not followed(plan)]
    return np.maximum(0.0, _by_treaty_and_state(world, plans, months, 0.0))


def advocacy(world: World, ready: Sequence[Plan], months: int, layers: dict[str, Ties]) -> Floats:
    """(months + 1, treaties, states) commitment added by champions or a bloc.

    With ``heard_along`` the targets are champions, and each state hears them by their share of its
    tie weight on that layer, as the ties stand in the event's first month; ``any``: on the layer
    where that share is largest.
    """
    neutral = np.zeros((months + 1, len(world.treaties), len(world.states)))
    pulls = [
        pull(plan, _treaty_mask(world, plan)[:, np.newaxis] * _hearing(world, plan, layers))
        for plan in of_kind(ready, "advocacy")
    ]
    return combine(neutral, pulls)


def pinned(world: World, ready: Sequence[Plan], months: int) -> Flags:
    """(months + 1, treaties, states) True: the state may not decide to leave."""
    shape = (months + 1, len(world.treaties), len(world.states))
    reach = (_reach(world, plan) > 0.0 for plan in of_kind(ready, "pin"))
    return _any(reach, np.zeros(shape, dtype=np.bool_))


def blocs(
    world: World, ready: Sequence[Plan], joined: tuple[targets.Joining, ...], months: int
) -> tuple[Floats, Floats]:
    """Blocs whose money follows exits, and what it means to their arms producers.

    Returns (blocs, states), 1 for a member, one row for each group that an incentive follows; and
    (months + 1, blocs, states), incentive per unit of the bloc's money.  A bloc is who belongs to
    it when the first event that follows it begins.
    """
    plans = [plan for plan in of_kind(ready, "incentive") if followed(plan)]
    names = sorted({followed(plan) for plan in plans})
    flags = np.zeros((len(names), len(world.states)))
    amounts = np.zeros((months + 1, len(names), len(world.states)))
    for b, name in enumerate(names):
        mine = [plan for plan in plans if followed(plan) == name]
        flags[b] = _bloc(world, joined, min(mine, key=lambda plan: plan.first))
        pulls = [pull(plan, plan.states.astype(np.float64)) for plan in mine]
        amounts[:, b] = np.maximum(0.0, combine(amounts[:, b], pulls))
    return flags, amounts


def followed(plan: Plan) -> str:
    """The group whose exits an incentive follows; blank: none."""
    return str(plan.event.options.get("follows", ""))


def _bloc(world: World, joined: tuple[targets.Joining, ...], plan: Plan) -> Flags:
    return targets.members(world, joined, followed(plan), max(0, plan.first))


def _hearing(world: World, plan: Plan, layers: dict[str, Ties]) -> Floats:
    """(states,) how far each state hears an advocacy event, 0..1."""
    along = str(plan.event.options.get("heard_along", ""))
    if not along:
        return plan.states.astype(np.float64)
    heard = [along] if along != ANY_LAYER else list(LAYERS)
    month = max(0, plan.first)
    shares = [_share(world, plan.states, layers[layer], layer, month) for layer in heard]
    return np.asarray(np.max(shares, axis=0))


def _share(world: World, champions: Flags, ties: Ties, layer: str, month: int) -> Floats:
    """(states,) share of each state's tie weight on a layer that it has with champions, 0..1."""
    if layer in world.complete:
        return share_of_others(champions, world.complete_weight[world.complete.index(layer)])
    return share_of_ties(ties, champions, month)


def _by_treaty_and_state(
    world: World, plans: Sequence[Plan], months: int, neutral: float
) -> Floats:
    shape = (months + 1, len(world.treaties), len(world.states))
    pulls = [
        pull(plan, np.outer(_treaty_mask(world, plan), plan.states.astype(np.float64)))
        for plan in plans
    ]
    return combine(np.full(shape, neutral), pulls)


def _reach(world: World, plan: Plan) -> Floats:
    mask = np.outer(_treaty_mask(world, plan), plan.states.astype(np.float64))
    return np.asarray(plan.growth[:, np.newaxis, np.newaxis] * mask)


def _treaty_mask(world: World, plan: Plan) -> Floats:
    return np.array([k in plan.treaties for k in range(len(world.treaties))], dtype=np.float64)


def _any(flags: Iterable[Flags], nobody: Flags) -> Flags:
    for one in flags:
        nobody = nobody | one
    return nobody
