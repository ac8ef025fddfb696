"""What remarks ask about a scenario: who is ever bound, what varies, which terms are on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulation.model import stages
from simulation.scenario.scenario import Scenario
from simulation.world.events.plans import Plan, plans
from simulation.world.events.targets import Joining
from simulation.world.synthetic.start import how_many
from simulation.world.world import LAYERS, Agenda, Flags, World

PARAMETER = "rule.parameters."

WEIGHT_OF = {"border": "border_weight", "alliance": "alliance_weight", "peers": "peer_weight"}
"""Parameter that weighs what is seen on each layer."""


def off(*parameters: str) -> str:
    """That some parameters are 0, in words.

    >>> off("protection"), off("protection", "anxiety")
    ('protection is 0', 'protection and anxiety are 0')
    """
    return f"{' and '.join(parameters)} {'is' if len(parameters) == 1 else 'are'} 0"


@dataclass(frozen=True, eq=False)
class Facts:
    """A scenario with its world, agenda and events looked up.

    "Ever bound" states are those that may leave a treaty during the run: party to it at the start,
    on their way out or suspended, or joining it by a dated event.
    """

    scenario: Scenario
    world: World
    agenda: Agenda
    plans: tuple[Plan, ...]
    joined: tuple[Joining, ...]

    @cached_property
    def varied(self) -> frozenset[str]:
        """Dotted keys that the scenario's ``[sweep]`` varies."""
        sweep = self.scenario.sweep
        return frozenset([*sweep.get("vary", {}), *sweep.get("rows", ({},))[0]])

    def live(self, *parameters: str) -> bool:
        """Whether any of some parameters is not 0, or is varied."""
        held = self.scenario.parameters
        return any(getattr(held, p) != 0.0 or PARAMETER + p in self.varied for p in parameters)

    @cached_property
    def bound(self) -> Flags:
        """(treaties, states) ever bound."""
        outside = (stages.NEVER_JOINED, stages.OUT)
        return np.asarray(~np.isin(self.world.stage, outside) | (self.agenda.joins >= 0))

    @cached_property
    def parties(self) -> Flags:
        """(states,) ever bound by some treaty."""
        return np.asarray(self.bound.any(axis=0))

    @cached_property
    def free(self) -> Flags:
        """(treaties, states) ever bound, and not pinned in every month of decisions."""
        held = self.agenda.pinned[np.unique(self.agenda.row[1:])].all(axis=0)
        return np.asarray(self.bound & ~held)

    @cached_property
    def seeded(self) -> tuple[bool, ...]:
        """(treaties,) whether each run draws states that are out at its start."""
        choice = self.scenario.world
        synthetic = choice.source == "synthetic"
        drawn = synthetic and how_many(choice.options["seeds"], len(self.world.states)) > 0
        return tuple(drawn and k == 0 for k in range(len(self.world.treaties)))

    @cached_property
    def partners(self) -> Flags:
        """(treaties, states) bound or already gone at the start: counted in others' exposure."""
        return np.asarray(self.world.stage != stages.NEVER_JOINED)

    def seeing(self, layer: str) -> Flags:
        """(treaties, states) ever bound, with a tie on a layer to somebody whose exit counts."""
        ties = self.agenda.layers[layer]
        holds = (ties.weight > 0.0) & (ties.since <= self.agenda.months) & (ties.until >= 1)
        sees = np.zeros_like(self.bound)
        for k, counted in enumerate(self.partners):
            sees[k, ties.state[holds & counted[ties.partner]]] = True
            if self.everybody(layer):
                sees[k] |= counted.sum() > counted
        return np.asarray(sees & self.bound)

    def everybody(self, layer: str) -> bool:
        """Whether everybody looks at everybody else on a layer, with ties that are not listed."""
        pairs = zip(self.world.complete, self.world.complete_weight, strict=True)
        return dict(pairs).get(layer, 0.0) > 0.0

    @cached_property
    def tied(self) -> frozenset[str]:
        """Layers on which some state that is ever bound can see an exit."""
        return frozenset(layer for layer in LAYERS if self.seeing(layer).any())

    @cached_property
    def rivals(self) -> Flags:
        """(states,) whose posture, at least 0, reaches a state that is ever bound."""
        ties = self.world.rivals
        felt = (ties.weight > 0.0) & self.parties[ties.state]
        armed = self.agenda.posture.any(axis=0) | (self.world.posture > 0.0)
        faced = np.zeros(len(self.world.states), dtype=np.bool_)
        faced[ties.partner[felt]] = True
        return np.asarray(faced & armed)

    @cached_property
    def threatened(self) -> Flags:
        """(states,) ever bound, and exposed to the posture of a rival or to another danger."""
        ties = self.world.rivals
        exposed = self.world.danger > 0.0
        exposed[ties.state[(ties.weight > 0.0) & self.rivals[ties.partner]]] = True
        return np.asarray(exposed & self.parties)


def facts(scenario: Scenario, world: World, agenda: Agenda) -> Facts:
    """Everything looked up once; the agenda must be the scenario's own."""
    return Facts(scenario, world, agenda, *plans(world, scenario))
