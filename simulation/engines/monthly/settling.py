"""What holds for every state of a large world until somebody it looks at changes stage."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers
from simulation.engines.monthly.ground import (
    ADVOCACY,
    EXPOSED,
    FREE,
    INCENTIVE,
    SEEN,
    STIGMA,
    THREAT,
    WEIGHT,
    Ground,
)
from simulation.engines.monthly.living import LAYERS, breach, carry, erode
from simulation.engines.monthly.room import (
    ROWS,
    Room,
    empty_room,
)
from simulation.model.decision import log_pressure, pressure
from simulation.model.parameters import Parameters
from simulation.model.stages import may_leave

# Further rows of Room.member.
STIGMATISED, ADVOCATED, POSSIBLE = ROWS, ROWS + 1, ROWS + 2
"""What a place takes over from its state; POSSIBLE: the first of one row a layer."""
ROWS_FOLLOWED = ROWS + 2 + LAYERS

# Columns of Still.own, by treaty and state.
OWN_SEEN, OWN_POSSIBLE, OWN_SHOWN, OWN_STIGMA, OWN_ADVOCACY = 0, LAYERS, 2 * LAYERS, 7, 8
OWN_GIVEN, OWN_FREE, OWN_WEIGHT, OWN_LOW, OWN_HIGH, OWN_TO_THREAT = 9, 10, 11, 12, 13, 14
COLUMNS = 16
"""Side by side, since whoever is followed may lie anywhere: two lines of memory for each."""

# Rows of Still.member.
ALONE, AT_MOST = 3, 4
"""Log pressure at commitment 0, were nobody to change stage, -inf for who cannot leave; and what
months add up to at most whatever happens.  The rows before them are what erodes commitment: exits
in this treaty, in kindred ones, and own breach."""

# Values of Still.place_of for who is not followed.
UNFOLLOWED, HARMLESS = -1, -2
"""HARMLESS: need not be weighed even when it is."""

# Entries of Still.places.
WEIGHED, HELD_ONLY, TOLD = 0, 1, 2
"""How many are followed and weighed, in the first places, and followed only, in the last ones; how
many are told of a change this month."""

SLACK = 1e-9
"""By this share every bound is raised."""

TILE = 1024
"""States that are reckoned together: their numbers stay near the processor."""


class Still(NamedTuple):
    """What holds for every state until somebody it looks at changes stage; and who is followed."""

    member: Floats
    """(5, treaties, states)"""
    own: Floats
    """(treaties, states, COLUMNS)"""
    stage: NDArray[np.int8]
    """(treaties, states) in month 0."""
    ahead: Floats
    """(4, TILE) room for numbers of one tile."""
    luck: NDArray[np.uint32]
    """(2, states) the words of those that take a place."""
    start: Floats
    """(treaties, states) commitment of a run's start."""
    place_of: NDArray[np.int32]
    """(states,) each state's place among those followed, or UNFOLLOWED or HARMLESS."""
    state_of: NDArray[np.int32]
    """(states,) the state in each place."""
    places: Integers
    """(3,) WEIGHED, HELD_ONLY, TOLD."""
    told: NDArray[np.int32]
    """(3, treaties * ties) who is told of a change, and of which treaty and layer."""
    change: Floats
    """(treaties * ties,) by how much more it sees."""


def empty_still(g: Ground) -> Still:
    """Before anything is reckoned."""
    treaties, states = g.member.shape
    return Still(
        member=np.zeros((5, treaties, states)),
        own=np.zeros((treaties, states, COLUMNS)),
        stage=g.member["stage"].astype(np.int8),
        **_empty(g),
    )


def _empty(g: Ground) -> dict[str, NDArray[Any]]:
    """What is a run's own."""
    treaties, states = g.member.shape
    return {
        "ahead": np.zeros((4, TILE)),
        "luck": np.zeros((2, states), dtype=np.uint32),
        "start": np.zeros((treaties, states)),
        "place_of": np.zeros(states, dtype=np.int32),
        "state_of": np.zeros(states, dtype=np.int32),
        "places": np.zeros(3, dtype=np.int64),
        "told": np.zeros((3, treaties * g.tie.size), dtype=np.int32),
        "change": np.zeros(treaties * g.tie.size),
    }


def empty_followed(g: Ground, settled: Still) -> tuple[Room, Still]:
    """Room for one run, and what it shares with others."""
    treaties, states = g.member.shape
    member = np.zeros((ROWS_FOLLOWED, treaties, states))
    return (
        empty_room(g)._replace(here=g.fresh.copy(), member=member),
        settled._replace(**_empty(g)),
    )


def settle(g: Ground, p: Parameters, still: Still) -> None:
    """Reckon what holds for every state until somebody it looks at changes stage."""
    row = g.month[1].row
    for k in range(g.treaty.size):
        seen = g.at_start[EXPOSED, k]
        erode(seen[0], seen[1], seen[2], p, still.member[0, k])
        for i in range(g.state.size):
            own, free = still.own[k, i], g.dated[FREE, row, k, i] == 1.0
            own[OWN_FREE] = 1.0 if may_leave(g.fresh[k, i].stage, not free) else 0.0
            own[OWN_GIVEN] = g.dated[INCENTIVE, row, k, i] + 0.0
            own[OWN_STIGMA], own[OWN_ADVOCACY] = (
                g.dated[STIGMA, row, k, i],
                g.dated[ADVOCACY, row, k, i],
            )
            own[OWN_SHOWN], own[OWN_WEIGHT] = g.shown[k, i], g.dated[WEIGHT, row, k, i]
            for layer in range(g.at_start.shape[2]):
                own[OWN_SEEN + layer] = g.at_start[SEEN, k, layer, i]
                own[OWN_POSSIBLE + layer] = g.possible[0, k, layer, i]
            own[OWN_LOW], own[OWN_HIGH] = g.words[0, k, i], g.words[1, k, i]
            own[OWN_TO_THREAT] = g.path[THREAT, 0, i]
            limit(g, p, k, i, own, still.member)
    for k in range(g.treaty.size):
        for other in range(g.treaty.size):
            if g.kindred[k, other] > 0.0:
                carry(still.member[0, other], g.kindred[k, other], p, still.member[1, k])
                breach(g.shown[other], g.kindred[k, other], p, still.member[2, k])


def limit(g: Ground, p: Parameters, k: int, i: int, own: Floats, member: Floats) -> None:
    """Of one state: its log pressure at commitment 0, and what months add up to at most."""
    member[ALONE, k, i], member[AT_MOST, k, i] = -np.inf, 0.0
    if own[OWN_FREE] > 0.0:
        rate, utility, seen = g.treaty[k].base_rate, g.utility[g.month[1].row, k], g.at_start
        threat, given = own[OWN_TO_THREAT], own[OWN_GIVEN]
        member[ALONE, k, i] = log_pressure(
            rate, threat, utility, 0.0, seen[EXPOSED, k, 0, i], seen[EXPOSED, k, 1, i],
            seen[EXPOSED, k, 2, i], given, p,
        )  # fmt: skip
        highest = log_pressure(rate, threat, utility, 0.0, 1.0, 1.0, 1.0, given, p)
        member[AT_MOST, k, i] = (g.month.size - 2) * pressure(highest) * (1.0 + SLACK)
