"""In a world of very many states: the months of those that are followed.

Plain functions, compiled by ``multitude``.  Whoever is followed has a *place* among the rows of
``Room``: those that are weighed in the first places, those that need not be in the last ones.
``foreseeing`` says who is followed, and proves that nobody else need be.
"""

import numpy as np

from simulation import chance
from simulation.engines.arrays import Record
from simulation.engines.monthly.beginning import uniforms
from simulation.engines.monthly.foreseeing import follow
from simulation.engines.monthly.ground import (
    EXPOSED,
    SEEN,
    Ground,
)
from simulation.engines.monthly.living import (
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
from simulation.engines.monthly.moving import due, enter
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
    SHOWN,
    START,
    SUM,
    TARGET,
    WANTING,
    WEIGHS,
    Left,
    Room,
)
from simulation.engines.monthly.settling import (
    ADVOCATED,
    HELD_ONLY,
    OWN_ADVOCACY,
    OWN_FREE,
    OWN_GIVEN,
    OWN_HIGH,
    OWN_LOW,
    OWN_POSSIBLE,
    OWN_SEEN,
    OWN_SHOWN,
    OWN_STIGMA,
    OWN_TO_THREAT,
    OWN_WEIGHT,
    POSSIBLE,
    STIGMATISED,
    TOLD,
    WEIGHED,
    Still,
)
from simulation.model.exposure import contribution, visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import ANNOUNCED, NOTIFIED


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
