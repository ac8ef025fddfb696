"""Dated stages replayed by themselves: which forced exits and suspensions can move anybody."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from simulation.model import stages
from simulation.model.parameters import Parameters
from simulation.world.lint.facts import PARAMETER, Facts
from simulation.world.world import StageEvent

Move = tuple[str, int, int]
"""Name of an event, treaty, state."""

ALMOST_ONE = 1.0 - 2.0**-53
DELAYS = ("domestic_delay", "domestic_delay_spread")


class Standing(NamedTuple):
    """How far a state has certainly come, and when its clocks ring at the latest."""

    stage: int
    notifies: int
    takes_effect: int


def moves(known: Facts) -> frozenset[Move]:
    """Every dated stage that can change something, by event, treaty and state.

    Each state is led through its dated stages with the slowest clocks.  Whoever decides for itself
    is by then as far or further, so a dated stage that changes nothing here never does.  Where
    states may turn back, only finished exits are certain.
    """
    by_state: defaultdict[tuple[int, int], list[StageEvent]] = defaultdict(list)
    for event in known.agenda.stage_events:
        by_state[event.treaty, event.state].append(event)
    return frozenset(
        (event.name, k, i)
        for (k, i), events in by_state.items()
        for event in _moving(known, k, i, events)
    )


def slowest_delay(parameters: Parameters) -> int:
    """Months from announcing to notifying, at most.

    >>> slowest_delay(Parameters(domestic_delay=3.0, domestic_delay_spread=2.0))
    5
    """
    spread = parameters.domestic_delay_spread
    return stages.domestic_delay(parameters.domestic_delay, spread, ALMOST_ONE)


def _moving(known: Facts, k: int, i: int, events: list[StageEvent]) -> Iterator[StageEvent]:
    """Those of a state's dated stages, sorted by month, that can change its stage."""
    unknown = 10 * known.agenda.months
    varied = any(PARAMETER + name in known.varied for name in DELAYS)
    delay = unknown if varied else slowest_delay(known.scenario.parameters)
    joins = int(known.agenda.joins[k, i])
    now = Standing(int(known.world.stage[k, i]), unknown, unknown)
    for event in events:
        if now.stage == stages.NEVER_JOINED and 0 <= joins <= event.month:
            now = now._replace(stage=stages.PARTY)
        now = _clocks(known, k, i, now, event.month)
        before, after = now.stage, stages.moved_by_event(now.stage, event.stage)
        if after != before or _may_be_back(known, now.stage, event.stage):
            yield event
        if after != before:
            now = _entered(known, k, i, after, event.month, delay)
        if after != before and event.followed:
            now = now._replace(notifies=unknown, takes_effect=unknown)


def _may_be_back(known: Facts, stage: int, to: int) -> bool:
    """Whether a state on its way out may have turned back, and would then be moved."""
    returned = stages.moved_by_event(stages.RETURNED, to) != stages.RETURNED
    return returned and known.live("turning_back") and stages.may_turn_back(stage, 1.0)


def _entered(known: Facts, k: int, i: int, stage: int, month: int, delay: int) -> Standing:
    """A stage just entered, with the clocks that start with it."""
    notifies = month + (delay if stage == stages.ANNOUNCED else 0)
    effect = _effect(known, k, i, month) if stage == stages.NOTIFIED else 10 * known.agenda.months
    return Standing(stage, notifies, effect)


def _clocks(known: Facts, k: int, i: int, now: Standing, month: int) -> Standing:
    """Where the clocks have brought a state by a month."""
    if now.stage == stages.ANNOUNCED and now.notifies <= month:
        now = Standing(stages.NOTIFIED, now.notifies, _effect(known, k, i, now.notifies))
    if now.stage == stages.NOTIFIED and now.takes_effect <= month:
        return now._replace(stage=stages.OUT)
    return now


def _effect(known: Facts, k: int, i: int, notified: int) -> int:
    """Month in which a notice of this month takes effect."""
    treaty, end = known.world.treaties[k], notified + known.world.treaties[k].notice_months
    within = end <= known.agenda.months
    war = int(known.agenda.conflict_ends[end, i]) if within else 0
    return stages.month_of_effect(notified, treaty.notice_months, treaty.conflict_clause, war)
