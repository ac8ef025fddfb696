"""The plain model on Mesa's own network space: a cell for each state.

The space holds one network.  Ties of all layers are its edges, and an agent reads each edge's
weights by layer; that is the nearest a Mesa user comes to three layers on one space.
"""

import math

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import FixedAgent, Network

from simulation.world.world import LAYERS
from tests.benchmarks.rivals.ground import Floats, Ground, ties_of


class State(FixedAgent):
    """A state on its cell of the network."""

    def __init__(self, model, cell, party, start, resistance):
        super().__init__(model)
        self.cell = cell
        self.party = party
        self.left = False
        self.leaving = False
        self.month_left = -1
        self.start = start
        self.commitment = start
        self.threat = 0.0
        self.accumulated = 0.0
        self.resistance = resistance

    def exposures(self):
        """Share of the partners' weight that has left, on each layer."""
        here = self.cell.coordinate
        gone = [0.0, 0.0, 0.0]
        for partner in self.cell.neighborhood.agents:
            if partner.left:
                weights = self.model.weights[here, partner.cell.coordinate]
                for layer in range(3):
                    gone[layer] += weights[layer]
        possible = self.model.possible[here]
        return [
            share / whole if whole else 0.0 for share, whole in zip(gone, possible, strict=True)
        ]

    def decide(self):
        """Look, feel, hold, weigh, decide."""
        p = self.model.parameters
        border, alliance, peers = self.exposures()
        self.threat += (
            self.model.targets[self.model.month][self.cell.coordinate] - self.threat
        ) / p.threat_months
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
        self.possible = g.possible.T.tolist()
        self.month = 0
        self.weights = weights_of(g)
        graph = nx.DiGraph()
        graph.add_nodes_from(range(len(g.start)))
        graph.add_edges_from(self.weights)
        self.space = Network(graph, random=self.random)
        for cell in self.space.all_cells:
            i = cell.coordinate
            state = State(self, cell, bool(g.party[i]), float(g.start[i]), resistance[i])
            state.threat = self.targets[0][i]
        self.datacollector = mesa.DataCollector(
            model_reporters={"left": lambda model: sum(state.left for state in model.agents)}
        )
        self.datacollector.collect(self)

    def step(self):
        """One month."""
        self.month += 1
        self.agents.do("decide")
        self.agents.do("commit")
        self.datacollector.collect(self)


def weights_of(g: Ground) -> dict[tuple[int, int], list[float]]:
    """For each tie: how much the partner counts on each layer."""
    weights: dict[tuple[int, int], list[float]] = {}
    for layer in range(len(LAYERS)):
        for i, ties in enumerate(ties_of(g, layer)):
            for j, weight in ties:
                weights.setdefault((i, j), [0.0, 0.0, 0.0])[layer] = weight
    return weights


def run(g: Ground, resistance: Floats) -> Floats:
    """(runs, states) month of leaving, -1: never; resistance: (runs, states)."""
    left = np.full(resistance.shape, -1, dtype=np.int16)
    for r, drawn in enumerate(resistance.tolist()):
        model = Snowball(g, drawn)
        for _ in range(g.months):
            model.step()
        for state in model.agents:
            left[r, state.cell.coordinate] = state.month_left
    return left
