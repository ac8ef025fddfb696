"""Signs that theorems prescribe: claimed only where they hold, and broken ones are seen."""

import numpy as np
import pytest
from hypothesis import strategies as st

from simulation.analysis.comparison import compare
from simulation.analysis.theorems import Theorem, moves_together, theorem_of, wrong_runs
from tests import drawn
from tests.properties.changes import with_parameters, without_contagion
from tests.properties.raising import RAISES
from tests.running import COMPILED


@st.composite
def pairs(draw, conditions):
    """A case, and the same with one to three pressures raised, one of which may be lowered back."""
    case = higher = draw(drawn.cases(12, conditions=conditions))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    for name in draw(st.lists(st.sampled_from(tuple(RAISES)), min_size=1, max_size=3)):
        higher = RAISES[name](higher, draw(st.sampled_from([1.0, 0.5])), rng)
    return (case, higher) if draw(st.booleans()) else (higher, case)


def broken(theorem, one, other):
    """Runs in which a theorem does not hold of two histories."""
    fixed = np.zeros(one.announced.shape[-1], dtype=bool)
    for side in (one, other):
        fixed |= (side.forced | (side.suspended >= 0)).any(axis=(0, 1))
    return sum(
        int(wrong_runs(theorem, one.announced[:, k], other.announced[:, k], ~fixed).sum())
        for k in range(one.announced.shape[1])
    )


@pytest.mark.parametrize("conditions", [drawn.A, drawn.ANYTHING])
def test_a_theorem_that_is_claimed_holds_of_every_run(conditions):
    def check(pair):
        theorem = theorem_of(*pair)
        if theorem is None:
            return None
        assert broken(theorem, *(COMPILED.run(case) for case in pair)) == 0
        return theorem.sign

    seen = COMPILED.over(pairs(conditions), check, examples=150)
    if conditions == drawn.A:
        assert min(seen[1], seen[-1]) > 20


@pytest.mark.parametrize("name", sorted(set(RAISES) - {"exit"}))
def test_every_way_to_raise_a_pressure_is_recognised(name):
    def check(case):
        higher = RAISES[name](case, 1.0, np.random.default_rng(3))
        there, back = theorem_of(case, higher), theorem_of(higher, case)
        assert there.name == back.name == "A"
        assert there.sign == -back.sign >= 0
        return there.sign

    assert COMPILED.over(drawn.cases(8, conditions=drawn.A), check, examples=20)[1] > 0


def test_raising_one_pressure_and_lowering_another_is_no_theorem():
    def check(case):
        mixed = with_parameters(case, border_weight=case.parameters.border_weight + 1.0,
                                norm_weight=case.parameters.norm_weight + 1.0)  # fmt: skip
        assert theorem_of(case, mixed) is None
        return True

    assert COMPILED.over(drawn.cases(6, conditions=drawn.A), check, examples=10)[True]


@pytest.mark.parametrize(
    "change",
    [{"deterrence": 0.5}, {"turning_back": 1.0}, {"announced_weight": 1.0, "notified_weight": 0.5}],
)
def test_without_its_conditions_theorem_a_is_not_claimed(change):
    def check(case):
        outside = with_parameters(case, **change)
        higher = with_parameters(outside, threat_weight=20.0)
        assert not moves_together(outside)
        assert theorem_of(outside, higher) is None
        return True

    assert COMPILED.over(drawn.cases(6, 1, conditions=drawn.A), check, examples=10)[True]


def test_theorem_b_is_claimed_where_states_may_turn_back_and_holds():
    def check(case):
        back = with_parameters(case, turning_back=1.0, deterrence=0.0)
        alone = without_contagion(back)
        theorem = theorem_of(back, alone)
        if theorem is None:
            return None
        assert broken(theorem, COMPILED.run(back), COMPILED.run(alone)) == 0
        assert theorem_of(alone, back).sign in (0, 1)
        return theorem

    seen = COMPILED.over(drawn.cases(12, 1, conditions=drawn.B), check, examples=60)
    assert seen[Theorem("B", -1)] > 20


def test_a_broken_theorem_is_seen():
    base, other = np.array([[5, -1], [5, 3]]), np.array([[5, 7], [-1, 3]])
    everybody = np.ones(2, dtype=bool)
    tell = lambda theorem, seen=everybody: wrong_runs(theorem, base, other, seen).tolist()  # noqa: E731
    assert tell(Theorem("A", 1)) == [False, True]
    assert tell(Theorem("A", -1)) == [True, False]
    assert tell(Theorem("A", 0)) == [True, True]
    assert tell(Theorem("B", 1)) == [False, True]
    assert tell(Theorem("B", -1)) == [True, False]
    assert tell(Theorem("A", 1), np.array([False, True])) == [False, False]


def test_a_comparison_says_which_theorem_applies():
    found = compare("ottawa-2025", "no-contagion", "deterrence", replicates=40)
    pairs_held = found.manifest["pairs"]
    told = pairs_held["no-contagion"]
    assert (told["theorem"], told["sign"], told["wrong"]) == ("A", -1, 0)
    assert told["moves_together"]
    assert pairs_held["deterrence"]["theorem"] is None
    assert not pairs_held["deterrence"]["moves_together"]


def leaves_for_fear(now, p):
    return 0.002 * now.threat


def test_nothing_is_claimed_of_a_researcher_s_own_rule():
    from simulation.analysis.comparison import compare_records
    from simulation.experiments.runner import run

    # The engine to be read: the other one would compile the rule for half a minute.
    some = {"replicates": 3, "overrides": {"run.trajectories": 0}, "engine": "mesa"}
    mine, other = (
        run(name, rule=leaves_for_fear, **some) for name in ("ottawa-2025", "weaker-guarantee")
    )
    (held,) = compare_records(mine, [other]).manifest["pairs"].values()
    assert (held["theorem"], held["moves_together"]) == (None, False)
    assert held["branch_date"] == "2025-01"
    plain = run("ottawa-2025", **some)
    (held,) = compare_records(plain, [mine]).manifest["pairs"].values()
    assert held["branch_month"] == 0
