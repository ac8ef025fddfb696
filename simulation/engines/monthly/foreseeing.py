"""In a world of very many states: whom to follow, and what becomes of all others at once.

Plain functions, compiled by ``multitude``.

**Who need not be followed.**  While nobody changes stage whom a state looks at, its exposures,
threat and incentive are as at the start, and its commitment moves from its start towards one
target by x += (target - x)/months with months >= 1, so it stays between the two.  Log pressure
falls with commitment.  With D its log pressure at commitment 0, its pressure never exceeds that of
D - norm_weight * min(start, target), and what T months add up to never exceeds T times that: its
*most*.  It cannot give way while most < -log(u), with u its draw, and as 1 - x <= exp(-x),
u < 1 - most is enough.  ``SLACK`` covers the rounding of all this many times over: exp is exact to
3e-13, a sum of 1,200 months to 1e-12 of its size, commitment to some 1e-16.

**Who need not be weighed** though it is followed: one whose most is too little even at commitment 0
with all its partners gone.  No weight is negative, so nothing it can come to see raises it further.

**What becomes of it**: its commitment at the end, so many steps towards the target, for many
states side by side.  Where somebody it looks at does change stage, it is followed from then on:
its months so far are lived again, by the same functions in the same order, before it sees the
change.  So no bit can differ.
"""

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Record
from simulation.engines.monthly.beginning import uniforms
from simulation.engines.monthly.ground import (
    ADVOCACY,
    STIGMA,
    Ground,
)
from simulation.engines.monthly.living import TOGETHER, keep_holding, target_of
from simulation.engines.monthly.room import (
    MOVED,
    Left,
    Room,
)
from simulation.engines.monthly.settling import (
    ALONE,
    AT_MOST,
    HARMLESS,
    HELD_ONLY,
    SLACK,
    TILE,
    UNFOLLOWED,
    WEIGHED,
    Still,
)
from simulation.model.commitment import starting_commitment
from simulation.model.decision import pressure
from simulation.model.parameters import Parameters


def forget(g: Ground, room: Room, still: Still) -> None:
    """Undo what the run before this one did."""
    for n in range(room.lengths[MOVED]):
        k, i = room.listed[0, MOVED, n], room.listed[1, MOVED, n]
        room.here[k, i] = g.fresh[k, i]
    still.places[WEIGHED] = still.places[HELD_ONLY] = 0
    for n in range(room.lengths.size):
        room.lengths[n] = 0


def foresee(g: Ground, p: Parameters, luck: Record, r: int, left: Left, still: Still) -> None:
    """Begin a run: what becomes of everybody whom nobody's exit reaches, and whom to follow."""
    for first in range(0, g.state.size, TILE):
        last = min(first + TILE, g.state.size)
        places = still.place_of[first:last]
        for i in range(places.size):
            places[i] = HARMLESS
        for k in range(g.treaty.size):
            held = left.commitment[r, k, first:last]
            begin_tile(g, p, luck, k, first, last, held, still)
            target, sleepy = still.ahead[0, : last - first], still.ahead[1, : last - first]
            drawn, lowest = still.ahead[3, : last - first], still.ahead[2, : last - first]
            for i in range(held.size):
                lowest[i] = min(held[i], target[i])
            uniforms(
                luck.replicate, g.words[0, k, first:last], g.words[1, k, first:last],
                luck.resistance_low, luck.resistance_high, drawn,
            )  # fmt: skip
            mark_harmful(drawn, still.member[AT_MOST, k, first:last], places)
            reckon_most(
                still.member[ALONE, k, first:last], lowest, g.month.size - 2, p, drawn, sleepy
            )
            for _ in range(g.month.size - 2):
                keep_holding(target, p, held)
            follow_some(first, sleepy, still)


def begin_tile(
    g: Ground, p: Parameters, luck: Record, k: int, first: int, last: int, held: Floats,
    still: Still,
) -> None:  # fmt: skip
    """Commitment of some states at the start, and what it moves towards."""
    row, index, start = g.month[1].row, g.start[k, first:last], still.start[k, first:last]
    drawn = still.ahead[3, : last - first]
    if p.start_spread > 0.0:
        uniforms(
            luck.replicate, g.words[0, k, first:last], g.words[1, k, first:last],
            luck.start_low, luck.start_high, drawn,
        )  # fmt: skip
    for i in range(held.size):
        start[i] = starting_commitment(index[i], drawn[i], p)
    for i in range(held.size):
        held[i] = start[i]
    target_of(
        held, g.dated[STIGMA, row, k, first:last], still.member[0, k, first:last],
        still.member[1, k, first:last], still.member[2, k, first:last],
        g.dated[ADVOCACY, row, k, first:last], still.ahead[0, : last - first],
    )  # fmt: skip


def mark_harmful(drawn: Floats, at_most: Floats, places: NDArray[np.int32]) -> None:
    """Mark who may give way if all its partners leave; none of them has a place yet."""
    for i in range(drawn.size):
        harmless = drawn[i] * (1.0 + SLACK) < 1.0 - at_most[i]
        places[i] = places[i] if harmless else max(places[i], UNFOLLOWED)


def reckon_most(
    alone: Floats, lowest: Floats, months: int, p: Parameters, drawn: Floats, sleepy: Floats
) -> None:
    """How far each draw lies above what is surely no crossing; below 0: it sleeps."""
    for i in range(drawn.size):
        most = months * pressure(alone[i] - p.norm_weight * lowest[i]) * (1.0 + SLACK)
        sleepy[i] = drawn[i] * (1.0 + SLACK) - (1.0 - most)


def follow_some(offset: int, sleepy: Floats, still: Still) -> None:
    """Follow those of a tile that may give way although nobody's exit reaches them."""
    for first in range(0, sleepy.size, TOGETHER):
        if awake(sleepy[first : first + TOGETHER]) > 0:
            for n in range(first, min(first + TOGETHER, sleepy.size)):
                if sleepy[n] >= 0.0 and still.place_of[offset + n] < 0:
                    still.place_of[offset + n] = UNFOLLOWED
                    follow(offset + n, still)


def awake(sleepy: Floats) -> int:
    """How many of some states do not sleep."""
    many = 0
    for i in range(sleepy.size):
        many += 1 if sleepy[i] >= 0.0 else 0
    return many


def follow(i: int, still: Still) -> None:
    """Give a state the next of the first places, or of the last ones where it is harmless."""
    s, places = still.places[WEIGHED], still.places
    if still.place_of[i] == HARMLESS:
        s = still.state_of.size - 1 - places[HELD_ONLY]
        places[HELD_ONLY] += 1
    else:
        places[WEIGHED] += 1
    still.place_of[i] = s
    still.state_of[s] = i
