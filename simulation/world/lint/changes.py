"""Events whose change changes nothing: without them every table of the agenda is the same."""

import dataclasses

import numpy as np

from simulation.world.agenda import agenda
from simulation.world.events.plans import Plan
from simulation.world.events.ties import in_order
from simulation.world.events.wars import is_peace
from simulation.world.lint.facts import Facts
from simulation.world.world import Agenda, Integers, Ties

TABLES = (
    "posture",
    "guaranteed",
    "credibility",
    "utility",
    "stigma",
    "advocacy",
    "incentive",
    "weight_in_others",
    "pinned",
)
"""Tables with a row for each stretch of months, all of them of the same width in any agenda."""

COMPARED = (
    "posture",
    "credibility",
    "utility",
    "stigma",
    "advocacy",
    "incentive",
    "protection",
    "tie",
    "pin",
)
"""Kinds that work through such tables or ties; what other kinds do is looked at by itself."""


def changes_nothing(known: Facts, plan: Plan) -> str:
    """That an event changes nothing, and how it was written; empty where it changes something.

    The scenario is built again without the event: ``scale = 1`` and ``add = 0`` are found, and so
    are a scale of nothing, a guarantee raised above full credibility, a pin within another.
    """
    if not _is_compared(plan):
        return ""
    others = tuple(event for event in known.scenario.events if event is not plan.event)
    without = agenda(known.world, dataclasses.replace(known.scenario, events=others))
    if not same(known.agenda, without):
        return ""
    change = plan.event.change
    written = f"change = {{ {change.how} = {change.amount:g} }} " if change else ""
    return f"{written}changes nothing: without it every month is the same"


def _is_compared(plan: Plan) -> bool:
    """Whether all that an event does stands in those tables; a war known already is no mistake."""
    peace = plan.event.kind == "conflict" and is_peace(plan)
    pact = plan.event.kind == "join" and not plan.treaties
    return plan.event.kind in COMPARED or peace or pact


def same(one: Agenda, other: Agenda) -> bool:
    """Whether two agendas of one world say the same in every month."""
    rows = _rows_together(one, other)
    tables = all(
        np.array_equal(getattr(one, name)[rows[0]], getattr(other, name)[rows[1]])
        for name in TABLES
    )
    wars = all(map(np.array_equal, one.conflict_ends, other.conflict_ends))
    moves = _moves(one) == _moves(other)
    layers = all(_same_ties(ties, other.layers[name]) for name, ties in one.layers.items())
    return tables and wars and moves and layers and _same_money(one, other)


def _rows_together(one: Agenda, other: Agenda) -> Integers:
    """(2, pairs) which rows of two agendas hold in one month, each pair once."""
    return np.unique(np.stack((one.row, other.row)), axis=1)


def _moves(dated: Agenda) -> list[tuple[int, ...]]:
    return [(event.month, event.treaty, event.state, event.stage) for event in dated.stage_events]


def _same_money(one: Agenda, other: Agenda) -> bool:
    """Whether blocs pay the same; blocs that pay nothing do not count."""
    rows = _rows_together(one, other)
    both = zip((one, other), rows, strict=True)
    paid, paid_too = (dated.bloc_incentive.sum(axis=1)[here] for dated, here in both)
    members = len(one.blocs) != len(other.blocs) or np.array_equal(one.blocs, other.blocs)
    return members and np.array_equal(paid, paid_too)


def _same_ties(one: Ties, other: Ties) -> bool:
    if one is other:
        return True
    columns = (vars(in_order(ties)).values() for ties in (one, other))
    return len(one.state) == len(other.state) and all(map(np.array_equal, *columns))
