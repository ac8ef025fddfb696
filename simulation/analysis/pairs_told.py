"""What holds of every pair of runs, in words: where histories part, what a theorem demands."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.outcomes.findings import counted
from simulation.outcomes.manifest_file import NAME
from simulation.scenario.faults import InputFault

WIDTH = 80
LESS = "Under these parameters less pressure can only put exits off"
MORE = "Under these parameters more pressure can only bring exits forward"
ADDS = "Here contagion can only add exits"
PRESCRIBES = {
    ("A", 1): f"{MORE}: no state may leave later",
    ("A", -1): f"{LESS}: no state may leave sooner",
    ("A", 0): "No pressure differs: every state must leave in the same month",
    ("B", 1): f"{ADDS}: whoever leaves in the base must leave",
    ("B", -1): f"{ADDS}: whoever leaves must leave in the base, too",
}
"""What theorem A or B says of a scenario against its base, by the sign of the change, in words for
a reader who knows neither."""


def pair_lines(manifest: Mapping[str, Any]) -> Iterator[str]:
    """For each scenario a sentence or two, wrapped."""
    yield f"Run by run, against {manifest['base']}"
    for name, held in manifest["pairs"].items():
        told = " ".join([_parting(held), *_theorem(held, manifest["runs"])])
        yield from textwrap.wrap(f"{name}: {told}", WIDTH, subsequent_indent="  ")


def _parting(held: Mapping[str, Any]) -> str:
    """Until when the histories are the same, and in how many runs that was checked."""
    if held["branch_month"] <= 1:
        return "differs from the start."
    when = f"before {held['branch_date']}" if held["branch_date"] else "to the end"
    return f"the same histories {when}, bit for bit, in all {counted(held['runs_checked'], 'run')}."


def _theorem(held: Mapping[str, Any], runs: int) -> Iterator[str]:
    """What the theorem that applies prescribes, and that all runs keep it; nothing where none."""
    if held["theorem"] is None:
        return
    says = PRESCRIBES.get((held["theorem"], held["sign"]))
    if says is None:
        raise InputFault(
            f"{NAME}: is damaged, theorem {held['theorem']} in pairs has the sign {held['sign']}"
        )
    kept = f"checked, so it is in all {counted(runs, 'run')}"
    broken = f"BROKEN in {held['wrong']:,} of {counted(runs, 'run')}, a fault of this program"
    yield f"{says}; {broken if held['wrong'] else kept}."
