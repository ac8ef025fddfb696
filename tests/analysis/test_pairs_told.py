"""What a theorem demands is said in words for a reader who knows none of them."""

import pytest

from simulation.analysis.pairs_told import PRESCRIBES, pair_lines


def told(**changed):
    held = {"branch_month": 1, "branch_date": None, "runs_checked": 40, "theorem": "A", "sign": -1,
            "wrong": 0} | changed  # fmt: skip
    lines = list(pair_lines({"base": "b", "runs": 40, "pairs": {"x": held}}))
    assert max(map(len, lines)) <= 80
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(("theorem", "sign"), PRESCRIBES)
def test_what_holds_of_every_run_names_no_theorem(theorem, sign):
    said = told(theorem=theorem, sign=sign)
    assert "theorem" not in said
    assert said.endswith("; checked, so it is in all 40 runs.")


def test_a_broken_theorem_is_a_fault_of_the_program():
    said = told(wrong=3)
    assert "no state may leave sooner; BROKEN in 3 of 40 runs, a fault of this program." in said
    assert "checked, so" not in said


def test_where_no_theorem_applies_nothing_is_demanded():
    assert told(theorem=None).endswith("x: differs from the start.")
