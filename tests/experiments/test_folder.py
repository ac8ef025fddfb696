"""Result folders: ours may be used again or replaced, all else is left alone."""

import pytest

from simulation.experiments.folder import earlier_result
from simulation.outcomes.manifest import identity
from simulation.outcomes.publishing import publishing
from simulation.outcomes.records import write_record
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
