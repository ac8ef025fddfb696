"""How a run begins, step 6 of its months (who changes stage, and who sees it), and how it ends.

Plain functions, compiled by ``everybody`` and ``multitude``; the law of leaving itself is
``simulation.model.stages``.
"""

from simulation import chance
from simulation.engines.arrays import Floats, Record
from simulation.engines.monthly.ground import (
    FREE,
    THREAT,
    WEIGHT,
    Ground,
)
from simulation.engines.monthly.living import append, tell
from simulation.engines.monthly.room import (
    HELD,
    OWN_THREAT,
    PENDING,
    REAIM,
    SHOWN,
    WANTING,
    WEIGHS,
    Left,
    Room,
)
from simulation.model.decision import gives_way, return_pressure
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
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
            delay = domestic_delay(p.domestic_delay, p.domestic_delay_spread, u)
            here.notifies = months + 1 if here.waits else m + delay
        if here.stage == NOTIFIED:
            treaty, end = g.treaty[k], m + g.treaty[k].notice
            war_ends = g.conflict_ends[end, i] if end < g.conflict_ends.shape[0] else 0
            ends = month_of_effect(m, treaty.notice, treaty.clause, war_ends)
            here.takes_effect = months + 1 if here.waits else ends
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
