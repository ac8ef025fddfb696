"""A state under a textbook rule, month by month: for an engine that is to be read.

Of the steps of the month only looking, deciding and changing are left: there is no threat to feel
and no norm to hold.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from simulation.engines.contract import Case
from simulation.model import contagion, decision, exposure, stages
from simulation.model.contagion import Contagion
from simulation.model.parameters import TreatyTerms


class Follower(Protocol):
    """Who follows a textbook rule: an agent that knows its partners, its stages and its draws."""

    model: Any
    position: int
    stage: list[int]
    visible: list[float]
    partners: list[dict[str, list[tuple["Follower", float]]]]
    exposure: list[dict[str, float]]
    resistance: list[float]
    accumulated_pressure: list[float]
    gives_way: list[bool]
    measured: list[dict[str, float]]
    """For each treaty and layer: what is compared with the threshold, a share or a weight."""
    came_out: list[int]
    """For each treaty: the month in which the state came out; 0 where it was out at the start."""
    temptations: list[int]
    """For each treaty: how many leavers have tempted the state."""


class TextbookSteps:
    """The steps of the month, mixed into an agent."""

    def drawn_delay(self, _treaty: int) -> int:
        """Months from announcing to notifying: none."""
        return 0

    def visibility(self: Follower, treaty: int) -> float:
        """How far this state's stage counts for its partners: finished exits only, 0..1."""
        counts: float = self.model.dated.weight_in_others[treaty][self.position]
        return contagion.seen(self.stage[treaty]) * counts

    def look(self: Follower) -> None:
        """See, on each layer, how much of the partners' weight is out."""
        for k, partners in enumerate(self.partners):
            for layer, ties in partners.items():
                gone = sum(exposure.contribution(w, who.visible[k]) for who, w in ties)
                possible = sum(w for _, w in ties)
                shares = self.model.contagion.shares
                self.exposure[k][layer] = exposure.exposure(gone, possible)
                self.measured[k][layer] = contagion.measured(gone, possible, shares)

    def feel(self) -> None:
        """Threat perception stays as at the start."""

    def hold(self) -> None:
        """Norm commitment stays as at the start."""

    def weigh(self) -> None:
        """Nothing is weighed against anything."""

    def decide(self: Follower) -> None:
        """Follow the rule, for each treaty that may be left this month."""
        follow = _RULES[self.model.contagion.rule]
        for k, stage in enumerate(self.stage):
            if stages.may_leave(stage, self.model.dated.pinned[k][self.position]):
                self.gives_way[k] = follow(self, k)


def reaches_threshold(state: Follower, treaty: int) -> bool:
    """Whether what a state sees reaches its own threshold."""
    seen = state.measured[treaty]
    threshold = float(state.model.case.world.threshold[treaty, state.position])
    return contagion.reaches(
        seen["border"], seen["alliance"], seen["peers"], threshold, state.model.contagion
    )


def is_tempted_out(state: Follower, treaty: int) -> bool:
    """Whether last month's leavers, each tempting its partners once, tempt a state out."""
    leavers = {
        partner
        for ties in state.partners[treaty].values()
        for partner, weight in ties
        if weight > 0.0 and just_came_out(partner, treaty)
    }
    state.temptations[treaty] += len(leavers)
    pressure = contagion.pressure_of_chance(state.model.contagion.probability)
    return contagion.tempted_out(state.temptations[treaty], pressure, state.resistance[treaty])


def just_came_out(state: Follower, treaty: int) -> bool:
    """Whether a state's exit was finished last month; in month 1, by the start."""
    out = stages.has_left(state.stage[treaty])
    return out and state.came_out[treaty] == state.model.month - 1


def leaves_with_the_others(state: Follower, treaty: int) -> bool:
    """Whether the pressure that grows with the share of all states gone has won."""
    chance = contagion.chance_to_leave(state.model.gone[treaty], state.model.contagion)
    state.accumulated_pressure[treaty] += contagion.pressure_of_chance(chance)
    return decision.gives_way(state.accumulated_pressure[treaty], state.resistance[treaty])


_RULES = {
    contagion.THRESHOLD: reaches_threshold,
    contagion.CASCADE: is_tempted_out,
    contagion.SIMPLE: leaves_with_the_others,
}


def share_gone(states: Sequence[Any], treaty: int) -> float:
    """Share of all states counted in a treaty at the start that are out."""
    counted = [state for state in states if state.counted[treaty]]
    gone = sum(stages.has_left(state.stage[treaty]) for state in counted)
    return exposure.exposure(float(gone), float(len(counted)))


def textbook_terms(case: Case) -> Contagion:
    """The numbers of the case's textbook rule; TypeError where it has none."""
    if case.contagion is None:
        raise TypeError(f"{case.rule} is not a textbook rule")
    return case.contagion


def without_clocks(treaties: Sequence[TreatyTerms]) -> list[TreatyTerms]:
    """The treaties without notice: an exit is finished in the month in which it is decided."""
    return [terms._replace(notice_months=0, conflict_clause=False) for terms in treaties]
