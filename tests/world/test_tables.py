"""The open tables: dates that stop early, codes that look like missing values, and their papers."""

import datetime

import pytest

from simulation.world import tables
from simulation.world.table_rows import YearRow


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020", datetime.date(2020, 12, 31)),
        ("2020-02", datetime.date(2020, 2, 29)),
        ("2021-02", datetime.date(2021, 2, 28)),
        ("2021-12", datetime.date(2021, 12, 31)),
        ("2021-05-03", datetime.date(2021, 5, 3)),
        ("", None),
    ],
)
def test_a_date_that_stops_early_means_its_last_day(text, day):
    assert tables.last_day(text) == day


def test_namibia_is_not_a_missing_value():
    namibia = next(row for row in tables.rows("states") if row["iso3"] == "NAM")
    assert namibia["iso2"] == "NA"


def test_every_state_named_in_a_table_is_a_state():
    known = {row.iso3 for row in tables.states()}
    named = {row.state for row in (*tables.alliances(), *tables.treaties(), *tables.ideal_points())}
    named |= {code for row in (*tables.borders(), *tables.maritime()) for code in (row.a, row.b)}
    named |= {code for row in tables.conflicts() for code in (row.a, row.b)}
    assert len(known) == 200
    assert named <= known


def test_the_record_of_withdrawals_holds_the_five_of_2025():
    left = {
        row.state
        for row in tables.withdrawals()
        if row.treaty == "APMBC" and row.outcome == "left" and row.announced > "2025"
    }
    assert left == {"EST", "LVA", "LTU", "POL", "FIN"}


def test_latest_is_the_last_known_year():
    table = (YearRow("VEN", 2023, 1.0), YearRow("VEN", 2021, 2.0), YearRow("VEN", 2025, 3.0))
    assert tables.latest(table, 2024) == {"VEN": 1.0}


def test_a_digest_does_not_depend_on_line_ends(tmp_path, monkeypatch):
    unix = tables.digest("borders")
    text = (tables.DATA / "borders.csv").read_bytes()
    (tmp_path / "borders.csv").write_bytes(text.replace(b"\n", b"\r\n"))
    monkeypatch.setattr(tables, "DATA", tmp_path)
    assert tables.digest("borders") == unix
    (tmp_path / "borders.csv").write_bytes(text + b"X,Y,1.0,main,\n")
    assert tables.digest("borders") != unix


@pytest.mark.parametrize("paper", ["README.md", "LICENCES.md"])
def test_every_table_is_named_in_the_papers(paper):
    text = (tables.DATA / paper).read_text(encoding="utf-8")
    for name in tables.NAMES:
        assert f"`{name}.csv`" in text


def test_the_readme_counts_the_rows():
    text = (tables.DATA / "README.md").read_text(encoding="utf-8")
    for name in tables.NAMES:
        assert f"| `{name}.csv` | {len(tables.rows(name)):,} |" in text
