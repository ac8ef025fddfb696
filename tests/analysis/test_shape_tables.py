"""What ``snowball shape --out`` writes: whole tables, which count as the plain tables do."""

import pandas as pd
import pytest

from simulation.analysis.shape import shape
from simulation.analysis.shape_tables import CHANCES, SURVIVAL, write_shape
from simulation.cli.main import main
from simulation.experiments.runner import run
from simulation.outcomes.intervals import wilson
from simulation.outcomes.records import SHAPES, open_record, stranger_in_result
from simulation.scenario.faults import InputFault

RUNS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("shape") / "result"
    run("ottawa-2025", replicates=RUNS, out=out, overrides={"run.trajectories": 0})
    return out


@pytest.fixture(scope="module")
def tables(folder):
    assert main(["shape", str(folder), "--out", str(folder)]) == 0
    return {name: pd.read_csv(folder / f"{name}.csv") for name in SHAPES}


def test_chances_are_shares_of_runs_counted_plainly(folder, tables):
    exits = open_record(folder).exits
    told = tables["chance_by_date"]
    assert tuple(told.columns) == ("treaty", *CHANCES)
    # In the base nobody is forced out, and nobody turns back.
    exits = exits[~exits["forced"] & (exits["announced"] >= 1)]
    assert exits["returned"].isna().all()
    for row in told[told["month"].isin((0, 40, 120))].itertuples():
        so_far = exits[(exits["treaty"] == row.treaty) & (exits["announced"] <= row.month)]
        reached = int((so_far.groupby("replicate").size() >= row.exits).sum())
        assert row.runs_reaching == reached
        assert row.chance == pytest.approx(reached / RUNS)
        assert (row.low, row.high) == pytest.approx([float(end) for end in wilson(reached, RUNS)])
    assert told.iloc[0]["date"] == "2020-12-01"


def test_survival_falls_as_states_announce(folder, tables):
    exits = open_record(folder).exits
    told = tables["survival"]
    assert tuple(told.columns) == ("treaty", *SURVIVAL)
    for treaty, state in (("APMBC", "POL"), ("APMBC", "FIN"), ("CCM", "LTU")):
        rows = told[(told["treaty"] == treaty) & (told["state"] == state)]
        mine = exits[(exits["treaty"] == treaty) & (exits["state"] == state)]
        gone = [(mine["announced"] <= month).sum() / RUNS for month in range(121)]
        assert rows["staying"].to_numpy() == pytest.approx([1.0 - share for share in gone])
        assert (rows["low"] <= rows["staying"]).all()
        assert (rows["staying"] <= rows["high"]).all()


def test_times_are_those_of_the_answer(folder, tables):
    told = shape(folder).times
    assert tables["times"]["runs_reaching"].tolist() == told["runs_reaching"].tolist()
    assert tables["times"]["median"].fillna("").tolist() == told["median"].fillna("").tolist()


def test_tables_lie_in_the_result_and_are_ours(folder, tables, tmp_path):
    assert stranger_in_result(folder) is None
    assert main(["shape", str(folder), "--out", str(tmp_path / "apart")]) == 0
    assert {path.name for path in (tmp_path / "apart").iterdir()} == {f"{n}.csv" for n in SHAPES}


@pytest.mark.parametrize("below", ["", "x", "x/y"])
@pytest.mark.parametrize("command", ["shape", "plot", "interventions"])
def test_a_file_in_the_place_of_a_folder_is_refused_first(command, below, tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("mine")
    result = [] if command == "interventions" else [str(tmp_path / "no result is read")]
    assert main([command, *result, "--out", str(file / below)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line == f"snowball: --out: {file} is a file; must be a folder, or not exist yet"
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told_without_a_number(folder, tmp_path):
    (tmp_path / "file").write_text("")
    found = shape(folder)
    with pytest.raises(InputFault) as refused:
        write_shape(found.record, found, tmp_path / "file")
    told = f"{tmp_path / 'file'}: tables cannot be written here: File exists"
    assert refused.value.faults == (told,)
