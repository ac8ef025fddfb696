"""Who stood at which stage when, in one run: rebuilt from its departures and the agenda."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.arms import LEAVING, lived
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
from simulation.world.world import Integers

MONTHS_OF = (ANNOUNCED, NOTIFIED, OUT, RETURNED)
"""Stages whose months ``Departures.months`` holds, in its order; suspensions come by date."""


class Mover(NamedTuple):
    """A state that departed from one treaty in one run, or was suspended."""

    treaty: int
    state: int
    steps: tuple[tuple[int, int], ...]
    """(month, stage entered in it), in order; month 0: it stood there at the start."""
    announced: int
    """Month of announcing, the last one; -1: never, it was only suspended."""
    forced: bool
    """True: moved out by a date, not by a decision."""

    @property
    def decided(self) -> bool:
        """Whether it decided to leave during the run."""
        return self.announced >= 1 and not self.forced

    @property
    def announcements(self) -> list[int]:
        """Months in which it announced; 0: before the start.  Two where it turned back between."""
        first = [0] if self.steps and self.steps[0][0] == 0 and self.stage_at(0) in LEAVING else []
        later = [when for when, stage in self.steps if stage == ANNOUNCED and when > 0]
        return first + later

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


def told(case: Case, replicates: Integers, engine: str = "compiled") -> list[list[Mover]]:
    """For each run, everybody who departed, in the order of treaties and states.

    Of a stage entered twice only the last month is on record: that takes turning back, and a later
    dated exit.  There the run is also lived as far as the month before each dated exit, which is
    the same run: nothing in it reads a later month.
    """
    parts = [lived(case, replicates, engine)]
    if case.parameters.turning_back > 0.0:
        events = [e for e in case.agenda.stage_events if e.stage in LEAVING and e.month > 1]
        dates = sorted({event.month for event in events})
        parts += [lived(cut(case, month - 1), replicates, engine) for month in dates]
    return _movers(case, parts)


def cut(case: Case, months: int) -> Case:
    """The case that ends with an earlier month."""
    agenda = case.agenda
    return dataclasses.replace(
        case,
        agenda=dataclasses.replace(
            agenda,
            months=months,
            row=agenda.row[: months + 1],
            joins=np.where(agenda.joins <= months, agenda.joins, NEVER),
            conflict_ends=agenda.conflict_ends[: months + 1],
            stage_events=tuple(e for e in agenda.stage_events if e.month <= months),
        ),
    )


def _movers(case: Case, parts: Sequence[Departures]) -> list[list[Mover]]:
    """From the whole runs, the first of the parts, and their beginnings."""
    whole = parts[0]
    dated, start = suspensions(case), case.world.stage.tolist()
    joins = case.agenda.joins.tolist()
    own: defaultdict[tuple[int, int, int], set[tuple[int, int]]] = defaultdict(set)
    for part in parts:
        for where, _, months in _rows(part):
            entered = zip(months, MONTHS_OF, strict=False)
            own[where] |= {(when, stage) for when, stage in entered if when != NEVER}
    runs: list[list[Mover]] = [[] for _ in whole.replicates]
    for where, forced, months in _rows(whole):
        run, k, i = where
        begins = _begins(start[k][i], joins[k][i])
        steps = tuple(_steps(begins, own[where], dated.get((k, i), [])))
        announced = 0 if start[k][i] in LEAVING else months[0]
        runs[run].append(Mover(k, i, steps, announced, forced))
    return [[*movers, *_standing(case, movers, dated)] for movers in runs]


def _rows(found: Departures) -> Iterator[tuple[tuple[int, int, int], bool, list[int]]]:
    """Run, treaty and state of each row; whether it was forced; its months."""
    columns = (found.run, found.treaty, found.state)
    where = zip(*(one.tolist() for one in columns), strict=True)
    yield from zip(where, found.forced.tolist(), found.months.T.tolist(), strict=True)


def _standing(
    case: Case, movers: list[Mover], dated: dict[tuple[int, int], list[tuple[int, int]]]
) -> Iterator[Mover]:
    """Who stood suspended, or on the way out, at the start and has no row: nothing happened to it.

    Others see it all the same.
    """
    there = {(one.treaty, one.state) for one in movers}
    for k, i in np.argwhere(np.isin(case.world.stage, (*LEAVING, SUSPENDED))).tolist():
        if (k, i) not in there:
            stage = int(case.world.stage[k, i])
            steps = tuple(_steps((0, stage), set(), dated.get((k, i), [])))
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


def _steps(
    begins: tuple[int, int], own: Collection[tuple[int, int]], dated: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Stages entered, by month; own steps before dated ones of the month, as in step 6.

    begins: when it comes in, and as what.  own: what is on record, dated exits included; whoever
    turns back in a month does so before a date moves it.
    """
    moves = [(when, 0, 0 if stage == RETURNED else stage, stage) for when, stage in own]
    moves += [(when, 1, 0, to) for when, to in dated]
    since, stage = begins
    if stage != PARTY:
        yield begins
    for when, by_date, _, to in sorted(moves):
        after = moved_by_event(stage, to) if by_date else to
        if after != stage and when >= since:
            stage = after
            yield when, after
