"""Networks from a file: what it lists is what there is, and what is wrong is named by row."""

import pytest

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.world.made import is_simple, pairs_of

SCENARIO = """
[time]
start = 2000-01-01
end = 2001-01-01
[world]
source = "synthetic"
states = 12
[world.layers.peers]
graph = "edges"
file = "ties.csv"
weight = 0.5
[rule]
name = "cascade"
probability = 0.5
"""


@pytest.fixture
def ties(tmp_path):
    """The ties of a scenario beside which a file with these rows lies."""

    def of(text):
        (tmp_path / "ties.csv").write_text(text, encoding="utf-8")
        (tmp_path / "village.toml").write_text(SCENARIO, encoding="utf-8")
        return build(read(tmp_path / "village.toml"))[0].layers["peers"]

    return of


def test_states_go_by_name_or_number(ties):
    found = ties("a,b\nS00001,S00002\n11,0\n S00003 , 4\n")
    is_simple(found, 12)
    assert pairs_of(found) == {(1, 2), (0, 11), (3, 4)}
    assert set(found.weight.tolist()) == {0.5}


def test_a_tie_may_have_its_own_weight(ties):
    found = ties("weight,b,a\n0.3,1,0\n,2,0\n1000,3,0\n")
    weights = dict(zip(found.partner.tolist(), found.weight.tolist(), strict=True))
    assert weights[1] == round(0.3 * 2**40) / 2**40
    assert (weights[2], weights[3]) == (0.5, 1000.0)


def test_a_tie_listed_twice_counts_once(ties):
    found = ties("a,b,weight\n0,1,2\n1,0,2\n0,1,2.0\n")
    is_simple(found, 12)
    assert found.weight.tolist() == [2.0, 2.0]


FAULTS = [
    ("a,b\n0,12\n", 'row 2: b = "12": must be a state, S00000 to S00011, or its number'),
    ("a,b\nS1,2\n", 'row 2: a = "S1"'),
    ("a,b\n0,1\n\nx,-1\n", 'row 4: a = "x"'),
    ("a,b\n3,S00003\n", "row 2: b"),
    ("a,b,weight\n0,1,-1\n", "must be a number from 0 to 1,000"),
    ("a,b,weight\n0,1,1\n1,0,2\n", "row 3: weight = \"2\": must be as in row 2"),
    ("a,c\n0,1\n", "column"),
    ("a,b\n", "no row below it"),
    ("a,b\n0\n", "row 2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_row_at_fault_is_named(ties, text, said):
    with pytest.raises(InputFault) as found:
        ties(text)
    assert any(said in line and "ties.csv" in line for line in found.value.faults)


def test_a_missing_file_is_one_line(ties, tmp_path):
    ties("a,b\n0,1\n")
    (tmp_path / "ties.csv").unlink()
    with pytest.raises(InputFault, match=r"ties\.csv.*no such file") as found:
        build(read(tmp_path / "village.toml"))
    assert len(found.value.faults) == 1
