"""Runs that failed: how many, why, and which were the first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.engines.contract import Histories
from simulation.engines.departures import Departures
from simulation.engines.own_rule import without_place
from simulation.scenario.faults import InputFault

LISTED = 20
"""So many failed runs, and so many reasons, are listed."""


@dataclass(frozen=True)
class Failures:
    """What is kept of runs that failed; they are in no table."""

    runs: int = 0
    first: tuple[tuple[int, str], ...] = ()
    """Replicate and reason of the first few."""
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Reason, without where and when -> runs."""

    def __add__(self, later: "Failures") -> "Failures":
        """Failures of these runs and of later ones."""
        return Failures(
            self.runs + later.runs,
            (*self.first, *later.first)[:LISTED],
            Counter(self.reasons) + Counter(later.reasons),
        )


NONE_FAILED = Failures()


def failures_of(left: Departures | Histories) -> Failures:
    """Failures among the runs of one chunk."""
    reasons = [str(reason) for reason in left.reasons]
    listed = zip(left.failed.tolist()[:LISTED], reasons, strict=False)
    return Failures(len(reasons), tuple(listed), Counter(map(without_place, reasons)))


def as_data(failures: Failures) -> dict[str, Any]:
    """For the manifest: the first failures, and how many runs failed for which reason."""
    return {
        "first": [{"replicate": run, "reason": reason} for run, reason in failures.first],
        "reasons": [
            {"reason": reason, "runs": runs} for reason, runs in commonest(failures)[:LISTED]
        ],
    }


def commonest(failures: Failures) -> list[tuple[str, int]]:
    """Reasons and in how many runs, the commonest first."""
    return sorted(failures.reasons.items(), key=lambda counted: (-counted[1], counted[0]))


def refuse_nothing(failures: Failures, asked: int) -> None:
    """Raises InputFault where no run is left."""
    if failures.runs < asked or asked == 0:
        return
    reason, runs = commonest(failures)[0]
    mostly = "" if runs == asked else f", {runs:,} of them for this reason"
    replicate, told = next(one for one in failures.first if without_place(one[1]) == reason)
    raise InputFault(f"all {asked:,} runs failed{mostly}: {told}, first in replicate {replicate}")
