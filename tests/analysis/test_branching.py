"""Where two histories part: read off what is dated, and true of every history."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from simulation.analysis.branching import branch_month, first_unlike, paths_checked
from simulation.analysis.comparison import compare
from simulation.engines.choosing import engine
from simulation.model.stages import OUT
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from tests import drawn
from tests.properties.changes import intervened, with_parameters, with_tables
from tests.running import COMPILED
from tests.worlds import moved

SCENARIO = read("ottawa-2025")
RUNS = 60


def month_between(one, other):
    return branch_month((SCENARIO, one), (SCENARIO, other))


@st.composite
def changed_cases(draw):
    case = draw(drawn.cases(12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    month = draw(st.integers(1, case.agenda.months))
    return case, month, intervened(case, month, rng)


def test_the_month_found_is_the_one_of_the_change():
    def check(trio):
        case, month, changed = trio
        found = month_between(case, changed)
        assert found == month == month_between(changed, case)
        one, other = (COMPILED.run(each) for each in (case, changed))
        clear = ~((one.returned >= 0) | (one.suspended >= 0) | (other.suspended >= 0))
        clear &= other.returned < 0
        for k in range(case.world.stage.shape[0]):
            sides = (side.announced[:, k] for side in (one, other))
            still = np.isin(case.world.stage[k], (0, 6)) & clear[:, k]
            assert first_unlike(*sides, month, still) is None
        return bool((one.announced != other.announced).any())

    assert COMPILED.over(changed_cases(), check, examples=60)[True] > 10


def test_paths_agree_until_then_and_not_after():
    def check(trio):
        case, month, changed = trio
        some = np.arange(4)
        assert paths_checked(engine("compiled"), case, changed, some, month) == (4, None)
        return paths_checked(engine("compiled"), case, changed, some, month + 1)[1] is not None

    assert COMPILED.over(changed_cases(), check, examples=40)[True] > 20


@pytest.fixture
def case():
    from tests.worlds import agenda, ties, world

    w = world(4, 1, layers={"border": ties([(0, 1, 1.0, 0, 9), (1, 0, 1.0, 3, 9)])})
    from simulation.engines.contract import Case
    from simulation.model.parameters import Parameters

    return Case(w, agenda(w, 12), "hazard", Parameters(), (-3.0,), 7)


def test_cases_that_are_the_same_never_part(case):
    assert month_between(case, case) == case.agenda.months + 1
    renamed = replace(case, world=replace(case.world, names=("a", "b", "c", "d")))
    assert month_between(case, renamed) == case.agenda.months + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda case: with_parameters(case, border_weight=0.0),
        lambda case: replace(case, base_rate=(-2.0,)),
        lambda case: replace(case, seed=8),
        lambda case: replace(
            case, world=replace(case.world, commitment=case.world.commitment + 0.5)
        ),
    ],
)
def test_what_holds_from_the_start_parts_at_the_start(case, change):
    assert month_between(case, change(case)) == 0


def test_each_dated_thing_has_its_month(case):
    from tests.worlds import ties

    a = case.agenda
    wars = np.zeros((13, 4), dtype=np.int64)
    wars[6:, 2] = 20
    changes = {
        4: {"stage_events": (moved(4, 1, OUT),)},
        5: {"joins": np.where(np.arange(4) == 3, 5, a.joins)},
        6: {"conflict_ends": wars},
        3: {"layers": {**a.layers, "border": ties([(0, 1, 1.0, 0, 9)])}},
        8: {"layers": {**a.layers, "border": ties([(0, 1, 1.0, 0, 7), (1, 0, 1.0, 3, 9)])}},
        10: {
            "row": (np.arange(13) >= 10).astype(np.int64),
            **{f: np.repeat(getattr(a, f), 2, axis=0) for f in
               ("guaranteed", "credibility", "utility", "stigma", "advocacy", "incentive",
                "weight_in_others", "pinned", "bloc_incentive")},
            "posture": np.vstack([a.posture, a.posture + 0.25]),
        },
    }  # fmt: skip
    assert {m: month_between(case, with_tables(case, **c)) for m, c in changes.items()} == {
        month: month for month in changes
    }


def test_networks_drawn_anew_part_when_an_event_does():
    toy = {
        "time": {"start": 2000, "end": 2001},
        "world": {"source": "synthetic", "states": 30, "seeds": {"count": 1},
                  "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": 3.0}}},
        "rule": {"name": "hazard", "parameters": {"base_rate": -4.0}},
    }  # fmt: skip
    event = {"name": "e", "kind": "exit", "target": "S00003", "from": "2001-03"}
    found = compare({**toy, "name": "a"}, {**toy, "name": "b", "events": [event]}, replicates=RUNS)
    held = found.manifest["pairs"]["b"]
    assert (held["branch_month"], held["branch_date"]) == (15, "2001-03")
    assert (held["runs_checked"], held["paths_checked"]) == (RUNS, 20)


def test_the_earliest_difference_is_named():
    one, other = np.array([[3, 5, -1]]), np.array([[3, -1, 4]])
    clear = np.ones((1, 3), dtype=bool)
    assert first_unlike(one, other, 9, clear) == (0, 2, 4)
    assert first_unlike(one, other, 5, clear) == (0, 2, 4)
    assert first_unlike(one, other, 4, clear) is None
    assert first_unlike(one, other, 9, clear & (one != -1)) == (0, 1, 5)


def test_comparison_tells_the_month_and_checks_every_run():
    found = compare("ottawa-2025", "weaker-guarantee", "no-contagion", replicates=RUNS)
    pairs = found.manifest["pairs"]
    assert pairs["weaker-guarantee"]["branch_date"] == "2025-01"
    assert pairs["weaker-guarantee"]["runs_checked"] == RUNS
    assert pairs["weaker-guarantee"]["paths_checked"] > 0
    assert pairs["no-contagion"]["branch_month"] == 0
    assert pairs["no-contagion"]["runs_checked"] == 0


def test_a_month_given_is_checked():
    some = {"replicates": RUNS}
    found = compare("ottawa-2025", "weaker-guarantee", branch="2024-06", **some)
    assert found.manifest["pairs"]["weaker-guarantee"]["branch_date"] == "2024-06"
    with pytest.raises(InputFault, match=r"--from: weaker-guarantee and ottawa-2025 differ") as no:
        compare("ottawa-2025", "weaker-guarantee", branch="2027-01", **some)
    assert len(no.value.faults) == 1


@pytest.mark.parametrize("odd", ["soon", "1999-01", "2031-02", "2025-13"])
def test_a_month_outside_the_run_is_refused_before_anything_runs(odd, monkeypatch):
    from simulation.analysis import comparison

    monkeypatch.setattr(comparison, "run_scenario", None)
    with pytest.raises(InputFault, match="--from"):
        compare("ottawa-2025", "weaker-guarantee", replicates=RUNS, branch=odd)
