"""What a state looks at, as plain numbers: partners by layer, rivals, blocs, what is dated."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.moves import Mover
from simulation.engines.contract import Case
from simulation.engines.plain import Dated, dated_rows, each_tie, tie_changes
from simulation.model import exposure
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED
from simulation.world.world import LAYERS, Ties, World

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Tie = tuple[int, float, int, int]
"""Layer, weight, first and last month."""


class Seen(NamedTuple):
    """What one state sees in one month."""

    exposure: list[tuple[float, float, float]]
    """For each treaty, on the layers border, alliance and peers: the engines' own, bit for bit."""
    by_mover: Floats
    """(movers, layers) what each of them adds to the exposure in its own treaty."""


class Around:
    """Who looks at whom, and who is whose rival: for all cases of one world and its ties."""

    def __init__(self, world: World, layers: Sequence[Ties]) -> None:
        self.counted = world.stage != NEVER_JOINED
        self.ties_of = _ties_of(len(world.states), layers)
        self.rivals_of: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        """State -> rivals it is exposed to."""
        self.exposed_to: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        """Rival -> states exposed to it that are counted in some treaty."""
        for i, j, weight, _, _ in each_tie(world.rivals):
            self.rivals_of[i].append((j, weight))
            if self.counted[:, i].any():
                self.exposed_to[j].append((i, weight))
        self.possible = functools.cache(self._possible)

    def holding(self, state: int, partner: int, month: int) -> list[tuple[int, float]]:
        """Layer and weight of each tie between two states that holds in a month."""
        ties = self.ties_of[state][partner]
        return [(layer, w) for layer, w, since, until in ties if since <= month <= until]

    def _possible(self, state: int, month: int) -> list[list[float]]:
        """(treaties, layers) weight of all partners that count, as the ties stand in a month."""
        weights = np.zeros((len(self.counted), len(LAYERS)))
        for partner in self.ties_of[state]:
            for layer, weight in self.holding(state, partner, month):
                weights[self.counted[:, partner], layer] += weight
        found: list[list[float]] = weights.tolist()
        return found


@functools.lru_cache(maxsize=4)
def around(world: World, *layers: Ties) -> Around:
    """The same, kept: many cases are made of one world."""
    return Around(world, layers)


class Surroundings:
    """A case as somebody in it sees it; what does not depend on the run is reckoned once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.p = Parameters(*map(float, case.parameters))
        self.months = case.agenda.months
        self.rows = dated_rows(case.agenda)
        self.row_of: list[int] = case.agenda.row.tolist()
        near = around(case.world, *(case.agenda.layers[layer] for layer in LAYERS))
        self.counted, self.ties_of, self.holding = near.counted, near.ties_of, near.holding
        self.rivals_of, self.exposed_to = near.rivals_of, near.exposed_to
        self.possible = near.possible
        self.counts: list[list[bool]] = self.counted.tolist()
        self.changes = tie_changes(case.agenda) | self._months_of_new_weights()
        self.stretches = sorted(month for month in tie_changes(case.agenda) if month >= 0)

    def dated(self, month: int) -> Dated:
        """What is dated in a month."""
        return self.rows[self.row_of[month]]

    def looks_at(self, state: int, mover: Mover) -> bool:
        """Whether a state ever sees a mover's exit: a tie leads to it, and it counts."""
        return mover.state in self.ties_of[state] and self.counts[mover.treaty][mover.state]

    def seen(self, state: int, movers: Sequence[Mover], month: int) -> Seen:
        """What a state sees of some movers in a month: their stages at the end of the last one.

        movers: all at whom it looks; more do no harm.
        """
        treaties = range(len(self.case.world.treaties))
        gone = [[0.0] * len(LAYERS) for _ in treaties]
        by_mover = [self._adds(state, mover, month) for mover in movers]
        for mover, adds in zip(movers, by_mover, strict=True):
            gone[mover.treaty] = list(map(float.__add__, gone[mover.treaty], adds))
        possible = self.possible(state, self._stretch(month))
        shares = [tuple(map(exposure.exposure, gone[k], possible[k])) for k in treaties]
        parts = [
            list(map(exposure.exposure, adds, possible[mover.treaty]))
            for mover, adds in zip(movers, by_mover, strict=True)
        ]
        return Seen([(b, a, c) for b, a, c in shares], np.array(parts).reshape(-1, len(LAYERS)))

    def _adds(self, state: int, mover: Mover, month: int) -> list[float]:
        """What a mover adds on each layer to the weight gone among a state's partners."""
        adds = [0.0] * len(LAYERS)
        if self.looks_at(state, mover) and (visible := self._visible(mover, month)) > 0.0:
            for layer, weight in self.holding(state, mover.state, month):
                adds[layer] += exposure.contribution(weight, visible)
        return adds

    def _visible(self, mover: Mover, month: int) -> float:
        seen = exposure.visibility(mover.stage_at(month - 1 if month > 0 else 0), self.p)
        return seen * self.dated(month).weight_in_others[mover.treaty][mover.state]

    def _stretch(self, month: int) -> int:
        """The first month of the stretch without new or ended ties in which a month lies."""
        return max((first for first in self.stretches if first <= month), default=0)

    def _months_of_new_weights(self) -> frozenset[int]:
        """Months in which an exit weighs more or less in others than the month before."""
        weights, row = self.case.agenda.weight_in_others, self.row_of
        return frozenset(
            month
            for month in range(1, len(row))
            if row[month] != row[month - 1]
            and not np.array_equal(weights[row[month]], weights[row[month - 1]])
        )


def _ties_of(states: int, layers: Sequence[Ties]) -> list[dict[int, list[Tie]]]:
    """For each state: partner -> its ties to it."""
    found: list[dict[int, list[Tie]]] = [{} for _ in range(states)]
    for place, layer in enumerate(layers):
        for i, j, weight, since, until in each_tie(layer):
            found[i].setdefault(j, []).append((place, weight, since, until))
    return found
