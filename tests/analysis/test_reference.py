"""The reader's reference of a comparison's columns is the code's."""

from pathlib import Path

from simulation.analysis.reference import renewed

README = Path(__file__).parents[2] / "results" / "README.md"


def test_the_readme_lists_the_columns_of_a_comparison():
    text = README.read_text(encoding="utf-8")
    assert "| `gain` | number |" in text
    assert renewed(text) == text
