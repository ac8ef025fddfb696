"""The plain model as a Mesa user writes it: each agent keeps a list of its partners.

From scratch, with Mesa's own means: agent sets, a data collector, decide first and commit then.
It does less than this project's Mesa engine: one treaty, no delay, no notice, no law.
"""

import math

import mesa
import numpy as np

from simulation.world.world import LAYERS
from tests.benchmarks.rivals.ground import Floats, Ground, ties_of


class State(mesa.Agent):
    """A state that sees its partners leave."""

    def __init__(self, model, party, start, resistance):
        super().__init__(model)
        self.party = party
        self.left = False
        self.leaving = False
        self.month_left = -1
        self.partners = {}
        self.possible = {}
        self.start = start
        self.commitment = start
        self.threat = 0.0
        self.accumulated = 0.0
        self.resistance = resistance

    def exposure(self, layer):
        """Share of the partners' weight that has left."""
        if not self.possible[layer]:
            return 0.0
        return (
            sum(weight for who, weight in self.partners[layer] if who.left) / (self.possible[layer])
        )

    def decide(self):
        """Look, feel, hold, weigh, decide."""
        p = self.model.parameters
        border, alliance, peers = (self.exposure(layer) for layer in LAYERS)
        self.threat += (self.model.target[self.unique_id - 1] - self.threat) / p.threat_months
        eroded = p.erosion_border * border + p.erosion_alliance * alliance + p.erosion_peers * peers
        wanted = min(1.0, self.start * max(0.0, 1.0 - eroded))
        self.commitment += (wanted - self.commitment) / p.norm_months
        if self.party and not self.left:
            self.accumulated += math.exp(
                self.model.base_rate
                + p.threat_weight * self.threat
                - p.norm_weight * self.commitment
                + p.border_weight * border
                + p.alliance_weight * alliance
                + p.peer_weight * peers
            )
            self.leaving = self.accumulated >= self.resistance

    def commit(self):
        """Leave, if that was decided."""
        if self.leaving:
            self.left, self.leaving = True, False
            self.month_left = self.model.month


class Snowball(mesa.Model):
    """One treaty and its parties."""

    def __init__(self, g: Ground, resistance: list[float]):
        super().__init__()
        self.parameters, self.base_rate = g.parameters, g.base_rate
        self.targets = g.target.tolist()
        self.month = 0
        self.states = [
            State(self, *drawn)
            for drawn in zip(g.party.tolist(), g.start.tolist(), resistance, strict=True)
        ]
        for place, layer in enumerate(LAYERS):
            for state, ties in zip(self.states, ties_of(g, place), strict=True):
                state.partners[layer] = [(self.states[j], weight) for j, weight in ties]
                state.possible[layer] = sum(weight for _, weight in ties)
        for state, threat in zip(self.states, self.targets[0], strict=True):
            state.threat = threat
        self.datacollector = mesa.DataCollector(
            model_reporters={"left": lambda model: sum(state.left for state in model.agents)}
        )
        self.datacollector.collect(self)

    def step(self):
        """One month."""
        self.month += 1
        self.target = self.targets[self.month]
        self.agents.do("decide")
        self.agents.do("commit")
        self.datacollector.collect(self)


def run(g: Ground, resistance: Floats) -> Floats:
    """(runs, states) month of leaving, -1: never; resistance: (runs, states)."""
    left = np.full(resistance.shape, -1, dtype=np.int16)
    for r, drawn in enumerate(resistance.tolist()):
        model = Snowball(g, drawn)
        for _ in range(g.months):
            model.step()
        left[r] = [state.month_left for state in model.states]
    return left
