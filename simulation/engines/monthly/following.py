"""In a world of very many states: whom to follow, and what becomes of all others at once.

Plain functions, compiled by ``multitude``.  Whoever is followed has a *place* among the rows of
``Room``, in the order of being found.

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

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import Floats, Integers, Record
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
from simulation.engines.monthly.living import (
    LAYERS,
    TOGETHER,
    add_up,
    append,
    breach,
    carry,
    clear,
    erode,
    expose,
    keep_holding,
    list_giving,
    target_of,
    weigh,
)
from simulation.engines.monthly.moving import due, enter, uniforms
from simulation.engines.monthly.room import (
    BREACHED,
    BUFFER,
    CARRIED,
    ERODED,
    GIVEN,
    HELD,
    HURDLE,
    MOVED,
    OWN_THREAT,
    PENDING,
    ROWS,
    SHOWN,
    START,
    SUM,
    TARGET,
    WANTING,
    WEIGHS,
    Left,
    Room,
    empty_room,
)
from simulation.model.commitment import starting_commitment
from simulation.model.decision import log_pressure, pressure
from simulation.model.exposure import contribution, visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import ANNOUNCED, NOTIFIED, may_leave

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


def settle_in(
    g: Ground, p: Parameters, a: int, b: int, m: int, weighed: bool, luck: Record, room: Room,
    still: Still,
) -> None:  # fmt: skip
    """Whoever has just got a place, from a to b, lives its months up to m again.

    That nobody gives way in them has been proved.
    """
    for k in range(g.treaty.size):
        for s in range(a, b):
            take_place(k, s, still.state_of[s], room, still)
        if weighed:
            low, high = still.luck[0, a:b], still.luck[1, a:b]
            hurdle, weighs = room.member[HURDLE, k, a:b], room.member[WEIGHS, k, a:b]
            uniforms(luck.replicate, low, high, luck.resistance_low, luck.resistance_high, hurdle)
            for s in range(hurdle.size):
                if weighs[s] > 0.0:
                    hurdle[s] = chance.resistance_of(hurdle[s])
    aim_again(g, p, a, b, room)
    for _ in range(m):
        for k in range(g.treaty.size):
            live_on(g, p, k, a, b, weighed, room)


def take_place(k: int, s: int, i: int, room: Room, still: Still) -> None:
    """What one state holds at the start, in its place."""
    own, member = still.own[k, i], room.member
    room.state[OWN_THREAT, s] = own[OWN_TO_THREAT]
    member[START, k, s] = member[HELD, k, s] = still.start[k, i]
    member[SHOWN, k, s], member[GIVEN, k, s] = own[OWN_SHOWN], own[OWN_GIVEN]
    member[STIGMATISED, k, s], member[ADVOCATED, k, s] = own[OWN_STIGMA], own[OWN_ADVOCACY]
    member[WEIGHS, k, s], member[SUM, k, s] = own[OWN_FREE], 0.0
    for layer in range(room.seen.shape[2]):
        room.seen[SEEN, k, layer, s] = own[OWN_SEEN + layer]
        member[POSSIBLE + layer, k, s] = own[OWN_POSSIBLE + layer]
    still.luck[0, s], still.luck[1, s] = np.uint32(own[OWN_LOW]), np.uint32(own[OWN_HIGH])


def aim_again(g: Ground, p: Parameters, a: int, b: int, room: Room) -> None:
    """Step 1 of those in places a to b, and what their commitment moves towards."""
    member, seen = room.member, room.seen
    for k in range(g.treaty.size):
        for layer in range(room.seen.shape[2]):
            expose(
                seen[SEEN, k, layer, a:b], member[POSSIBLE + layer, k, a:b],
                seen[EXPOSED, k, layer, a:b],
            )  # fmt: skip
        erode(
            seen[EXPOSED, k, 0, a:b], seen[EXPOSED, k, 1, a:b], seen[EXPOSED, k, 2, a:b], p,
            member[ERODED, k, a:b],
        )  # fmt: skip
    for k in range(g.treaty.size):
        clear(member[CARRIED, k, a:b])
        clear(member[BREACHED, k, a:b])
        for other in range(g.treaty.size):
            kinship = g.kindred[k, other]
            if kinship > 0.0:
                carry(member[ERODED, other, a:b], kinship, p, member[CARRIED, k, a:b])
                breach(member[SHOWN, other, a:b], kinship, p, member[BREACHED, k, a:b])
        target_of(
            member[START, k, a:b], member[STIGMATISED, k, a:b], member[ERODED, k, a:b],
            member[CARRIED, k, a:b], member[BREACHED, k, a:b], member[ADVOCATED, k, a:b],
            member[TARGET, k, a:b],
        )  # fmt: skip


def live_on(g: Ground, p: Parameters, k: int, a: int, b: int, weighed: bool, room: Room) -> None:
    """Steps 3 to 5 of a month in one treaty, for those in places a to b; weighed: 4 and 5 too."""
    member, seen, drive = room.member, room.seen, room.state[BUFFER, a:b]
    keep_holding(member[TARGET, k, a:b], p, member[HELD, k, a:b])
    if not weighed:
        return
    weigh(
        g.treaty[k].base_rate, room.state[OWN_THREAT, a:b], g.utility[g.month[1].row, k],
        member[HELD, k, a:b], seen[EXPOSED, k, 0, a:b], seen[EXPOSED, k, 1, a:b],
        seen[EXPOSED, k, 2, a:b], member[GIVEN, k, a:b], p, drive,
    )  # fmt: skip
    add_up(drive, member[WEIGHS, k, a:b], member[SUM, k, a:b])


def span(weighed: bool, still: Still) -> tuple[int, int]:
    """From which to which place those lie that are weighed, or only followed."""
    if weighed:
        return 0, still.places[WEIGHED]
    return still.state_of.size - still.places[HELD_ONLY], still.state_of.size


def decide_some(g: Ground, p: Parameters, room: Room, still: Still) -> None:
    """Steps 3 to 5 of all that are followed; who gives way is listed."""
    last, member = still.places[WEIGHED], room.member
    for k in range(g.treaty.size):
        for weighed in (True, False):
            a, b = span(weighed, still)
            live_on(g, p, k, a, b, weighed, room)
        weighs, total, hurdle = (
            member[WEIGHS, k, :last],
            member[SUM, k, :last],
            member[HURDLE, k, :last],
        )
        list_giving(weighs, total, hurdle, k, room)
    for n in range(room.lengths[WANTING]):
        i = still.state_of[room.listed[1, WANTING, n]]
        room.listed[1, WANTING, n] = i
        room.here[room.listed[0, WANTING, n], i].wanted = ANNOUNCED
        append(MOVED, room.listed[0, WANTING, n], i, room)


def ring(m: int, room: Room) -> None:
    """Who changes stage by a clock; of each, the month is listed in which it rings next."""
    kept = 0
    for n in range(room.lengths[PENDING]):
        k, i, rings = room.listed[0, PENDING, n], room.listed[1, PENDING, n], room.rings[n]
        if m >= rings:
            here = room.here[k, i]
            rings = here.notifies if here.stage == ANNOUNCED else here.takes_effect
            if here.stage > NOTIFIED:
                continue
            if due(here, m):
                here.wanted = here.stage + 1
                append(WANTING, k, i, room)
        room.listed[0, PENDING, kept], room.listed[1, PENDING, kept] = k, i
        room.rings[kept] = rings
        kept += 1
    room.lengths[PENDING] = kept


def change_some(
    g: Ground, p: Parameters, m: int, luck: Record, r: int, left: Left, room: Room, still: Still
) -> None:
    """Step 6: everyone changes at once; what others will see of it is listed."""
    still.places[TOLD] = 0
    for n in range(room.lengths[WANTING]):
        k, i = room.listed[0, WANTING, n], room.listed[1, WANTING, n]
        here = room.here[k, i]
        enter(g, p, m, k, i, here.wanted, here.wanted, luck, r, left, room)
        left.stage[r, k, i] = here.stage
        s, after = still.place_of[i], visibility(here.stage, p)
        room.member[WEIGHS, k, s] = 0.0
        weight, before = still.own[k, i, OWN_WEIGHT], room.member[SHOWN, k, s]
        room.member[SHOWN, k, s] = after
        if g.member[k, i].counted and before != after:
            list_told(g, k, i, before * weight, after * weight, still)
    room.lengths[WANTING] = 0


def list_told(g: Ground, k: int, j: int, before: float, after: float, still: Still) -> None:
    """List who looks at a state that has changed, and by how much more it sees."""
    n, layers = still.places[TOLD], g.at_start.shape[2]
    for layer in range(layers):
        for e in range(g.ties_from[layers * j + layer], g.ties_from[layers * j + layer + 1]):
            weight = g.tie[e].weight
            still.told[0, n], still.told[1, n], still.told[2, n] = g.tie[e].other, k, layer
            still.change[n] = contribution(weight, after) - contribution(weight, before)
            n += 1
    still.places[TOLD] = n


def tell_some(g: Ground, p: Parameters, m: int, luck: Record, room: Room, still: Still) -> None:
    """Follow everybody who is told of a change, and let them see it.

    First all are found, then all are told: far places of memory are asked for side by side.
    """
    known, harmless = still.places[WEIGHED], span(False, still)[0]
    for n in range(still.places[TOLD]):
        if still.place_of[still.told[0, n]] < 0:
            follow(still.told[0, n], still)
    settle_in(g, p, known, still.places[WEIGHED], m, True, luck, room, still)
    settle_in(g, p, span(False, still)[0], harmless, m, False, luck, room, still)
    for n in range(still.places[TOLD]):
        k, layer = still.told[1, n], still.told[2, n]
        room.seen[SEEN, k, layer, still.place_of[still.told[0, n]]] += still.change[n]


def conclude(g: Ground, r: int, left: Left, room: Room, still: Still) -> None:
    """Write down what those that were followed hold at the end of a run."""
    for weighed in (True, False):
        a, b = span(weighed, still)
        for k in range(g.treaty.size):
            for s in range(a, b):
                left.commitment[r, k, still.state_of[s]] = room.member[HELD, k, s]
