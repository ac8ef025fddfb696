"""A world written as tables and read back is the same world, however a spreadsheet writes it."""

import csv
import io
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.model.arithmetic import on_grid
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.world.synthetic.start import danger
from simulation.world.world import FOREVER
from tests.world.tabled import faults_of, held_ties, world_of

SPACES = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029"
UNSEEN = ("Cc", "Cs", "Cf", "Zs", "Zl", "Zp")
LETTERS = st.characters(codec="utf-8", exclude_categories=UNSEEN, exclude_characters=SPACES)
NAMES = st.text(LETTERS, min_size=1, max_size=12).map(lambda t: unicodedata.normalize("NFC", t))
WEIGHTS = st.floats(0.0, 1000.0)
SHARES = st.floats(0.0, 1.0).map(lambda share: share + 0.0)
MONTHS = [f"{year}-{month:02d}" for year in (2002, 2003, 2004) for month in range(1, 13)]


@st.composite
def drawn(draw):
    """States with their amounts, and ties on one layer, directed or not."""
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique=True))
    amounts = [draw(st.tuples(SHARES, SHARES, SHARES)) for _ in names]
    directed = draw(st.booleans())
    pairs = [(a, b) for a in range(len(names)) for b in range(len(names)) if a != b]
    pairs = pairs if directed else [(a, b) for a, b in pairs if a < b]
    ties = [
        (*pair, draw(WEIGHTS), *sorted(draw(st.tuples(*[st.sampled_from(MONTHS)] * 2))))
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))
    ]
    bound = [draw(st.booleans()) for _ in names]
    return names, amounts, ties, directed, bound


HABITS = st.fixed_dictionaries(
    {
        "separator": st.sampled_from(",;\t"),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "line_end": st.sampled_from(["\n", "\r\n", "\r"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "comma": st.booleans(),
        "upper": st.booleans(),
        "spaces": st.sampled_from(["", "  "]),
        "blank": st.booleans(),
    }
)


def as_file(header, rows, habits, order):
    """A table as some spreadsheet writes it; order: of the columns, by their place."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=habits["separator"], lineterminator=habits["line_end"],
        quoting=habits["quoting"],
    )  # fmt: skip
    order = [at for at in order if at < len(header)]
    writer.writerow([(header[at].upper() if habits["upper"] else header[at]) for at in order])
    for row in rows:
        writer.writerow([as_cell(row[at], habits) for at in order])
    if habits["blank"]:
        writer.writerow([""] * len(order))
        text.write(habits["line_end"])
    return text.getvalue().encode(habits["encoding"])


def as_cell(value, habits):
    if isinstance(value, float):
        with_comma = habits["comma"] and habits["separator"] != ","
        return repr(value).replace(".", ",") if with_comma else repr(value)
    return habits["spaces"] + value + habits["spaces"]


@settings(max_examples=60, deadline=None)
@given(drawn(), HABITS, st.permutations(range(5)))
def test_a_world_comes_back_from_its_tables(world, habits, order):
    names, amounts, ties, directed, bound = world
    files = {
        "states": as_file(
            ["state", "threat", "commitment", "posture"],
            [[name, *held] for name, held in zip(names, amounts, strict=True)],
            habits, order,
        ),
        "parties": as_file(
            ["state", "treaty", "joined"],
            [[names[0], "OTHER", "1990"], ["  " + names[0], "PACT", "2010"]]
            + [[n, "PACT", "2001-05"] for n, is_bound in zip(names[1:], bound[1:], strict=True)
               if is_bound],
            habits, order,
        ),
    }  # fmt: skip
    if ties:
        files["alliance"] = as_file(
            ["a", "b", "weight", "from", "to"],
            [[names[a], names[b], weight, since, until] for a, b, weight, since, until in ties],
            habits, order,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        layers = "alliance.directed = true" if directed and ties else ""
        w = world_of(Path(folder), files=files, layers=layers)
    assert w.states == tuple(names)
    threat, commitment, posture = np.array(amounts).T
    np.testing.assert_array_equal(w.danger, danger(threat))
    np.testing.assert_array_equal(w.commitment, [commitment])
    np.testing.assert_array_equal(w.posture, posture)
    parties = [False, *bound[1:]]
    assert w.stage[0].tolist() == [PARTY if one else NEVER_JOINED for one in parties]
    assert held_ties(w.layers["alliance"]) == set(expected(ties, directed))


def expected(ties, directed):
    """Entries of drawn ties: months are counted from June 2003, which is 1."""
    for a, b, weight, since, until in ties:
        months = [12 * int(day[:4]) + int(day[5:]) - 12 * 2003 - 5 for day in (since, until)]
        if months[1] >= 0:
            first, last = max(0, months[0]), min(FOREVER, months[1])
            yield a, b, on_grid(weight), first, last
            if not directed:
                yield b, a, on_grid(weight), first, last


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["states", "parties", "border", "history"]))
def test_no_bytes_bring_a_traceback(content, name):
    with tempfile.TemporaryDirectory() as folder:
        for line in faults_of(Path(folder), **{name: content}):
            assert line.isprintable()


CELLS = st.text(st.sampled_from("ab0.;,\"'\n=-+e éNA\t\0\ud7ff"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=4), max_size=4),
    st.sampled_from(["state,threat,group", "state,treaty,joined", "a,b,weight", "a;b;from",
                     "state\ttreaty\tannounced"]),
    st.sampled_from(["states", "parties", "border", "rival", "history"]),
)  # fmt: skip
def test_no_cells_bring_a_traceback(rows, header, name):
    text = header + "\n" + "\n".join(",".join(row) for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        for line in faults_of(Path(folder), **{name: text}):
            assert line.isprintable()
