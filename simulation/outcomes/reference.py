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
    PREDICTIONS,
    RUN_OF_TREATY,
    SIZES,
    STATES,
    Column,
)
from simulation.predictions.theory import QUANTITIES

TABLES = {
    "runs.parquet: a row a run": (*EACH_RUN, *RUN_OF_TREATY),
    "exits.parquet: a row for each state that at least announced": EXITS,
    "states.parquet: a row for each treaty and state": STATES,
    "points.parquet: a row for each design point and treaty": POINTS,
    "sizes.parquet: exact counts of the number of exits": SIZES,
    "months.parquet: a row for each treaty and month": MONTHS,
    "predictions.parquet: a row for each number that a theory predicts": PREDICTIONS,
}
MARK = re.compile(r"(<!-- begin columns -->\n).*?(<!-- end columns -->)", re.DOTALL)


def as_table(columns: Iterable[Column]) -> str:
    """A Markdown table of columns."""
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in columns)])


def quantities() -> str:
    """A Markdown table of what theories may predict."""
    lines = ["| `quantity` | meaning of `value` |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {means} |" for name, means in QUANTITIES.items())])


def renewed(text: str) -> str:
    """The README with its block of columns made anew."""
    tables = (f"### {title}\n\n{as_table(cols)}" for title, cols in TABLES.items())
    block = "\n\n".join([*tables, quantities()])
    return MARK.sub(lambda marks: f"{marks[1]}\n{block}\n\n{marks[2]}", text)


if __name__ == "__main__":
    readme = Path(__file__).parents[2] / "results" / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
