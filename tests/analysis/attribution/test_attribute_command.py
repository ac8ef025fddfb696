"""``snowball attribute``: what goes to stdout, what to stderr, what is written, and exit codes."""

import json

import pytest

from simulation.analysis.attribution.attribute import attribute
from simulation.cli.main import main
from simulation.figures.attribution import FIGURES

SMALL = ["rome-statute", "--replicates", "4"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_answer_is_short_and_nothing_is_written(capsys, here):
    assert main(["attribute", *SMALL]) == 0
    said = capsys.readouterr()
    assert "Snowball multiplier" in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    assert list(here.iterdir()) == []


def test_quiet_says_nothing_beside_the_answer(capsys):
    assert main(["attribute", *SMALL, "--quiet", "--month", "2017-01"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "sent out of ROME in 2017-01" in said.out


def test_json_is_one_object(capsys):
    assert main(["attribute", *SMALL, "--json", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["treaty"], answer["runs"]) == ("ROME", 4)
    assert {row["treaty"] for row in answer["multipliers"]} == {"ROME"}


def test_tables_and_figures_are_written_where_asked(capsys, here):
    words = ["attribute", *SMALL, "--out", "a"]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert (here / "a" / "multipliers.parquet").is_file()
    for name in FIGURES:
        for end in ("png", "svg", "csv", "txt"):
            assert (here / "a" / "figures" / f"{name}.{end}").stat().st_size > 0
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.out == first
    assert "nothing was run" in said.err
    assert main([*words, "--overwrite", "--month", "2017-01"]) == 0


def test_tables_written_from_python_get_their_figures_from_plot(capsys, here):
    attribute("rome-statute", replicates=4, out="a")
    words = ["attribute", *SMALL, "--out", "a", "--quiet"]
    assert main(words) == 0
    assert "Tables, no figures (snowball plot draws them): a" in capsys.readouterr().out
    assert main(["plot", "a", "--format", "svg", "--figures", "mechanisms"]) == 0
    assert {path.name for path in (here / "a" / "figures").iterdir()} == {
        "mechanisms.svg", "mechanisms.csv", "mechanisms.txt",
    }  # fmt: skip
    assert main(["plot", "a", "--out", "b"]) == 0
    assert {path.stem for path in (here / "b").iterdir()} == set(FIGURES)
    capsys.readouterr()
    assert main(words) == 0
    assert "Tables and figures: a" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["verify", "a"], "a: holds an attribution, not a run or a sweep"),
        (["plot", "a", "--figures", "map"], "unknown figure 'map'"),
        (["plot", "a", "--format", "gif"], "unknown format 'gif'"),
        (["plot", "a", "--size", "wall"], "unknown size 'wall'"),
    ],
)
def test_what_an_attribution_is_not_is_said_in_one_line(capsys, words, told):
    attribute("rome-statute", replicates=1, out="a")
    assert main(words) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([*SMALL, "--month", "1999-01"], "--month: '1999-01' must be a month of the run"),
        ([*SMALL, "--treaty", "ROMA"], 'ROME (did you mean "ROME"?)'),
        (["classroom/riot"], "a textbook rule has no terms"),
        ([*SMALL, "--seed", "-1"], "--seed = -1: must be"),
        ([*SMALL, "--workers", "none"], "--workers: 'none' must be a whole number"),
    ],
)
def test_faults_are_one_line(capsys, words, told):
    assert main(["attribute", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert len(said.err.strip().splitlines()) == 1
