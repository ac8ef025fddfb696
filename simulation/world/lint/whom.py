"""Whom an event can concern: states that its change, pin or dated stage can touch at all."""

from collections.abc import Callable, Mapping

import numpy as np

from simulation.model import stages
from simulation.world.events.checks import ANY_LAYER
from simulation.world.events.guarantees import covered
from simulation.world.events.plans import Plan
from simulation.world.events.quantities import followed
from simulation.world.events.targets import find_state, members
from simulation.world.lint.facts import Facts
from simulation.world.lint.moves import moves
from simulation.world.world import LAYERS, Flags


def nobody(known: Facts, plan: Plan) -> str:
    """Why an event can touch nobody; empty where it can."""
    kind = plan.event.kind
    if kind in WITHOUT_STATES:
        return WITHOUT_STATES[kind](known, plan)
    if not plan.states.any():
        return f"matches no state: {', '.join(plan.event.target) or 'no target'}"
    if not (plan.states & _touched(known, plan)).any():
        return f"names nobody that is {_what(known, plan)}"
    if kind == "incentive" and followed(plan) and not _bloc_counts(known, plan):
        return f"follows {followed(plan)}, which has no party whose exit could be followed"
    return ""


def passed_over(known: Facts, plan: Plan) -> str:
    """States named one by one that the event cannot touch; empty where there are none."""
    if plan.event.kind in WITHOUT_STATES:
        return ""
    named = [find_state(known.world, name) for name in plan.event.target]
    touched = _touched(known, plan)
    left = [known.world.states[i] for i in named if i is not None and not touched[i]]
    return f"passed over for {', '.join(left)}: not {_what(known, plan)}" if left else ""


def _bound(known: Facts, plan: Plan) -> Flags:
    """(states,) bound by one of the event's treaties in one of its months of decisions."""
    joins = known.agenda.joins[list(plan.treaties)]
    bound = known.bound[list(plan.treaties)] & (joins <= plan.last)
    return np.asarray(bound.any(axis=0) & (plan.last >= 1))


def _moved(known: Facts, plan: Plan) -> Flags:
    moved = {i for name, _, i in moves(known) if name == plan.event.name}
    return np.isin(np.arange(len(known.world.states)), list(moved))


def _champions(known: Facts, plan: Plan) -> Flags:
    """(states,) that a party hears; the targets themselves where nobody need be tied to them."""
    along = str(plan.event.options.get("heard_along", ""))
    if not along:
        return _bound(known, plan)
    heard = np.zeros(len(known.world.states), dtype=np.bool_)
    hears = np.asarray(known.bound[list(plan.treaties)].any(axis=0))
    for layer in LAYERS if along == ANY_LAYER else (along,):
        ties, month = known.agenda.layers[layer], max(0, plan.first)
        holds = (ties.weight > 0.0) & (ties.since <= month) & (month <= ties.until)
        heard[ties.partner[holds & hears[ties.state]]] = True
        if known.everybody(layer):
            heard |= hears.sum() > hears
    return heard


def _protecting(known: Facts, plan: Plan) -> Flags:
    """(states,) whose exit from one of the event's treaties would be, or is, counted."""
    treaties = list(plan.treaties)
    return np.asarray((known.bound | known.partners)[treaties].any(axis=0))


def _under_clause(known: Facts, _: Plan) -> Flags:
    clause = [treaty.conflict_clause for treaty in known.world.treaties]
    return np.asarray(known.bound[clause].any(axis=0))


def _tied(known: Facts, plan: Plan) -> Flags:
    """Both states, if one of them may leave a treaty and the other's exit would be counted."""
    one, other = np.flatnonzero(plan.states).tolist()
    meet = known.bound[:, [one, other]] & known.partners[:, [other, one]]
    return plan.states if meet.any() else ~plan.states


def _outside(known: Facts, plan: Plan) -> Flags:
    """(states,) that have not joined a treaty before; of a pact, which may deepen ties, all."""
    if not plan.treaties:
        return np.ones_like(plan.states)
    joins = known.agenda.joins[list(plan.treaties)]
    sooner = (joins >= 0) & (joins < max(0, plan.first))
    outside = known.world.stage[list(plan.treaties)] == stages.NEVER_JOINED
    return np.asarray((outside & ~sooner).any(axis=0))


def _touched(known: Facts, plan: Plan) -> Flags:
    return TOUCHED[plan.event.kind][0](known, plan)


def _what(known: Facts, plan: Plan) -> str:
    codes = [known.world.treaties[k].code for k in plan.treaties]
    heard = plan.event.kind == "advocacy" and "heard_along" in plan.event.options
    words = "tied to a party that could hear it" if heard else TOUCHED[plan.event.kind][1]
    return words.format(" or ".join(codes))


def _bloc_counts(known: Facts, plan: Plan) -> bool:
    bloc = members(known.world, known.joined, followed(plan), max(0, plan.first))
    return bool((known.partners & bloc).any())


def _no_treaty(known: Facts, plan: Plan) -> str:
    codes = ", ".join(known.world.treaties[k].code for k in plan.treaties)
    nobody_left = plan.treaties and not known.bound[list(plan.treaties)].any()
    return f"concerns {codes}, which nobody is party to" if nobody_left else ""


def _no_guarantee(known: Facts, plan: Plan) -> str:
    if not plan.guarantees:
        return "matches no guarantee"
    cover = covered(known.world, known.joined, known.agenda.months)
    under = any((cover[name].any(axis=0) & known.parties).any() for name in plan.guarantees)
    return "" if under else f"no party is under a guarantee of {', '.join(plan.guarantees)}"


WITHOUT_STATES: Mapping[str, Callable[[Facts, Plan], str]] = {
    "utility": _no_treaty,
    "credibility": _no_guarantee,
}
"""Kinds that do not target states: why nobody is touched."""

TOUCHED: Mapping[str, tuple[Callable[[Facts, Plan], Flags], str]] = {
    "posture": (lambda known, _: known.rivals, "a rival whose posture a party feels"),
    "stigma": (_bound, "party to {}"),
    "advocacy": (_champions, "party to {}"),
    "incentive": (_bound, "party to {}"),
    "protection": (_protecting, "party to {}"),
    "pin": (_bound, "party to {} while it holds"),
    "conflict": (_under_clause, "party to a treaty that heeds armed conflict"),
    "tie": (_tied, "party to a treaty together with the other"),
    "exit": (_moved, "party to {} and less far gone by then"),
    "suspend": (_moved, "party to {} and not suspended or leaving by then"),
    "join": (_outside, "still outside {}"),
}
"""For each kind: whom it can touch, (states,), and what a state is that it touches."""
