"""What the runs of one choice add up to, treaty by treaty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.analysis.comparable import ever_party, moved_by_date
from simulation.engines.contract import Case
from simulation.engines.departures import Departures
from simulation.outcomes.counts import Counts, merged, quantiles_of
from simulation.outcomes.intervals import bounded_mean_of, wilson
from simulation.outcomes.measures import decisions, places
from simulation.outcomes.standing import forced_states, standings
from simulation.outcomes.totals import exits_so_far
from simulation.world.world import Flags, Floats, Integers

BAND = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Name of each line of the band, and the share of the runs that do not exceed it."""

Estimate = tuple[float, float, float]
"""A value and the ends of its 95 % interval."""


@dataclass(frozen=True, eq=False)
class Counted:
    """The runs of one choice."""

    runs: int
    """That did not fail."""
    failed: int
    """That did, and are in nothing else."""
    run: Integers
    """(decisions,) place of the run of each decision that stands at the end."""
    place: Integers
    """(decisions,) place of the state that decided, among all states of all treaties."""
    so_far: Counts
    """Runs by their number of exits by the end of a month, as ``totals.exits_so_far``."""
    free: Flags
    """(treaties, states) whose chance to leave is a question."""
    comparable: Flags
    """(treaties, states) whom no date moves or holds, so that they count in a comparison."""

    def exits(self, treaty: int, of: Flags | None = None) -> Floats:
        """(runs,) exits from a treaty by the end; of: (treaties, states) who counts, None: all."""
        mine = self.place // self.free.shape[1] == treaty
        if of is not None:
            mine &= of.ravel()[self.place]
        return np.bincount(self.run[mine], minlength=self.runs).astype(np.float64)

    def first(self, runs: int) -> "Counted":
        """The first so many runs alone, to be compared with as many; without what lies between."""
        mine = self.run < runs
        return replace(self, runs=min(runs, self.runs), run=self.run[mine], place=self.place[mine])


@dataclass(frozen=True, eq=False)
class Part:
    """What is kept of some runs of a choice."""

    runs: int
    """As in ``Counted``, of these runs; so the others."""
    failed: int
    """Likewise."""
    run: Integers
    """(decisions,) its place among these runs."""
    place: Integers
    """(decisions,)"""
    so_far: Counts
    """By month."""


def part(left: Departures, case: Case) -> Part:
    """What is kept of some runs of a case."""
    world, agenda = case.world, case.agenda
    decided = decisions(left, forced_states(world, agenda))
    return Part(
        runs=len(left.replicates),
        failed=len(left.failed),
        run=left.run[decided],
        place=places(left, len(world.states))[decided],
        so_far=exits_so_far(left, decided, world, agenda),
    )


def counted(parts: Sequence[Part], case: Case) -> Counted:
    """What all runs of a case add up to; parts: in order."""
    world, agenda = case.world, case.agenda
    before = np.cumsum([0, *(one.runs for one in parts)])
    return Counted(
        runs=int(before[-1]),
        failed=sum(one.failed for one in parts),
        run=np.concatenate([n + one.run for n, one in zip(before, parts, strict=False)]),
        place=np.concatenate([one.place for one in parts]),
        so_far=merged(*(one.so_far for one in parts)),
        free=standings(world, agenda) == "free",
        comparable=ever_party(world, agenda) & ~moved_by_date(world, agenda),
    )


def band(found: Counted, treaty: int) -> dict[str, list[int]]:
    """Quantiles over runs of the exits so far, month by month."""
    months = found.so_far.rows // len(found.free)
    mine = found.so_far.part(treaty * months, (treaty + 1) * months)
    return {name: quantiles_of(mine, share).tolist() for name, share in BAND.items()}


def sizes(found: Counted, treaty: int) -> list[int]:
    """How many runs ended with 0, 1, 2, ... exits."""
    counts: list[int] = np.bincount(found.exits(treaty).astype(np.int64), minlength=1).tolist()
    return counts


def expected(found: Counted, treaty: int) -> Estimate:
    """Exits expected by the end."""
    return bounded_mean_of(found.exits(treaty), 0.0, float(found.free.shape[1]))


def saved(found: Counted, base: Counted, treaty: int) -> Estimate:
    """Exits that the choice saves against the base, pair by pair on the same luck.

    States that either moves or holds by date count in neither, so that both count the same.
    """
    most = float((found.comparable & base.comparable)[treaty].sum())
    return bounded_mean_of(fewer_by_run(found, base, treaty), -most, most)


def fewer_by_run(found: Counted, base: Counted, treaty: int) -> Floats:
    """(runs,) by how many exits a choice has fewer than the base in the run of the same number."""
    both = found.comparable & base.comparable
    return base.exits(treaty, both) - found.exits(treaty, both)


def chances(found: Counted, treaty: int) -> tuple[Floats, Floats, Floats]:
    """(states,) chance to leave by the end with its interval."""
    states = found.free.shape[1]
    mine = found.place[found.place // states == treaty] % states
    leavers = np.bincount(mine, minlength=states)
    return leavers / max(found.runs, 1), *wilson(leavers, found.runs)
