"""Rows that go to disk as they come: the same files whatever the pieces in which they come."""

import hashlib

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.engines.departures import departures_of
from simulation.outcomes import parquet, writing
from simulation.outcomes.columns import EXITS, runs_columns
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.hashing import said_of, said_of_file
from simulation.outcomes.measures import list_exits, measure_runs
from simulation.outcomes.parquet import read_parquet, write_parquet
from simulation.outcomes.writing import InFolder, InMemory, TableFile, texts_of
from simulation.scenario.faults import InputFault
from tests.outcomes.lawful import left, some
from tests.outcomes.made import names_in

GROUP = 7


@pytest.fixture
def small_groups(monkeypatch):
    for module in (parquet, writing):
        monkeypatch.setattr(module, "ROWS_A_GROUP", GROUP)


@pytest.fixture(scope="module")
def one():
    return left(seed=4, states=14, runs=40, recorded=0)


def rows(one, first=0, until=40):
    """Rows of runs and exits of some runs."""
    moved = departures_of(some(one.histories, range(first, until)))
    return measure_runs(moved, one.world, one.agenda, 3), list_exits(moved)


def written(one, folder, cuts=()):
    """What the manifest says of rows written in pieces."""
    folder.mkdir()
    with InFolder(folder, one.world) as kept:
        for first, until in zip([0, *cuts], [*cuts, 40], strict=True):
            kept.add(*rows(one, first, until))
        said, tables = kept.finish()
    assert tables == {}
    return said


@given(cuts=st.sets(st.integers(1, 39), max_size=6))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_do_not_matter(one, tmp_path_factory, small_groups, cuts):
    whole, pieces = (tmp_path_factory.mktemp("kept") / "result" for _ in range(2))
    assert written(one, whole) == written(one, pieces, sorted(cuts))
    for name in ("runs", "exits"):
        bytes_of = [(folder / f"{name}.parquet").read_bytes() for folder in (whole, pieces)]
        assert hashlib.sha256(bytes_of[0]).digest() == hashlib.sha256(bytes_of[1]).digest()


def test_a_folder_holds_what_memory_holds(one, tmp_path, small_groups):
    said = written(one, tmp_path / "result", cuts=(1, 2, 30))
    memory = InMemory(one.world)
    memory.add(*rows(one, 0, 25))
    memory.add(*rows(one, 25, 40))
    assert memory.until is None
    in_memory, tables = memory.finish()
    assert said == in_memory
    for name, table in tables.items():
        path = tmp_path / "result" / f"{name}.parquet"
        assert read_parquet(path).equals(table, check_metadata=True)
        write_parquet(table, tmp_path / "at-once")
        assert path.read_bytes() == (tmp_path / "at-once").read_bytes()
        groups = pq.ParquetFile(path).metadata
        sizes = [groups.row_group(group).num_rows for group in range(groups.num_row_groups)]
        assert sizes[:-1] == [GROUP] * (len(sizes) - 1)
        assert len(sizes) > 3


def test_a_file_without_rows_is_a_table(one, tmp_path):
    file = TableFile(tmp_path / "none.parquet", EXITS, texts_of(one.world))
    file.finish()
    empty = {name: values[:0] for name, values in rows(one)[1].items()}
    table = arrow_table(empty, EXITS, texts_of(one.world))
    assert read_parquet(tmp_path / "none.parquet").equals(table, check_metadata=True)
    assert said_of_file(tmp_path / "none.parquet") == said_of(table)


def test_the_hash_of_a_file_sees_nulls_that_only_some_groups_have(tmp_path, small_groups):
    runs = np.arange(3 * GROUP)
    described = [
        column
        for column in runs_columns(("T",))
        if column.name in ("first_exit", "norm_among_stayers")
    ]
    for month in (np.full(len(runs), -1), np.where(runs < GROUP, -1, runs), runs):
        norm = np.where(month < 0, np.nan, 0.5)
        columns = {"first_exit": month, "norm_among_stayers": norm}
        table = arrow_table(columns, described)
        write_parquet(table, tmp_path / "t.parquet")
        assert said_of_file(tmp_path / "t.parquet") == said_of(table)


def test_a_full_disk_is_told_in_one_line(one, tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(InputFault, match=r"shown: cannot be written \(") as refused:
            written_somewhere(one, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(refused.value.faults) == 1
    assert set(names_in(tmp_path)) <= {"runs.parquet", "exits.parquet"}


def written_somewhere(one, folder):
    with InFolder(folder, one.world, shown=folder.with_name("shown")) as kept:
        kept.add(*rows(one))
        kept.finish()
