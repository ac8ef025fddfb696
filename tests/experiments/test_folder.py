"""Result folders: ours may be used again or replaced, all else is left alone."""

import json

import pytest

from simulation.experiments import runner
from simulation.experiments.folder import earlier_result
from simulation.figures import draw
from simulation.outcomes.manifest import identity
from simulation.outcomes.publishing import publishing
from simulation.outcomes.records import FIGURES, read_manifest, stranger_in_result, write_record
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from tests.outcomes.made import names_in, record

ALL = range(40)


def wanted(overrides=None, replicates=ALL):
    return identity(read("ottawa-2025", {"run.replicates": 40, **(overrides or {})}), replicates)


@pytest.fixture
def folder(tmp_path):
    with publishing(tmp_path / "result") as part:
        write_record(record(), part)
    return tmp_path / "result"


def test_the_same_result_is_found_whatever_it_is_called(folder):
    for overrides in ({}, {"title": "Another title"}):
        found = earlier_result(folder, wanted(overrides), overwrite=False)
        assert found.reused
        assert len(found.runs) == 40


@pytest.mark.parametrize(
    ("overrides", "replicates", "what"),
    [
        ({"run.seed": 1}, ALL, "another seed"),
        ({"run.replicates": 41}, range(41), "other replicates"),
        ({}, range(17, 20), "other replicates"),
        ({"rule.parameters.protection": 0.5}, ALL, "another scenario"),
        ({"run.cascade_size": 6}, ALL, r"other keys under \[run\]"),
    ],
)
def test_other_results_are_refused_unless_they_may_be_replaced(folder, overrides, replicates, what):
    other = wanted(overrides, replicates)
    with pytest.raises(InputFault, match=what) as refused:
        earlier_result(folder, other, overwrite=False)
    assert len(refused.value.faults) == 1
    assert earlier_result(folder, other, overwrite=True) is None


def test_a_result_of_an_edited_theory_is_another_result(folder):
    edited = wanted() | {"theory_hash": "other"}
    with pytest.raises(InputFault, match="another version of the theory"):
        earlier_result(folder, edited, overwrite=False)


def test_nothing_and_an_empty_folder_may_be_written(tmp_path):
    assert earlier_result(tmp_path / "new", wanted(), overwrite=False) is None
    assert earlier_result(tmp_path, wanted(), overwrite=False) is None


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_of_others_are_never_touched(tmp_path, overwrite):
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "manifest.json").write_text("{}")
    for place in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(InputFault, match="--out"):
            earlier_result(place, wanted(), overwrite)
    assert names_in(tmp_path) == ["manifest.json", "thesis.txt"]


@pytest.mark.parametrize("harm", ["cut", "gone", "changed", "unsaid"])
def test_a_damaged_result_is_not_taken_for_complete(folder, harm):
    table = folder / "exits.parquet"
    if harm == "cut":
        table.write_bytes(table.read_bytes()[:100])
    elif harm == "gone":
        table.unlink()
    elif harm == "changed":
        table.write_bytes((folder / "sizes.parquet").read_bytes())
    else:
        manifest = read_manifest(folder)
        del manifest["tables"]["exits"]
        (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputFault, match=r"damaged: exits\.parquet .*--overwrite") as refused:
        earlier_result(folder, wanted(), overwrite=False)
    assert len(refused.value.faults) == 1
    assert earlier_result(folder, wanted(), overwrite=True) is None


def test_a_result_beside_other_files_is_not_replaced(folder):
    (folder / "notes").mkdir()
    (folder / "notes" / "thesis.txt").write_text("years of work")
    with pytest.raises(InputFault, match="also holds notes, which is no part") as refused:
        earlier_result(folder, wanted(), overwrite=True)
    assert len(refused.value.faults) == 1
    assert (folder / "notes" / "thesis.txt").is_file()


def test_every_figure_is_part_of_a_result(folder):
    assert set(FIGURES) == {*draw.FIGURES, *draw.FURTHER, *draw.OF_A_SWEEP}
    (folder / "figures").mkdir()
    for stem in ("outcomes", "states-T2", "survival", "threat_and_norm-T2"):
        for end in (*draw.FORMATS, "csv", "txt"):
            (folder / "figures" / f"{stem}.{end}").write_text("")
    assert stranger_in_result(folder) is None
    (folder / "figures" / "outcomes-mine.png").write_text("")
    assert stranger_in_result(folder) == "figures/outcomes-mine.png"


def test_what_is_drawn_is_part_of_a_result(tmp_path):
    out = tmp_path / "result"
    runner.run("ottawa-2025", replicates=20, out=out, finish=draw.draw)
    assert stranger_in_result(out) is None
    runner.run("ottawa-2025", replicates=21, out=out, overwrite=True)
    assert read_manifest(out)["replicates"]["until"] == 21


def test_a_result_that_appears_during_a_run_is_kept(tmp_path):
    out = tmp_path / "result"
    with pytest.raises(InputFault, match="holds other results"):
        runner.run(
            "ottawa-2025",
            replicates=4,
            out=out,
            finish=lambda _: runner.run("ottawa-2025", replicates=3, out=out),
        )
    assert read_manifest(out)["replicates"]["until"] == 3
    assert names_in(tmp_path) == ["result"]
