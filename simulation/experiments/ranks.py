"""How the leavers of 2025 rank among the parties by their chance to leave, at four protections.

    python -m simulation.experiments.ranks

prints their ranks next to a plain rule, "land border with Russia, and not its ally", with the area
under the ROC curve of both, and again without capability, the one input of a later vintage.  The
theory was written knowing who left, so this tests no forecast; it shows what protection does.
"""

import argparse
import datetime
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.experiments.runner import Source, run
from simulation.outcomes.intervals import wilson
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault
from simulation.world.baseline import plain_rule
from simulation.world.world import Flags, Floats

LEAVERS = ("EST", "FIN", "LTU", "LVA", "POL")
"""States that left the APMBC in 2025 and 2026 (table withdrawals)."""

PROTECTIONS = (0.0, 0.25, 0.5, 0.8)
TREATY = "APMBC"
SCENARIO = "ottawa-2025"
WITHOUT_LATER_INPUT = "no-capability"
"""Definition of threat that leaves out capability, known for one late vintage only."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Parties by a score; the highest has rank 1 and ties share the middle of their ranks."""

    label: str
    states: tuple[str, ...]
    rank: Floats
    """(states,)"""
    best: Floats
    """(states,) lowest rank that the intervals of the scores allow."""
    worst: Floats
    """(states,) highest such rank."""
    auc: float
    """Chance that a random leaver of 2025 scores above a random stayer, ties counting half."""
    held: frozenset[str]
    """States that the scenario holds or suspends, so that they cannot leave."""


def mid_ranks(score: Floats) -> Floats:
    """Ranks from the highest score down; ties share the mean of their ranks.

    >>> mid_ranks(np.array([0.5, 0.1, 0.5])).tolist()
    [1.5, 3.0, 1.5]
    """
    above = (score[None, :] > score[:, None]).sum(axis=1)
    level = (score[None, :] == score[:, None]).sum(axis=1)
    ranks: Floats = above + (level + 1) / 2.0
    return ranks


def area_under_curve(score: Floats, positive: Flags) -> float:
    """Chance that a positive case scores above another one, ties counting half.

    Hanley and McNeil 1982, Radiology 143:29.

    >>> area_under_curve(np.array([0.9, 0.4, 0.4]), np.array([True, True, False]))
    0.75
    """
    pairs = np.sign(score[positive][:, None] - score[~positive][None, :])
    return float((pairs.mean() + 1.0) / 2.0)


def ranks_allowed(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Best and worst rank of each state that the intervals of all scores allow.

    A state is surely behind only those whose whole interval lies above its own.

    >>> [ends.tolist() for ends in ranks_allowed(np.array([0.5, 0.2]), np.array([0.9, 0.6]))]
    [[1, 1], [2, 2]]
    """
    surely_above = (low[None, :] > high[:, None]).sum(axis=1)
    surely_below = (high[None, :] < low[:, None]).sum(axis=1)
    return 1 + surely_above, len(low) - surely_below


def ranking_of(record: Record, label: str) -> Ranking:
    """Parties at the start, ranked by their chance to leave.

    A state that is held or suspended has no chance to leave and ranks as if it never did.
    """
    states = record.states
    here = states[(states["treaty"] == TREATY) & ~states["state"].isin(_joined_later(record))]
    leavers = here["leavers"].fillna(0).to_numpy(dtype=np.int64)
    names = tuple(here["state"])
    low, high = wilson(leavers, record.manifest["runs"]["done"])
    best, worst = ranks_allowed(low, high)
    score = leavers.astype(np.float64)
    auc = area_under_curve(score, _left_in_2025(names))
    held = frozenset(here["state"][here["standing"] != "free"])
    return Ranking(label, names, mid_ranks(score), best, worst, auc, held)


def _joined_later(record: Record) -> list[str]:
    """States that become party during the run."""
    return [
        state
        for event in record.scenario.events
        if event.kind == "join" and event.options.get("into") == TREATY
        for state in event.target
    ]


def _left_in_2025(states: Sequence[str]) -> Flags:
    return np.array([state in LEAVERS for state in states])


def ranking_of_plain_rule(
    label: str, states: tuple[str, ...], day: datetime.date, held: frozenset[str]
) -> Ranking:
    """The same states by the plain rule: a land border with Russia, and not its ally.

    held: states taken out of the rule by hand, as the scenario does.
    """
    flagged = plain_rule(day) - held
    score = np.array([float(state in flagged) for state in states])
    rank = mid_ranks(score)
    auc = area_under_curve(score, _left_in_2025(states))
    return Ranking(label, states, rank, rank, rank, auc, held)


def rankings(
    scenario: Source = SCENARIO,
    replicates: int | None = None,
    options: Mapping[str, object] | None = None,
) -> Iterator[Ranking]:
    """Rankings at each protection; options: further values by dotted key."""
    for protection in PROTECTIONS:
        overrides = {"rule.parameters.protection": protection, **(options or {})}
        record = run(scenario, replicates=replicates, overrides=overrides)
        yield ranking_of(record, f"protection {protection:g}")


def as_lines(title: str, shown: Sequence[Ranking]) -> Iterator[str]:
    """A table of rankings as plain text: rank, the ranks that chance allows, and the AUC."""
    yield f"{title}: rank among {len(shown[0].states)} parties (ranks that chance allows)"
    yield f"{'':<18}" + "".join(f"{state:<14}" for state in LEAVERS) + "AUC"
    for one in shown:
        yield f"{one.label:<18}" + "".join(_cells(one)) + f"{one.auc:.3f}"


def _cells(one: Ranking) -> Iterator[str]:
    for state in LEAVERS:
        i = one.states.index(state)
        allowed = "" if one.best[i] == one.worst[i] else f" ({one.best[i]:g}-{one.worst[i]:g})"
        yield f"{one.rank[i]:g}{allowed}".ljust(14)


def report(scenario: Source, replicates: int | None, day: datetime.date) -> Iterator[str]:
    """Both tables, line by line."""
    with_it = list(rankings(scenario, replicates))
    states, held = with_it[0].states, with_it[0].held
    plain = [
        ranking_of_plain_rule("plain rule", states, day, frozenset()),
        ranking_of_plain_rule(f"  without {'/'.join(sorted(held))}", states, day, held),
    ]
    yield from as_lines("Chance to leave", [*with_it, *plain])
    yield ""
    without = {"world.threat_index": WITHOUT_LATER_INPUT}
    yield from as_lines("Without capability", list(rankings(scenario, replicates, without)))
    yield ""
    yield f"Held or suspended by the scenario, ranked as never leaving: {', '.join(sorted(held))}."
    yield "No merit of the theory: compare its AUC with that of the plain rule without them."
    yield f"Plain rule as of {day}. The theory was written knowing who left: no forecast."


def main(words: Sequence[str] | None = None) -> int:
    """Print both tables; the command behind ``python -m simulation.experiments.ranks``."""
    parser = argparse.ArgumentParser(prog="python -m simulation.experiments.ranks")
    parser.add_argument("--replicates", type=int, default=2_000, metavar="N")
    parser.add_argument("--scenario", default=SCENARIO)
    given = parser.parse_args(words)
    try:
        for line in report(given.scenario, given.replicates, datetime.date(2025, 1, 1)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    except InputFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
