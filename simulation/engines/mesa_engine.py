"""The engine to be read: one Mesa agent is one state, one step is one month.

Extend it by subclassing: a new ``StateAgent`` method replaces that step of the month for every
state.  Agents only look at stages and decide; the model then changes everyone at once, so the
order in which agents are visited never matters.
"""

import dataclasses
from collections import defaultdict
from itertools import repeat

import mesa
import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories, without_failed
from simulation.engines.own_rule import Fault
from simulation.engines.plain import dated_rows, each_tie, joining, tie_changes
from simulation.engines.plain_contagion import (
    TextbookSteps,
    share_gone,
    textbook_terms,
    without_clocks,
)
from simulation.engines.plain_own import own_pressure, why_failed
from simulation.engines.recording import record_end, record_month
from simulation.model import commitment, decision, exposure, perception, stages
from simulation.model.month import month
from simulation.model.parameters import Parameters, TreatyTerms
from simulation.world.synthetic.expanding import expanded
from simulation.world.world import LAYERS, StageEvent


class StateAgent(mesa.Agent):
    """A state: threat perception, norm commitment and, per treaty, a stage and a resistance."""

    model: "TreatyModel"

    def __init__(self, model: "TreatyModel", position: int) -> None:
        super().__init__(model)
        world, treaties = model.case.world, model.treaty_numbers
        self.position = position
        """Place of the state in ``World.states``."""
        self.ties: dict[str, list[tuple[StateAgent, float, int, int]]] = {}
        """For each layer: partner, weight, first and last month of the tie."""
        self.partners: list[dict[str, list[tuple[StateAgent, float]]]] = []
        """For each treaty and layer: partners bound at the start, while the ties stand as now."""
        self.rivals: list[tuple[StateAgent, float]] = []
        self.exposed: list[tuple[StateAgent, float]] = []
        """States exposed to this one's posture, and how much."""
        self.posture = 0.0

        self.stage = [int(world.stage[k, position]) for k in treaties]
        self.counted = [stage != stages.NEVER_JOINED for stage in self.stage]
        self.notifies = [model.months + 1 for _ in treaties]
        self.takes_effect = [model.months + 1 for _ in treaties]
        self.gives_way = [False for _ in treaties]
        self.turns_back = [False for _ in treaties]

        self.start = [self.drawn_start(k) for k in treaties]
        self.resistance = [model.resistance(chance.RESISTANCE, self, k) for k in treaties]
        self.return_resistance = [
            model.resistance(chance.RETURN_RESISTANCE, self, k) for k in treaties
        ]
        self.delay = [self.drawn_delay(k) for k in treaties]

        self.visible = [0.0 for _ in treaties]
        self.exposure = [dict.fromkeys(LAYERS, 0.0) for _ in treaties]
        self.threat_perception = 0.0
        self.norm_commitment = list(self.start)
        self.log_pressure = [0.0 for _ in treaties]
        self.accumulated_pressure = [0.0 for _ in treaties]
        self.accumulated_return = [0.0 for _ in treaties]

    def drawn_start(self, treaty: int) -> float:
        """Norm commitment in month 0: the index, give or take what is doubted about it."""
        return commitment.starting_commitment(
            float(self.model.case.world.commitment[treaty, self.position]),
            self.model.luck(chance.INITIAL_VALUES, self, treaty),
            self.model.parameters,
        )

    def drawn_delay(self, treaty: int) -> int:
        """Months from announcing to notifying, should it come to that."""
        p = self.model.parameters
        luck = self.model.luck(chance.DOMESTIC_DELAY, self, treaty)
        return stages.domestic_delay(p.domestic_delay, p.domestic_delay_spread, luck)

    def visibility(self, treaty: int) -> float:
        """How far this state's stage counts in its partners' exposure, 0..1."""
        seen = exposure.visibility(self.stage[treaty], self.model.parameters)
        counts: float = self.model.dated.weight_in_others[treaty][self.position]
        return seen * counts

    def meet(self) -> None:
        """Know this month's partners: those that were bound by a treaty at the start."""
        now = self.model.month
        self.partners = [
            {
                layer: [
                    (partner, weight)
                    for partner, weight, since, until in ties
                    if since <= now <= until and partner.counted[k]
                ]
                for layer, ties in self.ties.items()
            }
            for k in self.model.treaty_numbers
        ]

    def look(self) -> None:
        """See, on each layer, what share of the partners has left."""
        for seen, partners, k in zip(
            self.exposure, self.partners, self.model.treaty_numbers, strict=True
        ):
            for layer, ties in partners.items():
                gone = sum(exposure.contribution(w, who.visible[k]) for who, w in ties)
                seen[layer] = exposure.exposure(gone, sum(w for _, w in ties))

    def threat_target(self) -> float:
        """The threat perception this state moves towards."""
        dated, i = self.model.dated, self.position
        faced = self.model.danger[i]
        faced += sum(exposure.contribution(w, rival.posture) for rival, w in self.rivals)
        return perception.threat_target(
            perception.posture_felt(faced),
            dated.guaranteed[i],
            dated.credibility[i],
            max(seen["border"] for seen in self.exposure),
            self.model.parameters,
        )

    def feel(self) -> None:
        """Move threat perception towards its target."""
        self.threat_perception = perception.perceive(
            self.threat_perception, self.threat_target(), self.model.parameters
        )

    def hold(self) -> None:
        """Move norm commitment towards what erosion, stigma and advocacy leave of it."""
        dated, i, p = self.model.dated, self.position, self.model.parameters
        eroded = [
            commitment.erosion(seen["border"], seen["alliance"], seen["peers"], p)
            for seen in self.exposure
        ]
        gone = [exposure.visibility(stage, p) for stage in self.stage]
        for k, kinship in enumerate(self.model.kinship):
            target = commitment.commitment_target(
                self.start[k],
                dated.stigma[k][i],
                eroded[k],
                sum(map(commitment.kindred_erosion, eroded, kinship, repeat(p))),
                sum(map(commitment.breach_erosion, gone, kinship, repeat(p))),
                dated.advocacy[k][i],
            )
            self.norm_commitment[k] = commitment.hold(self.norm_commitment[k], target, p)

    def weigh(self) -> None:
        """Bring threat, commitment, exposure and incentive to one log pressure for each treaty."""
        for k, seen in enumerate(self.exposure):
            self.log_pressure[k] = decision.log_pressure(
                self.model.terms[k].base_rate,
                self.threat_perception,
                self.model.dated.utility[k],
                self.norm_commitment[k],
                seen["border"],
                seen["alliance"],
                seen["peers"],
                self.incentive(k),
                self.model.parameters,
            )

    def incentive(self, treaty: int) -> float:
        """Material incentive to leave: dated, and what blocs pay after finished exits."""
        dated, p = self.model.dated, self.model.parameters
        paid = 0.0
        for pays, money in zip(dated.bloc_incentive, self.model.bloc_money, strict=True):
            paid += exposure.contribution(p.exit_incentive * pays[self.position], money[treaty])
        given: float = dated.incentive[treaty][self.position]
        return given + paid

    def pressure(self, treaty: int) -> float:
        """Pressure to leave a treaty in this month."""
        return decision.pressure(self.log_pressure[treaty])

    def decide(self) -> None:
        """Add this month's pressure; give way where it reaches the resistance, or turn back."""
        p = self.model.parameters
        for k in self.model.treaty_numbers:
            if stages.may_leave(self.stage[k], self.model.dated.pinned[k][self.position]):
                self.accumulated_pressure[k] += self.pressure(k)
                self.gives_way[k] = decision.gives_way(
                    self.accumulated_pressure[k], self.resistance[k]
                )
            if stages.may_turn_back(self.stage[k], p.turning_back):
                self.accumulated_return[k] += decision.return_pressure(
                    self.threat_perception,
                    self.model.dated.utility[k],
                    self.norm_commitment[k],
                    p,
                )
                self.turns_back[k] = decision.gives_way(
                    self.accumulated_return[k], self.return_resistance[k]
                )

    def change(self) -> None:
        """Change stage: turn back, announce, or let a clock ring."""
        now = self.model.month
        for k in self.model.treaty_numbers:
            if self.turns_back[k]:
                self.turns_back[k] = False
                self.move(k, stages.RETURNED)
            if self.gives_way[k]:
                self.gives_way[k] = False
                self.move(k, stages.ANNOUNCED)
            if self.stage[k] == stages.ANNOUNCED and now >= self.notifies[k]:
                self.move(k, stages.NOTIFIED)
            if self.stage[k] == stages.NOTIFIED and now >= self.takes_effect[k]:
                self.move(k, stages.OUT)

    def move(self, treaty: int, to: int) -> None:
        """Enter a stage, and set the clock that starts with it."""
        now = self.model.month
        self.stage[treaty] = to
        self.model.somebody_moved = True
        self.model.happened[treaty, self.position].append((to, now))
        if to == stages.ANNOUNCED:
            self.notifies[treaty] = now + self.delay[treaty]
        if to == stages.NOTIFIED:
            terms = self.model.terms[treaty]
            self.takes_effect[treaty] = stages.month_of_effect(
                now,
                terms.notice_months,
                terms.conflict_clause,
                self.model.conflict_ends(self, now + terms.notice_months),
            )


class TreatyModel(mesa.Model):
    """A world of states, living month by month through ``simulation.model.month``."""

    agent_class: type[StateAgent] = StateAgent

    def __init__(self, case: Case, replicate: int) -> None:
        super().__init__()
        self.case = case
        self.replicate = replicate
        self.parameters = Parameters(*map(float, case.parameters))
        self.agenda = case.agenda
        self.months = case.agenda.months
        self.month = 0
        self.treaty_numbers = range(len(case.world.treaties))
        self.danger: list[float] = case.world.danger.tolist()
        self.kinship: list[list[float]] = case.world.kindred.tolist()
        self.terms = self.bound_by()
        self.subjects = [
            chance.subjects(case.world.draw_keys, treaty.code) for treaty in case.world.treaties
        ]
        self.happened: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        """(treaty, state) -> stages entered, with their months."""
        self.forced: set[tuple[int, int]] = set()
        self.failure = ""
        """Why this run has failed; empty: it has not."""
        self.bloc_money = [[0.0 for _ in self.treaty_numbers] for _ in case.agenda.blocs]
        self.somebody_moved = True
        self.states = [self.agent_class(self, i) for i in range(len(case.world.states))]
        self._tie_states()
        self._start()

    def bound_by(self) -> list[TreatyTerms]:
        """What each treaty asks of whoever leaves it."""
        return [
            TreatyTerms(float(base_rate), treaty.notice_months, treaty.conflict_clause)
            for base_rate, treaty in zip(self.case.base_rate, self.case.world.treaties, strict=True)
        ]

    def luck(self, stream: str, state: StateAgent, treaty: int) -> float:
        """A number in 0..1, this replicate's, for one state and treaty."""
        return chance.uniform(
            self.replicate,
            *self.subjects[treaty][state.position],
            *chance.stream_key(self.case.seed, stream),
        )

    def resistance(self, stream: str, state: StateAgent, treaty: int) -> float:
        """A draw from Exponential(1), this replicate's, for one state and treaty."""
        return chance.exponential(
            self.replicate,
            *self.subjects[treaty][state.position],
            *chance.stream_key(self.case.seed, stream),
        )

    def conflict_ends(self, state: StateAgent, at: int) -> int:
        """First month in which every conflict that a state is in at a month is over."""
        return int(self.agenda.conflict_ends[at, state.position]) if at <= self.months else 0

    def step(self) -> None:
        """Live through one month."""
        self.month += 1
        month(self)

    def world(self) -> None:
        """0. This month's dated events apply; whoever ratifies enters the risk set."""
        self.dated = dated_rows(self.agenda)[self.agenda.row[self.month]]
        for k, i in joining(self.agenda).get(self.month, ()):
            if self.states[i].stage[k] == stages.NEVER_JOINED:
                self.states[i].stage[k] = stages.PARTY
        if self.month == 0 or self.month in tie_changes(self.agenda):
            for state in self.states:
                state.meet()
            self.somebody_moved = True

    def look(self) -> None:
        """1. Exposure; where nobody moved, nobody sees anything new."""
        visible = [[state.visibility(k) for k in self.treaty_numbers] for state in self.states]
        if self.somebody_moved or visible != [state.visible for state in self.states]:
            for state, seen in zip(self.states, visible, strict=True):
                state.visible = seen
            self.agents.do("look")
        self.somebody_moved = False

    def feel(self) -> None:
        """2. Threat perception."""
        self.agents.do("feel")

    def hold(self) -> None:
        """3. Norm commitment."""
        self.agents.do("hold")

    def weigh(self) -> None:
        """4. Log pressure."""
        self.agents.do("weigh")

    def decide(self) -> None:
        """5. Decisions."""
        self.agents.do("decide")

    def change(self) -> None:
        """6. Everyone changes at once, then rivals and blocs answer the stock of exits."""
        self.agents.do("change")
        self._apply_stage_events()
        answers = {state: self._answered(state) for state in self.states}
        for state, posture in answers.items():
            state.posture = posture
        for bloc, members in enumerate(self.agenda.blocs):
            for k in self.treaty_numbers:
                gone = self._share_gone(members, k)
                self.bloc_money[bloc][k] = decision.bloc_money(
                    self.bloc_money[bloc][k], gone, self.parameters
                )

    def _answered(self, rival: StateAgent) -> float:
        bound = [(state, w) for state, w in rival.exposed if any(state.counted)]
        gone = sum(w for state, w in bound if any(map(stages.has_left, state.stage)))
        return perception.posture_answered(
            rival.posture,
            self.dated.posture[rival.position],
            exposure.exposure(gone, sum(w for _, w in bound)),
            self.parameters,
        )

    def _share_gone(self, members: NDArray[np.float64], treaty: int) -> float:
        members_bound = (s for s in self.states if members[s.position] and s.counted[treaty])
        bound = list(members_bound)
        gone = sum(stages.has_left(state.stage[treaty]) for state in bound)
        return exposure.exposure(float(gone), float(len(bound)))

    def _apply_stage_events(self) -> None:
        for event in self.agenda.stage_events:
            if event.month == self.month or (event.month < 0 and self.month == 0):
                self._apply(event, self.states[event.state])

    def _apply(self, event: StageEvent, state: StateAgent) -> None:
        treaty, before = event.treaty, state.stage[event.treaty]
        after = stages.moved_by_event(before, event.stage)
        if after == before:
            return
        leaving = (stages.ANNOUNCED, stages.NOTIFIED, stages.OUT)
        if after not in leaving:
            state.move(treaty, after)
            return
        if before not in leaving:
            self.forced.add((treaty, state.position))
        first = before + 1 if before in leaving else stages.ANNOUNCED
        for stage in range(first, after + 1):
            state.move(treaty, stage)
        if event.followed:
            state.notifies[treaty] = state.takes_effect[treaty] = self.months + 1
        if self.month > 0:
            state.change()

    def _tie_states(self) -> None:
        for layer in LAYERS:
            for state in self.states:
                state.ties[layer] = []
            for i, j, weight, since, until in each_tie(self.agenda.layers[layer]):
                self.states[i].ties[layer].append((self.states[j], weight, since, until))
        for i, j, weight, _, _ in each_tie(self.case.world.rivals):
            self.states[i].rivals.append((self.states[j], weight))
            self.states[j].exposed.append((self.states[i], weight))

    def _start(self) -> None:
        """Month 0: dated stages hold, threat stands at its target, clocks of no months ring."""
        self.world()
        for state in self.states:
            state.posture = self.dated.posture[state.position]
        self._apply_stage_events()
        self.look()
        for state in self.states:
            state.threat_perception = state.threat_target()
        self.agents.do("change")


class TextbookState(TextbookSteps, StateAgent):
    """A state that follows a textbook rule."""

    def __init__(self, model: "TextbookModel", position: int) -> None:
        StateAgent.__init__(self, model, position)
        self.measured = [dict.fromkeys(LAYERS, 0.0) for _ in self.stage]
        self.came_out = [0 for _ in self.stage]
        self.temptations = [0 for _ in self.stage]

    def move(self, treaty: int, to: int) -> None:
        """Enter a stage, and remember when an exit was finished."""
        StateAgent.move(self, treaty, to)
        if stages.has_left(to):
            self.came_out[treaty] = self.model.month


class TextbookModel(TreatyModel):
    """A world of states that follow a textbook rule."""

    agent_class = TextbookState

    def __init__(self, case: Case, replicate: int) -> None:
        self.contagion = textbook_terms(case)
        self.gone: list[float] = []
        super().__init__(case, replicate)

    def bound_by(self) -> list[TreatyTerms]:
        """What each treaty asks of whoever leaves it: nothing."""
        return without_clocks(super().bound_by())

    def weigh(self) -> None:
        """4. The share of all states gone, the same for everybody."""
        self.gone = [share_gone(self.states, k) for k in self.treaty_numbers]


class OwnRuleState(StateAgent):
    """A state whose pressure to leave a researcher's own rule gives."""

    def weigh(self) -> None:
        """Nothing is weighed before the rule is asked, by whoever may leave."""

    def pressure(self, treaty: int) -> float:
        """Pressure to leave a treaty in this month, as the rule has it."""
        return own_pressure(self, treaty)


class OwnRuleModel(TreatyModel):
    """A world of states under a researcher's own rule."""

    agent_class = OwnRuleState

    def __init__(self, case: Case, replicate: int) -> None:
        self.gone: list[float] = []
        self.faults: dict[tuple[int, int], Fault] = {}
        super().__init__(case, replicate)

    def weigh(self) -> None:
        """4. The share of all states gone, the same for everybody."""
        self.gone = [share_gone(self.states, k) for k in self.treaty_numbers]

    def decide(self) -> None:
        """5. Decisions; a run in which the rule gives no pressure has failed."""
        super().decide()
        self.failure = why_failed(self)


def _of_rule(case: Case) -> type[TreatyModel]:
    if case.own is not None:
        return OwnRuleModel
    return TreatyModel if case.contagion is None else TextbookModel


def run(
    case: Case,
    replicates: NDArray[np.int64],
    recorded: int,
    model_class: type[TreatyModel] | None = None,
) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    model_class: a subclass of ``TreatyModel`` with rules of its own; None: the case's rule.
    """
    if model_class is None:
        model_class = _of_rule(case)
    world, agenda = expanded(case.world, case.agenda)
    case = dataclasses.replace(case, world=world, agenda=agenda)
    histories = empty_histories(case, replicates, recorded)
    reasons: dict[int, str] = {}
    for r, replicate in enumerate(replicates.tolist()):
        model = model_class(case, replicate)
        if r < recorded:
            record_month(histories, r, model)
        for _ in range(model.months):
            model.step()
            if model.failure:
                reasons[r] = model.failure
                break
            if r < recorded:
                record_month(histories, r, model)
        record_end(histories, r, model)
    return without_failed(histories, reasons)
