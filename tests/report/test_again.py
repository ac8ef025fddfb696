"""How to run it again: the command that a report gives makes the same rows."""

import json
import shlex

import pytest

import simulation as sim
from simulation.cli.main import main
from simulation.report.again import again
from tests.experiments.sweeping.made import village
from tests.report.finished import a_comparison, a_run, alone, an_attribution

SHORT = {"run.trajectories": 2, "time.end": "2022-06-30"}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def hashes(folder):
    told = json.loads((folder / "manifest.json").read_text())
    return {name: one["sha256"] for name, one in told["tables"].items()}


def carried_out(found, folder):
    """The words of the command, once it has given the same tables."""
    how = again(found)
    for name, text in how.files:
        (folder / name).write_text(text, encoding="utf-8")
    words = shlex.split(how.command)
    plain = ["--no-figures"] if words[1] != "attribute" else []
    assert words[0] == "snowball"
    assert main([*words[1:], *plain, "--quiet"]) == 0
    assert hashes(folder / "again") == hashes(folder / "r")
    return words


def test_a_shipped_scenario_with_changes_is_a_command(tmp_path):
    changes = {
        **SHORT, "rule.parameters.protection": 0.5, "events.guarantee-doubt.change.scale": 0.4,
        "events.ukraine-suspends.off": True, "title": "It's another title", "run.seed": 8,
    }  # fmt: skip
    found = sim.run("ottawa-2025", overrides=changes, replicates=12, out="r")
    words = carried_out(found, tmp_path)
    assert words[1:3] == ["run", "ottawa-2025"]
    assert words[words.index("--seed") + 1] == "8"
    assert "rule.parameters.protection=0.5" in words
    assert "events.ukraine-suspends.off=true" in words


def test_some_replicates_by_the_other_engine(tmp_path):
    found = sim.run("ottawa-2025", overrides=SHORT, replicates=50, only="7:9", engine="mesa",
                    out="r")  # fmt: skip
    words = carried_out(found, tmp_path)
    assert words[words.index("--only-replicates") + 1] == "7:9"
    assert words[words.index("--engine") + 1] == "mesa"


def test_a_scenario_of_ones_own_is_a_file_to_save(tmp_path):
    words = carried_out(a_run("r"), tmp_path)
    assert words[2].endswith(".toml")


def test_a_name_of_ours_with_other_contents_is_not_taken_for_it(tmp_path):
    found = sim.run(alone() | {"name": "ottawa-2025"}, out="r")
    assert again(found).files


def test_comparisons_and_attributions(tmp_path):
    made = sim.compare("classroom/riot", "classroom/riot-calm", replicates=9, out="r",
                       overrides={"run.seed": 5})  # fmt: skip
    words = carried_out(made, tmp_path)
    assert words[2:4] == ["classroom/riot", "classroom/riot-calm"]


def test_own_comparisons_and_attributions_are_files(tmp_path):
    for place, make in (("c", a_comparison), ("a", an_attribution)):
        (tmp_path / place).mkdir()
        made = make(tmp_path / place / "r")
        with pytest.MonkeyPatch.context() as there:
            there.chdir(tmp_path / place)
            carried_out(made, tmp_path / place)


def test_what_a_comparison_and_an_attribution_were_asked(tmp_path):
    branched = sim.compare("ottawa-2025", "mediation", branch="2022-01", replicates=4,
                           overrides=SHORT)  # fmt: skip
    assert "--from 2022-01" in again(branched).command
    asked = sim.attribute("ottawa-2025", month="2021-06", treaty="CCM", replicates=2,
                          overrides={"time.end": "2021-12-31"})  # fmt: skip
    command = again(asked).command
    assert "--month 2021-06" in command
    assert "--treaty CCM" in command
    assert "--set time.end=" in command.replace("'", "")


def test_sweeps_and_their_precision(tmp_path):
    found = sim.sweep("sweeps/doubt-and-borders", overrides={"time.end": "2021-06-30"},
                      replicates=2, out="r", workers=1)  # fmt: skip
    words = carried_out(found, tmp_path)
    assert words[1:3] == ["sweep", "sweeps/doubt-and-borders"]
    own = sim.sweep(village(260), precision=0.2, workers=1)
    assert "--precision 0.2" in again(own).command


def test_a_sensitivity_analysis(tmp_path):
    short = {"time.end": "2021-06-30"}
    sim.sensitivity("sweeps/doubt-and-borders", points=2, replicates=10, overrides=short, out="r",
                    workers=1)  # fmt: skip
    words = carried_out(sim.open_result("r"), tmp_path)
    assert words[1] == "sensitivity"
    assert words[words.index("--points") + 1] == "2"


def anxious(now, p):
    return 0.05 * now.threat


def test_a_rule_of_ones_own_cannot_be_a_command():
    how = again(sim.run(alone(), rule=anxious))
    assert how.own_rule == "anxious"
    assert how.verify == "simulation.verify('FOLDER', rule=anxious)"


def test_data_files_of_the_scenario_are_asked_for():
    assert again(sim.run("rome-statute", replicates=2)).verify.endswith("--data DATA")
