"""Who stood at which stage when, in one run: rebuilt from its departures and the agenda."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from simulation.engines.contract import Case
from simulation.engines.departures import Departures
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
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

    Raises InputFault where a state turned back and was then moved out by a date: of a stage entered
    twice only the last month is on record.
    """
    dated = suspensions(case)
    runs: list[list[Mover]] = [[] for _ in found.replicates]
    columns = (found.run, found.treaty, found.state, found.forced)
    rows = zip(*(one.tolist() for one in columns), found.months.T.tolist(), strict=True)
    for run, treaty, state, forced, months in rows:
        _refuse_twice(case, treaty, state, months)
        steps = tuple(_steps(months[: len(MONTHS_OF)], dated.get((treaty, state), [])))
        runs[run].append(Mover(treaty, state, steps, months[0], forced))
    return runs


def suspensions(case: Case) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """(treaty, state) -> its dated suspensions and their ends: (month, stage)."""
    found: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for event in case.agenda.stage_events:
        if event.stage in (SUSPENDED, PARTY):
            found[event.treaty, event.state].append((max(0, event.month), event.stage))
    return found


def _refuse_twice(case: Case, treaty: int, state: int, months: list[int]) -> None:
    returned = months[MONTHS_OF.index(RETURNED)]
    if returned != NEVER and max(months[: len(MONTHS_OF) - 1]) > returned:
        world = case.world
        raise InputFault(
            f"attribute: {world.states[state]} turned back in {world.treaties[treaty].code} and"
            " was then moved out by a dated event; exits entered twice cannot be traced:"
            " rule.parameters.turning_back = 0, or no dated exit for that state"
        )


def _steps(months: list[int], dated: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stages entered, by month; own steps before dated ones of the month, as in step 6."""
    own = [(when, 0, stage) for when, stage in zip(months, MONTHS_OF, strict=True) if when != NEVER]
    stage = PARTY
    for when, by_date, to in sorted([*own, *((when, 1, to) for when, to in dated)]):
        after = moved_by_event(stage, to) if by_date else to
        if after != stage:
            stage = after
            yield when, after
