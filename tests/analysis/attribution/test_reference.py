"""The reference of an attribution's tables names every column, once it is asked to."""

from pathlib import Path

from simulation.analysis.attribution.columns import COLUMNS
from simulation.analysis.attribution.reference import MARK, ROWS, renewed

README = Path(__file__).parents[3] / "results" / "README.md"
EMPTY = """before
<!-- begin attribution columns -->
OUTDATED
<!-- end attribution columns -->
after
"""


def test_every_column_of_every_table_is_described():
    assert set(ROWS) == set(COLUMNS)
    text = renewed(EMPTY)
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "OUTDATED" not in text
    for name, about in COLUMNS.items():
        assert f"### {name}.parquet: {ROWS[name]}" in text
        for column in about:
            assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in text


def test_the_readme_says_what_the_code_says():
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text


def test_making_it_anew_again_changes_nothing():
    once = renewed(EMPTY)
    assert MARK.search(once)
    assert renewed(once) == once
