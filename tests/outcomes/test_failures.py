"""Failed runs: counted whole, listed in part, in the order of replicates."""

import dataclasses
import json

import numpy as np
import pytest

from simulation.outcomes.answer import WIDTH, failure_lines
from simulation.outcomes.failures import (
    LISTED,
    NONE_FAILED,
    as_data,
    commonest,
    failures_of,
    refuse_nothing,
)
from simulation.scenario.faults import InputFault
from tests.outcomes.lawful import left


def failing(replicates, what="raised ValueError"):
    """Failures of a chunk in which each of these replicates failed in a month of its own."""
    reasons = [f"rule r {what} (FIN, T1, month {number})" for number in replicates]
    histories = dataclasses.replace(
        left(runs=1).histories,
        failed=np.array(replicates, dtype=np.int64),
        reasons=np.array(reasons, dtype="U200"),
    )
    return failures_of(histories)


def test_chunks_add_up_and_the_first_are_listed():
    one, two, three = failing(range(15)), failing(range(20, 40)), failing([50], "gave nan")
    whole = one + two + three + NONE_FAILED
    assert whole.runs == 36
    assert [number for number, _ in whole.first] == [*range(15), *range(20, 25)]
    assert len(whole.first) == LISTED
    assert commonest(whole) == [("rule r raised ValueError", 35), ("rule r gave nan", 1)]
    said = json.loads(json.dumps(as_data(whole)))
    assert said["first"][0] == {
        "replicate": 0,
        "reason": "rule r raised ValueError (FIN, T1, month 0)",
    }
    assert [one["runs"] for one in said["reasons"]] == [35, 1]


def test_reasons_that_all_differ_do_not_flood_the_manifest():
    whole = NONE_FAILED
    for number in range(3 * LISTED):
        whole += failing([number], f"raised ValueError: {number}")
    assert len(as_data(whole)["reasons"]) == LISTED


def test_without_a_run_left_there_is_no_result():
    whole = failing([3, 4], "gave nan") + failing([5], "gave inf")
    refuse_nothing(whole, 4)
    refuse_nothing(NONE_FAILED, 4)
    with pytest.raises(InputFault) as refused:
        refuse_nothing(whole, 3)
    assert refused.value.faults == (
        "all 3 runs failed, 2 of them for this reason: rule r gave nan (FIN, T1, month 3), first in"
        " replicate 3",
    )


@pytest.mark.parametrize("reasons", [1, 2, 3, 4, 9])
def test_the_answer_names_the_commonest_reasons(reasons):
    whole = NONE_FAILED
    for number in range(reasons):
        whole += failing(range(100 * number, 100 * number + 9 - number), f"gave {'n' * number}an")
    lines = failure_lines(
        {"runs": {"asked": 1000, "failed": whole.runs}, "failures": as_data(whole)}
    )
    text = " ".join(lines)
    assert max(map(len, lines)) <= WIDTH
    assert text.startswith(f"{whole.runs} of 1,000 runs failed and are left out: rule r gave an")
    assert ("and 1 more" in text) == (reasons == 4)
    assert ("and 6 more" in text) == (reasons == 9)
    assert ("(9 runs)" in text) == (reasons > 1)


def test_one_failure_is_told_as_one():
    (first, *_) = failure_lines(
        {"runs": {"asked": 2, "failed": 1}, "failures": as_data(failing([1]))}
    )
    assert first.startswith("1 of 2 runs failed and is left out: rule r raised ValueError.")
    assert failure_lines({"runs": {"asked": 2, "failed": 0}, "failures": {}}) == []
