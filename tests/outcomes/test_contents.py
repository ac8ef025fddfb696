"""Hashes of contents: blind to the encoding, and to nothing else."""

import hashlib
import itertools

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.outcomes.columns import Column
from simulation.outcomes.contents import Contents, arrow_table, contents_hash
from simulation.outcomes.parquet import read_parquet, write_parquet

KINDS = (
    Column("whole", "whole", ""),
    Column("month", "maybe whole", ""),
    Column("share", "number", ""),
    Column("flag", "flag", ""),
    Column("name", "text", ""),
    Column("date", "date", ""),
)


def columns(**changed):
    given = {
        "whole": np.array([1, 2, 3]),
        "month": np.array([-1, 0, 7]),
        "share": np.array([0.5, np.nan, 0.0]),
        "flag": np.array([True, False, True]),
        "name": np.array(["EST", "Côte d'Ivoire", ""], dtype=object),
        "date": np.array(["2021-01-01", "2021-02-01", "2021-03-01"], dtype="datetime64[D]"),
    }
    return given | changed


def test_the_hash_does_not_see_how_a_file_is_encoded(tmp_path):
    table = arrow_table(columns(), KINDS)
    pq.write_table(table, tmp_path / "a.parquet", compression="none", use_dictionary=False)
    pq.write_table(table, tmp_path / "b.parquet", compression="gzip", row_group_size=1)
    hashes = {contents_hash(read_parquet(tmp_path / f"{name}.parquet")) for name in "ab"}
    assert hashes == {contents_hash(table)}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("whole", np.array([1, 2, 4])),
        ("month", np.array([0, 0, 7])),
        ("month", np.array([-1, -1, 7])),
        ("share", np.array([0.5, 0.0, 0.0])),
        ("share", np.array([np.nextafter(0.5, 1), np.nan, 0.0])),
        ("flag", np.array([True, True, True])),
        ("name", np.array(["ESTC", "ôte d'Ivoire", ""], dtype=object)),
        ("date", np.array(["2021-01-01", "2021-02-01", "2021-03-02"], dtype="datetime64[D]")),
    ],
)
def test_the_hash_sees_every_value_and_every_null(name, values):
    changed = contents_hash(arrow_table(columns(**{name: values}), KINDS))
    assert changed != contents_hash(arrow_table(columns(), KINDS))


def test_the_hash_sees_names_and_order_of_columns():
    table = arrow_table(columns(), KINDS)
    swapped = table.select([*table.column_names[1:], table.column_names[0]])
    renamed = table.rename_columns(["other", *table.column_names[1:]])
    assert len({contents_hash(one) for one in (table, swapped, renamed)}) == 3


def test_the_hash_is_this_one_for_ever():
    """Known answer: the form of the hash is part of what manifests promise."""
    table = pa.table({"n": pa.array([1, None], pa.int64()), "s": pa.array(["a", "bc"])})
    n = b"n: int64\n" + sha(bytes([0, 1])) + sha((1).to_bytes(8, "little") + bytes(8))
    lengths = (1).to_bytes(8, "little") + (2).to_bytes(8, "little")
    s = b"s: string\n" + sha(bytes([0, 0])) + sha(lengths) + sha(b"abc")
    assert contents_hash(table) == hashlib.sha256(b"2 rows\n" + n + s).hexdigest()


def sha(content):
    return hashlib.sha256(content).digest()


@given(st.lists(st.integers(0, 3), max_size=4))
def test_the_hash_does_not_see_how_rows_were_cut(cuts):
    table = arrow_table(columns(), KINDS)
    edges = [0, *sorted(cuts), table.num_rows]
    held = Contents(table.schema)
    for first, until in itertools.pairwise(edges):
        held.add(table.slice(first, until - first))
    assert held.sha256 == contents_hash(table)
    assert held.rows == 3


def test_a_month_that_never_was_is_null_when_read_with_pandas(tmp_path):
    import pandas as pd

    write_parquet(arrow_table(columns(), KINDS), tmp_path / "t.parquet")
    frame = pd.read_parquet(tmp_path / "t.parquet")
    assert frame["month"].dtype == "Int64"
    assert frame["month"].isna().tolist() == [True, False, False]
    assert frame["name"].tolist() == ["EST", "Côte d'Ivoire", ""]
    assert frame["date"].dt.month.tolist() == [1, 2, 3]


def test_a_folder_of_parts_is_one_table(tmp_path):
    table = arrow_table(columns(), KINDS)
    (tmp_path / "t").mkdir()
    write_parquet(table.slice(0, 1), tmp_path / "t" / "part-0.parquet")
    write_parquet(table.slice(1), tmp_path / "t" / "part-1.parquet")
    assert contents_hash(read_parquet(tmp_path / "t")) == contents_hash(table)


def test_the_same_table_is_written_as_the_same_bytes(tmp_path):
    for name in "ab":
        write_parquet(arrow_table(columns(), KINDS), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_empty_table_keeps_its_columns(tmp_path):
    empty = {name: values[:0] for name, values in columns().items()}
    write_parquet(arrow_table(empty, KINDS), tmp_path / "t.parquet")
    assert read_parquet(tmp_path / "t.parquet").column_names == [c.name for c in KINDS]


@given(st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=8), st.data())
def test_texts_are_hashed_with_their_lengths(texts, data):
    first = data.draw(st.integers(0, len(texts)))
    table = pa.table({"s": pa.array(texts, pa.string())}).slice(first)
    held = [(text or "").encode() for text in texts[first:]]
    form = f"{len(held)} rows\ns: string\n".encode()
    form += sha(bytes(text is None for text in texts[first:]))
    form += sha(b"".join(len(text).to_bytes(8, "little") for text in held)) + sha(b"".join(held))
    assert contents_hash(table) == hashlib.sha256(form).hexdigest()
