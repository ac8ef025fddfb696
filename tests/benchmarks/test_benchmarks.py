"""Do the contestants do the same work; is the table what was measured?  Nothing is timed here."""

import json
import statistics

import numpy as np
import pytest

from simulation.engines.choosing import engine
from tests.benchmarks import guard, lines, regimes, spreading, table, timing, variants, whole
from tests.benchmarks.rivals import (
    c_program,
    graph,
    ground,
    libraries,
    mesa_neighbours,
    mesa_network,
    numpy_arrays,
    plain_numba,
)

RUNS = np.arange(20, dtype=np.int64)
GONE = libraries.missing()


@pytest.fixture(scope="module")
def plain():
    """The busy plain case, who left it when, and the same case as its rivals know it."""
    case = variants.plain("busy")
    left = engine("compiled")(case, RUNS, 0)
    np.testing.assert_array_equal(left.announced, left.out)
    assert (left.announced > 0).sum() > 50 * len(RUNS)
    return left.announced[:, 0], ground.ground(case)


def test_numpy_finds_the_same_leavers(plain):
    left, g = plain
    np.testing.assert_array_equal(numpy_arrays.run(g, ground.resistances(g, RUNS)), left)


@pytest.mark.parametrize("mesa_form", [mesa_neighbours, mesa_network])
def test_both_forms_of_mesa_find_the_same_leavers(plain, mesa_form):
    left, g = plain
    luck = ground.resistances(g, RUNS[:2])
    np.testing.assert_array_equal(mesa_form.run(g, luck), left[:2])


def test_numba_finds_the_same_leavers(plain):
    left, g = plain
    np.testing.assert_array_equal(plain_numba.run(g, RUNS), left)


@pytest.mark.skipif(c_program.compiler() is None, reason="no C compiler")
def test_c_finds_the_same_leavers(plain):
    left, g = plain
    np.testing.assert_array_equal(c_program.run(g, RUNS), left)
    if c_program.widens():
        np.testing.assert_array_equal(c_program.run(g, RUNS, wide=True), left)


def test_the_plain_rivals_refuse_what_is_not_plain():
    with pytest.raises(ValueError, match="one treaty"):
        ground.ground(variants.full("quiet"))


@pytest.mark.parametrize("regime", variants.TARGETS)
def test_each_regime_has_about_the_exits_it_was_tuned_to(regime):
    wanted = variants.TARGETS[regime]
    for case in (variants.full(regime), variants.plain(regime)):
        assert variants.mean_exits(case, 500)[0] == pytest.approx(wanted, rel=0.12)


@pytest.fixture(scope="module")
def given():
    return graph.draws(12, spreading.SEEDS)


@pytest.fixture(scope="module")
def reached(given):
    sizes = spreading.reached_by_threshold(given)
    assert len(set(sizes)) > 5
    return sizes


def test_replicates_that_draw_anew_reach_the_same(given, reached):
    case = graph.redrawn_threshold_case(given)
    ends = engine("compiled")(case, np.arange(len(given), dtype=np.int64), 0).stage
    assert (ends == spreading.OUT).sum(axis=(1, 2)).tolist() == reached


@pytest.mark.skipif("cynetdiff" in GONE, reason="cynetdiff is not installed")
def test_cynetdiff_reaches_as_many(given, reached):
    assert libraries.cynetdiff_threshold(given, exact=True)(len(given)) == reached


@pytest.mark.skipif("cynetdiff" in GONE, reason="cynetdiff is not installed")
def test_cynetdiff_reaches_as_many_as_a_scenario_file():
    case = graph.scenario_case(graph.COUNTS, spreading.SEEDS)
    sizes = spreading.sizes(case, np.arange(spreading.SCENARIO_DRAWS))
    assert len(set(sizes)) > 50
    assert spreading.counted(case)(spreading.SCENARIO_DRAWS) == sizes


@pytest.mark.skipif("ndlib" in GONE, reason="NDlib is not installed")
@pytest.mark.filterwarnings("ignore")
def test_ndlib_reaches_as_many(given, reached):
    assert libraries.ndlib_threshold(given)(len(given)) == reached


@pytest.mark.skipif("EoN" in GONE, reason="EoN is not installed")
@pytest.mark.filterwarnings("ignore")
def test_eon_reaches_as_many(given, reached):
    assert libraries.eon_threshold(given)(len(given)) == reached


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "make", "each"),
    [
        ("cynetdiff", libraries.cynetdiff_cascade, 100),
        ("ndlib", libraries.ndlib_cascade, 10),
        ("EoN", libraries.eon_cascade, 10),
    ],
)
def test_cascades_follow_one_law(given, name, make, each):
    if name in GONE:
        pytest.skip(f"{name} is not installed")
    ours = spreading.reached_by_cascade(given, 0.05, 100)
    theirs = make(given, 0.05)(each * len(given))
    doubt = statistics.stdev(ours) * (1 / len(ours) + 1 / len(theirs)) ** 0.5
    assert abs(statistics.mean(ours) - statistics.mean(theirs)) < 4.5 * doubt


def test_every_ratio_asked_for_is_of_contestants_that_exist():
    there = {one.name for one in regimes.contestants("quiet")}
    there |= {f"{name}, {regimes.AS_SCENARIO}" for name in (regimes.MESA, "full model, compiled")}
    needed = {c_program.compiler(): {regimes.C, f"{regimes.C}, {regimes.TWO}", regimes.WIDE}}
    optional = set() if c_program.compiler() else needed[None]
    for asked in regimes._asked("quiet"):
        assert {asked.slow, asked.fast} - optional <= there, asked


def _times(name, *seconds):
    return timing.Times(name, "run", 10, seconds)


def test_a_ratio_is_taken_within_each_round():
    found = timing.ratio(_times("a", 2.0, 40.0, 3.0), _times("b", 1.0, 10.0, 3.0))
    assert found == timing.Ratio(2.0, 1.0, 4.0)


def test_everybody_takes_a_turn_in_every_round():
    turns = []
    contestants = [
        timing.Contestant(name, lambda units, name=name: turns.append(name), slow=True)
        for name in "abc"
    ]
    times = timing.side_by_side(contestants, timing.Pace(0.0, 4))
    assert "".join(turns) == "abcbcacababc"
    assert all(len(one.seconds) == 4 for one in times.values())


def test_chunks_cover_the_replicates_once_on_any_threads():
    for threads in (1, 2):
        seen = []
        timing.on_threads(lambda numbers, seen=seen: seen.extend(numbers), 3, threads).batch(12)
        assert sorted(seen) == list(range(12))


def test_the_table_says_what_is_wanted_and_whether_it_was_met(tmp_path):
    report = table.Report("quick")
    found = timing.Ratio(2.0, 1.5, 3.0)
    report.add(
        lambda _: [lines.compared("Some", "ours / theirs", found, lines.at_least(2.5))],
        "some",
        timing.QUICK,
    )
    report.add(lambda _: 1 / 0, "broken", timing.QUICK)
    report.store(tmp_path)
    page = (tmp_path / "table.md").read_text()
    assert "| Some | ours / theirs | 2 | ≥ 2.5 | **no** |" in page
    assert "| ours / theirs | 2 | 1.5 to 3 | ≥ 2.5 |  |" in page
    assert "ZeroDivisionError" in page
    told = json.loads((tmp_path / "table.json").read_text())
    assert told["lines"][0]["met"] is False
    assert str(whole.REPOSITORY) not in page + json.dumps(told)


def test_the_guard_tells_growth_from_noise():
    expected = {"busy: draws a run": 1000.0, "busy: time, ours / theirs": 2.0}
    same = {"busy: draws a run": 1010.0, "busy: time, ours / theirs": 3.9}
    assert guard.regressions(same, expected) == []
    grown = {"busy: draws a run": 1200.0, "busy: time, ours / theirs": 4.3, "new": 1.0}
    assert len(guard.regressions(grown, expected)) == 3


def test_the_guard_has_something_to_go_by():
    expected = json.loads(guard.EXPECTED.read_text())
    assert {what.partition(":")[0] for what in expected} == set(guard.REGIMES)
