"""What holds of every single pair of runs: where two histories part, and what a theorem forbids."""

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulation.analysis import branching, comparable
from simulation.analysis.branching import branch_month, first_unlike, paths_checked
from simulation.analysis.sides import STAGES, Side, months_of
from simulation.analysis.theorems import moves_together, theorem_of, wrong_runs
from simulation.engines.choosing import engine
from simulation.scenario.dates import first_day
from simulation.scenario.faults import InputFault
from simulation.scenario.scenario import Scenario
from simulation.world.world import Flags

FLAG = "--from"
WRITTEN = "a month of the run, such as 2025-01"


def month_given(text: str | None, scenario: Scenario) -> int | None:
    """The number of the month that ``--from`` names, 1 or later; None where it is not given.

    Raises InputFault for anything but a month from the start to the one after the end.
    """
    if text is None:
        return None
    try:
        month = scenario.month_of(first_day(text))
    except ValueError:
        raise InputFault(f"{FLAG}: {str(text)[:40]!r} must be {WRITTEN}") from None
    if not 1 <= month <= scenario.months + 1:
        raise InputFault(
            f"{FLAG}: {text} must lie in the run, {scenario.start:%Y-%m} to {scenario.end:%Y-%m}"
        )
    return month


def pairs_of(
    sides: Sequence[Side], branch: int | None = None, deep: bool = False
) -> dict[str, dict[str, Any]]:
    """For each scenario but the first what holds run by run against the first, ready for JSON.

    branch: the month before which histories must agree; None: found from what the scenarios say.
    deep: threat and commitment are run again, in some runs, and compared month by month.  Raises
    InputFault where a month given is later than the one from which histories differ.
    """
    base, *others = sides
    return {
        side.label: {**_parting(base, side, branch, deep), **_ordered(base, side)}
        for side in others
    }


def _parting(base: Side, other: Side, given: int | None, deep: bool) -> dict[str, Any]:
    """From which month on two scenarios' histories part, and in how many runs that was checked."""
    month = _branch(base, other) if given is None else given
    _check_dates(base, other, month, given is not None)
    paths = _check_paths(base, other, month, given is not None) if deep else 0
    return {
        "branch_month": month,
        "branch_date": _date(base.record.scenario, month),
        "branch_given": given is not None,
        "runs_checked": len(base.record.runs) if month > branching.START else 0,
        "paths_checked": paths,
    }


def _branch(base: Side, other: Side) -> int:
    """The first month in which the two can differ."""
    if _own_rule(base) != _own_rule(other):
        return branching.START
    return branch_month(*((side.record.scenario, side.case) for side in (base, other)))


def _own_rule(side: Side) -> object:
    """What a result says of a researcher's own rule; None: it ran by the theory's."""
    return side.record.manifest.get("own_rule")


def _date(scenario: Scenario, month: int) -> str | None:
    """The month as in 2025-01; None: before the first or after the last."""
    if not 1 <= month <= scenario.months:
        return None
    months = 12 * scenario.start.year + scenario.start.month - 1 + month - 1
    return datetime.date(months // 12, months % 12 + 1, 1).isoformat()[:7]


def _check_dates(base: Side, other: Side, month: int, given: bool) -> None:
    """Every stage of every state in every run, before the branch month."""
    if month <= branching.START:
        return
    found = [
        (unlike[2], unlike[0], base.world.states[unlike[1]], treaty.code, stage)
        for k, treaty in enumerate(base.world.treaties)
        for stage in STAGES
        if (unlike := _unlike(base, other, k, stage, month)) is not None
    ]
    if found:
        when, run, state, code, stage = min(found)
        replicate = int(base.record.runs["replicate"].iloc[run])
        told = f"{state} has {stage} ({code}) in only one of them in replicate {replicate}"
        _refuse(base, other, f"differ already in {_date(base.record.scenario, when)}: {told}",
                given)  # fmt: skip


def _unlike(
    base: Side, other: Side, treaty: int, stage: str, month: int
) -> tuple[int, int, int] | None:
    code = base.world.treaties[treaty].code
    return first_unlike(
        months_of(base, code, stage), months_of(other, code, stage), month,
        _written_once(base, other, treaty),
    )  # fmt: skip


def _written_once(base: Side, other: Side, treaty: int) -> Flags:
    """(runs, states) False where a stage may have been entered twice: the last time is on record.

    Only whoever turned back, or is moved by date, can enter one again.
    """
    code = base.world.treaties[treaty].code
    twice = np.zeros((len(base.record.runs), len(base.world.states)), dtype=np.bool_)
    for side in (base, other):
        twice |= comparable.moved_by_date(side.world, side.agenda)[treaty]
        twice |= months_of(side, code, "returned") >= 0
    return ~twice


def _check_paths(base: Side, other: Side, month: int, given: bool) -> int:
    manifest = base.record.manifest
    replicates = base.record.runs["replicate"].to_numpy(dtype=np.int64)[:PATHS]
    checked, wrong = paths_checked(
        engine(manifest["engine"]), base.case, other.case, replicates, month
    )
    if wrong is not None:
        _refuse(base, other, "differ sooner, in threat perception or norm commitment of"
                f" replicate {wrong}", given)  # fmt: skip
    return checked


PATHS = 20
"""Runs in which threat and commitment are compared month by month, at most."""


def _refuse(base: Side, other: Side, why: str, given: bool) -> None:
    told = f"{other.label} and {base.label} {why}"
    if given:
        raise InputFault(f"{FLAG}: {told}; give an earlier month, or none: it is found")
    raise RuntimeError(f"{told}, before the first month in which what decides them differs")


def _ordered(base: Side, other: Side) -> dict[str, Any]:
    """What a theorem says of every pair of runs, and in how many it does not hold."""
    own = any(_own_rule(side) is not None for side in (base, other))
    together = not own and moves_together(base.case) and moves_together(other.case)
    theorem = None if own else theorem_of(base.case, other.case)
    if theorem is None:
        return {"theorem": None, "sign": None, "wrong": None, "moves_together": together}
    wrong = np.zeros(len(base.record.runs), dtype=np.bool_)
    for k, treaty in enumerate(base.world.treaties):
        free = ~comparable.moved_by_date(base.world, base.agenda)[k]
        free &= ~comparable.moved_by_date(other.world, other.agenda)[k]
        before, after = (months_of(side, treaty.code, "announced") for side in (base, other))
        wrong |= wrong_runs(theorem, before, after, free)
    return {
        "theorem": theorem.name,
        "sign": theorem.sign,
        "wrong": int(wrong.sum()),
        "moves_together": together,
    }
