"""A state under a researcher's own rule: what it tells the rule, and what becomes of the answer."""

from typing import Any, Protocol

from simulation.engines import own_rule
from simulation.model.own import OwnRule, Situation


class Asking(Protocol):
    """Who asks an own rule: an agent that knows how things stand for it."""

    model: Any
    position: int
    threat_perception: float
    norm_commitment: list[float]
    exposure: list[dict[str, float]]

    def incentive(self, treaty: int) -> float:
        """Material incentive to leave."""


class Asked(Protocol):
    """A world of such states."""

    case: Any
    month: int
    faults: dict[tuple[int, int], own_rule.Fault]
    """(treaty, state) -> why the rule gave no pressure."""


def situation(state: Asking, treaty: int) -> Situation:
    """How things stand for a state and a treaty in this month."""
    seen = state.exposure[treaty]
    return Situation(
        month=state.model.month,
        threat=state.threat_perception,
        commitment=state.norm_commitment[treaty],
        border=seen["border"],
        alliance=seen["alliance"],
        peers=seen["peers"],
        gone=state.model.gone[treaty],
        utility=state.model.dated.utility[treaty],
        incentive=state.incentive(treaty),
        base_rate=state.model.terms[treaty].base_rate,
    )


def own_pressure(state: Asking, treaty: int) -> float:
    """The pressure that the rule gives; where it gives none, 0, and the fault is noted."""
    rule: OwnRule = state.model.case.own
    given = own_rule.asked(rule, situation(state, treaty), state.model.parameters)
    if isinstance(given, own_rule.Fault):
        state.model.faults[treaty, state.position] = given
        return 0.0
    return given


def why_failed(model: Asked) -> str:
    """Why this run has failed, by the first treaty and state; empty where it has not."""
    if not model.faults:
        return ""
    (k, i), fault = min(model.faults.items())
    state, treaty = model.case.world.states[i], model.case.world.treaties[k].code
    return own_rule.reason(model.case.own, fault, state, treaty, model.month)
