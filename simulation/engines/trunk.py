"""The trunk of compiled runs: the path on which nobody decides anything.

Plain functions, compiled by ``compiled``.
"""

from simulation.engines.arrays import Gathered
from simulation.engines.departures import FIXED_BITS
from simulation.engines.moving import touch
from simulation.engines.runs import (
    AIMED,
    EXTRA,
    FELT,
    FINE,
    FIXED,
    HELD,
    LOOKED,
    OWN_FELT,
    OWN_THREAT,
    POSTURE,
    SHARE,
    SUM,
    TARGET,
    THREAT,
    VIEWED,
    Run,
    Trunk,
)
from simulation.engines.sleeping import SLACK
from simulation.model.arithmetic import GRID_BITS, exp
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED, PARTY, may_leave, moved_by_event, stays
from simulation.world.world import LAYERS

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
        touch(i, run)


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
            t.stage[0, m, k, i] = run.member[k, i].stage
            t.member[m, i, k, HELD] = run.path[m, k, i]
            t.standing[look, i, k, AIMED] = run.lane[TARGET, k, i]
            t.member[m, i, k, SUM] = run.sleeper[k, i].accumulated
            for layer in range(len(LAYERS)):
                t.standing[look, i, k, VIEWED + layer] = run.wide[EXTRA, k, layer, i]
                share = run.shares[run.month[LOOKED + k, m], k, layer, i]
                t.standing[look, i, k, SHARE + layer] = share
    for bloc in range(run.money.shape[0]):
        for k in range(g.treaty.size):
            t.money[m, bloc, k] = run.money[bloc, k]


def draw_lines(g: Gathered, t: Trunk) -> None:
    """What is known of each member before any run.

    Below which draw it surely does not cross on the trunk, and below which it withstands each
    ceiling: exp(-sum), less what rounding may do.
    """
    last = t.stage.shape[1] - 1
    for rung in range(t.rungs.shape[1]):
        t.rungs[1, rung] = exp(max(0.0, t.rungs[0, rung])) * (1.0 + SLACK)
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            joins = t.stage[0, last, k, i] != NEVER_JOINED
            stage, place = g.member[k, i].stage, i * g.treaty.size + k
            t.joined[k, i] = PARTY if stage == NEVER_JOINED and joins else stage
            held, total = t.member[last, i, k, HELD], t.member[last, i, k, SUM]
            t.settled[FIXED, place], t.settled[FINE, place] = (
                fixed(held, COARSE),
                fixed(held, FINEST),
            )
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
