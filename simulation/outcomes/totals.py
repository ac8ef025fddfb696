"""Exact totals over runs, built chunk by chunk and merged in any order.

Counts are integers, and amounts are added up as whole multiples of small units, so totals do not
depend on chunks, threads or the order of merging.  Only totals are kept, never whole histories: ten
million replicates need no more memory than one chunk.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Histories
from simulation.engines.departures import FIXED_BITS, Departures, to_fixed
from simulation.outcomes.adding import in_order
from simulation.outcomes.counts import Changes, Counts, Tally, counted, counted_stock
from simulation.outcomes.fired import times_fired
from simulation.outcomes.measures import Measured, measured, places, stretches
from simulation.outcomes.moments import Moments, moments_of
from simulation.outcomes.standing import forced_states, mean_over, parties_at_start
from simulation.world.world import Agenda, Flags, Floats, Integers, StageEvent, World

__all__ = ["FIXED_BITS", "Sums", "Totals", "from_fixed", "merge", "to_fixed", "total"]

UNITS: Mapping[str, Fraction] = {
    "norm_among_stayers": Fraction(1, 2**62),
    "people_uncovered": Fraction(1),
    "border_km_uncovered": Fraction(1, 1000),
}
"""Measures of a run whose mean over runs is reported, and in multiples of what they are added up.
A commitment from 2**-10 on is a whole number of its units as it stands, a smaller one nearly."""


def from_fixed(total: Integers, count: int) -> Floats:
    """Mean of amounts added up by ``to_fixed``; nan where nothing was counted."""
    if count == 0:
        return np.full(np.shape(total), np.nan)
    mean: Floats = total / 2.0**FIXED_BITS / count
    return mean


@dataclass(frozen=True, eq=False)
class Totals:
    """What the runs of one design point add up to."""

    runs: int
    recorded: int
    """Runs whose threat and commitment were recorded month by month."""
    announcing: Counts
    """Runs in which a state decided to leave, by the month in which it announced; a row is treaty *
    states + state."""
    exits_so_far: Counts
    """Runs by their number of exits by the end of a month; a row is treaty * (months + 1) + month.
    """
    moments: Mapping[str, tuple[Moments, ...]]
    """Of each measure in ``UNITS``, for each treaty, over the runs in which it is defined."""
    threat: Integers
    """(states,) threat perception at the end, in multiples of 2**-36."""
    commitment: Integers
    """(treaties, states) norm commitment at the end, likewise."""
    threat_path: Integers
    """(treaties, months + 1) mean threat perception of the parties at the start, recorded runs."""
    commitment_path: Integers
    """(treaties, months + 1) their mean norm commitment, recorded runs."""
    fired: Integers
    """(stages looked for,) how often each fired, as ``times_fired`` counts."""

    def ends(self, treaty: int) -> tuple[Integers, Integers]:
        """Numbers of exits that occurred by the end, and in how many runs each."""
        months = self.threat_path.shape[1]
        return self.exits_so_far.of_row((treaty + 1) * months - 1)


def total(
    left: Departures,
    world: World,
    agenda: Agenda,
    found: Measured | None = None,
    recorded: Histories | None = None,
    dated: Sequence[StageEvent] = (),
) -> Totals:
    """Totals over the replicates of one chunk.

    found: what was measured on them.  recorded: their histories, where they were recorded month by
    month.  dated: the dated stages to look for.
    """
    found = measured(left, world, agenda) if found is None else found
    return Totals(
        runs=len(left.replicates),
        recorded=0 if recorded is None else len(recorded.threat_path),
        announcing=counted(world.stage.size, found.place, found.month),
        exits_so_far=_so_far(left, found.decided, found.announced, world, agenda),
        moments=_moments(found),
        threat=left.threat,
        commitment=left.commitment,
        **_paths(recorded, world, agenda),
        fired=times_fired(left, dated),
    )


def exits_so_far(left: Departures, decided: Flags, world: World, agenda: Agenda) -> Counts:
    """How many runs stand at each number of exits at the end of each month.

    A decision counts from the month of announcing until the state turns back.
    """
    rows, months = np.flatnonzero(decided), agenda.months + 1
    month = left.months[0].take(rows).astype(np.int64)
    announced = in_order(stretches(left).take(rows), month, left.stayers.size, months)
    return _so_far(left, decided, announced, world, agenda)


def _so_far(
    left: Departures, decided: Flags, announced: Integers, world: World, agenda: Agenda
) -> Counts:
    """The same; announced: (decisions,) as in ``Measured``."""
    withdrew = _withdrew(left, decided, forced_states(world, agenda))
    changes = _changes(left, announced, withdrew, agenda.months + 1)
    return counted_stock(changes, len(left.replicates), len(world.treaties), agenda.months + 1)


def _withdrew(left: Departures, decided: Flags, forced: Flags) -> Integers:
    """Rows of those who decided to leave and turned back; forced: as for ``decisions``."""
    announced, returned = left.months[0], left.months[3]
    rows = np.flatnonzero(returned >= 1)  # in many worlds nobody does
    if len(rows) == 0:
        return rows
    back = (returned >= announced) & (announced >= 1) & ~left.forced & ~decided
    back &= ~forced.take(places(left, forced.shape[1]))
    return np.flatnonzero(back)


def _changes(left: Departures, announced: Integers, withdrew: Integers, months: int) -> Changes:
    """Announcements that stand, and those withdrawn with their withdrawals; months: T + 1."""
    if len(withdrew) == 0:
        return Changes(announced, None)
    begins = stretches(left).take(withdrew) * months
    came, went = (begins + left.months[which].take(withdrew) for which in (0, 3))
    moves = np.sort(np.concatenate((2 * announced, 2 * came, 2 * went + 1)))
    return Changes(moves >> 1, 1 - 2 * (moves & 1))


def _moments(found: Measured) -> dict[str, tuple[Moments, ...]]:
    """Of each measure in ``UNITS``, for each treaty."""
    norms = np.rint(found.norm / float(UNITS["norm_among_stayers"]))
    known = ~np.isnan(norms)
    treaties = range(found.exits.shape[1])
    return {
        "norm_among_stayers": tuple(
            moments_of(norms[known[:, k], k].astype(np.int64)) for k in treaties
        ),
        "people_uncovered": tuple(moments_of(found.people[:, k]) for k in treaties),
        "border_km_uncovered": tuple(moments_of(found.metres[:, k]) for k in treaties),
    }


def _paths(recorded: Histories | None, world: World, agenda: Agenda) -> dict[str, Integers]:
    """The parties' mean threat perception and commitment, added up over recorded runs."""
    if recorded is None or len(recorded.threat_path) == 0:
        none = np.zeros((len(world.treaties), agenda.months + 1), dtype=np.int64)
        return {"threat_path": none, "commitment_path": none}
    parties = parties_at_start(world)
    return {
        "threat_path": _path(recorded.threat_path[:, :, None, :], parties),
        "commitment_path": _path(recorded.commitment_path, parties),
    }


def _path(values: NDArray[np.float64], parties: Flags) -> Integers:
    """(treaties, months) sum over recorded runs of the parties' mean, as multiples of 2**-36."""
    over_runs: Integers = to_fixed(mean_over(values, parties)).sum(axis=0)
    return over_runs.T


ADDED = ("runs", "recorded", "threat", "commitment", "threat_path", "commitment_path", "fired")
"""What is merged by adding."""


class Sums:
    """Totals of many chunks, added up as they come."""

    def __init__(self, pieces: Iterable[Totals] = ()) -> None:
        self._added: dict[str, int | Integers] = {}
        self._announcing, self._exits_so_far = Tally(), Tally()
        self._moments: dict[str, tuple[Moments, ...]] = {}
        self._pieces = 0
        self._only: Totals | None = None
        for piece in pieces:
            self.add(piece)

    def add(self, piece: Totals) -> None:
        """One more chunk; the first waits for a second, for alone it is the whole as it stands."""
        self._pieces += 1
        if self._pieces == 1:
            self._only = piece
            return
        if self._only is not None:
            self._merge(self._only)
            self._only = None
        self._merge(piece)

    def _merge(self, piece: Totals) -> None:
        for name in ADDED:
            self._added[name] = self._added.get(name, 0) + getattr(piece, name)
        self._announcing.add(piece.announcing)
        self._exits_so_far.add(piece.exits_so_far)
        for name, new in piece.moments.items():
            before = self._moments.get(name, (Moments(),) * len(new))
            self._moments[name] = tuple(a + b for a, b in zip(before, new, strict=True))

    def whole(self) -> Totals:
        """Totals over all chunks so far; at least one."""
        if self._only is not None:
            return self._only
        return Totals(
            announcing=self._announcing.whole(),
            exits_so_far=self._exits_so_far.whole(),
            moments=self._moments,
            **self._added,  # type: ignore[arg-type]
        )


def merge(one: Totals, other: Totals) -> Totals:
    """Totals over the runs of both; associative and commutative."""
    return Sums((one, other)).whole()
