"""What all runs of a case share, and how each of them begins.

Plain functions, compiled by ``everybody`` and ``multitude``.
"""

from typing import Any

from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import Floats, Record
from simulation.engines.monthly.answering import feel_rivals, nearest
from simulation.engines.monthly.ground import (
    CREDIBILITY,
    EXPOSED,
    FELT,
    GUARANTEED,
    POSTURE,
    SEEN,
    THREAT,
    Ground,
)
from simulation.engines.monthly.living import append, look_again
from simulation.engines.monthly.room import (
    HELD,
    HURDLE,
    NEAREST,
    OWN_THREAT,
    PENDING,
    REAIM,
    SHOWN,
    START,
    SUM,
    Room,
)
from simulation.engines.monthly.room import POSTURE as OWN_POSTURE
from simulation.model.commitment import starting_commitment
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, threat_target
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    PARTY,
    moved_by_event,
)

WORD = 0xFFFFFFFF
"""A word of 32 bits, all set."""

Words = NDArray[Any]
"""(states,) of np.uint32; adding 0 makes them whole numbers of 64 bits, as draws take."""


def as_at_start(g: Ground, p: Parameters, room: Room) -> None:
    """The stages of month 0, and how far each is visible."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            room.here[k, i] = g.fresh[k, i]
            g.shown[k, i] = visibility(g.fresh[k, i].stage, p)
        for i in range(g.state.size):
            room.member[SHOWN, k, i] = g.shown[k, i]


def prepare(g: Ground, p: Parameters, room: Room) -> None:
    """Fill the paths of threat, and what is seen in month 1 were nobody to move in month 0.

    In month 0 dated stages hold and are seen before any clock rings.
    """
    as_at_start(g, p, room)
    for e in range(g.month[0].joins, g.month[1].joins):
        here = room.here[g.events[e].treaty, g.events[e].state]
        joins = e < g.month[0].events
        if joins and here.stage == NEVER_JOINED:
            here.stage = PARTY
        if not joins:
            here.stage = moved_by_event(here.stage, g.events[e].stage)
        room.member[SHOWN, g.events[e].treaty, g.events[e].state] = visibility(here.stage, p)
    look_again(g, 0, room)
    nearest(g, room)
    walk_path(g, p, room)
    as_at_start(g, p, room)
    look_again(g, 1, room)
    for what in (SEEN, EXPOSED):
        copy_seen(g, room.seen, g.at_start, what)


def walk_path(g: Ground, p: Parameters, room: Room) -> None:
    """Threat and posture felt, month by month, where no exit changes either."""
    posture, highest = room.state[OWN_POSTURE], room.state[NEAREST]
    for i in range(g.state.size):
        posture[i] = g.dated_state[POSTURE, g.month[0].row, i]
    for m in range(g.path.shape[1]):
        row = g.month[m].row
        for i in range(g.state.size):
            g.path[FELT, m, i] = feel_rivals(g, i, posture)
        for i in range(g.state.size):
            guaranteed, credible = (
                g.dated_state[GUARANTEED, row, i],
                g.dated_state[CREDIBILITY, row, i],
            )
            target = threat_target(g.path[FELT, m, i], guaranteed, credible, highest[i], p)
            g.path[THREAT, m, i] = perceive(g.path[THREAT, m - 1, i], target, p) if m else target
        for i in range(g.state.size):
            if m > 0:
                posture[i] = posture_answered(posture[i], g.dated_state[POSTURE, row, i], 0.0, p)


def copy_seen(g: Ground, given: Floats, taken: Floats, what: int) -> None:
    """Copy what is seen by everybody, or the share it is."""
    for k in range(g.treaty.size):
        for layer in range(given.shape[2]):
            for i in range(g.state.size):
                taken[what, k, layer, i] = given[what, k, layer, i]


def begin(g: Ground, p: Parameters, luck: Record, room: Room) -> None:
    """Empty the room, and draw what a run needs."""
    for n in range(room.lengths.size):
        room.lengths[n] = 0
    room.lengths[REAIM] = 1
    for what in (SEEN, EXPOSED):
        copy_seen(g, g.at_start, room.seen, what)
    for i in range(g.state.size):
        room.state[OWN_THREAT, i] = g.path[THREAT, 0, i]
        room.state[OWN_POSTURE, i] = g.dated_state[POSTURE, g.month[0].row, i]
    for k in range(g.treaty.size):
        for bloc in range(g.blocs.shape[0]):
            room.money[bloc, k] = 0.0
        draw(g, p, k, luck, room)
        for i in range(g.state.size):
            room.here[k, i] = g.fresh[k, i]
            if ANNOUNCED <= g.fresh[k, i].stage <= NOTIFIED:
                append(PENDING, k, i, room)
        for i in range(g.state.size):
            room.member[SUM, k, i] = 0.0
            room.member[SHOWN, k, i] = g.shown[k, i]


def draw(g: Ground, p: Parameters, k: int, luck: Record, room: Room) -> None:
    """The draws behind each resistance and each start."""
    low, high, last = g.words[0, k], g.words[1, k], g.until[k]
    start, held, drawn = room.member[START, k], room.member[HELD, k], room.member[HURDLE, k, :last]
    uniforms(
        luck.replicate, low[:last], high[:last], luck.resistance_low, luck.resistance_high, drawn
    )
    for i in range(last):
        if g.member[k, i].draws:
            drawn[i] = chance.resistance_of(drawn[i])
    if p.start_spread > 0.0:
        uniforms(luck.replicate, low, high, luck.start_low, luck.start_high, held)
    for i in range(low.size):
        start[i] = starting_commitment(g.start[k, i], held[i], p)
    for i in range(low.size):
        held[i] = start[i]


def uniforms(
    replicate: int, low: Words, high: Words, key_low: int, key_high: int, drawn: Floats
) -> None:
    """One stream's even draws of as many states as there is room for.

    Keys have 32 bits, as words have: where the compiler sees that, it draws several in one step.
    """
    for i in range(drawn.size):
        drawn[i] = chance.uniform(
            replicate, 0 + low[i], 0 + high[i], key_low & WORD, key_high & WORD
        )
