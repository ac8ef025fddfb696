"""The table of effects in ``scenarios/README.md``: its words agree with the files, and its figures
can be made again."""

import re

import pytest

from simulation.analysis import effects
from simulation.analysis.effects import HEADS, block, main, names, renewed, said
from simulation.scenario.files import shipped
from simulation.scenario.reading import read

README = shipped() / "README.md"


def the_block():
    text = README.read_text(encoding="utf-8")
    (found,) = re.findall(r"<!-- begin effects\b[^>]*-->\n(.*?)<!-- end effects -->", text, re.S)
    return found.strip()


def rows():
    lines = [line for line in the_block().splitlines() if line.startswith("| `")]
    return [dict(zip(HEADS, (c.strip() for c in line[1:-1].split("|")), strict=True))
            for line in lines]  # fmt: skip


def test_every_scenario_has_a_row_that_says_what_its_file_says():
    assert [row["scenario"] for row in rows()] == [f"`{name}`" for name in names()]
    for row, name in zip(rows(), names(), strict=True):
        told = said(name)
        assert row["question"] == told.question == read(name).question
        assert row["what changes"] == told.changes
        assert row["against"] == told.against
        assert row["remark"] == told.remark


def test_the_figures_say_what_made_them():
    first = the_block().splitlines()[0]
    assert effects.COMMAND in first
    assert re.search(
        r"2,000 runs of each, seed 2025, version \S+, theory and data [0-9a-f]{12}", first
    )


def test_every_row_but_the_base_has_an_effect_for_every_treaty():
    for row in rows():
        treaties = read(row["scenario"].strip("`")).world.treaties
        wanted = [] if row["scenario"] == "`ottawa-2025`" else list(treaties)
        told = r"([A-Z]+) (?:[+-]\d+\.\d\d ±\d+\.\d\d|none in 2,000 runs|in (?:1 run|\d+ runs))"
        assert re.findall(told, row["effect"]) == wanted
        assert re.findall(r"([A-Z]+) \d+\.\d\d ±", row["expected exits"]) == list(treaties)


def test_changes_name_every_key_of_the_file():
    assert said("reassurance").changes == "`rule.parameters.reassurance = 1`"
    assert said("weaker-guarantee").changes == "`events.guarantee-doubt.change.scale = 0.5`"
    assert "`events.bloc-pact (pin, off)`" in said("contain-the-snowball").changes


def test_an_effect_of_nothing_says_in_how_many_runs():
    row = {"more": 0, "fewer": 0, "equal": 2000}
    assert effects._in_how_many(row) == " in 2,000 runs"
    assert effects._in_how_many({**row, "more": 1}) == ""


def test_only_the_block_is_made_anew():
    text = "a\n<!-- begin effects: x -->\nold\n<!-- end effects -->\nb\n"
    new = renewed(text, r"n\1ew")
    assert new == "a\n<!-- begin effects: x -->\n\nn\\1ew\n<!-- end effects -->\nb\n"
    assert renewed(new, r"n\1ew") == new


def test_the_command_fills_the_table(tmp_path, monkeypatch):
    monkeypatch.setattr(effects, "names", lambda: ["ottawa-2025", "law-of-war", "escalation"])
    copy = tmp_path / "README.md"
    copy.write_text("<!-- begin effects: x -->\n<!-- end effects -->\n", encoding="utf-8")
    assert main(["--replicates", "20", "--readme", str(copy)]) == 0
    text = copy.read_text(encoding="utf-8")
    assert text == renewed(text, block(20))
    assert "20 runs of each" in text
    assert effects.WITHOUT_LINKS in text


@pytest.mark.slow
def test_the_figures_can_be_made_again_exactly():
    again = block().splitlines()
    assert again[1:] == the_block().splitlines()[1:]
