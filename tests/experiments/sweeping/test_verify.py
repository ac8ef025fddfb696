"""``snowball verify``: what is sound passes, and one bit that is not is found."""

import dataclasses
import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import simulation as sim
from simulation.cli.main import main
from simulation.experiments.runner import run
from simulation.experiments.verifying import chosen, verify
from simulation.outcomes.contents import contents_hash
from simulation.outcomes.parquet import write_parquet
from simulation.outcomes.records import open_record
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from tests.experiments.sweeping.made import BASE, PEER, short_ottawa, swept, village
from tests.world.tabled import written


def steady(now, p):
    return 0.002 + 0.01 * now.border


def moody(now, p):
    if now.gone > 0.3:
        raise ValueError("too many are gone")
    return 0.02


def by_run(folder, source, **how):
    run(source, out=folder, **how)
    return folder


MADE = {
    "run": lambda folder: by_run(folder, short_ottawa()),
    "run, recorded": lambda folder: by_run(
        folder, short_ottawa(), overrides={"run.trajectories": 5}
    ),
    "run, some": lambda folder: by_run(folder, village(), only="17:30"),
    "sweep": lambda folder: swept(folder, short_ottawa()),
    "sweep of made worlds": lambda folder: swept(folder, village(20, world=DRAWN)),
    "sweep, mesa": lambda folder: swept(folder, village(4), engine="mesa"),
    "sweep, precision": lambda folder: swept(folder, village(300), precision=0.2),
}
DRAWN = village()["world"] | {"fixed": False}


@pytest.mark.parametrize("made", MADE)
def test_what_is_sound_passes_wherever_it_lies(made, tmp_path):
    MADE[made](tmp_path / "x").rename(tmp_path / "moved")
    found = verify(tmp_path / "moved")
    assert found.sound
    assert found.notes == ()
    assert 12 <= found.runs <= 20
    assert verify(tmp_path / "moved", None).runs == found.recorded


def test_a_result_itself_can_be_asked_and_the_answer_reads(whole):
    found = sim.verify(sim.open_result(whole))
    assert str(found) == (
        "20 of 300 runs run again: every value of their rows is as recorded, and every table holds"
        " what its manifest says"
    )
    assert found == verify(whole) == verify(str(whole))
    other = dataclasses.replace(found, runs=300, differing=("a",), notes=("b",))
    assert str(other) == "all runs run again: not as recorded\ndiffers: a\nnote: b"


def test_a_result_in_memory_has_nothing_recorded():
    with pytest.raises(InputFault, match="this one is in memory, nothing is recorded") as told:
        sim.verify(sim.run(village(2)))
    assert len(told.value.faults) == 1


@pytest.mark.parametrize("rule", [steady, moody])
def test_a_rule_of_ones_own_must_be_given(rule, tmp_path):
    folder = swept(tmp_path / "x", village(20, vary={PEER: [0.0, 1.0]}), rule=rule)
    assert verify(folder, None, rule=rule).sound
    with pytest.raises(InputFault, match=f"so rule={rule.__name__} must be given"):
        verify(folder)
    with pytest.raises(InputFault, match=r"so rule=\w+ must be given"):
        verify(folder, rule=lambda_like)


def lambda_like(now, p):
    return 0.002


def test_data_files_are_looked_for_where_it_is_said(tmp_path, monkeypatch):
    source = written(tmp_path)
    with source.open("a") as file:
        file.write('\n[sweep.vary]\n"rule.parameters.base_rate" = [-4.0, -3.0]\n')
    folder = swept(tmp_path / "x", source)
    assert verify(folder, data=tmp_path).sound
    with pytest.raises(InputFault, match="say with --data in which folder they lie"):
        verify(folder)
    (tmp_path / "elsewhere").mkdir()
    found = verify(folder, data=tmp_path / "elsewhere")
    assert not found.sound
    monkeypatch.chdir(tmp_path)  # in the working folder they are found by what they hold
    assert verify(folder).sound
    for table in tmp_path.glob("*.csv"):
        table.write_text(table.read_text() + "\n")
    with pytest.raises(InputFault, match="say with --data in which folder they lie"):
        verify(folder)


def test_data_files_of_a_shipped_scenario_are_found_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = run("rome-statute", replicates=4, out=tmp_path / "x").folder
    assert verify(folder).sound
    assert open_record(folder).scenario == read("rome-statute", {"run.replicates": 4})


def changed(folder, table, column, change):
    """One value of a table is another one, and the manifest says so too."""
    path = folder / f"{table}.parquet"
    content = pq.ParquetFile(path).read()
    place = content.column_names.index(column)
    values = content.column(column).to_numpy().copy()
    row = len(values) // 2
    values[row] = change(values[row])
    new = content.set_column(
        place, content.schema.field(column), pa.array(values, from_pandas=True)
    )
    write_parquet(new, path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["tables"][table]["sha256"] = contents_hash(pq.ParquetFile(path).read())
    (folder / "manifest.json").write_text(json.dumps(manifest))


CHANGES = {
    "a count": ("runs", "exits", lambda value: value + 1),
    "the last bit of a fraction": ("runs", "norm_among_stayers", lambda v: np.nextafter(v, 2.0)),
    "a month": ("exits", "announced", lambda value: value + 1),
    "a flag": ("exits", "forced", lambda value: not value),
}


@pytest.mark.parametrize("what", CHANGES)
def test_one_bit_is_found(what, whole, tmp_path, capsys):
    folder = shutil.copytree(whole, tmp_path / "x")
    table, column, change = CHANGES[what]
    changed(folder, table, column, change)
    assert main(["verify", str(folder), "--sample", "all", "--quiet"]) == 1
    said = capsys.readouterr()
    assert "300 of 300" not in said.out
    assert said.out.endswith("all runs run again: not as recorded\n")
    (line,) = said.err.splitlines()
    assert line.startswith("differs: point ")
    assert f"{table}: replicate " in line
    assert f": {column} is now " in line


def test_a_table_that_is_not_what_the_manifest_says_is_told(whole, tmp_path, capsys):
    folder = shutil.copytree(whole, tmp_path / "x")
    content = pq.ParquetFile(folder / "states.parquet").read()
    write_parquet(content.slice(1), folder / "states.parquet")
    assert main(["verify", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["differing"] == ["states.parquet does not hold what manifest.json says"]
    write_parquet(content, folder / "states.parquet")
    assert verify(folder).sound
    for table in ("runs", "exits", "months"):
        path = folder / f"{table}.parquet"
        before = path.read_bytes()
        path.write_bytes(before[:-9])
        assert verify(folder).differing == (f"{table}.parquet is missing or not readable",)
        path.write_bytes(before)


def test_a_run_that_should_have_failed_is_told(tmp_path):
    folder = swept(tmp_path / "x", village(30, vary={PEER: [0.0, 1.0]}), rule=moody)
    record = open_record(folder)
    assert record.manifest["runs"]["failed"]
    fails = record.table("failures").slice(1)
    write_parquet(fails, folder / "failures.parquet")
    found = verify(folder, None, rule=moody)
    assert found.runs == 59
    assert len(found.differing) == 1  # only the table: a run that nothing tells of cannot be asked


def test_another_version_is_noted(whole, tmp_path, capsys):
    folder = shutil.copytree(whole, tmp_path / "x")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["theory_hash"] = "older"
    manifest["software"]["numpy"] = "0.1"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert main(["verify", str(folder)]) == 0
    err = capsys.readouterr().err
    assert "note: made by another version of the theory or its data" in err
    assert "note: numpy 0.1 then, " in err


def test_samples_are_drawn_evenly_and_by_luck(whole):
    record = open_record(whole)
    assert chosen(record, 20) == chosen(record, 20)
    assert chosen(record, 20) != chosen(record, 20, luck=1)
    for sample in (1, 20, 149, 151, 299, 300, 301):
        picked = chosen(record, sample)
        assert len(set(picked)) == len(picked) == min(sample, 300)
        assert picked == sorted(picked)
    often = np.zeros(300)
    for luck in range(400):
        for point, replicate in chosen(record, 30, luck):
            often[point * 60 + replicate] += 1
    assert 15 < often.min() < often.max() < 75  # 40 on average, each binomial


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere: is not a folder"),
        ([], "RESULT is missing"),
        (["WHOLE", "--sample", "0"], "--sample: 0 must be at least 1"),
        (["WHOLE", "--sample", "few"], "--sample: 'few' must be a whole number"),
        (["WHOLE", "--luck", "x"], "--luck: 'x' must be a whole number"),
        (["WHOLE", "--engine", "mess"], "--engine: 'mess' must be one of compiled, mesa"),
        (["WHOLE", "--smaple", "3"], '--smaple: not understood (did you mean "--sample"?)'),
    ],
)
def test_bad_words_are_one_line(words, said, whole, capsys):
    assert main(["verify", *(str(whole) if word == "WHOLE" else word for word in words)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert said in line


def test_verify_with_the_other_engine(tmp_path):
    folder = swept(tmp_path / "x", village(3, vary={BASE: [-4.0, -3.0]}))
    assert verify(folder, None, engine="mesa").sound
