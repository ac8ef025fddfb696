"""Who stood at which stage when, in one run: rebuilt from its departures and the agenda."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulation.engines.contract import Case
from simulation.engines.departures import Departures
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
    moved_by_event,
)
from simulation.scenario.faults import InputFault

MONTHS_OF = (ANNOUNCED, NOTIFIED, OUT, RETURNED)
"""Stages whose months ``Departures.months`` holds, in its order; suspensions come by date."""


VISIBLE = (ANNOUNCED, NOTIFIED, OUT, SUSPENDED)


class Mover(NamedTuple):
    """A state that departed from one treaty in one run, or was suspended."""

    treaty: int
    state: int
    steps: tuple[tuple[int, int], ...]
    """(month, stage entered in it), in order; month 0: it stood there at the start."""
    announced: int
    """Month of announcing; -1: never, it was only suspended."""
    forced: bool
    """True: moved out by a date, not by a decision."""

    @property
    def decided(self) -> bool:
        """Whether it decided to leave during the run."""
        return self.announced >= 1 and not self.forced

    def stage_at(self, month: int) -> int:
        """Its stage at the end of a month, as far as it has moved; a party before that."""
        held = PARTY
        for when, stage in self.steps:
            if when > month:
                break
            held = stage
        return held

    def out_from(self) -> int:
        """The month in which its exit took effect; -1: it did not."""
        return next((when for when, stage in self.steps if stage == OUT), NEVER)


def movers_of(case: Case, found: Departures) -> list[list[Mover]]:
    """For each run, everybody who departed, in the order of treaties and states.

    Raises InputFault where a state may have turned back and then been moved out by a date: of a
    stage entered twice only the last month is on record.
    """
    dated, start = suspensions(case), case.world.stage.tolist()
    joins = case.agenda.joins.tolist()
    runs: list[list[Mover]] = [[] for _ in found.replicates]
    columns = (found.run, found.treaty, found.state, found.forced)
    rows = zip(*(one.tolist() for one in columns), found.months.T.tolist(), strict=True)
    for run, k, i, forced, months in rows:
        _refuse_twice(case, k, i, months)
        begins = _begins(start[k][i], joins[k][i])
        steps = tuple(_steps(begins, months[: len(MONTHS_OF)], dated.get((k, i), [])))
        announced = 0 if start[k][i] in (ANNOUNCED, NOTIFIED, OUT) else months[0]
        runs[run].append(Mover(k, i, steps, announced, forced))
    return [[*movers, *_standing(case, movers, dated)] for movers in runs]


def _standing(
    case: Case, movers: list[Mover], dated: dict[tuple[int, int], list[tuple[int, int]]]
) -> Iterator[Mover]:
    """Who stood suspended, or on the way out, at the start and has no row: nothing happened to it.

    Others see it all the same.
    """
    there = {(one.treaty, one.state) for one in movers}
    for k, i in np.argwhere(np.isin(case.world.stage, VISIBLE)).tolist():
        if (k, i) not in there:
            stage = int(case.world.stage[k, i])
            steps = tuple(_steps((0, stage), [NEVER] * len(MONTHS_OF), dated.get((k, i), [])))
            yield Mover(k, i, steps, NEVER if stage == SUSPENDED else 0, stage != SUSPENDED)


def _begins(stage: int, joins: int) -> tuple[int, int]:
    """The month and stage in which a state enters the story of a treaty."""
    return (max(0, joins), PARTY) if stage == NEVER_JOINED else (0, stage)


def suspensions(case: Case) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(treaty, state) -> its dated suspensions and their ends: (month, stage)."""
    found: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for event in case.agenda.stage_events:
        if event.stage in (SUSPENDED, PARTY):
            found[event.treaty, event.state].append((max(0, event.month), event.stage))
    return found


def _refuse_twice(case: Case, treaty: int, state: int, months: list[int]) -> None:
    """Raises InputFault where a state may have announced twice: what came first is not on record.

    That takes turning back, and a dated exit later than a month in which it was free to decide.
    """
    if months[MONTHS_OF.index(RETURNED)] <= 0:
        return
    free = ~case.agenda.pinned[case.agenda.row, treaty, state]
    leaves = [e.month for e in case.agenda.stage_events
              if (e.treaty, e.state) == (treaty, state) and e.stage in MONTHS_OF[:-1]]  # fmt: skip
    if leaves and free[1 : max(leaves)].any():
        world = case.world
        raise InputFault(
            f"attribute: {world.states[state]} turned back in {world.treaties[treaty].code}, which"
            " a dated exit also moves; what came first cannot be traced: pin it until that exit, or"
            " rule.parameters.turning_back = 0"
        )


def _steps(
    begins: tuple[int, int], months: list[int], dated: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Stages entered, by month; own steps before dated ones of the month, as in step 6.

    begins: when it comes in, and as what.
    """
    own = [(when, 0, stage) for when, stage in zip(months, MONTHS_OF, strict=True) if when != NEVER]
    since, stage = begins
    if stage != PARTY:
        yield begins
    for when, by_date, to in sorted([*own, *((when, 1, to) for when, to in dated)]):
        after = moved_by_event(stage, to) if by_date else to
        if after != stage and when >= since:
            stage = after
            yield when, after
