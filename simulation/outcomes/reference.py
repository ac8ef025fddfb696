"""The reference in ``results/README.md``, made from the description of the columns.

``python -m simulation.outcomes.reference`` writes it anew.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from simulation.outcomes.columns import (
    EACH_RUN,
    EXITS,
    FAILURES,
    KEYS_OF_A_DESIGN,
    MONTHS,
    POINTS,
    PREDICTIONS,
    RUN_OF_TREATY,
    SIZES,
    STATES,
    SUMS,
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
KEY = Column("KEY", "whole, number, flag or text", KEYS_OF_A_DESIGN)
SWEEPS = {
    "runs.parquet and points.parquet: further columns, one for each key": (KEY,),
    "failures.parquet: a row for each run that failed": FAILURES,
    "sums.parquet: exact sums, from which a sweep grows": SUMS,
}
"""What only the result of a sweep has."""
MARK = re.compile(r"(<!-- begin columns -->\n).*?(<!-- end columns -->)", re.DOTALL)
OF_SWEEPS = re.compile(
    r"(<!-- begin columns of sweeps -->\n).*?(<!-- end columns of sweeps -->)", re.DOTALL
)


def as_table(columns: Iterable[Column]) -> str:
    """A Markdown table of columns."""
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in columns)])


def quantities() -> str:
    """A Markdown table of what theories may predict."""
    lines = ["| `quantity` | meaning of `value` |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {means} |" for name, means in QUANTITIES.items())])


def renewed(text: str) -> str:
    """The README with its blocks of columns made anew."""
    block = "\n\n".join([_tables(TABLES), quantities()])
    text = MARK.sub(lambda marks: f"{marks[1]}\n{block}\n\n{marks[2]}", text)
    return OF_SWEEPS.sub(lambda marks: f"{marks[1]}\n{_tables(SWEEPS)}\n\n{marks[2]}", text)


def _tables(tables: Mapping[str, Iterable[Column]]) -> str:
    return "\n\n".join(f"### {title}\n\n{as_table(cols)}" for title, cols in tables.items())


if __name__ == "__main__":
    readme = Path(__file__).parents[2] / "results" / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
