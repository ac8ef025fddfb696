"""The states of a case in another order: those that may leave first.

The order of states decides nothing (every draw is keyed by the state, every sum is exact in any
order), so the engine may walk through those that weigh leaving without passing by the others.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Integers
from simulation.engines.contract import Case
from simulation.model.stages import PARTY, SUSPENDED
from simulation.world.world import Agenda, Ties

BY_STATE = (
    "posture", "guaranteed", "credibility", "stigma", "advocacy", "incentive", "weight_in_others",
    "pinned", "blocs", "bloc_incentive", "joins", "conflict_ends",
)  # fmt: skip
"""Tables of an agenda whose last axis is states."""


def may_ever_leave(case: Case) -> NDArray[np.bool_]:
    """(treaties, states) who is or may yet become a party: its resistance matters."""
    party = np.isin(case.world.stage, (PARTY, SUSPENDED))
    return np.asarray(party | (case.agenda.joins >= 0))


def who_may_leave_first(case: Case) -> Integers:
    """(states,) places of the states, those first that may leave most treaties."""
    may = may_ever_leave(case)
    pattern = may.T @ (1 << np.arange(len(may), dtype=np.int64))
    return np.lexsort((-pattern, -may.sum(axis=0))).astype(np.int64)


def reordered(case: Case, order: Integers) -> Case:
    """The case with its states in an order given by their places; names are left as they are."""
    world, place = case.world, np.empty_like(order)
    place[order] = np.arange(len(order))
    moved = replace(
        world,
        draw_keys=tuple(world.draw_keys[i] for i in order.tolist()),
        stage=world.stage[:, order],
        commitment=world.commitment[:, order],
        danger=world.danger[order],
        rivals=_tied(world.rivals, place),
    )
    return replace(case, world=moved, agenda=_dated(case.agenda, order, place))


def _dated(agenda: Agenda, order: Integers, place: Integers) -> Agenda:
    tables: dict[str, Any] = {name: getattr(agenda, name)[..., order] for name in BY_STATE}
    return replace(
        agenda,
        **tables,
        layers={name: _tied(ties, place) for name, ties in agenda.layers.items()},
        stage_events=tuple(
            replace(event, state=int(place[event.state])) for event in agenda.stage_events
        ),
    )


def _tied(ties: Ties, place: Integers) -> Ties:
    return replace(ties, state=place[ties.state], partner=place[ties.partner])
