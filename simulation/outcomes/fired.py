"""Dated stages that moved nobody in any run, as far as the table of exits can tell."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, SUSPENDED
from simulation.outcomes.measures import Columns
from simulation.world.world import StageEvent, World

MONTHS: Mapping[int, str] = {ANNOUNCED: "announced", NOTIFIED: "notified", OUT: "out"}
"""Column of ``exits`` that tells when a stage was entered."""


def never_fired(
    exits: Columns, world: World, dated: Iterable[StageEvent], runs: int
) -> tuple[str, ...]:
    """A line for each event whose dated stages moved nobody in any run.

    exits: rows of that table for all the runs.  dated: the stages to look for.  A forced exit fired
    where the state entered that stage in that month; a suspension fired unless the state was on
    its way out by then.
    """
    looked_for = [event for event in dated if event.stage != PARTY]
    rows_of = _by_place(exits, world, {(event.treaty, event.state) for event in looked_for})
    fired: dict[str, bool] = {}
    for event in looked_for:
        mine = rows_of.get((event.treaty, event.state), np.zeros(0, dtype=np.int64))
        rows = {name: exits[name][mine] for name in (*MONTHS.values(), "returned")}
        fired[event.name] = fired.get(event.name, False) or _fired(event, rows, runs)
    told = f"{runs:,} {'run' if runs == 1 else 'runs'}"
    return tuple(
        f"events.{name}: never fired in {told}: by then everybody had gone as far"
        for name, happened in fired.items()
        if not happened
    )


def _by_place(
    exits: Columns, world: World, places: set[tuple[int, int]]
) -> dict[tuple[int, int], NDArray[Any]]:
    """Numbers of the rows of ``exits`` for some treaties and states."""
    named = {(world.treaties[k].code, world.states[i]): (k, i) for k, i in places}
    rows: dict[tuple[int, int], list[int]] = {place: [] for place in places}
    listed = zip(exits["treaty"], exits["state"], strict=True) if places else ()
    for n, name in enumerate(listed):
        if name in named:
            rows[named[name]].append(n)
    return {place: np.array(numbers, dtype=np.int64) for place, numbers in rows.items()}


def _fired(event: StageEvent, rows: Columns, runs: int) -> bool:
    """Whether one dated stage may have moved its state in some run."""
    month = max(0, event.month)
    if event.stage == SUSPENDED:
        announced, returned = rows["announced"], rows["returned"]
        back = (returned >= 0) & (returned <= month)
        leaving = (announced >= 0) & (announced <= month) & ~back
        return int(leaving.sum()) < runs
    return bool((rows[MONTHS[event.stage]] == month).any())
