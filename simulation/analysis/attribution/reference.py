"""The columns of an attribution in ``results/README.md``, made from their description.

``python -m simulation.analysis.attribution.reference`` writes them anew.
"""

import re
from pathlib import Path

from simulation.analysis.attribution.columns import COLUMNS
from simulation.outcomes.reference import as_table

MARK = re.compile(
    r"(<!-- begin attribution columns -->\n).*?(<!-- end attribution columns -->)", re.DOTALL
)

ROWS = {
    "multipliers": "a row for each treaty and each state that can be sent out",
    "influence": "a row for each state sent out and each other whose chance differs in some run",
    "mechanisms": "a row for each treaty and term",
    "snowball": "a row for each treaty, then for each of its states that leaves in some run",
    "exits": "a row for each exit",
    "shares": "a row for each exit, parent and term",
    "pairs": "a row for each state and parent, largest first",
    "reproduction": "a row for each treaty and month, for each year, and for all",
}
"""What a row of each table is."""


def block() -> str:
    """The columns of every table, as Markdown."""
    parts = [
        f"### {name}.parquet: {ROWS[name]}\n\n{as_table(about)}" for name, about in COLUMNS.items()
    ]
    return "\n\n".join(parts)


def renewed(text: str) -> str:
    """The README with its block of columns of an attribution made anew."""
    return MARK.sub(lambda marks: f"{marks[1]}\n{block()}\n\n{marks[2]}", text)


if __name__ == "__main__":
    readme = Path(__file__).parents[3] / "results" / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
