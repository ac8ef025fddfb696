"""``snowball report`` and ``result.report``: what is written, and what is refused."""

import json

import pytest

import simulation as sim
from simulation.attributed import Attributed
from simulation.cli.main import main
from simulation.compared import Compared
from simulation.report import contents
from simulation.report.writing import as_html
from tests.report.finished import (
    KINDS,
    TWO_KEYS,
    a_comparison,
    a_run,
    a_sensitivity,
    alone,
    an_attribution,
)

CLASSES = {"comparison": Compared, "attribution": Attributed}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder to work in; figures, which take most of the time, are looked at in test_page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(contents, "pictures", lambda found: [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_folder_is_told_opened_and_still_a_result(kind, tmp_path, capsys):
    folder = tmp_path / "r"
    made = KINDS[kind](folder)
    assert main(["report", str(folder)]) == 0
    assert capsys.readouterr().out == f"{folder / 'report.html'}\n"
    assert type(sim.open_result(folder)) is CLASSES.get(kind, sim.Result)
    if kind != "sensitivity":  # which finds its sweep again, and dresses it anew
        assert KINDS[kind](folder).reused
        assert str(sim.open_result(folder)) == str(made)
    if kind not in CLASSES:
        assert sim.verify(folder, 5).sound


def test_a_report_is_written_again_and_replaced_with_its_result(tmp_path):
    for make, again in (
        (a_run, lambda f: sim.run(sim.open_result(f).scenario, out=f, overwrite=True)),
        (a_comparison, lambda f: sim.compare("classroom/riot", "classroom/riot-calm",
                                             replicates=4, out=f, overwrite=True)),
        (an_attribution, lambda f: sim.attribute(alone(title="Another"), replicates=4,
                                                 out=f, overwrite=True)),
    ):  # fmt: skip
        folder = tmp_path / make.__name__
        written = make(folder).report(folder / "report.html")
        assert written.read_bytes() == make(folder).report(written).read_bytes()
        (folder / ".report.html.77.part").write_text("cut off")
        again(folder)
        assert not written.exists()


def test_quiet_and_another_file(tmp_path, capsys):
    a_run(tmp_path / "r")
    assert main(["report", "r", "--out", "to/hand on.html", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "to" / "hand on.html").read_text().startswith("<!DOCTYPE html>")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["hand on.html"]


def test_a_file_of_somebody_else_is_refused(tmp_path, capsys):
    a_run(tmp_path / "r")
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    assert main(["report", "r", "--out", "mine.html"]) == 2
    assert "mine.html: is there already and no report of ours" in capsys.readouterr().err
    assert (tmp_path / "mine.html").read_text() == "<p>mine</p>"
    assert main(["report", "r", "--out", "mine.html", "--overwrite"]) == 0
    assert main(["report", "r", "--out", "mine.html"]) == 0
    assert main(["report", "r", "--out", "."]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_what_is_no_result_is_refused(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    for folder, why in (("nowhere", "is not a folder"), ("empty", "no readable manifest.json")):
        assert main(["report", folder]) == 2
        assert capsys.readouterr().err == f"snowball: {folder}: {_whole(why)}\n"
    assert list((tmp_path / "empty").iterdir()) == []


def _whole(why):
    return "has no readable manifest.json of a result" if "manifest" in why else why


@pytest.mark.parametrize("kind", ["run", "comparison", "attribution"])
@pytest.mark.parametrize("harm", ["cut", "gone", "other", "key"])
def test_a_damaged_result_is_refused_in_one_line(kind, harm, tmp_path, capsys):
    folder = tmp_path / "r"
    KINDS[kind](folder)
    table = next(iter(json.loads((folder / "manifest.json").read_text())["tables"]))
    file = folder / f"{table}.parquet"
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    elif harm == "gone":
        file.unlink()
    else:
        told = json.loads((folder / "manifest.json").read_text())
        if harm == "key":
            del told["software"]
        else:
            told["tables"][table]["sha256"] = "0" * 64
        (folder / "manifest.json").write_text(json.dumps(told))
    assert main(["report", str(folder)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "damaged" in said
    assert ("software" if harm == "key" else table) in said
    assert not (folder / "report.html").exists()


def test_of_a_sensitivity_analysis_the_outcome_asked_for_is_told(tmp_path):
    made = a_sensitivity(tmp_path / "r")
    assert "outcome: exits" in as_html(made)
    other = sim.sensitivity(
        TWO_KEYS, points=8, replicates=10, outcome="out_count", out=tmp_path / "r",
        workers=1,
    )  # fmt: skip
    assert other.record.reused
    told = as_html(other)
    assert "outcome: out_count" in told
    assert "outcome: exits" not in told
