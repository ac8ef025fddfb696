"""Exposure to rivals: whose military posture a state feels, and how much.

Threat is made of proximity, capability and hostile intent (Walt 1987, The Origins of Alliances);
exposure of state i to rival j is P x C x H x D, without j's posture, which moves:

- P proximity: 1 over land, 0.5 up to 100 km of water, 0.25 up to 400 km, else none;
- C capability: the square root of j's military spending over a fixed amount;
- H hostility: 0.1, and up to 1 each for j's fighting abroad against anyone and against i;
- D political distance: 0.5, and half the gap of ideal points;

0 between allies.  A state allied during a run keeps its exposure to its new allies, which is
small (Finland to Norway: below 0.01).

This index was written by people who knew which states left in 2025 and whom they named; it ranks
states no better than the plain rule of ``baseline.py``.  It gives size and date, not proof.
"""

import datetime
import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from simulation.model.arithmetic import on_grid
from simulation.world import hostility, layers, pacts, posture, tables

FULL_CAPABILITY = 1e12
"""Purchasing-power dollars of military spending at which C is 1; fixed, above any state's."""

SAME_CAPABILITY = 0.5
"""C of every rival where capability is left out; assumption, between Iran's and Russia's."""

BASE_HOSTILITY = 0.1
"""H of a state that fought nobody; assumption."""

BASE_DISTANCE, DISTANCE_PER_GAP = 0.5, 0.5
"""D = 0.5 + 0.5 x gap of ideal points; assumptions."""

UNKNOWN_GAP = 1.0
"""Gap where one side has no ideal point; assumed, near the mean over pairs."""

LARGEST = 2.0
"""Exposure to one rival is capped here."""


class Facts(NamedTuple):
    """What the definitions read, as known on one day."""

    capability: Mapping[str, float]
    fought: Mapping[tuple[str, str], float]
    position: Mapping[str, float]


Index = Callable[[str, str, float, Facts], float]
"""(state, rival, proximity, facts) -> exposure, at least 0."""


def capability(rival: str, facts: Facts) -> float:
    """C: square root of military spending over ``FULL_CAPABILITY``, 0..1."""
    return math.sqrt(facts.capability[rival] / FULL_CAPABILITY)


def hostile(state: str, rival: str, facts: Facts) -> float:
    """H: 0.1 to 2.1."""
    against_anyone = min(1.0, facts.fought.get((rival, ""), 0.0))
    against_it = min(1.0, facts.fought.get((rival, state), 0.0))
    return BASE_HOSTILITY + against_anyone + against_it


def distance(state: str, rival: str, facts: Facts) -> float:
    """D: 0.5 upwards, 1 at a gap of 1."""
    known = state in facts.position and rival in facts.position
    gap = abs(facts.position[state] - facts.position[rival]) if known else UNKNOWN_GAP
    return BASE_DISTANCE + DISTANCE_PER_GAP * gap


def full(state: str, rival: str, near: float, facts: Facts) -> float:
    """P x C x H x D, the default."""
    return no_politics(state, rival, near, facts) * distance(state, rival, facts)


def no_hostility(state: str, rival: str, near: float, facts: Facts) -> float:
    """P x C x D: who is near, strong and politically far."""
    return near * capability(rival, facts) * distance(state, rival, facts)


def no_politics(state: str, rival: str, near: float, facts: Facts) -> float:
    """P x C x H: who is near, strong and has fought abroad."""
    return near * capability(rival, facts) * hostile(state, rival, facts)


def no_capability(state: str, rival: str, near: float, facts: Facts) -> float:
    """P x 0.5 x H x D: every rival as strong as any other, so that no later vintage is used."""
    return near * SAME_CAPABILITY * hostile(state, rival, facts) * distance(state, rival, facts)


def border_only(_state: str, _rival: str, near: float, _facts: Facts) -> float:
    """1 for each unallied neighbour over land: the honest null of geography."""
    return 1.0 if near >= 1.0 else 0.0


DEFINITIONS: Mapping[str, Index] = {
    "proximity-capability-hostility-politics": full,
    "border-only": border_only,
    "no-hostility": no_hostility,
    "no-politics": no_politics,
    "no-capability": no_capability,
}
"""World option ``threat_index``; the first is the default."""


def known_on(day: datetime.date) -> Facts:
    """Capability (one vintage), fighting and voting positions as known on a day."""
    strength = {row.iso3: posture.capability(row) for row in tables.states()}
    return Facts(strength, hostility.record(day), layers.positions(day))


def exposures(day: datetime.date, index: Index) -> layers.Pairs:
    """Exposure of each state to each rival on a day, 0..2, on the grid; 0 is left out.

    Keys are (state, rival).  Allies are left out.
    """
    facts, allied = known_on(day), pacts.ties(day)
    found: layers.Pairs = {}
    for (state, rival), near in layers.both_ways(layers.proximity()).items():
        if (state, rival) not in allied:
            weight = on_grid(min(LARGEST, index(state, rival, near, facts)))
            if weight > 0.0:
                found[state, rival] = weight
    return found
