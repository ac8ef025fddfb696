"""Step 6 of a month on flat arrays: who changes stage, and who sees it.

Plain functions, compiled by ``compiled``; the law of leaving itself is ``simulation.model.stages``.
Where a function takes single arrays rather than all of a case or a run, it is because every array
handed on costs time to compile.
"""

from simulation import chance
from simulation.engines.arrays import RIVALS, Floats, Gathered, Integers, Record, Records
from simulation.engines.runs import Run, Trunk
from simulation.model.decision import gives_way, return_pressure
from simulation.model.exposure import contribution, visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
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


def append(listed: Integers, number: int) -> None:
    """Append to a list whose last entry counts it."""
    listed[listed[-1]] = number
    listed[-1] += 1


def touch(i: int, states: Records, crowd: Integers) -> None:
    """Take a state off the trunk: from next month on its months are lived one by one."""
    if not states[i].touched:
        states[i].touched = True
        append(crowd, i)


def tell(
    ties_from: Integers, ties: Records, month: int, k: int, j: int, before: float, after: float,
    extra: Floats, states: Records, crowd: Integers,
) -> None:  # fmt: skip
    """Let everyone who looks at a state over this month's ties see it change.

    before, after: how visible the state was and is.
    """
    if before == after:
        return
    for layer in range(RIVALS):
        for e in range(ties_from[layer, j], ties_from[layer, j + 1]):
            tie = ties[e]
            if tie.since <= month <= tie.until:
                touch(tie.other, states, crowd)
                more = contribution(tie.weight, after) - contribution(tie.weight, before)
                extra[layer, k, tie.other] += more


def look_again(g: Gathered, p: Parameters, t: Trunk, m: int, growing: bool, run: Run) -> None:
    """At the start of a month with new ties, weights or dated stages: what is seen, from anew.

    growing: whether this is the trunk, on which all is seen; a run sees what differs from it.
    """
    for c in range(run.crowd[-1]):
        for k in range(g.treaty.size):
            for layer in range(RIVALS):
                run.extra[layer, k, run.crowd[c]] = 0.0
    for c in range(run.moved[-1]):
        k, j = run.moved[c] // g.state.size, run.moved[c] % g.state.size
        weight = g.dated[g.month[m].row, k, j].weight_in_others
        before = 0.0 if growing else visibility(t.member[m - 1, k, j].stage, p) * weight
        after = visibility(run.member[k, j].stage, p) * weight
        if g.member[k, j].counted:
            tell(g.ties_from, g.tie, m, k, j, before, after, run.extra, run.state, run.crowd)


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
        append(run.moved, k * g.state.size + i)
        for stage in range(run.happened.shape[0]):
            run.happened[stage, k, i] = NEVER
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
        if here.stage == NOTIFIED:
            end = m + treaty.notice
            war_ends = g.conflict_ends[end, i] if end < g.conflict_ends.shape[0] else 0
            here.takes_effect = month_of_effect(m, treaty.notice, treaty.clause, war_ends)
            if here.waits:
                here.takes_effect = g.conflict_ends.shape[0]


def join(g: Gathered, m: int, run: Run) -> None:
    """Whoever ratifies this month enters the risk set."""
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
            if here.stage != t.member[m, k, i].stage and p.own_breach > 0.0:
                touch(i, run.state, run.crowd)


def fall_due(g: Gathered, p: Parameters, t: Trunk, m: int, luck: Record, run: Run) -> None:
    """Who else changes stage this month: on the trunk, by turning back, or by a clock."""
    e = run.first[m]
    while e >= 0:
        here = run.member[e // g.state.size, e % g.state.size]
        if not run.state[e % g.state.size].touched:
            here.wanted = ANNOUNCED
            append(run.wanting, e)
        e = here.following
    for c in range(run.moved[-1]):
        k, i = run.moved[c] // g.state.size, run.moved[c] % g.state.size
        here, given = run.member[k, i], g.member[k, i]
        wanted = here.stage + 1 if due(here, m) else here.stage
        if may_turn_back(here.stage, p.turning_back):
            off = run.state[i].touched
            threat = run.state[i].threat if off else t.state[m, i].threat
            commitment = here.commitment if off else t.member[m, k, i].commitment
            utility = g.utility[g.month[m].row, k]
            here.returning += return_pressure(threat, utility, commitment, p)
            resistance = chance.exponential(
                luck.replicate, given.low, given.high, luck.return_low, luck.return_high
            )
            if gives_way(here.returning, resistance):
                wanted = RETURNED
        if wanted != here.stage:
            here.wanted = wanted
            append(run.wanting, run.moved[c])


def change(g: Gathered, p: Parameters, m: int, luck: Record, run: Run) -> None:
    """Step 6: everyone changes at once, and is seen by others from next month on."""
    for c in range(run.wanting[-1]):
        k, i = run.wanting[c] // g.state.size, run.wanting[c] % g.state.size
        here, weight = run.member[k, i], g.dated[g.month[m].row, k, i].weight_in_others
        before = visibility(here.stage, p) * weight
        enter(g, p, m, k, i, here.wanted, here.wanted, luck, run)
        after = visibility(here.stage, p) * weight
        if g.member[k, i].counted:
            tell(g.ties_from, g.tie, m, k, i, before, after, run.extra, run.state, run.crowd)
        if p.own_breach > 0.0 and g.treaty.size > 1:
            touch(i, run.state, run.crowd)
    run.wanting[-1] = 0
