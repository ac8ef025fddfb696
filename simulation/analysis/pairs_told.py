"""What holds of every pair of runs, in words: where histories part, and what a theorem forbids."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

WIDTH = 80
FORBIDS = {
    ("A", 1): "no state may leave later",
    ("A", -1): "no state may leave sooner",
    ("A", 0): "every state leaves in the same month",
    ("B", 1): "whoever leaves in the base must leave",
    ("B", -1): "whoever leaves must leave in the base too",
}
"""What theorem A or B says of a scenario against its base, by the sign of the change."""


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
    return f"the same histories {when}, bit for bit, in all {held['runs_checked']:,} runs."


def _theorem(held: Mapping[str, Any], runs: int) -> Iterator[str]:
    """What the theorem that applies forbids, and that no run does it; nothing where none does."""
    if held["theorem"] is None:
        return
    says = FORBIDS[held["theorem"], held["sign"]]
    kept = f"0 of {runs:,} runs break it"
    broken = f"BROKEN in {held['wrong']:,} of {runs:,} runs: a fault of this program"
    yield f"By theorem {held['theorem']} {says}: {broken if held['wrong'] else kept}."
