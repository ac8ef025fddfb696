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

Whenever slots look anew, d is taken anew and compared with a *ceiling*: the largest d for which the
right side is known to stay below the resistance.  Only where d exceeds it, the bound so far is
carried on and a new ceiling sought.  The first ceiling is read from the draw behind the resistance:
with S the trunk's sum at the end, the right side is at most S * exp(d) wherever sleep begins, and
-log(u) > S * exp(d) where u < exp(-S * exp(d)), a number known for each member and each of
``CEILINGS`` before any run.  Weights, erosion and stigma are at least 0.  ``SLACK`` covers the
rounding of all this many times over: exp is exact to 3e-13, log to 1e-15, a sum of 1,200 months to
1e-12 of its size.

Who wakes catches up: the pressures of the months slept are reckoned and added in order, by the same
functions on the same numbers as if it had been awake, so no bit can differ.
"""

from simulation import chance
from simulation.engines.arrays import Gathered
from simulation.engines.living import paid
from simulation.engines.moving import PLACE, append_member
from simulation.engines.runs import (
    CEILING,
    EXCESS,
    FOREVER,
    LOOKED,
    STATE_OF,
    SUM,
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


def bound(t: Trunk, m: int, k: int, s: int, run: Run) -> bool:
    """Take the bound of one sleeper anew, at the start of month m; whether it may sleep on."""
    i, here, d = run.listed[STATE_OF, s], run.sleeper[k, s], run.lane[EXCESS, k, s]
    now, end = t.member[m - 1, i, k, SUM], t.member[t.stage.shape[1] - 1, i, k, SUM]
    rounding = 1e-12 * (1.0 + end)
    passed = now - t.member[here.since, i, k, SUM] + rounding
    so_far = here.bound + passed * here.factor
    here.bound, here.since = so_far, m - 1
    for room in (ROOM, 0.0):
        here.factor, run.lane[CEILING, k, s] = exp(d + room) * (1.0 + SLACK), d + room
        most = so_far + (end - now + rounding) * here.factor
        if d < 50.0 and most * (1.0 + SLACK) < here.resistance:
            return True
    return False


def doubt(
    g: Gathered, p: Parameters, t: Trunk, m: int, k: int, s: int, sleepy: bool, run: Run
) -> None:
    """A sleeper's ceiling no longer holds, at the start of month m: it sleeps on or wakes.

    sleepy: whether anybody may sleep.
    """
    i, here = run.listed[STATE_OF, s], run.sleeper[k, s]
    if not can_give_way(t, k, i, run.member[k, i].stage):
        run.lane[CEILING, k, s] = FOREVER
        return
    if here.resistance < 0.0:
        here.resistance = chance.resistance_of(run.uniform[g.draw_of[i * g.treaty.size + k]])
    if not (sleepy and may_sleep(g, p, i) and bound(t, m, k, s, run)):
        wake(g, p, t, m - 1, k, s, run)


def wake(g: Gathered, p: Parameters, t: Trunk, m: int, k: int, s: int, run: Run) -> None:
    """Reckon the pressures slept through, up to month m, and watch this member from now on."""
    i, weighed = run.listed[STATE_OF, s], 0
    for month in range(run.born[s] + 1, m + 1):
        if t.stage[1, month, k, i] != 0:
            run.buffer[weighed] = slept(g, p, t, month, k, s, run)
            weighed += 1
    for n in range(weighed):
        run.buffer[n] = pressure(run.buffer[n])
    total = t.member[run.born[s], i, k, SUM]
    for n in range(weighed):
        total += run.buffer[n]
    run.sleeper[k, s].accumulated, run.lane[CEILING, k, s] = total, FOREVER
    append_member(k, s, WATCH, run)


def slept(g: Gathered, p: Parameters, t: Trunk, m: int, k: int, s: int, run: Run) -> float:
    """Log pressure of one month slept."""
    i, row, n = run.listed[STATE_OF, s], g.month[m].row, run.month[LOOKED + k, m]
    given = g.dated[row, k, i].incentive + paid(p, row, k, i, g.bloc_incentive, run.money)
    return log_pressure(
        g.treaty[k].base_rate, t.state[THREAT, m, i], g.utility[row, k], run.path[m, k, s],
        run.shares[n, k, 0, s], run.shares[n, k, 1, s], run.shares[n, k, 2, s], given, p,
    )  # fmt: skip


def can_give_way(t: Trunk, k: int, i: int, stage: int) -> bool:
    """Whether a member is or may yet become a party of its own."""
    if stage == NEVER_JOINED:
        return bool(t.stage[0, t.stage.shape[1] - 1, k, i] != NEVER_JOINED)
    return bool(stage in (PARTY, SUSPENDED))


def lay_down(
    g: Gathered, p: Parameters, t: Trunk, m: int, k: int, i: int, s: int, sleepy: bool, run: Run
) -> None:
    """A member new in its slot begins asleep, with what the trunk held at the end of month m.

    sleepy: whether anybody may sleep on.
    """
    place, rung = (i * g.treaty.size + k) & PLACE, 0
    draw, run.lane[CEILING, k, s] = g.draw_of[place], FOREVER
    if draw < 0:
        return
    if sleepy and may_sleep(g, p, i):
        for level in range(t.ladder.shape[1]):
            rung += 1 if run.uniform[draw] < t.ladder[place, level] else 0
    here, run.lane[CEILING, k, s] = run.sleeper[k, s], t.rungs[0, rung]
    here.bound, here.factor = t.member[m, i, k, SUM], t.rungs[1, rung]
    here.since, here.resistance = m, -1.0
