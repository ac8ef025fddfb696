"""Networks of synthetic worlds: is each what its name says, and drawn by its law?"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.world.luck import Luck
from simulation.world.synthetic import growing, independent, lattices, rewired
from simulation.world.synthetic.drawing import synthetic_world
from simulation.world.synthetic.pairs import both_ways, triangle, triangle_of
from tests.oracles.laws import ALPHA, follow
from tests.world.made import degrees, is_simple, luck, made, pairs_of

KINDS = {
    "regular": {"degree": 4},
    "ring": {"degree": 4},
    "grid": {},
    "small-world": {"degree": 4, "rewire": 0.3},
    "scale-free": {"mean_degree": 4.0},
    "block": {"sizes": [20, 1, 39], "inside": 0.3, "across": 0.05},
    "erdos-renyi": {"mean_degree": 4.0},
}


def network(kind, states=60, seed=1, **keys):
    world = synthetic_world(made(states, layers={"graph": kind, **KINDS[kind], **keys}, seed=seed))
    return world.layers["peers"]


def tied(pairs, states):
    return both_ways(pairs, states, 1.0)


def near(count, trials, chance):
    """Raise where a count is not what so many tosses of one chance let expect."""
    assert stats.binomtest(int(count), int(trials), chance).pvalue > ALPHA


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_simple_and_holds_both_ways(kind):
    ties = network(kind, weight=0.3)
    is_simple(ties, 60)
    assert len(ties.state) > 60
    assert set(ties.weight.tolist()) == {round(0.3 * 2**40) / 2**40}


@pytest.mark.parametrize("kind", KINDS)
def test_other_luck_is_another_network_where_luck_decides(kind):
    same = pairs_of(network(kind, seed=1)) == pairs_of(network(kind, seed=2))
    assert same == (kind in ("ring", "grid"))


@given(st.integers(0, 10**6))
def test_pairs_are_numbered_one_by_one(cell):
    first, second, _ = triangle(np.array([cell]))
    assert 0 <= second[0] < first[0]
    assert first[0] * (first[0] - 1) // 2 + second[0] == cell


@pytest.mark.parametrize("states", [1_000, 999_999, 1_000_000])
def test_pairs_of_the_largest_worlds_are_numbered_exactly(states):
    ends = np.array([1, 2, states // 2, states - 2, states - 1])
    for shift, second in ((0, 0), (-1, -1)):
        cells = ends * (ends - 1) // 2 + (ends + shift if second else 0)
        first, found, _ = triangle(cells)
        assert first.tolist() == ends.tolist()
        assert found.tolist() == (ends - 1 if second else 0 * ends).tolist()


def test_a_ring_ties_the_nearest_on_either_side():
    expected = {tuple(sorted((i, (i + step) % 9))) for i in range(9) for step in (1, 2)}
    assert pairs_of(network("ring", states=9)) == expected


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize(("rows", "width"), [(3, 5), (2, 3), (1, 4), (4, 1), (2, 2), (1, 2)])
def test_a_grid_ties_neighbours(rows, width, wrap):
    expected = set()
    for row, column in itertools.product(range(rows), range(width)):
        for down, right in ((0, 1), (1, 0)):
            there = ((row + down) % rows, (column + right) % width)
            inside = row + down < rows and column + right < width
            if (wrap or inside) and there != (row, column):
                ends = (row * width + column, there[0] * width + there[1])
                expected.add(tuple(sorted(ends)))
    assert pairs_of(network("grid", states=rows * width, width=width, wrap=wrap)) == expected


def test_a_grid_is_as_near_to_a_square_as_the_number_of_states_allows():
    assert [lattices.default_width(n) for n in (2, 12, 13, 36, 10_000)] == [1, 3, 1, 6, 100]


@pytest.mark.parametrize("states", range(2, 13))
def test_a_regular_network_gives_everybody_the_same_number_of_partners(states):
    for degree in range(states):
        if states * degree % 2 == 0:
            ties = tied(rewired.regular(states, degree, luck()), states)
            is_simple(ties, states)
            assert degrees(ties, states).tolist() == [degree] * states


@pytest.mark.parametrize(("states", "degree"), [(1001, 2), (500, 249), (200, 150), (3000, 9)])
def test_a_large_regular_network_too(states, degree):
    degree += states * degree % 2
    ties = tied(rewired.regular(states, degree, luck()), states)
    is_simple(ties, states)
    assert (degrees(ties, states) == degree).all()


def test_every_regular_network_of_six_states_comes_out_about_equally_often():
    """The 15 pairings of six states: one tie each."""
    drawn = [frozenset(pairs_of(tied(rewired.regular(6, 1, luck(r)), 6))) for r in range(1500)]
    kinds = sorted(set(drawn), key=sorted)
    assert len(kinds) == 15
    follow([drawn.count(kind) for kind in kinds], [1 / 15] * 15)


@pytest.mark.parametrize("rewire", [0.0, 0.2, 1.0])
@pytest.mark.parametrize(("states", "degree"), [(3, 2), (5, 4), (6, 4), (9, 8), (40, 6)])
def test_a_small_world_keeps_its_number_of_ties(states, degree, rewire):
    for replicate in range(5):
        pairs = rewired.small_world(states, degree, rewire, luck(replicate))
        ties = tied(pairs, states)
        is_simple(ties, states)
        assert len(ties.state) == states * degree
        assert np.bincount(pairs.first, minlength=states).tolist() == [degree // 2] * states


def clustering(ties, states):
    """Mean share of a state's pairs of partners that are tied to each other."""
    table = np.zeros((states, states))
    table[ties.state, ties.partner] = 1.0
    degree = table.sum(axis=1)
    triangles = np.einsum("ij,jk,ki->i", table, table, table, optimize=True)
    return float(np.mean(triangles / (degree * (degree - 1))))


@pytest.mark.parametrize("rewire", [0.0, 0.1, 0.3])
def test_clustering_of_a_small_world_falls_as_known(rewire):
    """C(p) is about C(0) (1 - p)^3, and C(0) = 3 (k - 2) / (4 (k - 1)) (Barrat and Weigt 2000)."""
    found = clustering(tied(rewired.small_world(1500, 10, rewire, luck()), 1500), 1500)
    assert math.isclose(found, 3 * 8 / (4 * 9) * (1 - rewire) ** 3, abs_tol=0.02)


def test_a_tie_of_a_small_world_is_moved_with_its_chance_and_goes_anywhere():
    states, degree = 1000, 6
    at_home = lattices.ring(states, degree)
    pairs = rewired.small_world(states, degree, 0.3, luck())
    moved = pairs.second != at_home.second
    near(moved.sum(), moved.size, 0.3)
    step = (pairs.second - pairs.first)[moved] % states
    assert stats.kstest(step / states, "uniform").pvalue > ALPHA


def test_in_a_network_of_even_chance_every_pair_is_tied_as_often():
    runs, pairs = 3000, triangle_of(7)
    drawn = [independent.erdos_renyi(7, 2.1, luck(replicate)) for replicate in range(runs)]
    cells = np.concatenate([one.first * (one.first - 1) // 2 + one.second for one in drawn])
    counts = np.bincount(cells, minlength=pairs)
    assert all(stats.binomtest(int(c), runs, 0.35).pvalue > ALPHA for c in counts)
    numbers = np.bincount([len(one.first) for one in drawn], minlength=pairs + 1)
    follow(numbers, stats.binom.pmf(np.arange(pairs + 1), pairs, 0.35))


def test_ties_of_a_network_of_even_chance_know_nothing_of_each_other():
    """Two pairs that share a state, and two that do not: tied together with the chance squared."""
    runs = 3000
    drawn = [pairs_of(tied(independent.erdos_renyi(6, 2.0, luck(r)), 6)) for r in range(runs)]
    for one, other in (((0, 1), (0, 2)), ((0, 1), (2, 3)), ((3, 4), (3, 5))):
        near(sum(one in pairs and other in pairs for pairs in drawn), runs, 0.4**2)


@pytest.mark.parametrize(("mean", "states"), [(0.0, 50), (49.0, 50), (1e-9, 1_000_000)])
def test_no_tie_and_every_tie(mean, states):
    pairs = independent.erdos_renyi(states, mean, luck())
    assert len(pairs.first) == (triangle_of(50) if mean == 49.0 else 0)


def test_a_large_network_of_even_chance_has_as_many_ties_as_expected():
    ties = tied(independent.erdos_renyi(100_000, 8.0, luck()), 100_000)
    is_simple(ties, 100_000)
    near(len(ties.state) // 2, triangle_of(100_000), 8.0 / 99_999)
    counts = np.bincount(degrees(ties, 100_000), minlength=40)[:40]
    follow(counts, stats.poisson.pmf(np.arange(40), 8.0) / stats.poisson.cdf(39, 8.0))


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0]))
def test_more_pairs_to_toss_for_leave_the_first_ones_as_they_were(few, more, chance):
    whole = independent.picked(few + more, chance, luck())
    part = independent.picked(few, chance, luck())
    assert part.tolist() == whole[whole < few].tolist()


def test_blocks_have_one_chance_inside_and_another_across():
    sizes = [3, 1, 40, 0, 16]
    block = np.repeat(range(5), sizes)
    inside = across = 0
    for replicate in range(40):
        ties = tied(independent.blocks(sizes, 0.4, 0.05, luck(replicate)), 60)
        is_simple(ties, 60)
        within = block[ties.state] == block[ties.partner]
        inside, across = inside + within.sum() // 2, across + (~within).sum() // 2
    pairs = sum(triangle_of(size) for size in sizes)
    near(inside, 40 * pairs, 0.4)
    near(across, 40 * (triangle_of(60) - pairs), 0.05)


@pytest.mark.parametrize(("inside", "across"), [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)])
def test_blocks_with_certain_chances_are_exact(inside, across):
    sizes = [4, 1, 5]
    block = np.repeat(range(3), sizes)
    ties = tied(independent.blocks(sizes, inside, across, luck()), 10)
    is_simple(ties, 10)
    everybody = itertools.combinations(range(10), 2)
    wanted = {(i, j) for i, j in everybody if (inside if block[i] == block[j] else across)}
    assert pairs_of(ties) == wanted


def partners_of(pairs, state):
    """Those to whom a newcomer attached, sorted."""
    return tuple(sorted(pairs.second[pairs.first == state].tolist()))


@pytest.mark.parametrize(("states", "each"), [(2, 1), (3, 2), (40, 1), (500, 4), (30, 20)])
def test_every_newcomer_attaches_to_as_many_others_that_came_before(states, each):
    pairs = growing.scale_free(states, 2.0 * each, luck())
    is_simple(tied(pairs, states), states)
    for state in range(states):
        assert len(partners_of(pairs, state)) == min(state, each)
    assert (pairs.second < pairs.first).all()


def test_newcomers_attach_by_number_of_partners_one_each():
    """States 0 and 1 are tied; 2 picks either, 3 one of three by degree: exact chances."""
    drawn = [growing.scale_free(4, 2.0, luck(replicate)) for replicate in range(4000)]
    seen = [partners_of(one, 2) + partners_of(one, 3) for one in drawn]
    law = {(0, 0): 0.25, (0, 1): 0.125, (0, 2): 0.125, (1, 0): 0.125, (1, 1): 0.25, (1, 2): 0.125}
    assert set(seen) == set(law)
    follow([seen.count(pair) for pair in law], list(law.values()))


def test_newcomers_attach_by_number_of_partners_two_each():
    """0, 1 and 2 are all tied; 3 picks two of them; 4 two different ones by degree."""
    drawn = [growing.scale_free(5, 4.0, luck(replicate)) for replicate in range(4000)]
    seen = [(partners_of(one, 3), partners_of(one, 4)) for one in drawn]
    law = {}
    for third in itertools.combinations(range(3), 2):
        weight = [3 if i in third else 2 for i in range(3)] + [2]
        for i, j in itertools.combinations(range(4), 2):
            one, other = weight[i] / 10, weight[j] / 10
            law[third, (i, j)] = (one * other / (1 - one) + other * one / (1 - other)) / 3
    follow([seen.count(pair) for pair in law], list(law.values()))


def test_few_have_many_partners_as_known():
    """P(k) = 2m(m + 1) / (k(k + 1)(k + 2)) (Dorogovtsev, Mendes and Samukhin 2000)."""
    states, m = 40_000, 3
    degree = degrees(tied(growing.scale_free(states, 2.0 * m, luck()), states), states)
    for k in (*range(m, 12), 20):
        law = 2 * m * (m + 1) / (k * (k + 1) * (k + 2))
        assert abs(np.mean(degree == k) - law) < 6 * math.sqrt(law / states) + 1e-3
    above = m * (m + 1) / (30 * 31)
    assert math.isclose(np.mean(degree >= 30), above, rel_tol=0.15)


@given(st.integers(2, 300), st.integers(0, 300), st.sampled_from([2.0, 4.0, 10.0]))
def test_more_newcomers_leave_the_ties_of_the_first_as_they_were(few, more, mean):
    few = max(few, int(mean / 2) + 1)
    part, whole = (growing.scale_free(n, mean, luck()) for n in (few, few + more))
    early = whole.first < few
    assert part.first.tolist() == whole.first[early].tolist()
    assert part.second.tolist() == whole.second[early].tolist()


@pytest.mark.parametrize("kind", ["regular", "small-world", "scale-free", "erdos-renyi", "block"])
def test_every_layer_has_luck_of_its_own(kind):
    network = {"graph": kind, **KINDS[kind]}
    world = synthetic_world(made(60, layers={"border": network, "peers": network}))
    assert pairs_of(world.layers["border"]) != pairs_of(world.layers["peers"])
    alone = synthetic_world(made(60, layers=network))
    assert pairs_of(alone.layers["peers"]) == pairs_of(world.layers["peers"])


def test_luck_by_number_does_not_depend_on_how_many_are_drawn_together():
    drawn = Luck(1, "x", 3).uniforms(np.arange(40_000))
    assert Luck(1, "x", 3).uniforms(np.array([7, 39_999])).tolist() == drawn[[7, 39_999]].tolist()
    assert stats.kstest(drawn, "uniform").pvalue > ALPHA
