"""The engine to be fast: the theory's own functions, compiled, gathered and committed by the month.

Nothing of the theory is written here.  What is skipped, and why no bit can change:

* The *trunk* is the path on which nobody decides anything and only dated events happen.  Every
  state follows it until something it reads differs from it, so until then its threat, commitment
  and accumulated pressure are the trunk's, and its first crossing is found by search in the
  trunk's accumulated pressure, which never falls.
* A state is *touched* when somebody it looks at, or it itself, moves off the trunk.  From then on
  its months are lived one by one.
* What a state sees is the trunk's sum plus the differences.  All amounts lie on one grid, so these
  sums are exact and equal the sum over partners in any order.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import cache
from simulation.engines.arrays import Gathered, gather
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories
from simulation.model import arithmetic, commitment, decision, exposure, perception, stages
from simulation.model.commitment import (
    breach_erosion,
    commitment_target,
    erosion,
    hold,
    kindred_erosion,
    starting_commitment,
)
from simulation.model.decision import (
    bloc_money,
    gives_way,
    log_pressure,
    pressure,
    return_pressure,
)
from simulation.model.exposure import contribution, visibility
from simulation.model.exposure import exposure as exposed
from simulation.model.parameters import Parameters
from simulation.model.perception import (
    perceive,
    posture_answered,
    posture_felt,
    threat_target,
)
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
    may_leave,
    may_turn_back,
    month_of_effect,
    moved_by_event,
)

F = TypeVar("F", bound=Callable[..., Any])

THEORY = (
    arithmetic.clamp, arithmetic.on_grid, arithmetic.exp, arithmetic.log,
    stages.domestic_delay, may_leave, may_turn_back, stages.stays, moved_by_event, month_of_effect,
    visibility, contribution, exposed,
    posture_felt, threat_target, perceive, posture_answered,
    starting_commitment, erosion, kindred_erosion, breach_erosion, commitment_target, hold,
    log_pressure, pressure, return_pressure, gives_way, bloc_money,
    chance.philox, chance.uniform, chance.exponential,
)  # fmt: skip
for _function in THEORY:
    register_jitable(_function)

_CACHED = cache.begin()


def _compiled(function: F) -> F:
    """Compile without fast-math, so that products and sums are never contracted or reordered."""
    jitted: F = numba.njit(nogil=True, error_model="numpy", _nrt=False, cache=_CACHED)(function)
    return jitted


def _part(function: F) -> F:
    """Compile a part that only other compiled functions call."""
    jitted: F = numba.njit(
        nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    return jitted


class Trunk(NamedTuple):
    """The path on which nobody decides and only dated events happen."""

    stage: NDArray[np.int8]
    """(months + 1, treaties, states) at the end of each month."""
    seen: NDArray[np.float64]
    """(months + 1, layers, treaties, states) visible weight among partners, as looked at."""
    felt: NDArray[np.float64]
    """(months + 1, states) posture felt."""
    posture: NDArray[np.float64]
    """(months + 1, states) at the end of each month."""
    money: NDArray[np.float64]
    """(months + 1, blocs, treaties) at the end of each month."""
    threat: NDArray[np.float64]
    """(months + 1, states)"""
    commitment: NDArray[np.float64]
    """(months + 1, treaties, states)"""
    accumulated: NDArray[np.float64]
    """(months + 1, treaties, states) pressure of a state that never gives way."""


class Out(NamedTuple):
    """What a chunk of runs leaves behind; shapes as in the contract."""

    month_of: NDArray[np.int16]
    """(5, runs, treaties, states) months of announcing, notifying, out, returning, suspending."""
    forced: NDArray[np.bool_]
    stage: NDArray[np.int8]
    threat: NDArray[np.float64]
    commitment: NDArray[np.float64]
    threat_path: NDArray[np.float64]
    commitment_path: NDArray[np.float64]


class Run(NamedTuple):
    """What one run holds while it lasts; emptied before the next one."""

    stage: NDArray[np.int64]
    """(treaties, states)"""
    start: NDArray[np.float64]
    """(treaties, states) own commitment at the start."""
    touched: NDArray[np.bool_]
    """(states,) off the trunk."""
    crowd: NDArray[np.int64]
    """(states + 1,) those touched, in order; the last entry counts them."""
    extra: NDArray[np.float64]
    """(layers, treaties, states) what is seen beyond the trunk."""
    threat: NDArray[np.float64]
    commitment: NDArray[np.float64]
    accumulated: NDArray[np.float64]
    returning: NDArray[np.float64]
    """(treaties, states) accumulated pressure to turn back."""
    resistance: NDArray[np.float64]
    notifies: NDArray[np.int64]
    takes_effect: NDArray[np.int64]
    mover: NDArray[np.bool_]
    """(treaties, states) has changed stage in this run."""
    moved: NDArray[np.int64]
    """(treaties * states + 1,) those, in order; the last entry counts them."""
    wants: NDArray[np.int64]
    """(treaties * states + 1,) who gives way this month; the last entry counts them."""
    first: NDArray[np.int64]
    """(months + 1,) first of those crossing in each month on the trunk; -1: none."""
    following: NDArray[np.int64]
    """(treaties * states,) the next one crossing in the same month."""
    posture: NDArray[np.float64]
    gone: NDArray[np.float64]
    money: NDArray[np.float64]
    shares: NDArray[np.float64]
    """(layers, treaties) one state's exposure, while it is weighed."""
    eroded: NDArray[np.float64]
    logs: NDArray[np.float64]
    """(treaties,) one state's log pressure."""


@_part
def _copy(source, target):  # type: ignore[no-untyped-def]
    """Copy an array; written out because assigning slices costs seconds of compilation."""
    for n in range(target.size):
        target.flat[n] = source.flat[n]


@_part
def _show(g, m, k, j, before, now, seen):  # type: ignore[no-untyped-def]
    """Let everyone who looks at a state see it change from one amount to another."""
    if not g.counted[k, j]:
        return
    for layer in range(g.seen_from.shape[0]):
        for e in range(g.seen_from[layer, j], g.seen_from[layer, j + 1]):
            if g.since[e] <= m <= g.until[e]:
                w = g.tie_weight[e]
                seen[layer, k, g.watcher[e]] += contribution(w, now) - contribution(w, before)


@_part
def _live(g, p, m, i, stage, start, seen, extra, felt, money, threat, commitment, run):  # type: ignore[no-untyped-def]
    """One state's look, feel, hold and weigh; returns its threat, leaves log pressures in run."""
    row, treaties = g.row[m], g.stage.shape[0]
    version, nearest = g.version[m], 0.0
    for k in range(treaties):
        for layer in range(3):
            run.shares[layer, k] = exposed(
                seen[layer, k, i] + extra[layer, k, i], g.possible[version, layer, k, i]
            )
        nearest = max(nearest, run.shares[0, k])
        run.eroded[k] = erosion(run.shares[0, k], run.shares[1, k], run.shares[2, k], p)
    target = threat_target(felt, g.guaranteed[row, i], g.credibility[row, i], nearest, p)
    threat = perceive(threat, target, p) if m > 0 else target
    for k in range(treaties):
        if m > 0:
            carried, breached = 0.0, 0.0
            for other in range(treaties):
                carried += kindred_erosion(run.eroded[other], g.kindred[k, other], p)
                own = visibility(stage[other, i], p)
                breached += breach_erosion(own, g.kindred[k, other], p)
            goal = commitment_target(
                start[k, i], g.stigma[row, k, i], run.eroded[k], carried, breached,
                g.advocacy[row, k, i],
            )  # fmt: skip
            commitment[k, i] = hold(commitment[k, i], goal, p)
        paid = 0.0
        for bloc in range(g.blocs.shape[0]):
            paid += contribution(p.exit_incentive * g.bloc_incentive[row, bloc, i], money[bloc, k])
        run.logs[k] = log_pressure(
            g.base_rate[k], threat, g.utility[row, k], commitment[k, i], run.shares[0, k],
            run.shares[1, k], run.shares[2, k], g.incentive[row, k, i] + paid, p,
        )  # fmt: skip
    return threat


@_part
def _join(g, m, stage):  # type: ignore[no-untyped-def]
    """Whoever ratifies this month enters the risk set."""
    for e in range(g.joins_from[m], g.joins_from[m + 1]):
        k, i = g.join_treaty[e], g.join_state[e]
        if stage[k, i] == NEVER_JOINED:
            stage[k, i] = PARTY


@_part
def _answer(g, p, m, stage, before, gone, after):  # type: ignore[no-untyped-def]
    """Every rival answers the stock of exits among the states exposed to it."""
    for j in range(gone.size):
        gone[j] = 0.0
    for i in range(stage.shape[1]):
        left, bound = False, False
        for k in range(stage.shape[0]):
            left = left or stage[k, i] == OUT
            bound = bound or g.counted[k, i]
        if left and bound:
            for e in range(g.rivals_from[i], g.rivals_from[i + 1]):
                gone[g.rival[e]] += g.rival_weight[e]
    row = g.row[m]
    for j in range(stage.shape[1]):
        share = exposed(gone[j], g.exposed_weight[j])
        after[j] = posture_answered(before[j], g.posture[row, j], share, p)


@_part
def _pay(g, p, stage, before, after):  # type: ignore[no-untyped-def]
    """Every bloc's money follows its share of finished exits."""
    for bloc in range(g.blocs.shape[0]):
        for k in range(stage.shape[0]):
            gone = 0.0
            for i in range(stage.shape[1]):
                if g.blocs[bloc, i] > 0.0 and g.counted[k, i] and stage[k, i] == OUT:
                    gone += 1.0
            after[bloc, k] = bloc_money(before[bloc, k], exposed(gone, g.bloc_bound[bloc, k]), p)


@_part
def _felt(g, i, posture):  # type: ignore[no-untyped-def]
    """Posture felt by one state from all its rivals."""
    faced = 0.0
    for e in range(g.rivals_from[i], g.rivals_from[i + 1]):
        faced += contribution(g.rival_weight[e], posture[g.rival[e]])
    return posture_felt(faced)


@_compiled
def _grow_trunk(g, p, t, run):  # type: ignore[no-untyped-def]
    """Fill the trunk, month by month."""
    treaties, states = g.stage.shape
    for m in range(t.threat.shape[0]):
        before = max(0, m - 1)
        if m == 0:
            _copy(g.stage, run.stage)
            _copy(g.posture[g.row[0]], t.posture[0])
        else:
            _copy(t.stage[before], run.stage)
            _copy(t.commitment[before], t.commitment[m])
            _copy(t.accumulated[before], t.accumulated[m])
        _join(g, m, run.stage)
        if m == 0:
            for e in range(g.events_from[0], g.events_from[1]):
                k, i = g.event_treaty[e], g.event_state[e]
                run.stage[k, i] = moved_by_event(run.stage[k, i], g.event_stage[e])
        if g.stirred[m]:
            for k in range(treaties):
                for j in range(states):
                    amount = visibility(run.stage[k, j], p)
                    _show(g, m, k, j, 0.0, amount * g.weight_in_others[g.row[m], k, j], t.seen[m])
        else:
            _copy(t.seen[before], t.seen[m])
        for i in range(states):
            t.felt[m, i] = _felt(g, i, t.posture[before])
            t.threat[m, i] = _live(
                g, p, m, i, run.stage, run.start, t.seen[m], run.extra, t.felt[m, i],
                t.money[before], t.threat[before, i], t.commitment[m], run,
            )  # fmt: skip
            for k in range(treaties):
                if m > 0 and may_leave(run.stage[k, i], g.pinned[g.row[m], k, i]):
                    t.accumulated[m, k, i] += pressure(run.logs[k])
        if m > 0:
            for e in range(g.events_from[m], g.events_from[m + 1]):
                k, i = g.event_treaty[e], g.event_state[e]
                run.stage[k, i] = moved_by_event(run.stage[k, i], g.event_stage[e])
            _answer(g, p, m, run.stage, t.posture[before], run.gone, t.posture[m])
            _pay(g, p, run.stage, t.money[before], t.money[m])
        _copy(run.stage, t.stage[m])


@_part
def _touch(t, m, i, run):  # type: ignore[no-untyped-def]
    """Take a state off the trunk, as it stands at the end of a month."""
    if run.touched[i]:
        return
    run.touched[i] = True
    run.crowd[run.crowd[-1]] = i
    run.crowd[-1] += 1
    run.threat[i] = t.threat[m, i]
    for k in range(run.stage.shape[0]):
        run.commitment[k, i] = t.commitment[m, k, i]
        run.accumulated[k, i] = t.accumulated[m, k, i]
        for layer in range(run.extra.shape[0]):
            run.extra[layer, k, i] = 0.0


@_part
def _touch_watchers(g, t, m, m_ties, k, j, run):  # type: ignore[no-untyped-def]
    """Take everyone off the trunk who looks at a state over the ties of a month."""
    if g.counted[k, j]:
        for layer in range(g.seen_from.shape[0]):
            for e in range(g.seen_from[layer, j], g.seen_from[layer, j + 1]):
                if g.since[e] <= m_ties <= g.until[e]:
                    _touch(t, m, g.watcher[e], run)


@_part
def _look_again(g, p, t, m, run):  # type: ignore[no-untyped-def]
    """At the start of a month with new ties, weights or dated stages: what is seen, from anew."""
    for c in range(run.crowd[-1]):
        for k in range(g.stage.shape[0]):
            for layer in range(run.extra.shape[0]):
                run.extra[layer, k, run.crowd[c]] = 0.0
    for c in range(run.moved[-1]):
        k, j = run.moved[c] // g.stage.shape[1], run.moved[c] % g.stage.shape[1]
        weight = g.weight_in_others[g.row[m], k, j]
        before = visibility(t.stage[m - 1, k, j], p) * weight
        now = visibility(run.stage[k, j], p) * weight
        if now != before:
            _touch_watchers(g, t, m - 1, m, k, j, run)
            _show(g, m, k, j, before, now, run.extra)


@_part
def _move(g, p, t, m, k, i, to, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Enter a stage by one's own decision or clock, and let others see it from next month on."""
    weight = g.weight_in_others[g.row[m], k, i]
    before = visibility(run.stage[k, i], p) * weight
    now = visibility(to, p) * weight
    if now != before:
        _touch_watchers(g, t, m, m, k, i, run)
        _show(g, m, k, i, before, now, run.extra)
    if p.own_breach > 0.0 and g.stage.shape[0] > 1:
        _touch(t, m, i, run)
    _enter(g, p, m, k, i, to, out, r, luck, run)


@_part
def _enter(g, p, m, k, i, to, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Enter a stage, write the month down and set the clock that begins with it."""
    run.stage[k, i] = to
    if not run.mover[k, i]:
        run.mover[k, i] = True
        run.moved[run.moved[-1]] = k * g.stage.shape[1] + i
        run.moved[-1] += 1
    if ANNOUNCED <= to <= SUSPENDED:
        out.month_of[to - ANNOUNCED, r, k, i] = m
    if to == ANNOUNCED:
        u = chance.uniform(luck[0], g.subject[k, i, 0], g.subject[k, i, 1], luck[3], luck[4])
        run.notifies[k, i] = m + stages.domestic_delay(
            p.domestic_delay, p.domestic_delay_spread, u
        )
    if to == NOTIFIED:
        due = m + g.notice[k]
        ends = g.conflict_ends[due, i] if due < g.conflict_ends.shape[0] else 0
        run.takes_effect[k, i] = month_of_effect(m, g.notice[k], g.clause[k], ends)


@_part
def _ring(g, p, t, m, k, i, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Let the clocks of one state ring that are due."""
    for to in range(NOTIFIED, OUT + 1):
        due = run.notifies[k, i] if to == NOTIFIED else run.takes_effect[k, i]
        if run.stage[k, i] == to - 1 and m >= due:
            _move(g, p, t, m, k, i, to, out, r, luck, run)


@_part
def _apply_event(g, p, t, m, e, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Move a state to the stage that a dated event asks for.

    Nobody is told: the trunk holds the same event, and the month after it looks again at everybody
    who moved, so nothing is missed where the trunk and this run differ.
    """
    k, i = g.event_treaty[e], g.event_state[e]
    before = run.stage[k, i]
    after = moved_by_event(before, g.event_stage[e])
    if after == before:
        return
    if not ANNOUNCED <= after <= OUT:
        _enter(g, p, m, k, i, after, out, r, luck, run)
        return
    leaving = ANNOUNCED <= before <= OUT
    if not leaving:
        out.forced[r, k, i] = True
    for stage in range(before + 1 if leaving else ANNOUNCED, after + 1):
        _enter(g, p, m, k, i, stage, out, r, luck, run)
    _ring(g, p, t, m, k, i, out, r, luck, run)


@_part
def _apply_events(g, p, t, m, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Apply the dated stages of a month."""
    for e in range(g.events_from[m], g.events_from[m + 1]):
        _apply_event(g, p, t, m, e, out, r, luck, run)


@_part
def _draw(g, p, t, luck, run):  # type: ignore[no-untyped-def]
    """Empty the run, draw its luck, and file who crosses when on the trunk."""
    treaties, states = g.stage.shape
    run.crowd[-1] = run.moved[-1] = run.wants[-1] = 0
    last = t.threat.shape[0] - 1
    for m in range(last + 1):
        run.first[m] = -1
    for i in range(states):
        run.touched[i] = False
    for k in range(treaties):
        for i in range(states):
            run.mover[k, i] = False
            run.returning[k, i] = 0.0
            run.notifies[k, i] = run.takes_effect[k, i] = last + 1
            run.stage[k, i] = g.stage[k, i]
            low, high = g.subject[k, i, 0], g.subject[k, i, 1]
            if p.start_spread > 0.0:
                u = chance.uniform(luck[0], low, high, luck[7], luck[8])
                run.start[k, i] = starting_commitment(g.start[k, i], u, p)
            if g.counted[k, i] or t.stage[last, k, i] != NEVER_JOINED:
                run.resistance[k, i] = chance.exponential(luck[0], low, high, luck[1], luck[2])
                if gives_way(t.accumulated[last, k, i], run.resistance[k, i]):
                    month = _crossing(t, k, i, run.resistance[k, i])
                    run.following[k * states + i] = run.first[month]
                    run.first[month] = k * states + i
    if p.start_spread > 0.0:
        for i in range(states):
            _touch(t, np.int64(0), i, run)
            for k in range(treaties):
                run.commitment[k, i] = run.start[k, i]


@_part
def _crossing(t, k, i, resistance):  # type: ignore[no-untyped-def]
    """First month in which the trunk's accumulated pressure reaches a resistance."""
    low, high = 0, t.accumulated.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if gives_way(t.accumulated[middle, k, i], resistance):
            high = middle
        else:
            low = middle + 1
    return low


@_part
def _live_crowd(g, p, t, m, answering, run):  # type: ignore[no-untyped-def]
    """Steps 1 to 5 of everyone off the trunk."""
    for c in range(run.crowd[-1]):
        i = run.crowd[c]
        felt = _felt(g, i, run.posture) if answering else t.felt[m, i]
        run.threat[i] = _live(
            g, p, m, i, run.stage, run.start, t.seen[m], run.extra, felt, run.money,
            run.threat[i], run.commitment, run,
        )  # fmt: skip
        for k in range(g.stage.shape[0]):
            if may_leave(run.stage[k, i], g.pinned[g.row[m], k, i]):
                run.accumulated[k, i] += pressure(run.logs[k])
                if gives_way(run.accumulated[k, i], run.resistance[k, i]):
                    run.wants[run.wants[-1]] = k * g.stage.shape[1] + i
                    run.wants[-1] += 1


@_part
def _turn_back(g, p, t, m, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Whoever is on the way out may turn back."""
    for c in range(run.moved[-1]):
        k, i = run.moved[c] // g.stage.shape[1], run.moved[c] % g.stage.shape[1]
        if may_turn_back(run.stage[k, i], p.turning_back):
            threat = run.threat[i] if run.touched[i] else t.threat[m, i]
            held = run.commitment[k, i] if run.touched[i] else t.commitment[m, k, i]
            run.returning[k, i] += return_pressure(threat, g.utility[g.row[m], k], held, p)
            low, high = g.subject[k, i, 0], g.subject[k, i, 1]
            resistance = chance.exponential(luck[0], low, high, luck[5], luck[6])
            if gives_way(run.returning[k, i], resistance):
                _move(g, p, t, m, k, i, np.int64(RETURNED), out, r, luck, run)


@_part
def _change(g, p, t, m, out, r, luck, run):  # type: ignore[no-untyped-def]
    """Step 6: everyone changes at once."""
    e = run.first[m]
    while e >= 0:
        if not run.touched[e % g.stage.shape[1]]:
            run.wants[run.wants[-1]] = e
            run.wants[-1] += 1
        e = run.following[e]
    if p.turning_back > 0.0:
        _turn_back(g, p, t, m, out, r, luck, run)
    for c in range(run.wants[-1]):
        k, i = run.wants[c] // g.stage.shape[1], run.wants[c] % g.stage.shape[1]
        _move(g, p, t, m, k, i, np.int64(ANNOUNCED), out, r, luck, run)
    run.wants[-1] = 0
    for c in range(run.moved[-1]):
        k, i = run.moved[c] // g.stage.shape[1], run.moved[c] % g.stage.shape[1]
        _ring(g, p, t, m, k, i, out, r, luck, run)
    _apply_events(g, p, t, m, out, r, luck, run)


@_part
def _answers(g, p, t, m, answering, paying, run):  # type: ignore[no-untyped-def]
    """Rivals and blocs answer; whoever faces one that does leaves the trunk."""
    if answering:
        _answer(g, p, m, run.stage, run.posture, run.gone, run.posture)
    if paying:
        _pay(g, p, run.stage, run.money, run.money)
    for i in range(g.stage.shape[1]):
        if answering and g.rivals_from[i] < g.rivals_from[i + 1]:
            _touch(t, m, i, run)
        if paying and g.receives[i]:
            _touch(t, m, i, run)


@_compiled
def _run_all(g, p, t, lucks, out, run):  # type: ignore[no-untyped-def]
    """All runs of a chunk, one after another, each month by month."""
    for r in range(lucks.shape[0]):
        luck = lucks[r]
        _draw(g, p, t, luck, run)
        answering = paying = luck[0] < 0  # not yet; a plain False would be compiled twice
        for m in range(t.threat.shape[0]):
            _join(g, m, run.stage)
            if m == 0:
                _apply_events(g, p, t, m, out, r, luck, run)
            else:
                if g.stirred[m]:
                    _look_again(g, p, t, m, run)
                if not paying:
                    _copy(t.money[m - 1], run.money)
                _live_crowd(g, p, t, m, answering, run)
                _change(g, p, t, m, out, r, luck, run)
                if p.answer > 0.0 and not answering and run.moved[-1] > 0:
                    _copy(t.posture[m - 1], run.posture)
                    answering = True
                paying = paying or (g.blocs.shape[0] > 0 and run.moved[-1] > 0)
                if answering or paying:
                    _answers(g, p, t, m, answering, paying, run)
            if r < out.threat_path.shape[0]:
                _record(t, m, run, out.threat_path[r, m], out.commitment_path[r, m])
        _copy(run.stage, out.stage[r])
        _record(t, t.threat.shape[0] - 1, run, out.threat[r], out.commitment[r])


@_part
def _record(t, m, run, threat, commitment):  # type: ignore[no-untyped-def]
    """Write down what every state holds at the end of a month."""
    _copy(t.threat[m], threat)
    _copy(t.commitment[m], commitment)
    for c in range(run.crowd[-1]):
        i = run.crowd[c]
        threat[i] = run.threat[i]
        for k in range(run.stage.shape[0]):
            commitment[k, i] = run.commitment[k, i]


cache.end()


def grow_trunk(case: Case, g: Gathered, p: Parameters) -> Trunk:
    """The path of a case on which nobody decides anything."""
    months = case.agenda.months + 1
    treaties, states = g.stage.shape
    trunk = Trunk(
        stage=np.zeros((months, treaties, states), dtype=np.int8),
        seen=np.zeros((months, 3, treaties, states)),
        felt=np.zeros((months, states)),
        posture=np.zeros((months, states)),
        money=np.zeros((months, len(g.blocs), treaties)),
        threat=np.zeros((months, states)),
        commitment=np.zeros((months, treaties, states)),
        accumulated=np.zeros((months, treaties, states)),
    )
    run = _empty_run(case, g)
    run.start[:] = [[starting_commitment(c, 0.5, p) for c in row] for row in g.start.tolist()]
    trunk.commitment[0] = run.start
    _grow_trunk(g, p, trunk, run)
    return trunk


def _empty_run(case: Case, g: Gathered) -> Run:
    treaties, states = g.stage.shape

    def floats(*shape: int) -> NDArray[np.float64]:
        return np.zeros(shape)

    def integers(*shape: int) -> NDArray[np.int64]:
        return np.zeros(shape, dtype=np.int64)

    return Run(
        stage=g.stage.copy(),
        start=g.start.copy(),
        touched=np.zeros(states, dtype=bool),
        crowd=integers(states + 1),
        extra=floats(3, treaties, states),
        threat=floats(states),
        commitment=floats(treaties, states),
        accumulated=floats(treaties, states),
        returning=floats(treaties, states),
        resistance=floats(treaties, states),
        notifies=integers(treaties, states),
        takes_effect=integers(treaties, states),
        mover=np.zeros((treaties, states), dtype=bool),
        moved=integers(treaties * states + 1),
        wants=integers(treaties * states + 1),
        first=integers(case.agenda.months + 1),
        following=integers(treaties * states),
        posture=floats(states),
        gone=floats(states),
        money=floats(len(g.blocs), treaties),
        shares=floats(3, treaties),
        eroded=floats(treaties),
        logs=floats(treaties),
    )


def _lucks(seed: int, replicates: NDArray[np.int64]) -> NDArray[np.int64]:
    """(runs, 9): the replicate's number and the key words of the four streams."""
    streams = (
        chance.RESISTANCE,
        chance.DOMESTIC_DELAY,
        chance.RETURN_RESISTANCE,
        chance.INITIAL_VALUES,
    )
    keys = [word for stream in streams for word in chance.stream_key(seed, stream)]
    lucks = np.empty((len(replicates), 9), dtype=np.int64)
    lucks[:, 0] = replicates
    lucks[:, 1:] = keys
    return lucks


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month."""
    p = Parameters(*map(float, case.parameters))
    g = gather(case)
    trunk = grow_trunk(case, g, p)
    histories = empty_histories(case, replicates, recorded)
    month_of = np.stack(
        [histories.announced, histories.notified, histories.out, histories.returned,
         histories.suspended]
    )  # fmt: skip
    scratch = _empty_run(case, g)
    scratch.start[:] = trunk.commitment[0]
    out = Out(
        month_of=month_of,
        forced=histories.forced,
        stage=histories.stage,
        threat=histories.threat,
        commitment=histories.commitment,
        threat_path=histories.threat_path,
        commitment_path=histories.commitment_path,
    )
    _run_all(g, p, trunk, _lucks(case.seed, histories.replicates), out, scratch)
    return Histories(
        replicates=histories.replicates,
        announced=month_of[0],
        notified=month_of[1],
        out=month_of[2],
        returned=month_of[3],
        suspended=month_of[4],
        forced=histories.forced,
        stage=histories.stage,
        threat=histories.threat,
        commitment=histories.commitment,
        threat_path=histories.threat_path,
        commitment_path=histories.commitment_path,
    )
