"""Rows in few bytes: what they say, and the bytes of their file, stay the same."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.experiments.sweeping import raw
from simulation.experiments.sweeping import rows as sweep_rows
from simulation.experiments.sweeping.rows import Rows, Written
from simulation.outcomes.columns import EXITS, of_treaty, runs_columns
from simulation.outcomes.contents import arrow_table, contents_hash, schema_of
from simulation.outcomes.writing import texts_of

GROUP = 11
MONTH = st.integers(-1, 2**15 - 1)


class World(SimpleNamespace):
    """Names of states and treaties, in their order; found again by identity, as a world is."""

    __hash__ = object.__hash__


def world(*states):
    return World(treaties=[SimpleNamespace(code=code) for code in ("APMBC", "CCM")], states=states)


ONE, OTHER = world("AAA", "BBB", "CCC", "Øst"), world("CCC", "Øst", "AAA", "BBB")
"""The same states, which change places from one world to the other."""


@st.composite
def pieces(draw):
    """For some points in order: the world, and columns as ``list_exits`` gives them."""
    found = []
    for point in range(draw(st.integers(1, 5))):
        rows = draw(st.integers(0, 9))

        def numbers(values, kind, rows=rows):
            return np.array(draw(st.lists(values, min_size=rows, max_size=rows)), dtype=kind)

        columns = {
            "point": np.full(rows, point),
            "replicate": np.sort(numbers(st.integers(0, 5), "i8")),
            "treaty": numbers(st.integers(0, 1), "i2"),
            "state": numbers(st.integers(0, 3), "i4"),
            **{name: numbers(MONTH, "i2") for name in MONTHS},
            "forced": numbers(st.booleans(), "?"),
        }
        found.append((point, draw(st.sampled_from([ONE, OTHER])), columns))
    return found


MONTHS = tuple(column.name for column in EXITS if column.kind == "maybe whole")
written_out = partial(raw.written_out, columns=EXITS, kinds=raw.OF_EXITS)


def wide(columns, world):
    """Rows as the table has them."""
    return arrow_table(columns, EXITS, texts_of(world))


def written(path, tables, plain=False):
    """Hash of rows as they are written, the table read back, and its file's bytes."""
    form = None if plain else Written(raw.coming(EXITS, raw.OF_EXITS), written_out)
    with Rows(path, EXITS, form) as file:
        for table in tables:
            file.add(table)
        file.finish()
    return file.contents.said["sha256"], pq.read_table(path), path.read_bytes()


@given(held=pieces(), swapped=st.integers(0, 31), cut=st.integers(0, 40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_in_few_bytes_end_as_the_table_has_them(
    monkeypatch, tmp_path_factory, held, swapped, cut
):
    """swapped: a bit for each point whose states have other places; cut: into two pieces."""
    monkeypatch.setattr(sweep_rows, "ROWS_A_GROUP", GROUP)
    folder = tmp_path_factory.mktemp("rows")
    plain = [wide(columns, world) for _, world, columns in held]
    expected, few, again = pa.concat_tables(plain), [], []
    for (point, world, columns), table in zip(held, plain, strict=True):
        kept = raw.kept(columns, raw.OF_EXITS)
        assert raw.kept_again(table, raw.OF_EXITS, world).equals(kept)
        few.append(raw.waiting_exits(kept, point, world))
        other = {ONE: OTHER, OTHER: ONE}[world] if swapped >> point & 1 else world
        rows = raw.waiting_exits(raw.kept_again(table, raw.OF_EXITS, other), point, other)
        again += [rows.slice(0, cut), rows.slice(cut)]
    said, table, content = written(folder / "few", few)
    assert said == contents_hash(expected)
    assert table.equals(expected)
    assert table.schema.equals(schema_of(EXITS), check_metadata=True)
    assert written(folder / "again", again)[::2] == (said, content)
    assert table.equals(written(folder / "plain", plain, plain=True)[1])


def test_runs_in_few_bytes_end_as_the_table_has_them():
    """Also what a run may lack: a first month, a norm among nobody."""
    treaties = ("A", "B")
    kinds, about = raw.of_runs(treaties), runs_columns(treaties)
    columns = {"replicate": np.array([0, 2**32 - 1])}
    for treaty in treaties:
        one = {
            "exits": [0, 10**6], "out_count": [0, 1], "first_exit": [-1, 3], "last_exit": [-1, 119],
            "norm_among_stayers": [np.nan, 0.1], "cascade": [False, True],
            "people_uncovered": [0, 2**40], "border_km_uncovered": [0.0, 0.125],
        }  # fmt: skip
        named = {of_treaty(name, treaty, treaties): np.array(held) for name, held in one.items()}
        columns |= named
    run = 7 * 2**32 + columns["replicate"]
    expected = arrow_table({**columns, "run": run, "point": np.array([7, 7])}, about)
    kept = raw.kept(columns, kinds)
    again = raw.kept_again(expected, kinds, None)
    assert again.schema.equals(kept.schema)
    assert again.to_pandas().equals(kept.to_pandas())
    none = raw.kept(None, raw.OF_EXITS)
    found = raw.listed({"runs": kept, "exits": none}, 7, treaties, None)
    assert found["runs"].equals(expected)
    assert found["exits"].num_rows == 0


def test_there_is_much_to_tell():
    """The drawn rows fill several groups, in which lists of states differ."""
    seen = {"groups": 0, "worlds": 0}

    @given(held=pieces())
    @settings(max_examples=60, database=None, derandomize=True)
    def look(held):
        rows = sum(len(columns["state"]) for _, _, columns in held)
        seen["groups"] += rows > GROUP
        seen["worlds"] += (
            len({id(world) for _, world, columns in held if len(columns["state"])}) > 1
        )

    look()
    assert seen["groups"] >= 8
    assert seen["worlds"] >= 8


def test_months_beyond_two_bytes_cannot_be():
    """A month that does not fit would be refused, not cut."""
    table = wide({**{name: np.array([2**15]) for name in MONTHS}, "point": np.zeros(1),
                  "replicate": np.zeros(1), "treaty": np.zeros(1, "i2"), "state": np.zeros(1, "i4"),
                  "forced": np.zeros(1, "?")}, ONE)  # fmt: skip
    with pytest.raises(pa.ArrowInvalid, match="32768"):
        raw.kept_again(table, raw.OF_EXITS, ONE)


def test_no_rows_have_the_same_columns():
    assert raw.kept(None, raw.OF_EXITS).schema.names == list(raw.OF_EXITS)
    assert written_out(raw.coming(EXITS, raw.OF_EXITS).empty_table()).num_rows == 0
