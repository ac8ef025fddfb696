"""``snowball compare``: what goes to stdout, what to stderr, and the exit code."""

import json

import pytest

from simulation.cli.main import main

SMALL = ["--replicates", "40"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_answer_is_a_short_table_and_nothing_is_written(capsys, here):
    assert main(["compare", "ottawa-2025", "weaker-guarantee", "no-contagion", *SMALL]) == 0
    said = capsys.readouterr()
    assert "ottawa-2025: world:" in said.err
    assert "no-contagion: world:" not in said.err
    for word in ("same luck", "ottawa-2025", "weaker-guarantee", "no-contagion", "gain", "CCM"):
        assert word in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    assert list(here.iterdir()) == []


def test_quiet_silences_warnings(capsys):
    assert main(["compare", "ottawa-2025", "escalation", "--replicates", "4", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_effects_of_nothing_and_of_few_runs_are_said_in_words(capsys):
    same = ["--set", "rule.parameters.answer=0.5"]
    assert main(["compare", "ottawa-2025", "escalation", *same, "--replicates", "4"]) == 0
    out = capsys.readouterr().out
    assert "Too few runs for an interval of a mean." in out
    (cells, *_) = [line.split() for line in out.splitlines() if line.startswith("escalation")]
    assert cells[2:] == ["none", "0", "%", "0", "%", "100", "%", "-"]
    assert "±" not in out


def test_json_says_the_same_with_every_interval(capsys):
    assert main(["compare", "ottawa-2025", "weaker-guarantee", *SMALL, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    apmbc, ccm = answer["treaties"]
    (effects,) = apmbc["scenarios"]
    assert (apmbc["treaty"], ccm["treaty"]) == ("APMBC", "CCM")
    assert apmbc["left_out"] == ["UKR"]
    for outcome in ("exits", "finished_exits", "norm_among_stayers", "people_uncovered"):
        assert effects[outcome]["low"] <= effects[outcome]["effect"] <= effects[outcome]["high"]
    assert effects["exits"]["effect"] == pytest.approx(
        sum(state["effect"] for state in effects["states"].values())
    )


def test_set_changes_every_scenario(capsys):
    same = ["--set", "rule.parameters.answer=0.5"]
    assert main(["compare", "ottawa-2025", "escalation", *SMALL, *same, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["treaties"][0]["scenarios"][0]["exits"]["effect"] == 0.0


def test_a_folder_is_written_where_asked(capsys, here):
    words = ["compare", "ottawa-2025", "escalation", "--replicates", "4", "--out", "c"]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert (here / "c" / "comparison.parquet").is_file()
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.out == first
    assert "nothing was run" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ottawa-2025"], "OTHER"),
        (["ottawa-2025", "law-of-war"], "world.treaties"),
        (["ottawa-2025", "escalatoin"], "escalation"),
        (["ottawa-2025", "escalation", "--workers", "two"], "--workers"),
        (["ottawa-2025", "escalation", "--engine", "mess"], "--engine"),
        (["ottawa-2025", "escalation", "--only-replicates", "99"], "--only-replicates"),
    ],
)
def test_faults_are_one_line_each(capsys, words, told):
    assert main(["compare", *words, "--replicates", "4"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert told in said.err
