"""How a run begins, step 6 of its months (who changes stage, and who sees it), and how it ends.

Plain functions, compiled by ``everybody`` and ``multitude``; the law of leaving itself is
``simulation.model.stages``.
"""

from typing import Any

from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import Floats, Record
from simulation.engines.monthly.ground import (
    CREDIBILITY,
    EXPOSED,
    FELT,
    FREE,
    GUARANTEED,
    POSTURE,
    SEEN,
    THREAT,
    WEIGHT,
    Ground,
)
from simulation.engines.monthly.living import append, feel_rivals, look_again, nearest, tell
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
    WANTING,
    WEIGHS,
    Left,
    Room,
)
from simulation.engines.monthly.room import POSTURE as OWN_POSTURE
from simulation.model.commitment import starting_commitment
from simulation.model.decision import gives_way, return_pressure
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, threat_target
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
    domestic_delay,
    may_leave,
    may_turn_back,
    month_of_effect,
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


def join(g: Ground, m: int, room: Room) -> None:
    """Whoever ratifies this month enters the risk set."""
    for e in range(g.month[m].joins, g.month[m].events):
        k, i = g.events[e].treaty, g.events[e].state
        if room.here[k, i].stage == NEVER_JOINED:
            room.here[k, i].stage = PARTY
            pinned = g.dated[FREE, g.month[m].row, k, i] == 0.0
            room.member[WEIGHS, k, i] = 1.0 if may_leave(PARTY, pinned) else 0.0


def due(here: Record, m: int) -> bool:
    """Whether a clock rings that takes a state to its next stage."""
    if here.stage == ANNOUNCED:
        return bool(m >= here.notifies)
    return bool(here.stage == NOTIFIED and m >= here.takes_effect)


def enter(
    g: Ground, p: Parameters, m: int, k: int, i: int, to: int, last: int, luck: Record, r: int,
    left: Left, room: Room,
) -> None:  # fmt: skip
    """Enter a stage, those after it up to ``last``, and those whose clocks ring this month."""
    here, months = room.here[k, i], g.month.size - 2
    pending = ANNOUNCED <= here.stage <= NOTIFIED
    here.stage = to - 1
    while here.stage < last or due(here, m):
        here.stage += 1
        happen(here.stage, m, k, g.home[i], r, left)
        if here.stage == ANNOUNCED:
            u = chance.uniform(
                luck.replicate,
                0 + g.words[0, k, i],
                0 + g.words[1, k, i],
                luck.delay_low,
                luck.delay_high,
            )
            here.notifies = m + domestic_delay(p.domestic_delay, p.domestic_delay_spread, u)
            if here.waits:
                here.notifies = months + 1
        if here.stage == NOTIFIED:
            treaty, end = g.treaty[k], m + g.treaty[k].notice
            war_ends = g.conflict_ends[end, i] if end < g.conflict_ends.shape[0] else 0
            here.takes_effect = month_of_effect(m, treaty.notice, treaty.clause, war_ends)
            if here.waits:
                here.takes_effect = months + 1
    if not pending and ANNOUNCED <= here.stage <= NOTIFIED:
        room.rings[room.lengths[PENDING]] = m
        append(PENDING, k, i, room)


def happen(stage: int, m: int, k: int, i: int, r: int, left: Left) -> None:
    """Write down that a stage was entered."""
    if stage == ANNOUNCED:
        left.announced[r, k, i] = m
    elif stage == NOTIFIED:
        left.notified[r, k, i] = m
    elif stage == OUT:
        left.out[r, k, i] = m
    elif stage == RETURNED:
        left.returned[r, k, i] = m
    elif stage == SUSPENDED:
        left.suspended[r, k, i] = m


def be_seen(g: Ground, p: Parameters, m: int, k: int, i: int, room: Room) -> None:
    """Of a state that has changed stage in month m: who may leave, and what others see next month.

    What changes in month 0 is told over the ties and with the weights of month 1, which what was
    seen at the start was reckoned with; where a later month has other ones, it looks again.
    """
    stage, seen_in = room.here[k, i].stage, max(m, 1)
    pinned = g.dated[FREE, g.month[m].row, k, i] == 0.0
    room.member[WEIGHS, k, i] = 1.0 if may_leave(stage, pinned) else 0.0
    before, after = room.member[SHOWN, k, i], visibility(stage, p)
    if before == after:
        return
    room.member[SHOWN, k, i] = after
    room.lengths[REAIM] = 1 if p.own_breach > 0.0 and g.treaty.size > 1 else room.lengths[REAIM]
    weight = g.dated[WEIGHT, g.month[seen_in].row, k, i]
    if g.member[k, i].counted:
        tell(g, seen_in, k, i, before * weight, after * weight, room)


def fall_due(g: Ground, p: Parameters, m: int, threat: Floats, luck: Record, room: Room) -> None:
    """Of those that announced or notified: who changes stage by a clock, or turns back."""
    kept = 0
    for n in range(room.lengths[PENDING]):
        k, i = room.listed[0, PENDING, n], room.listed[1, PENDING, n]
        here = room.here[k, i]
        if ANNOUNCED <= here.stage <= NOTIFIED:
            room.listed[0, PENDING, kept], room.listed[1, PENDING, kept] = k, i
            kept += 1
            wanted = here.stage + 1 if due(here, m) else here.stage
            if may_turn_back(here.stage, p.turning_back):
                utility = g.utility[g.month[m].row, k]
                here.returning += return_pressure(threat[i], utility, room.member[HELD, k, i], p)
                resistance = chance.exponential(
                    luck.replicate, 0 + g.words[0, k, i], 0 + g.words[1, k, i],
                    luck.return_low, luck.return_high,
                )  # fmt: skip
                if gives_way(here.returning, resistance):
                    wanted = RETURNED
            if wanted != here.stage:
                here.wanted = wanted
                append(WANTING, k, i, room)
    room.lengths[PENDING] = kept


def moved_by_date(g: Ground, e: int, r: int, left: Left, room: Room) -> int:
    """The first stage that a dated event makes a state enter; -1: it moves it nowhere."""
    k, i = g.events[e].treaty, g.events[e].state
    before = room.here[k, i].stage
    to = moved_by_event(before, g.events[e].stage)
    if to == before:
        return -1
    leaving, leaves = ANNOUNCED <= before <= OUT, ANNOUNCED <= to <= OUT
    left.forced[r, k, g.home[i]] = left.forced[r, k, g.home[i]] or (leaves and not leaving)
    room.here[k, i].waits = leaves and g.events[e].followed
    room.here[k, i].wanted = to
    return to if not leaves else before + 1 if leaving else ANNOUNCED


def change(g: Ground, p: Parameters, m: int, luck: Record, r: int, left: Left, room: Room) -> None:
    """Step 6: everyone changes at once, then dated stages; others see it from next month on."""
    wanting = room.lengths[WANTING]
    dated = g.month[m].events - wanting
    for n in range(wanting + g.month[m + 1].joins - g.month[m].events):
        if n < wanting:
            k, i = room.listed[0, WANTING, n], room.listed[1, WANTING, n]
            if room.here[k, i].stage == PARTY:
                room.here[k, i].wanted = ANNOUNCED
            first = room.here[k, i].wanted
        else:
            k, i = g.events[dated + n].treaty, g.events[dated + n].state
            first = moved_by_date(g, dated + n, r, left, room)
        if first >= 0:
            enter(g, p, m, k, i, first, room.here[k, i].wanted, luck, r, left, room)
            be_seen(g, p, m, k, i, room)
    room.lengths[WANTING] = 0


def write_down(g: Ground, m: int, lived: bool, threat: Floats, held: Floats, room: Room) -> None:
    """Write down what every state holds at the end of a month; lived: threat is the run's own."""
    for i in range(g.state.size):
        own = room.state[OWN_THREAT, i] if lived else g.path[THREAT, g.month[m].path, i]
        threat[g.home[i]] = own
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            held[k, g.home[i]] = room.member[HELD, k, i]


def leave(g: Ground, r: int, left: Left, room: Room) -> None:
    """Write down the stages at the end of a run."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            left.stage[r, k, g.home[i]] = room.here[k, i].stage
