"""Step 6 of a month on flat arrays: who changes stage, and who sees it.

Plain functions, compiled by ``compiled``; the law of leaving itself is ``simulation.model.stages``.
Where a function takes single arrays rather than all of a case or a run, it is because every array
handed on costs time to compile.
"""

from simulation import chance
from simulation.engines.arrays import Gathered, Integers, Record
from simulation.engines.runs import (
    CHANGED,
    EXTRA,
    FIRST,
    HELD,
    MOVED,
    OWN_THREAT,
    RINGS,
    STATE_OF,
    THREAT,
    WANTING,
    Run,
    Trunk,
)
from simulation.model.decision import gives_way, return_pressure
from simulation.model.exposure import contribution, visibility
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
    may_turn_back,
    month_of_effect,
    moved_by_event,
)
from simulation.world.world import LAYERS


def append(listed: Integers, count: Integers, row: int, number: int) -> None:
    """Append to one of the lists."""
    listed[row, count[row]] = number
    count[row] += 1


def append_member(k: int, i: int, row: int, run: Run) -> None:
    """Append a treaty's member to one of the lists."""
    run.treaty_of[row, run.lengths[row]] = k
    append(run.listed, run.lengths, row, i)


PLACE = 2**40 - 1
"""Larger than any place.  What is masked with it the compiler knows to be no place from the end."""


def slot(i: int, run: Run) -> int:
    """The slot of a state; one on the trunk leaves it by the next month."""
    s: int = run.slot_of[i]
    if s < 0:
        s = run.lengths[STATE_OF]
        run.slot_of[i] = s
        append(run.listed, run.lengths, STATE_OF, i)
        for k in range(run.wide.shape[1]):
            for layer in range(len(LAYERS)):
                run.wide[EXTRA, k, layer, s & PLACE] = 0.0
    return s & PLACE


def touch(i: int, run: Run) -> None:
    """Have a state aim anew next month, since it has moved itself, say."""
    slot(i, run)
    if run.is_changed[i] == 0:
        run.is_changed[i] = 1
        append(run.listed, run.lengths, CHANGED, i)


def tell(g: Gathered, month: int, k: int, j: int, before: float, after: float, run: Run) -> None:
    """Let everyone who looks at a state over this month's ties see it change.

    before, after: how visible the state was and is.  Where two are not tied on a layer, 0 is added.
    """
    if before == after:
        return
    looks, run.differs[k] = g.looks, 1
    for e in range(looks.begins[j] & PLACE, looks.begins[j + 1]):
        look = looks.look[e]
        if look.since <= month <= look.until:
            s = slot(look.other & PLACE, run)
            for layer in range(len(LAYERS)):
                weight = looks.weight[e, layer]
                change = contribution(weight, after) - contribution(weight, before)
                run.wide[EXTRA, k, layer, s] += change


def look_again(g: Gathered, p: Parameters, t: Trunk, m: int, growing: bool, run: Run) -> None:
    """At the start of a month with new ties, weights or dated stages: what is seen, from anew.

    growing: whether this is the trunk, on which all is seen; a run sees what differs from it.
    """
    for k in range(g.treaty.size):
        for layer in range(len(LAYERS)):
            for s in range(run.lengths[STATE_OF]):
                run.wide[EXTRA, k, layer, s] = 0.0
    for c in range(run.lengths[MOVED]):
        k, j = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        weight = g.dated[g.month[m].row, k, j].weight_in_others
        before = 0.0 if growing else visibility(t.stage[0, m - 1, k, j], p) * weight
        after = run.visible[j, k] * weight
        if g.member[k, j].counted:
            tell(g, m, k, j, before, after, run)


def ring(run: Run, m: int) -> None:
    """Set a clock, whose stage somebody enters in month m."""
    run.month[RINGS, min(m, run.month.shape[1] - 1)] = 1


def due(here: Record, m: int) -> bool:
    """Whether a clock rings that takes a state to its next stage."""
    if here.stage == ANNOUNCED:
        return bool(m >= here.notifies)
    return bool(here.stage == NOTIFIED and m >= here.takes_effect)


def enter(
    g: Gathered, p: Parameters, m: int, k: int, i: int, to: int, last: int, luck: Record, run: Run
) -> None:
    """Enter a stage, those after it up to ``last``, and those whose clocks ring this month."""
    here, given, treaty = run.member[k, i], g.member[k, i], g.treaty[k]
    if not here.mover:
        here.mover = True
        append_member(k, i, MOVED, run)
    here.stage = to - 1
    while here.stage < last or due(here, m):
        here.stage += 1
        if ANNOUNCED <= here.stage <= SUSPENDED:
            run.happened[here.stage - ANNOUNCED, k, i] = m
        if here.stage == ANNOUNCED:
            u = chance.uniform(
                luck.replicate, given.low, given.high, luck.delay_low, luck.delay_high
            )
            here.notifies = m + domestic_delay(p.domestic_delay, p.domestic_delay_spread, u)
            if here.waits:
                here.notifies = g.conflict_ends.shape[0]
            ring(run, here.notifies)
        if here.stage == NOTIFIED:
            end = m + treaty.notice
            war_ends = g.conflict_ends[end, i] if end < g.conflict_ends.shape[0] else 0
            here.takes_effect = month_of_effect(m, treaty.notice, treaty.clause, war_ends)
            if here.waits:
                here.takes_effect = g.conflict_ends.shape[0]
            ring(run, here.takes_effect)
    run.visible[i, k] = visibility(here.stage, p)


def join(g: Gathered, m: int, run: Run) -> None:
    """Whoever ratifies this month enters the risk set; nobody sees a difference."""
    for e in range(g.month[m].joins, g.month[m].events):
        here = run.member[g.events[e].treaty, g.events[e].state]
        if here.stage == NEVER_JOINED:
            here.stage = PARTY


def apply_events(g: Gathered, p: Parameters, t: Trunk, m: int, luck: Record, run: Run) -> None:
    """Move states to the stages that this month's dated events ask for.

    Nobody is told: the trunk holds the same event, and the month after it looks again at everybody
    who moved, so nothing is missed where the trunk and this run differ.
    """
    for e in range(g.month[m].events, g.month[m + 1].joins):
        k, i = g.events[e].treaty, g.events[e].state
        here = run.member[k, i]
        before, to = here.stage, moved_by_event(here.stage, g.events[e].stage)
        if to != before:
            leaving, leaves = ANNOUNCED <= before <= OUT, ANNOUNCED <= to <= OUT
            here.forced = here.forced or (leaves and not leaving)
            first = to if not leaves else before + 1 if leaving else ANNOUNCED
            here.waits = leaves and g.events[e].followed
            enter(g, p, m, k, i, first, to, luck, run)
            parts = run.slot_of[i] >= 0 or here.stage != t.stage[0, m, k, i]
            if parts and p.own_breach > 0.0:
                touch(i, run)


def fall_due(
    g: Gathered, p: Parameters, t: Trunk, m: int, lived: bool, luck: Record, run: Run
) -> None:
    """Who else changes stage this month: on the trunk, by turning back, or by a clock.

    lived: whether threat is a slot's own rather than the trunk's.
    """
    e, states = run.month[FIRST, m], g.state.size
    while e >= 0:
        k, i = e // states, e % states
        here = run.member[k, i]
        if run.slot_of[i] < 0:
            here.wanted = ANNOUNCED
            append_member(k, i, WANTING, run)
        e = here.following
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        here, given = run.member[k, i], g.member[k, i]
        wanted = here.stage + 1 if due(here, m) else here.stage
        if may_turn_back(here.stage, p.turning_back):
            s = run.slot_of[i]
            threat = run.slot_state[OWN_THREAT, s] if lived and s >= 0 else t.state[THREAT, m, i]
            commitment = run.path[m, k, s] if s >= 0 else t.member[m, i, k, HELD]
            utility = g.utility[g.month[m].row, k]
            here.returning += return_pressure(threat, utility, commitment, p)
            resistance = chance.exponential(
                luck.replicate, given.low, given.high, luck.return_low, luck.return_high
            )
            if gives_way(here.returning, resistance):
                wanted = RETURNED
        if wanted != here.stage:
            here.wanted = wanted
            append_member(k, i, WANTING, run)


def change(g: Gathered, p: Parameters, m: int, luck: Record, run: Run) -> None:
    """Step 6: everyone changes at once, and is seen by others from next month on."""
    for c in range(run.lengths[WANTING]):
        k, i = run.treaty_of[WANTING, c], run.listed[WANTING, c]
        here, weight = run.member[k, i], g.dated[g.month[m].row, k, i].weight_in_others
        before = run.visible[i, k] * weight
        enter(g, p, m, k, i, here.wanted, here.wanted, luck, run)
        after = run.visible[i, k] * weight
        if g.member[k, i].counted:
            tell(g, m, k, i, before, after, run)
        if p.own_breach > 0.0 and g.treaty.size > 1:
            touch(i, run)
    run.lengths[WANTING] = 0
