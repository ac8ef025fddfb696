"""Spread by contact and by share, against exact laws of small worlds and limits of large ones."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from simulation.model.stages import OUT, PARTY, SUSPENDED
from tests.oracles.laws import ALPHA, follow
from tests.running import COMPILED
from tests.worlds import agenda, contagion_case, moved, ties, world

WHOLE = {"complete": ("peers",), "complete_weight": (1.0,), "declared": ("peers",)}


def seeded(states, seeds=1):
    """The first ones are out at the start."""
    return [OUT] * seeds + [PARTY] * (states - seeds)


def contact(entries, states, probability, months=8, seeds=1, **tables):
    """Pairs tied both ways on one layer."""
    both = ties([(i, j, 1.0) for i, j in entries], both_ways=True)
    w = world(states, stage=seeded(states, seeds), layers={"border": both}, declared=("border",))
    return contagion_case(w, agenda(w, months, **tables), "cascade", probability=probability)


def sizes(engine, case, runs=None):
    """How many runs end with 0, 1, ..., N states out."""
    out = engine.run(case, runs or engine.runs).out[:, 0]
    return np.bincount((out >= 0).sum(axis=1), minlength=out.shape[1] + 1)


def percolated(entries, states, p, seeds=1):
    """P(0, 1, ..., N states out): every tie is open with chance p, summed over all worlds.

    Who is reached from a seed over open ties is out in the end; a tie between two states works one
    way at most, so one coin for both ways is enough.
    """
    law = np.zeros(states + 1)
    for open_ties in itertools.product((0, 1), repeat=len(entries)):
        out, before = set(range(seeds)), set()
        while out != before:
            before = set(out)
            for (i, j), is_open in zip(entries, open_ties, strict=True):
                if is_open and (i in out or j in out):
                    out |= {i, j}
        law[len(out)] += math.prod(p if is_open else 1.0 - p for is_open in open_ties)
    return law


PATH = [(0, 1), (1, 2)]
TRIANGLE = [(0, 1), (1, 2), (0, 2)]
SQUARE = [(0, 1), (1, 2), (2, 3), (0, 3)]
KITE = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (1, 3)]


def test_known_means():
    for p in (0.2, 0.5, 0.9):
        path, triangle = percolated(PATH, 3, p), percolated(TRIANGLE, 3, p)
        assert np.dot(range(4), path) == pytest.approx(1 + p + p**2)
        assert np.dot(range(4), triangle) == pytest.approx(1 + 2 * (p + p**2 - p**3))


@pytest.mark.parametrize("p", [0.2, 0.5])
@pytest.mark.parametrize("entries", [PATH, TRIANGLE, SQUARE, KITE])
def test_small_networks_follow_their_exact_law(engine, entries, p):
    states = max(map(max, entries)) + 1
    follow(sizes(engine, contact(entries, states, p)), percolated(entries, states, p))


def test_a_path_is_walked_one_step_a_month(engine):
    """From a to b to c, and never a second try."""
    out = engine.run(contact(PATH, 3, 0.6), engine.runs).out[:, 0]
    assert set(map(tuple, out.tolist())) == {(0, -1, -1), (0, 1, -1), (0, 1, 2)}


def reed_frost(others, p, seeds=1):
    """P(0, 1, ..., ``others`` further ones out): the chain of binomials, month by month."""
    law, chains = np.zeros(others + 1), {(seeds, others): 1.0}
    while chains:
        following = {}
        for (new, left), chance in chains.items():
            for more in range(left + 1):
                here = chance * stats.binom.pmf(more, left, 1.0 - (1.0 - p) ** new)
                if more == 0:
                    law[others - left] += here
                else:
                    key = (more, left - more)
                    following[key] = following.get(key, 0.0) + here
        chains = following
    return law


@pytest.mark.parametrize(("others", "p", "seeds"), [(5, 0.2, 1), (4, 0.3, 2), (11, 0.15, 1)])
@pytest.mark.parametrize("listed", [False, True])
def test_everyone_in_contact_with_everyone_is_a_chain_of_binomials(
    engine, others, p, seeds, listed
):
    """Reed and Frost; once with all ties listed and once as a layer that lists none."""
    states = others + seeds
    if listed:
        case = contact(list(itertools.combinations(range(states), 2)), states, p, others + 1, seeds)
    else:
        w = world(states, stage=seeded(states, seeds), **WHOLE)
        case = contagion_case(w, agenda(w, others + 1), "cascade", probability=p)
    law = reed_frost(others, p, seeds)
    if (others, p, seeds) == (5, 0.2, 1):
        assert law[0] == pytest.approx(0.32768)
        assert np.dot(range(6), law) == pytest.approx(1.860682, abs=5e-7)
    follow(sizes(engine, case)[seeds:], law)


@pytest.mark.parametrize("month", [-3, 0, 2])
def test_who_is_made_to_leave_tempts_as_any_other_leaver(engine, month):
    """Out by date before the run, at its start or later: the chain of binomials begins with it."""
    w = world(5, **WHOLE)
    tables = agenda(w, 7, stage_events=(moved(month, 0, OUT),))
    case = contagion_case(w, tables, "cascade", probability=0.25)
    follow(sizes(engine, case)[1:], reed_frost(4, 0.25))


def test_one_partner_tempts_once_however_many_layers_tie_it(engine):
    """Three layers, and two ties on one of them: still the chance of one temptation."""
    layers = {
        "border": [(1, 0, 1.0), (1, 0, 2.0)], "alliance": [(1, 0, 0.5)], "peers": [(1, 0, 3.0)],
    }  # fmt: skip
    w = world(2, stage=seeded(2), layers=layers)
    case = contagion_case(w, agenda(w, 6), "cascade", probability=0.3)
    left = sizes(engine, case)[2]
    assert stats.binomtest(int(left), engine.runs, 0.3).pvalue > ALPHA


def test_partners_on_different_layers_tempt_each_for_itself(engine):
    layers = {"border": [(2, 0, 1.0)], "peers": [(2, 1, 1.0)]}
    w = world(3, stage=seeded(3, 2), layers=layers)
    case = contagion_case(w, agenda(w, 6), "cascade", probability=0.3)
    left = sizes(engine, case)[3]
    assert stats.binomtest(int(left), engine.runs, 1.0 - 0.7**2).pvalue > ALPHA


@pytest.mark.parametrize(
    ("tie", "month"),
    [
        ((1, 0, 1.0, 0, 9), 1),
        ((1, 0, 1.0, 1, 1), 1),
        ((1, 0, 1.0, 2, 9), -1),
        ((1, 0, 1.0, 0, 0), -1),
        ((1, 0, 0.0, 0, 9), -1),
        ((0, 1, 1.0, 0, 9), -1),
    ],
)
def test_a_temptation_needs_a_tie_of_its_month(engine, tie, month):
    """Of some weight, from who looks; a leaver that was out at the start tempts in month 1."""
    w = world(2, stage=seeded(2), layers={"peers": ties([tie])})
    case = contagion_case(w, agenda(w, 9), "cascade", probability=1.0)
    assert engine.run(case, 1).out[0, 0, 1] == month


@pytest.mark.parametrize("held", ["pinned", "suspended", "outside"])
def test_who_may_not_leave_is_not_tempted_and_not_later_either(engine, held):
    """Both partners are out at the start; a third one comes out in month 4."""
    w = world(
        4,
        stage=[OUT, OUT, {"suspended": SUSPENDED, "outside": 6}.get(held, PARTY), PARTY],
        layers={"peers": [(2, 0, 1.0), (2, 1, 1.0), (2, 3, 1.0)]},
    )
    pinned = np.zeros((2, 1, 4), dtype=bool)
    pinned[0, 0, 2] = held == "pinned"
    tables = {"row": (np.arange(9) >= 3).astype(int), "pinned": pinned}
    events = [moved(4, 3, OUT)] + [moved(2, 2, PARTY)] * (held == "suspended")
    if held == "outside":
        tables["joins"] = [[-1, -1, 3, -1]]
    case = contagion_case(
        w,
        agenda(w, 8, stage_events=sorted(events, key=lambda e: e.month), **tables),
        "cascade",
        probability=1.0,
    )
    assert engine.run(case, 1).out[0, 0].tolist() == [0, 0, 5, 4]


def test_who_was_never_bound_tempts_nobody(engine):
    """A state that joins during the run and is made to leave is nobody's partner."""
    w = world(2, stage=[6, PARTY], layers={"peers": [(1, 0, 1.0)]})
    events = (moved(4, 0, OUT),)
    tables = {"joins": [[2, -1]], "stage_events": events}
    case = contagion_case(w, agenda(w, 8, **tables), "cascade", probability=1.0)
    assert engine.run(case, 1).out[0, 0].tolist() == [4, -1]


def test_temptations_without_a_chance_move_nobody(engine):
    assert sizes(engine, contact(KITE, 5, 0.0, seeds=3), 20)[3] == 20


def shares(p, q, months, start=0.0):
    """Bass 1969, month by month: x becomes x + (p + q x)(1 - x)."""
    x = [start]
    for _ in range(months):
        x.append(x[-1] + min(1.0, p + q * x[-1]) * (1.0 - x[-1]))
    return x


def test_known_shares():
    x = shares(0.03, 0.38, 20)
    months = (1, 2, 5, 10, 20)
    known = [0.03, 0.070158, 0.272907, 0.782643, 0.998388]
    assert [x[m] for m in months] == pytest.approx(known, abs=5e-7)


@pytest.mark.parametrize(
    ("p", "q", "start"), [(0.03, 0.38, 0.0), (0.01, 0.5, 0.0), (0.0, 0.3, 0.1), (0.2, 1.0, 0.0)]
)
def test_many_states_leave_as_their_share_says(p, q, start):
    """200,000 states: in month m the share strays by a few standard errors.

    Errors of earlier months are passed on, each at most multiplied by the slope of the map, 1 - p +
    q - 2 q x; the sum of what is passed on is the variance below.
    """
    states, months = 200_000, 24
    w = world(states, stage=seeded(states, int(start * states)))
    case = contagion_case(w, agenda(w, months), "simple", p=p, q=q)
    out = COMPILED.run(case, 1).out[0, 0]
    x, variance = shares(p, q, months, start), 0.0
    for m in range(1, months + 1):
        before, chance = x[m - 1], min(1.0, p + q * x[m - 1])
        slope = 1.0 - chance + (q * (1.0 - before) if chance < 1.0 else 0.0)
        variance = slope**2 * variance + chance * (1.0 - chance) * (1.0 - before) / states
        found = np.mean((out >= 0) & (out <= m))
        assert found == pytest.approx(x[m], abs=5.0 * math.sqrt(variance) + 1e-6), m


def chain(states, p, q, months, seeds):
    """P(0, 1, ..., N states out) after some months: a chain of binomials."""
    law = np.zeros(states + 1)
    law[seeds] = 1.0
    for _ in range(months):
        following = np.zeros(states + 1)
        for gone, chance in enumerate(law):
            left = states - gone
            leaving = min(1.0, p + q * gone / states)
            following[gone:] += chance * stats.binom.pmf(range(left + 1), left, leaving)
        law = following
    return law


@pytest.mark.parametrize(
    ("states", "p", "q", "months", "seeds"),
    [(2, 0.1, 0.6, 4, 0), (5, 0.05, 0.5, 6, 1), (8, 0.02, 0.9, 5, 2), (6, 0.0, 0.4, 3, 1)],
)
def test_few_states_follow_their_exact_law(engine, states, p, q, months, seeds):
    w = world(states, stage=seeded(states, seeds))
    case = contagion_case(w, agenda(w, months), "simple", p=p, q=q)
    follow(sizes(engine, case)[seeds:], chain(states, p, q, months, seeds)[seeds:])


def test_the_share_counts_all_that_were_bound_and_no_others(engine):
    """Of five at the start one is out; one more was never bound, and does not count."""
    w = world(6, stage=[OUT, PARTY, PARTY, PARTY, SUSPENDED, 6])
    pinned = [[[False, False, True, True, False, False]]]
    case = contagion_case(w, agenda(w, 1, pinned=pinned), "simple", p=0.0, q=1.0)
    out = engine.run(case, engine.runs).out[:, 0]
    assert (out[:, 2:] == -1).all()
    left = int((out[:, 1] == 1).sum())
    assert stats.binomtest(left, engine.runs, 0.2).pvalue > ALPHA


def test_a_certain_chance_takes_everyone_at_once(engine):
    w = world(4)
    for p, q, month in ((1.0, 0.0, 1), (0.0, 1.0, -1)):
        case = contagion_case(w, agenda(w, 3), "simple", p=p, q=q)
        assert (engine.run(case, 5).out == month).all()
