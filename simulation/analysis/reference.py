"""The columns of a comparison in ``results/README.md``, made from their description.

``python -m simulation.analysis.reference`` writes them anew.
"""

import re
from pathlib import Path

from simulation.analysis.comparison_folder import COLUMNS, TABLE
from simulation.outcomes.reference import as_table

MARK = re.compile(
    r"(<!-- begin comparison columns -->\n).*?(<!-- end comparison columns -->)", re.DOTALL
)


def renewed(text: str) -> str:
    """The README with its block of columns of a comparison made anew."""
    title = f"### {TABLE}: a row for each scenario, treaty and outcome"
    block = f"{title}\n\n{as_table(COLUMNS)}"
    return MARK.sub(lambda marks: f"{marks[1]}\n{block}\n\n{marks[2]}", text)


if __name__ == "__main__":
    readme = Path(__file__).parents[2] / "results" / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
