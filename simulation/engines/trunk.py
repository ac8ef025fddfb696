"""The trunk of compiled runs: the path on which nobody decides anything, and who parts from it.

Plain functions, compiled by ``compiled``.
"""

from simulation import chance
from simulation.engines.arrays import RIVALS, Floats, Gathered, Record
from simulation.engines.living import aim, look
from simulation.engines.moving import touch
from simulation.engines.runs import (
    ACCUMULATED,
    AWAKE,
    CHANGED,
    COMMITMENT,
    FELT,
    GOAL,
    HELD,
    MOVED,
    OWN_FELT,
    OWN_THREAT,
    POSTURE,
    RESISTANCE,
    SLOTS,
    STATE_OF,
    SUM,
    TARGET,
    THREAT,
    Out,
    Run,
    Trunk,
)
from simulation.engines.sleeping import bound, can_give_way, lay_down, may_sleep, take_note, wake
from simulation.model.arithmetic import exp
from simulation.model.commitment import starting_commitment
from simulation.model.decision import gives_way
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER, NEVER_JOINED, OUT, PARTY, may_leave, moved_by_event


def apply_dated(g: Gathered, m: int, run: Run) -> None:
    """Dated stages as they stand; the clocks behind them are each run's own."""
    for e in range(g.month[m].events, g.month[m + 1].joins):
        here = run.member[g.events[e].treaty, g.events[e].state]
        here.stage = moved_by_event(here.stage, g.events[e].stage)


def mark_weighed(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """Write down who weighs leaving in a month of the trunk."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            pinned = g.dated[g.month[m].row, k, i].pinned
            t.stage[1, m, k, i] = 1 if may_leave(run.member[k, i].stage, pinned) else 0


def keep(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """Write down a month of the trunk."""
    for i in range(g.state.size):
        t.state[THREAT, m, i] = run.slot_state[OWN_THREAT, i]
        t.state[FELT, m, i] = run.slot_state[OWN_FELT, i]
        t.state[POSTURE, m, i] = run.posture[0, i]
        for k in range(g.treaty.size):
            t.stage[0, m, k, i] = run.member[k, i].stage
            t.member[HELD, m, k, i] = run.slot[COMMITMENT, k, i]
            t.member[GOAL, m, k, i] = run.slot[TARGET, k, i]
            t.member[SUM, m, k, i] = run.own[i, k, ACCUMULATED]
        for lane in range(run.extra.shape[1]):
            t.seen[m, i, lane] = run.extra[i, lane]
            t.exposure[m, i, lane] = run.exposure[i, lane]
    for bloc in range(run.money.shape[0]):
        for k in range(g.treaty.size):
            t.money[m, bloc, k] = run.money[bloc, k]


def draw_line(g: Gathered, t: Trunk) -> None:
    """Below which draw nobody can cross on the trunk: exp(-sum), less what rounding may do."""
    last = t.stage.shape[1] - 1
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            joins = t.stage[0, last, k, i] != NEVER_JOINED
            stage = g.member[k, i].stage
            t.joined[k, i] = PARTY if stage == NEVER_JOINED and joins else stage
            total = t.member[SUM, last, k, i]
            t.no_crossing[k, i] = exp(-total) * (1.0 - 1e-9) if total < 60.0 else 0.0
            if not g.member[k, i].counted and t.stage[0, last, k, i] == NEVER_JOINED:
                t.no_crossing[k, i] = 2.0


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


def clear(g: Gathered, run: Run) -> None:
    """Undo what the run before this one did; everything else is as it was at the start."""
    for s in range(run.lengths[STATE_OF]):
        i = run.listed[STATE_OF, s]
        run.slot_of[i] = run.last_note[s] = -1
        for lane in range(run.extra.shape[1]):
            run.extra[i, lane] = 0.0
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        here = run.member[k, i]
        here.stage, here.returning = g.member[k, i].stage, 0.0
        here.notifies = here.takes_effect = g.conflict_ends.shape[0]
        here.mover = here.forced = here.waits = False
        for stage in range(run.happened.shape[0]):
            run.happened[stage, k, i] = NEVER
    for e in range(g.month[0].joins, g.events.size):
        here = run.member[g.events[e].treaty, g.events[e].state]
        here.stage = g.member[g.events[e].treaty, g.events[e].state].stage
    for n in range(run.lengths.size):
        run.lengths[n] = 0


def draw(g: Gathered, luck: Record, low: Floats, high: Floats, run: Run) -> None:
    """The draw behind each resistance."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            run.uniform[k, i] = chance.uniform(
                luck.replicate, low[k, i], high[k, i], luck.resistance_low, luck.resistance_high
            )


def begin(g: Gathered, p: Parameters, t: Trunk, luck: Record, everyone: bool, run: Run) -> int:
    """Empty the run, draw its luck, and file who crosses when on the trunk.

    everyone: whether all leave the trunk at once, as where each start is the run's own.

    Returns the first month in which anything can happen that is not on the trunk.
    """
    last = t.stage.shape[1] - 1
    clear(g, run)
    draw(g, luck, g.words[0], g.words[1], run)
    for m in range(last + 1):
        run.first[m] = -1
    begins = g.first_event
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            if run.uniform[k, i] >= t.no_crossing[k, i]:
                resistance = chance.resistance_of(run.uniform[k, i])
                if gives_way(t.member[SUM, last, k, i], resistance):
                    month = crossing(t.member, k, i, resistance)
                    run.member[k, i].following = run.first[month]
                    run.first[month] = k * g.state.size + i
                    begins = min(begins, month)
    if everyone:
        begins = 0
        for i in range(g.state.size):
            touch(i, run)
            for k in range(g.treaty.size):
                given = g.member[k, i]
                u = chance.uniform(
                    luck.replicate, given.low, given.high, luck.start_low, luck.start_high
                )
                run.member[k, i].start = starting_commitment(given.start, u, p)
    return begins


def part(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """Whoever was touched last goes on from the trunk as it stands at the end of a month."""
    for s in range(run.lengths[SLOTS], run.lengths[STATE_OF]):
        i = run.listed[STATE_OF, s]
        run.born[s] = m
        run.slot_state[OWN_THREAT, s] = t.state[THREAT, m, i]
        for k in range(g.treaty.size):
            start = run.member[k, i].start
            run.slot[COMMITMENT, k, s] = t.member[HELD, m, k, i] if m > 0 else start
            run.own[s, k, ACCUMULATED] = t.member[SUM, m, k, i]
            run.own[s, k, RESISTANCE] = chance.resistance_of(run.uniform[k, i])
            lay_down(t, m, k, s, run)
    run.lengths[SLOTS] = run.lengths[STATE_OF]


def renew(g: Gathered, p: Parameters, t: Trunk, m: int, sleepy: bool, run: Run) -> None:
    """At the start of month m, look anew at every slot whose surroundings have changed.

    sleepy: whether anybody may sleep.
    """
    for c in range(run.lengths[CHANGED]):
        s = run.listed[CHANGED, c]
        run.is_changed[s] = 0
        i = run.listed[STATE_OF, s]
        sleeps, new = False, run.born[s] == m - 1
        for k in range(g.treaty.size):
            sleeps = sleeps or run.marks[s, k, AWAKE] == 0
        if sleeps and not new and not take_note(m - 1, s, run):
            for k in range(g.treaty.size):
                if run.marks[s, k, AWAKE] == 0 and can_give_way(t, k, i, run.member[k, i].stage):
                    wake(g, p, t, m - 1, k, s, run)
        look(g, p, t.seen, m, s, run)
        aim(g, p, m, s, run)
        sleeper = sleepy and may_sleep(g, p, i)
        for k in range(g.treaty.size):
            asleep = run.marks[s, k, AWAKE] == 0 and can_give_way(t, k, i, run.member[k, i].stage)
            if asleep and not (sleeper and bound(p, t, m, k, s, run)):
                wake(g, p, t, m - 1, k, s, run)
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
        faces = g.ties_from[RIVALS, i] < g.ties_from[RIVALS, i + 1]
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


def write_down(
    t: Trunk, m: int, treaties: int, lived: bool, threat: Floats, commitment: Floats, run: Run
) -> None:
    """Write down what every state holds at the end of a month."""
    for i in range(threat.size):
        threat[i] = t.state[THREAT, m, i]
    for k in range(treaties):
        for i in range(threat.size):
            commitment[k, i] = t.member[HELD, m, k, i]
    for s in range(run.lengths[SLOTS]):
        i = run.listed[STATE_OF, s]
        if lived:
            threat[i] = run.slot_state[OWN_THREAT, s]
        for k in range(treaties):
            commitment[k, i] = run.slot[COMMITMENT, k, s]


def leave(g: Gathered, t: Trunk, r: int, out: Out, run: Run) -> None:
    """Write down what happened in a run."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            out.stage[r, k, i] = t.joined[k, i]
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        out.stage[r, k, i] = run.member[k, i].stage
        out.forced[r, k, i] = run.member[k, i].forced
        for stage in range(out.happened.shape[0]):
            if run.happened[stage, k, i] != NEVER:
                out.happened[stage, r, k, i] = run.happened[stage, k, i]
