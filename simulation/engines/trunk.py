"""The trunk of compiled runs: the path on which nobody decides anything, and who parts from it.

Plain functions, compiled by ``compiled``.
"""

from simulation import chance
from simulation.engines.arrays import Floats, Gathered, Integers, Record
from simulation.engines.departures import FIXED_BITS
from simulation.engines.living import aim, look
from simulation.engines.moving import PLACE, append, touch
from simulation.engines.runs import (
    ASLEEP,
    BEFORE,
    CHANGED,
    FELT,
    FINE,
    FIRST,
    FIXED,
    FROM,
    HELD,
    MOVED,
    OWN_FELT,
    OWN_THREAT,
    POSTURE,
    RINGS,
    STATE_OF,
    SUM,
    THREAT,
    Run,
    Trunk,
)
from simulation.engines.sleeping import SLACK, doubt, lay_down, room_for_note, wake_all
from simulation.model.arithmetic import GRID_BITS, exp
from simulation.model.commitment import starting_commitment
from simulation.model.decision import gives_way
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import (
    NEVER,
    NEVER_JOINED,
    OUT,
    PARTY,
    may_leave,
    moved_by_event,
    stays,
)

COARSE, FINEST = 2.0**FIXED_BITS, 2.0**GRID_BITS
"""Units in 1 of what is summed over runs, and over the stayers of one run."""

HALVES = 1.5 * 2.0**52
"""Adding and subtracting this number rounds a smaller one to a whole number, halves to even."""


def apply_dated(g: Gathered, p: Parameters, m: int, run: Run) -> None:
    """Dated stages as they stand; the clocks behind them are each run's own."""
    for e in range(g.month[m].events, g.month[m + 1].joins):
        k, i = g.events[e].treaty, g.events[e].state
        here = run.member[k, i]
        here.stage = moved_by_event(here.stage, g.events[e].stage)
        run.visible[i, k] = visibility(here.stage, p)


def look_at_all(g: Gathered, p: Parameters, t: Trunk, m: int, run: Run) -> None:
    """Where what is seen on the trunk or aimed at there has changed, look anew at everybody."""
    for i in range(g.state.size):
        touch(i, run)
        for k in range(g.treaty.size):
            run.differs[i, k] = 1
    renew(g, p, t, m, False, run)


def mark_weighed(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """Write down who weighs leaving in a month of the trunk."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            pinned = g.dated[g.month[m].row, k, i].pinned
            t.stage[1, m, k, i] = 1 if may_leave(run.member[k, i].stage, pinned) else 0


def keep(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """Write down a month of the trunk."""
    look = g.month[m].look
    for i in range(g.state.size):
        t.state[THREAT, m, i] = run.slot_state[OWN_THREAT, i]
        t.state[FELT, m, i] = run.slot_state[OWN_FELT, i]
        t.state[POSTURE, m, i] = run.posture[0, i]
        for k in range(g.treaty.size):
            place = i * g.treaty.size + k
            t.stage[0, m, k, i] = run.member[k, i].stage
            t.member[HELD, m, k, i] = run.path[m, place]
            t.goal[look, i, k] = run.target[place]
            t.member[SUM, m, k, i] = run.sleeper[place].accumulated
        for lane in range(run.extra.shape[1]):
            t.seen[look, i, lane] = run.extra[i, lane]
            t.exposure[look, i, lane] = run.shares[i, lane]
    for bloc in range(run.money.shape[0]):
        for k in range(g.treaty.size):
            t.money[m, bloc, k] = run.money[bloc, k]


def draw_lines(g: Gathered, t: Trunk) -> None:
    """What is known of each member before any run: below which draw nobody crosses on the trunk, or
    withstands a ceiling: exp(-sum), less what rounding may do."""
    last = t.stage.shape[1] - 1
    for rung in range(t.rungs.shape[1]):
        t.rungs[1, rung] = exp(max(0.0, t.rungs[0, rung])) * (1.0 + SLACK)
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            joins = t.stage[0, last, k, i] != NEVER_JOINED
            stage, place = g.member[k, i].stage, i * g.treaty.size + k
            t.joined[k, i] = PARTY if stage == NEVER_JOINED and joins else stage
            held, total = t.member[HELD, last, k, i], t.member[SUM, last, k, i]
            t.settled[FIXED, place], t.settled[FINE, place] = fixed(held, COARSE), fixed(held, FINEST)
            if stays(t.joined[k, i]):
                t.staying[0, k] += 1
                t.staying[1, k] += t.settled[FINE, place]
            if g.draw_of[place] >= 0:
                t.no_crossing[g.draw_of[place]] = withstands(total)
            for level in range(t.ladder.shape[1]):
                t.ladder[place, level] = withstands(total * t.rungs[1, level + 1])


def withstands(total: float) -> float:
    """A draw below which resistance surely exceeds a sum of pressures; 0 where there is none."""
    return exp(-total * (1.0 + SLACK)) * (1.0 - SLACK) if total < 60.0 else 0.0


def fixed(value: float, unit: float) -> int:
    """A number in 0..1 as a whole multiple of a unit, halves to even: as ``to_fixed`` does.

    unit: how many there are in 1, a power of two up to 2**50.
    """
    return int((value * unit + HALVES) - HALVES)


def crossing(sums: Floats, k: int, i: int, resistance: float) -> int:
    """First month in which the trunk's accumulated pressure reaches a resistance."""
    low, high = 0, sums.shape[1] - 1
    while low < high:
        middle = (low + high) // 2
        if gives_way(sums[SUM, middle, k, i], resistance):
            high = middle
        else:
            low = middle + 1
    return low


def clear(g: Gathered, p: Parameters, run: Run) -> None:
    """Undo what the run before this one did; everything else is as it was at the start."""
    for s in range(run.lengths[STATE_OF]):
        forget(run.listed[STATE_OF, s], run)
    for c in range(run.lengths[CHANGED]):
        forget(run.listed[CHANGED, c], run)
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        here = run.member[k, i]
        here.stage, here.returning = g.member[k, i].stage, 0.0
        run.visible[i, k] = visibility(here.stage, p)
        here.notifies = here.takes_effect = g.conflict_ends.shape[0]
        here.mover = here.forced = here.waits = False
        for stage in range(run.happened.shape[0]):
            run.happened[stage, k, i] = NEVER
    for e in range(g.month[0].joins, g.events.size):
        here = run.member[g.events[e].treaty, g.events[e].state]
        here.stage = g.member[g.events[e].treaty, g.events[e].state].stage
    for n in range(run.lengths.size):
        run.lengths[n] = 0
    for m in range(run.month.shape[1]):
        run.month[FIRST, m], run.month[RINGS, m] = -1, 0


def forget(i: int, run: Run) -> None:
    """A state that was off the trunk, or would have left it, is on it."""
    run.slot_of[i], run.is_changed[i] = -1, 0
    for k in range(run.differs.shape[1]):
        run.differs[i, k] = 0
    for lane in range(run.extra.shape[1]):
        run.extra[i, lane] = 0.0


def draw(g: Gathered, luck: Record, low: Integers, high: Integers, uniform: Floats) -> None:
    """The draw behind each resistance that can be reached in some run."""
    for n in range(uniform.size):
        uniform[n] = chance.uniform(
            luck.replicate, low[n], high[n], luck.resistance_low, luck.resistance_high
        )


def begin(g: Gathered, p: Parameters, t: Trunk, luck: Record, everyone: bool, run: Run) -> int:
    """Empty the run, draw its luck, and file who crosses when on the trunk.

    everyone: whether all leave the trunk at once, as where each start is the run's own.

    Returns the first month in which anything can happen that is not on the trunk.
    """
    clear(g, p, run)
    draw(g, luck, g.words[0], g.words[1], run.uniform)
    last, begins, states = t.stage.shape[1] - 1, g.first_event, g.state.size
    for n in range(run.uniform.size):
        if run.uniform[n] >= t.no_crossing[n]:
            k, i = g.member_of[n] // states, g.member_of[n] % states
            resistance = chance.resistance_of(run.uniform[n])
            if gives_way(t.member[SUM, last, k, i], resistance):
                month = crossing(t.member, k, i, resistance)
                run.member[k, i].following = run.month[FIRST, month]
                run.month[FIRST, month] = g.member_of[n]
                begins = min(begins, month)
    if everyone:
        begins = 0
        for i in range(states):
            touch(i, run)
            for k in range(g.treaty.size):
                given = g.member[k, i]
                u = chance.uniform(
                    luck.replicate, given.low, given.high, luck.start_low, luck.start_high
                )
                run.member[k, i].start = starting_commitment(given.start, u, p)
    return begins


def part(g: Gathered, p: Parameters, t: Trunk, m: int, run: Run) -> None:
    """Whoever was touched and is on the trunk goes on from it as it stands at the end of month m."""
    treaties = g.treaty.size
    for c in range(run.lengths[CHANGED]):
        i = run.listed[CHANGED, c] & PLACE
        if run.slot_of[i] < 0:
            s = run.lengths[STATE_OF] & PLACE
            run.slot_of[i] = s
            append(run.listed, run.lengths, STATE_OF, i)
            run.born[s], run.row_of[s], run.asleep[s] = m, s, 0
            run.row[BEFORE, s], run.row[FROM, s] = -1, m + 1
            run.slot_state[OWN_THREAT, s] = t.state[THREAT, m, i]
            for k in range(treaties):
                start, place = run.member[k, i].start, (s * treaties + k) & PLACE
                run.path[m, place] = t.member[HELD, m, k, i] if m > 0 else start
                run.differs[i, k] = 1
                lay_down(g, p, t, m, k, i, s, run)


def renew(g: Gathered, p: Parameters, t: Trunk, m: int, sleepy: bool, run: Run) -> None:
    """At the start of month m, look anew at every slot whose surroundings have changed.

    sleepy: whether anybody may sleep.
    """
    treaties, month = g.treaty.size, g.month[m]
    row, now = month.row & PLACE, month.look & PLACE
    for c in range(run.lengths[CHANGED]):
        i = run.listed[CHANGED, c] & PLACE
        s, run.is_changed[i] = run.slot_of[i] & PLACE, 0
        if not room_for_note(treaties, m, s, run):
            wake_all(g, p, t, m, s, run)
        first, seen = s * treaties & PLACE, run.row_of[s] & PLACE
        for k in range(treaties):
            if run.differs[i, k] != 0:
                run.differs[i, k] = 0
                look(g, p, t, m, i, k, first + k, seen, run)
        for k in range(treaties):
            target, here = aim(g, p, row, k, i, first, run), run.sleeper[first + k]
            run.target[first + k] = target
            if here.care == ASLEEP:
                here.gap = max(here.gap, t.goal[now, i, k] - target)
                d = p.norm_weight * here.gap + run.more[first + k]
                if d > here.ceiling:
                    doubt(g, p, t, m, k, s, d, sleepy, run)
    run.lengths[CHANGED] = 0


def answers_part(g: Gathered, p: Parameters, t: Trunk, m: int, run: Run) -> bool:
    """Whether rivals and blocs have to part from the trunk; then whoever faces one does so too.

    They look at nothing of a run but its finished exits, so until those differ from the trunk's
    they are as on the trunk; where none of them ever answers they stay there.
    """
    if m == 0 or (p.answer <= 0.0 and g.blocs.shape[0] == 0):
        return False
    differ = False
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        differ = differ or (run.member[k, i].stage == OUT) != (t.stage[0, m, k, i] == OUT)
    if not differ:
        return False
    for i in range(g.state.size):
        run.posture[0, i] = t.state[POSTURE, m - 1, i]
        faces = g.rivals_from[i] < g.rivals_from[i + 1]
        if g.state[i].receives or (p.answer > 0.0 and faces):
            touch(i, run)
    for bloc in range(run.money.shape[0]):
        for k in range(g.treaty.size):
            run.money[bloc, k] = t.money[m - 1, bloc, k]
    return True


def money_of_trunk(t: Trunk, m: int, treaties: int, run: Run) -> None:
    """Blocs that have not parted pay as on the trunk at the end of a month."""
    for bloc in range(run.money.shape[0]):
        for k in range(treaties):
            run.money[bloc, k] = t.money[m, bloc, k]
