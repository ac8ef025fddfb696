"""The reader's reference of columns is the code's."""

from pathlib import Path

from simulation.outcomes.reference import renewed

README = Path(__file__).parents[2] / "results" / "README.md"


def test_the_readme_lists_the_columns_of_the_code():
    text = README.read_text(encoding="utf-8")
    assert "norm_among_stayers" in text
    assert "### failures.parquet: a row for each run that failed" in text
    assert renewed(text) == text
