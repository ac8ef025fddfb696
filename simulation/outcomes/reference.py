"""The reference in ``results/README.md``, made from the description of the columns.

``python -m simulation.outcomes.reference`` writes it anew.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from simulation.outcomes.columns import (
    EACH_RUN,
    EXITS,
    MONTHS,
    POINTS,
    RUN_OF_TREATY,
    SIZES,
    STATES,
    Column,
)

TABLES = {
    "runs.parquet: a row a run": (*EACH_RUN, *RUN_OF_TREATY),
    "exits.parquet: a row for each state that at least announced": EXITS,
    "states.parquet: a row for each treaty and state": STATES,
    "points.parquet: a row for each design point and treaty": POINTS,
    "sizes.parquet: exact counts of the number of exits": SIZES,
    "months.parquet: a row for each treaty and month": MONTHS,
}
MARK = re.compile(r"(<!-- begin columns -->\n).*?(<!-- end columns -->)", re.DOTALL)


def as_table(columns: Iterable[Column]) -> str:
    """A Markdown table of columns."""
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in columns)])


def renewed(text: str) -> str:
    """The README with its block of columns made anew."""
    block = "\n\n".join(f"### {title}\n\n{as_table(cols)}" for title, cols in TABLES.items())
    return MARK.sub(lambda marks: f"{marks[1]}\n{block}\n\n{marks[2]}", text)


if __name__ == "__main__":
    readme = Path(__file__).parents[2] / "results" / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
