"""Who cannot give way sleeps: its pressure is not reckoned until its surroundings change.

A member sleeps while what it will have accumulated at the end, at most, stays below its resistance.
Let the *gap* be the trunk's commitment less its own.  Both move by x += (target - x)/months with
months >= 1, from values whose gap is known, so the gap never exceeds the largest gap of targets so
far, nor the one they began with.  While ties, dated tables and everybody's stages stay as they are,
its exposures exceed the trunk's by constants; threat is the trunk's where nobody sleeps otherwise
(``may_sleep``), incentives are the trunk's.  So its log pressure exceeds the trunk's in every month
by at most

    d = border_weight * more at the border + ... + norm_weight * gap

and, clamping being a contraction, its pressure is at most exp(max(d, 0)) times the trunk's.  A
party in the run is a party on the trunk, since only dated stages move anybody there and they move a
party alike, and pins are dated; so it weighs in no month in which the trunk does not.  Hence

    sum at the end <= bound so far + (trunk's sum at the end - trunk's sum now) * exp(max(d, 0)).

When a partner moves, a tie, a dated table or a dated stage changes, the bound so far is carried on
and d taken anew.  Weights, erosion and stigma are at least 0.  ``SLACK`` covers the rounding of all
this many times over: exp is exact to 3e-13, a sum of 1,200 months to 1e-12 of its size.

Who wakes catches up: the pressures of the months slept are reckoned and added in order, by the same
functions on the same numbers as if it had been awake, so no bit can differ.
"""

from simulation.engines.arrays import Floats, Gathered
from simulation.engines.living import paid
from simulation.engines.moving import append_member
from simulation.engines.runs import (
    ACCUMULATED,
    AWAKE,
    BOUND,
    CEILING,
    COMMITMENT,
    FACTOR,
    GAP,
    GOAL,
    HELD,
    NOTES,
    RESISTANCE,
    SINCE,
    STATE_OF,
    SUM,
    TARGET,
    THREAT,
    WATCH,
    Run,
    Trunk,
)
from simulation.model.arithmetic import exp
from simulation.model.decision import log_pressure, pressure
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED, PARTY, SUSPENDED

SLACK = 1e-9
"""By this share every bound is raised."""

ROOM = 0.5
"""So much higher than needed a ceiling is set where the bound allows it, so that small changes of
the surroundings need no new bound."""


def may_sleep(g: Gathered, p: Parameters, i: int) -> bool:
    """Whether the proof holds for a state: its threat and incentives are the trunk's."""
    return p.deterrence <= 0.0 and p.answer <= 0.0 and not g.state[i].receives


def bound(p: Parameters, t: Trunk, m: int, k: int, s: int, run: Run) -> bool:
    """Take the bound of one sleeper anew, at the start of month m; whether it may sleep on."""
    i, last = run.listed[STATE_OF, s], t.stage.shape[1] - 1
    gap = max(run.own[s, k, GAP], t.member[GOAL, m, k, i] - run.slot[TARGET, k, s])
    d = p.norm_weight * gap
    d += p.border_weight * max(0.0, run.exposure[s, 3 * k] - t.exposure[m, i, 3 * k])
    d += p.alliance_weight * max(0.0, run.exposure[s, 3 * k + 1] - t.exposure[m, i, 3 * k + 1])
    d += p.peer_weight * max(0.0, run.exposure[s, 3 * k + 2] - t.exposure[m, i, 3 * k + 2])
    run.own[s, k, GAP] = gap
    if d <= run.own[s, k, CEILING]:
        return True
    now, end = t.member[SUM, m - 1, k, i], t.member[SUM, last, k, i]
    rounding = 1e-12 * (1.0 + end)
    passed = now - t.member[SUM, run.marks[s, k, SINCE], k, i] + rounding
    so_far = run.own[s, k, BOUND] + passed * run.own[s, k, FACTOR]
    run.own[s, k, BOUND], run.marks[s, k, SINCE] = so_far, m - 1
    for room in (ROOM, 0.0):
        factor = exp(d + room) * (1.0 + SLACK)
        run.own[s, k, FACTOR], run.own[s, k, CEILING] = factor, d + room
        most = so_far + (end - now + rounding) * factor
        if d < 50.0 and most * (1.0 + SLACK) < run.own[s, k, RESISTANCE]:
            return True
    return False


def take_note(m: int, s: int, run: Run) -> bool:
    """Note the exposures that held up to the end of month m; whether there was room."""
    n = run.lengths[NOTES]
    if n >= run.note.shape[1]:
        return False
    run.lengths[NOTES] = n + 1
    for lane in range(run.notes.shape[1]):
        run.notes[n, lane] = run.exposure[s, lane]
    run.note[0, n], run.note[1, n] = run.last_note[s], m
    run.last_note[s] = n
    return True


def wake(g: Gathered, p: Parameters, t: Trunk, m: int, k: int, s: int, run: Run) -> None:
    """Reckon the pressures slept through, up to month m, and watch this member from now on.

    Notes are kept latest first; each is reckoned once all before it are.
    """
    i, month, weighed = run.listed[STATE_OF, s], run.born[s] + 1, 0
    while month <= m:
        n, here = run.last_note[s], -1
        while n >= 0 and run.note[1, n] >= month:
            here, n = n, run.note[0, n]
        until = run.note[1, here] if here >= 0 else m
        for slept_in in range(month, until + 1):
            if t.stage[1, slept_in, k, i] != 0:
                run.buffer[weighed] = slept(g, p, t, slept_in, k, s, run.notes, here, run)
                weighed += 1
        month = until + 1
    for n in range(weighed):
        run.buffer[n] = pressure(run.buffer[n])
    total = t.member[SUM, run.born[s], k, i]
    for n in range(weighed):
        total += run.buffer[n]
    run.own[s, k, ACCUMULATED] = total
    run.marks[s, k, AWAKE] = 1
    append_member(k, s, WATCH, run)


def slept(
    g: Gathered, p: Parameters, t: Trunk, m: int, k: int, s: int, notes: Floats, n: int, run: Run
) -> float:
    """Log pressure of one month slept, from the exposures in note n (below 0: as they are now)."""
    i, row = run.listed[STATE_OF, s], g.month[m].row
    border = notes[n, 3 * k] if n >= 0 else run.exposure[s, 3 * k]
    alliance = notes[n, 3 * k + 1] if n >= 0 else run.exposure[s, 3 * k + 1]
    peers = notes[n, 3 * k + 2] if n >= 0 else run.exposure[s, 3 * k + 2]
    given = g.dated[row, k, i].incentive + paid(p, row, k, i, g.bloc_incentive, run.money)
    return log_pressure(
        g.treaty[k].base_rate, t.state[THREAT, m, i], g.utility[row, k], run.path[m, k, s],
        border, alliance, peers, given, p,
    )  # fmt: skip


def can_give_way(t: Trunk, k: int, i: int, stage: int) -> bool:
    """Whether a member is or may yet become a party of its own."""
    if stage == NEVER_JOINED:
        return bool(t.stage[0, t.stage.shape[1] - 1, k, i] != NEVER_JOINED)
    return bool(stage in (PARTY, SUSPENDED))


def lay_down(t: Trunk, m: int, k: int, s: int, run: Run) -> None:
    """A member new in its slot begins asleep, with what the trunk held at the end of month m."""
    i = run.listed[STATE_OF, s]
    run.marks[s, k, AWAKE] = 0
    run.marks[s, k, SINCE] = m
    run.own[s, k, BOUND] = t.member[SUM, m, k, i]
    run.own[s, k, FACTOR], run.own[s, k, CEILING] = 1.0 + SLACK, -1.0
    run.own[s, k, GAP] = max(0.0, t.member[HELD, m, k, i] - run.slot[COMMITMENT, k, s])
