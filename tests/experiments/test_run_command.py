"""``snowball run``: what goes to stdout, what to stderr, and the exit code."""

import json
from pathlib import Path

import pytest

from simulation.cli import telling
from simulation.cli.main import main
from simulation.cli.stopping import Stopped
from simulation.figures import draw
from simulation.outcomes.records import damage, open_record, stranger_in_result
from simulation.scenario.faults import InputFault
from tests.outcomes.made import names_in

SMALL = ["--replicates", "4", "--set", "run.trajectories=2", "--no-figures"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_answer_is_printed_and_the_folder_written(capsys):
    assert main(["run", "ottawa-2025", *SMALL]) == 0
    said = capsys.readouterr()
    assert "Most likely to leave" in said.out
    assert "results" in said.out
    record = open_record("results/ottawa-2025")
    assert record.manifest["runs"] == {"asked": 4, "done": 4, "failed": 0}
    assert record.manifest["inputs_later_than_as_of"]


def test_the_same_again_is_said_and_not_run(capsys):
    main(["run", "ottawa-2025", *SMALL])
    first = capsys.readouterr().out
    before = Path("results/ottawa-2025/manifest.json").stat().st_mtime_ns
    assert main(["run", "ottawa-2025", *SMALL]) == 0
    said = capsys.readouterr()
    assert "already holds this result; nothing was run" in said.err
    assert first.startswith(said.out.rstrip())
    assert Path("results/ottawa-2025/manifest.json").stat().st_mtime_ns == before


def test_json_is_the_only_thing_on_stdout(capsys):
    assert main(["run", "ottawa-2025", *SMALL, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["runs"]["done"] == 4
    assert [treaty["treaty"] for treaty in answer["treaties"]] == ["APMBC", "CCM"]


def test_a_sweep_is_ignored_and_said_so(capsys, here):
    text = 'extends = "ottawa-2025"\n[sweep.vary]\n"rule.parameters.anxiety" = [0, 1]\n'
    (here / "swept.toml").write_text(text)
    assert main(["run", "swept.toml", *SMALL]) == 0
    said = capsys.readouterr()
    assert "[sweep] is ignored" in said.err
    assert set(open_record("results/swept").runs["point"]) == {0}


def test_warnings_go_to_stderr_and_to_the_manifest(capsys, here):
    late = '[[events]]\nname = "late"\nkind = "posture"\ntarget = "RUS"\nfrom = 2099-01-01\n'
    (here / "late.toml").write_text(f'extends = "ottawa-2025"\n{late}change = {{ scale = 2 }}\n')
    assert main(["run", "late.toml", *SMALL]) == 0
    warnings = [line for line in capsys.readouterr().err.splitlines() if "events.late" in line]
    assert len(warnings) == 1
    assert any("late" in remark for remark in open_record("results/late").manifest["remarks"])


def test_quiet_silences_notes_and_warnings_but_not_faults(capsys):
    assert main(["run", "ottawa-2025", *SMALL, "--quiet"]) == 0
    assert main(["run", "ottawa-2025", *SMALL, "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert open_record("results/ottawa-2025").manifest["remarks"]
    assert main(["run", "ottawa-2025", *SMALL, "--quiet", "--seed", "x"]) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["--replicates", "0"], ["--replicates", "many"], ["--seed", "x"], ["--workers", "two"],
     ["--workers", "0"], ["--only-replicates", "9"], ["--engine", "mess"], ["--set", "run.sed=1"],
     ["--out", "taken"]],
)  # fmt: skip
def test_faults_are_one_line_each_and_nothing_is_written(capsys, here, words):
    (here / "taken").write_text("a file")
    assert main(["run", "ottawa-2025", *SMALL, *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    assert names_in(here) == ["taken"]


def test_an_interruption_says_how_to_go_on(capsys, monkeypatch, here):
    from simulation.experiments import runner

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "build", interrupted)
    assert main(["run", "ottawa-2025", *SMALL]) == 130
    assert "snowball" in capsys.readouterr().err.splitlines()[-1]
    assert names_in(here) == []


WITH_FIGURES = SMALL[:-1]


def drawn(monkeypatch, by):
    """The command and what it leaves, with something else in the place of drawing."""
    monkeypatch.setattr(draw, "draw", by)
    return main(["run", "ottawa-2025", *WITH_FIGURES])


def is_whole(folder):
    """Whether a folder holds a sound result."""
    return damage(open_record(folder)) is None


def test_the_answer_is_there_before_the_figures(capsys, monkeypatch):
    seen = []

    def draws(folder):
        seen.append((capsys.readouterr().out, is_whole(folder)))

    assert drawn(monkeypatch, draws) == 0
    ((out, whole),) = seen
    assert "Most likely to leave" in out
    assert whole
    assert capsys.readouterr().out == ""


def test_figures_are_drawn_into_the_result(capsys):
    assert main(["run", "ottawa-2025", *WITH_FIGURES]) == 0
    assert capsys.readouterr().err.count("snowball plot") == 0
    folder = Path("results/ottawa-2025")
    assert "outcomes.png" in names_in(folder / "figures")
    assert stranger_in_result(folder) is None


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [(KeyboardInterrupt(), 130, "interrupted, "), (Stopped(15), 143, "stopped, "),
     (InputFault("figures: no room"), 2, "figures: no room"),
     (RuntimeError("no letters"), 1, "RuntimeError: no letters")],
)  # fmt: skip
def test_a_result_outlives_its_figures(capsys, monkeypatch, fault, code, said):
    def fails(folder):
        raise fault

    assert drawn(monkeypatch, fails) == code
    told = capsys.readouterr()
    assert "Most likely to leave" in told.out
    assert said in told.err
    how = "the tables are written; to draw the figures: snowball plot results/ottawa-2025"
    assert how in told.err
    assert "Traceback" not in told.err
    assert is_whole("results/ottawa-2025")


def test_figures_are_drawn_where_nobody_reads_the_answer(monkeypatch):
    def unread(text=""):
        raise BrokenPipeError

    folders = []
    monkeypatch.setattr(telling, "tell", unread)
    assert drawn(monkeypatch, folders.append) == 0
    assert folders == [Path("results/ottawa-2025")]
