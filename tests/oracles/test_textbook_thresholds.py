"""Thresholds where everyone sees everyone, or a few: answers worked out without the code."""

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, stats

from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, SUSPENDED
from tests.oracles.laws import follow
from tests.running import COMPILED
from tests.worlds import agenda, contagion_case, moved, ties, world

WHOLE = {"complete": ("peers",), "complete_weight": (1.0,), "declared": ("peers",)}


def crowd(thresholds, months, measure="count", seeds=0):
    """Everyone sees everyone; thresholds: (states,) or (treaties, states), a treaty a world."""
    thresholds = np.atleast_2d(thresholds).astype(float)
    stage = np.zeros(thresholds.shape)
    stage[:, :seeds] = OUT
    w = world(thresholds.shape[1], len(thresholds), stage=stage, **WHOLE)
    return contagion_case(w, agenda(w, months), "threshold", measure, threshold=thresholds)


def gone_by_month(histories):
    """(treaties, months) how many are out by the end of months 0, 1, ..."""
    out = histories.out[0]
    months = range(max(0, out.max()) + 1)
    return np.array([((out >= 0) & (out <= m)).sum(axis=-1) for m in months]).T


def rounds(thresholds, out=0):
    """How many are out month by month: c becomes the number of thresholds up to c."""
    counts = [out]
    while (following := max(out, sum(t <= counts[-1] for t in thresholds))) != counts[-1]:
        counts.append(following)
    return counts


@pytest.mark.parametrize("swap", ["none", "1 by 2", "50 by 51", "0 by 1"])
def test_one_threshold_decides_whether_a_crowd_moves(engine, swap):
    """Granovetter 1978: thresholds 0, 1, ..., 99, one of them replaced; Mesa has 20 states."""
    states = 100 if engine is COMPILED else 20
    half = states // 2
    replaced = {"1 by 2": (1, 2), "50 by 51": (half, half + 1), "0 by 1": (0, 1)}.get(swap, (0, 0))
    thresholds = [replaced[1] if t == replaced[0] else t for t in range(states)]
    path = gone_by_month(engine.run(crowd(thresholds, states + 5), 1))[0].tolist()
    final = {"none": states, "1 by 2": 1, "50 by 51": half, "0 by 1": 0}[swap]
    assert path == list(range(final + 1))


def test_any_thresholds_go_as_far_as_their_first_gap(engine):
    """The final count is the smallest n with just n thresholds up to n; month by month as well."""
    rng = np.random.default_rng(5)
    worlds = 300 if engine is COMPILED else 8
    thresholds = rng.integers(0, 12, (worlds, 12))
    histories = engine.run(crowd(thresholds, 15), 1)
    final = (histories.out[0] >= 0).sum(axis=1)
    for row, count, path in zip(thresholds, final, gone_by_month(histories), strict=True):
        assert count == next(n for n in range(13) if (row <= n).sum() == n)
        counts = rounds(row)
        assert path.tolist() == counts + [counts[-1]] * (len(path) - len(counts))
    assert len(set(final.tolist())) > 4


def parking(states):
    """P(final = k) for thresholds independent and uniform on 0..N-1 (parking functions)."""
    n = states
    law = [math.comb(n, k) * (k + 1) ** (k - 1) * (n - 1 - k) ** (n - k) / n**n for k in range(n)]
    return [*law, (n + 1) ** (n - 1) / n**n]


def test_all_thresholds_there_are_follow_the_law_of_parking_functions(engine):
    """Every list of thresholds is a treaty of its own, so that counts are the law's, exactly."""
    for states in (2, 3, 4, 5) if engine is COMPILED else (2, 3):
        lists = list(itertools.product(range(states), repeat=states))
        final = (engine.run(crowd(lists, states + 1), 1).out[0] >= 0).sum(axis=1)
        expected = [p * len(lists) for p in parking(states)]
        np.testing.assert_allclose(np.bincount(final, minlength=states + 1), expected, atol=1e-6)


def test_known_values_of_that_law():
    assert np.allclose(parking(3), [8 / 27, 1 / 9, 0.0, 16 / 27])
    five, ten = parking(5), parking(10)
    assert [five[0], five[1], five[5]] == pytest.approx([0.32768, 0.1296, 0.41472])
    assert [ten[0], ten[1], ten[10]] == pytest.approx([0.348678, 0.134218, 0.235795], abs=5e-7)
    assert np.dot(range(11), ten) == pytest.approx(3.660216, abs=5e-7)


def test_drawn_thresholds_follow_that_law():
    rng = np.random.default_rng(10)
    counts = np.zeros(11)
    for _ in range(10):
        thresholds = rng.integers(0, 10, (1_500, 10))
        final = (COMPILED.run(crowd(thresholds, 11), 1).out[0] >= 0).sum(axis=1)
        counts += np.bincount(final, minlength=11)
    follow(counts, parking(10))


def smallest_share(sd, mean=0.25):
    """Smallest x with F(x) = x, F the normal law: where shares of leavers come to rest."""
    grid = np.linspace(0.0, 1.0, 20_001)
    above = np.flatnonzero(stats.norm.cdf(grid, mean, sd) - grid <= 0.0)[0]
    return optimize.brentq(
        lambda x: stats.norm.cdf(x, mean, sd) - x, grid[above - 1] if above else 0.0, grid[above]
    )


@pytest.mark.parametrize(
    ("sd", "share"), [(0.10, 0.0077), (0.12, 0.0402), (0.20, 0.99991), (0.30, 0.9934)]
)
def test_normal_thresholds_of_many_states(sd, share):
    """Thresholds at the quantiles of the law: no luck, so only the size matters.

    A count moves by at most one for each step of one in the others', so it is off by a few states
    over (1 - slope) at the resting point; 20,000 states make that less than 0.0005.
    """
    assert smallest_share(sd) == pytest.approx(share, abs=5e-5)
    states = 20_000
    quantiles = stats.norm.ppf((np.arange(states) + 0.5) / states, 0.25, sd)
    histories = COMPILED.run(crowd(quantiles, 200, "share"), 1)
    assert (histories.out >= 0).mean() == pytest.approx(share, abs=5e-4)


def test_a_little_more_spread_turns_few_leavers_into_all():
    """The jump lies at a standard deviation of 0.12222; many months pass near it."""
    assert smallest_share(0.12221) < 0.1
    assert smallest_share(0.12223) > 0.9
    middle = (np.arange(20_000) + 0.5) / 20_000
    few, all_of_them = (
        (COMPILED.run(crowd(stats.norm.ppf(middle, 0.25, sd), 600, "share"), 1).out >= 0).mean()
        for sd in (0.1218, 0.1226)
    )
    assert few < 0.1
    assert all_of_them > 0.99


def ring(states, partners, seeds, needed, months=40):
    """A ring on which each sees its nearest on both sides."""
    steps = [d for d in range(-partners // 2, partners // 2 + 1) if d]
    entries = [(i, (i + d) % states, 1.0) for i in range(states) for d in steps]
    stage = np.zeros(states)
    stage[list(seeds)] = OUT
    w = world(states, stage=stage, layers={"peers": entries}, declared=("peers",))
    return contagion_case(w, agenda(w, months), "threshold", "count", threshold=float(needed))


@pytest.mark.parametrize("states", [20, 9, 12, 15, 31])
def test_two_neighbours_close_a_ring_from_both_sides(engine, states):
    """Four partners, two needed, two seeds side by side: one more on either side each month."""
    out = engine.run(ring(states, 4, (0, 1), 2), 1).out[0, 0]
    expected = [min((i - 1) % states, -i % states) for i in range(states)]
    if states % 2:  # the last one sees one on either side a month before
        expected[(states + 1) // 2] -= 1
    assert out.tolist() == [0, 0, *expected[2:]]
    assert out.max() == (states - 2) // 2
    assert states != 20 or out.max() == 9


def test_one_seed_alone_moves_no_ring_that_needs_two(engine):
    assert (engine.run(ring(20, 4, (0,), 2), 1).out >= 0).sum() == 1


@pytest.mark.parametrize("branches", [2, 3])
def test_a_tree_is_left_generation_by_generation(engine, branches):
    """One partner out is enough; the root is out at the start."""
    generations = 6 if branches == 2 else 4
    parent = {}
    layer = [0]
    for _ in range(generations):
        following = [len(parent) + 1 + n for n in range(branches * len(layer))]
        parent.update({c: layer[n // branches] for n, c in enumerate(following)})
        layer = following
    depth = {0: 0}
    for child, above in parent.items():
        depth[child] = depth[above] + 1
    entries = ties([(c, above, 1.0) for c, above in parent.items()], both_ways=True)
    w = world(len(depth), stage=[OUT] + [0] * len(parent), layers={"border": entries})
    made = contagion_case(w, agenda(w, 12), "threshold", "count", threshold=1.0)
    assert engine.run(made, 1).out[0, 0].tolist() == [depth[i] for i in range(len(depth))]


def test_a_share_of_a_tree_stops_where_too_few_are_out(engine):
    """Of three partners one is out: a third reaches 0.33, and not 0.34."""
    for threshold, last in ((0.33, 3), (0.34, -1)):
        entries = [(1, 0, 1.0), (1, 2, 1.0), (1, 3, 1.0), (2, 1, 1.0), (3, 2, 1.0)]
        w = world(4, stage=[OUT, 0, 0, 0], layers={"border": entries})
        made = contagion_case(w, agenda(w, 9), "threshold", threshold=threshold)
        assert engine.run(made, 1).out[0, 0, 3] == last


LAYERED = {"border": [(0, 1, 1.0), (0, 2, 1.0)], "alliance": [(0, n, 1.0) for n in (3, 4, 5, 6)]}


def looking(engine, out, join, measure, threshold, weights=None, layers=None, **tables):
    """The month in which the first state leaves, of whose two neighbours and four allies some are
    out."""
    stage = [PARTY] + [OUT if n in out else PARTY for n in range(1, 7)]
    w = world(7, stage=stage, layers=layers or LAYERED, declared=("border", "alliance"))
    pinned = [[[False] + [True] * 6]]
    made = contagion_case(
        w, agenda(w, 8, **{"pinned": pinned, **tables}), "threshold", measure, join, weights,
        threshold=threshold,
    )  # fmt: skip
    return engine.run(made, 1).out[0, 0, 0]


@pytest.mark.parametrize(
    ("out", "join", "measure", "threshold", "leaves"),
    [
        ((1,), "or", "share", 0.5, True),
        ((1,), "or", "share", 0.51, False),
        ((3, 4), "or", "share", 0.5, True),
        ((1, 3), "and", "share", 0.25, True),
        ((1, 3), "and", "share", 0.26, False),
        ((1, 2), "and", "share", 0.1, False),
        ((1, 3), "weighted", "share", 0.375, True),
        ((1, 3), "weighted", "share", 0.376, False),
        ((3, 4), "or", "count", 2.0, True),
        ((1, 3, 4), "and", "count", 1.0, True),
        ((1, 3, 4), "and", "count", 2.0, False),
        ((1, 3, 4), "weighted", "count", 3.0, True),
        ((1, 3, 4), "weighted", "count", 3.1, False),
        ((1, 3, 4), "or", "count", 2.1, False),
        ((), "and", "share", 0.0, True),
    ],
)
def test_two_layers_joined_by_hand(engine, out, join, measure, threshold, leaves):
    """Two neighbours, four allies; weighted without weights is the plain mean, or the sum."""
    assert looking(engine, out, join, measure, threshold) == (1 if leaves else -1)


@pytest.mark.parametrize(("threshold", "leaves"), [(0.4375, True), (0.44, False)])
def test_layers_weigh_as_much_as_is_said(engine, threshold, leaves):
    """Half of the neighbours at weight 3, a quarter of the allies at weight 1: 1.75 of 4."""
    weights = {"border": 3.0, "alliance": 1.0}
    month = looking(engine, (1, 3), "weighted", "share", threshold, weights)
    assert month == (1 if leaves else -1)


@pytest.mark.parametrize(
    ("measure", "threshold", "leaves"),
    [("share", 0.75, True), ("share", 0.76, False), ("count", 1.5, True), ("count", 1.6, False)],
)
def test_partners_count_by_the_weight_of_their_tie(engine, measure, threshold, leaves):
    layers = {"border": [(0, 1, 1.5), (0, 2, 0.5)], "alliance": []}
    month = looking(engine, (1,), "or", measure, threshold, layers=layers)
    assert month == (1 if leaves else -1)


def test_who_weighs_less_in_others_is_seen_less(engine):
    """The neighbour counts three eighths until month 5, and fully from then on."""
    light = np.ones((2, 1, 7))
    light[0, 0, 1] = 0.375
    tables = {
        "row": (np.arange(9) >= 5).astype(int),
        "weight_in_others": light,
        "pinned": np.array([[[False] + [True] * 6]] * 2),
    }
    assert looking(engine, (1,), "or", "count", 0.5, **tables) == 5
    assert looking(engine, (1,), "or", "count", 0.375, **tables) == 1


def test_ties_are_seen_while_they_hold(engine):
    """A neighbour is seen from month 4 on; another one, until month 2, was out too late."""
    layers = {
        "border": [(0, 1, 1.0, 4, 6), (0, 2, 1.0, 0, 2)],
        "alliance": [],
    }
    events = (moved(2, 2, OUT),)
    assert looking(engine, (1,), "or", "share", 1.0, layers=layers, stage_events=events) == 4
    assert looking(engine, (), "or", "share", 1.0, layers=layers, stage_events=events) == -1


def test_a_tie_that_ends_leaves_more_weight_to_the_others(engine):
    """Of two neighbours one is out; the tie with the other one holds until month 3."""
    layers = {"border": [(0, 1, 1.0, 0, 99), (0, 2, 1.0, 0, 3)], "alliance": []}
    assert looking(engine, (1,), "or", "share", 1.0, layers=layers) == 4
    assert looking(engine, (1,), "or", "share", 0.5, layers=layers) == 1


def test_denominators_count_who_was_bound_at_the_start(engine):
    """A partner that never joined is not counted; one that joins later is not either."""
    stage = [PARTY, OUT, 6, 6]
    joins = [[-1, -1, -1, 2]]
    w = world(4, stage=stage, layers={"border": [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0)]})
    made = contagion_case(w, agenda(w, 4, joins=joins), "threshold", threshold=[1.0, 9, 0.0, 0.0])
    out = engine.run(made, 1).out[0, 0].tolist()
    assert out == [1, 0, -1, 2]


def test_exits_are_finished_in_the_month_in_which_they_are_forced(engine):
    """An announcement by date is an exit, unless a later date takes it on."""
    events = (
        moved(-2, 0, NOTIFIED), moved(3, 1, ANNOUNCED), moved(3, 2, ANNOUNCED, followed=True),
        moved(7, 2, OUT), moved(4, 3, NOTIFIED, followed=True), moved(2, 5, SUSPENDED),
        moved(4, 5, PARTY),
    )  # fmt: skip
    w = world(6, layers={"peers": [(4, 2, 1.0), (5, 1, 1.0)]}, notice=6)
    made = contagion_case(
        w, agenda(w, 9, stage_events=sorted(events, key=lambda e: e.month)), "threshold",
        threshold=[9, 9, 9, 9, 1.0, 1.0],
    )  # fmt: skip
    h = engine.run(made, 1)
    assert h.announced[0, 0].tolist() == [0, 3, 3, 4, 8, 5]
    assert h.notified[0, 0].tolist() == [0, 3, 7, 4, 8, 5]
    assert h.out[0, 0].tolist() == [0, 3, 7, -1, 8, 5]
    assert h.suspended[0, 0].tolist() == [-1] * 5 + [2]
    assert h.forced[0, 0].tolist() == [True] * 4 + [False] * 2
    assert h.stage[0, 0].tolist() == [OUT, OUT, OUT, NOTIFIED, OUT, OUT]


def test_who_is_pinned_stays_until_it_is_free(engine):
    row = (np.arange(9) >= 6).astype(int)
    pinned = [[[True] + [True] * 6], [[False] + [True] * 6]]
    assert looking(engine, (1, 2), "or", "share", 0.5, row=row, pinned=pinned) == 6


def test_threat_and_commitment_stay_as_at_the_start(engine):
    w = world(
        3, commitment=[0.8, 0.3, 0.5], rivals=[(0, 2, 0.5)], posture=[0.0, 0.0, 0.8],
        danger=[0.0, 0.25, 0.0], stage=[PARTY, OUT, PARTY], layers={"border": [(0, 1, 1.0)]},
    )  # fmt: skip
    later = {"row": [0, 0, 1, 1, 1], "posture": [[0.0, 0.0, 0.8], [0.0, 0.0, 9.0]]}
    made = contagion_case(w, agenda(w, 4, **later), "threshold", threshold=1.0)
    h = engine.run(made, 2, 2)
    expected = [1.0 - math.exp(-0.4), 1.0 - math.exp(-0.25), 0.0]
    np.testing.assert_allclose(h.threat_path[1], [expected] * 5, rtol=1e-12)
    np.testing.assert_allclose(h.commitment_path[0], [[[0.8, 0.3, 0.5]]] * 5, rtol=1e-15)
    assert h.threat.tobytes() == h.threat_path[:, -1].tobytes()
    assert h.out[0, 0, 0] == 1
