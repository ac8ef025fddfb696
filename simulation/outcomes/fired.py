"""Dated stages that moved nobody in any run."""

from collections.abc import Sequence

import numpy as np

from simulation.engines.departures import MONTHS, Departures
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, SUSPENDED
from simulation.world.world import Integers, StageEvent

PLACE = {ANNOUNCED: MONTHS.index("announced"), NOTIFIED: MONTHS.index("notified"),
    OUT: MONTHS.index("out")}  # fmt: skip
"""Row of ``Departures.months`` that tells when a stage was entered."""


def looked_for(dated: Sequence[StageEvent]) -> tuple[StageEvent, ...]:
    """Those of some dated stages that move a state, and so leave a trace."""
    return tuple(event for event in dated if event.stage != PARTY)


def times_fired(left: Departures, events: Sequence[StageEvent]) -> Integers:
    """(events,) in how many runs each dated stage may have moved its state, or surely not.

    A forced exit fired where the state entered that stage in that month: these runs are counted.
    A suspension fired unless the state was on its way out by then: for it the runs are counted in
    which it was.
    """
    return np.array([_times(left, event) for event in events], dtype=np.int64)


def _times(left: Departures, event: StageEvent) -> int:
    rows = np.flatnonzero((left.state == event.state) & (left.treaty == event.treaty))
    month = max(0, event.month)
    if event.stage == SUSPENDED:
        announced, returned = left.months[0, rows], left.months[3, rows]
        back = (returned >= 0) & (returned <= month)
        return int(((announced >= 0) & (announced <= month) & ~back).sum())
    return int((left.months[PLACE[event.stage], rows] == month).sum())


def never_fired(times: Integers, events: Sequence[StageEvent], runs: int) -> tuple[str, ...]:
    """A line for each event whose dated stages moved nobody in any run.

    times: as ``times_fired`` counts, over all runs.
    """
    fired: dict[str, bool] = {}
    for event, count in zip(events, times.tolist(), strict=True):
        happened = count < runs if event.stage == SUSPENDED else count > 0
        fired[event.name] = fired.get(event.name, False) or happened
    told = f"{runs:,} {'run' if runs == 1 else 'runs'}"
    return tuple(
        f"events.{name}: never fired in {told}: by then everybody had gone as far"
        for name, happened in fired.items()
        if not happened
    )
