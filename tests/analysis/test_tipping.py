"""The tipping point: closed forms, how sure each comparison is, and what is refused."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import binom, poisson

from simulation.analysis.tipping import FIRST_BATCH, decide, evidence, tipping_point
from simulation.scenario.faults import InputFault

TOY = {
    "name": "toy",
    "time": {"start": 2000, "end": 2000},
    "world": {"source": "synthetic", "states": 20},
    "rule": {"name": "simple", "p": 0.05, "q": 0.0},
}


def test_a_binomial_toy_tips_where_it_must():
    found = tipping_point(TOY, "rule.p", 0.01, 0.2, size=10, budget=1000, precision=0.004)
    exact = brentq(lambda p: binom.sf(9, 20, 1.0 - (1.0 - p) ** 12) - 0.5, 0.01, 0.2)
    assert found.low < exact < found.high
    assert found.rising
    assert found.high - found.low < 0.02
    assert found.runs == sum(one.runs for one in found.tried)
    # Far from the tipping point a few runs are enough.
    assert found.tried[0].runs == FIRST_BATCH


def test_a_chance_that_falls_tips_as_well():
    falling = {**TOY, "rule": {"name": "hazard", "parameters": {"base_rate": -2.0}}}
    norm = {"source": "synthetic", "states": 20, "commitment": {"constant": 1.0}}
    found = tipping_point(
        {**falling, "world": norm},
        "rule.parameters.norm_weight", 0.0, 4.0, size=10, budget=400,
    )  # fmt: skip
    exact = brentq(
        lambda w: binom.sf(9, 20, 1.0 - np.exp(-12.0 * np.exp(-2.0 - w))) - 0.5, 0.0, 4.0
    )
    assert not found.rising
    assert found.low < exact < found.high


def test_the_same_question_has_the_same_answer():
    some = {"size": 10, "budget": 40, "precision": 0.05}
    first, again = (tipping_point(TOY, "rule.p", 0.01, 0.2, **some) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("chance", [0.5, 0.55])
def test_looking_again_and_again_does_not_mislead(chance):
    """At one half, and on the wrong side of it, fewer than one comparison in 1,200 is decided."""
    luck = np.random.default_rng(3)
    sides = [decide(lambda r: luck.binomial(len(r), chance), 5000).side for _ in range(2000)]
    wrong = [side != 0 for side in sides] if chance == 0.5 else [side < 0 for side in sides]
    assert sum(wrong) <= 6


def test_evidence_is_a_martingale_s():
    """Its mean is 1 under one half, whatever the number of runs."""
    for runs in (1, 10, 40):
        odds = [np.exp(evidence(k, runs)) for k in range(runs + 1)]
        assert (binom.pmf(range(runs + 1), runs, 0.5) * odds).sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rule.p", 0.01, 0.02), "likelier than not at one end"),
        (("rule.p", 0.2, 0.1), "must be below"),
        (("rule.pp", 0.1, 0.2), "rule.pp"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(words, told):
    with pytest.raises(InputFault, match=told) as refused:
        tipping_point(TOY, *words, size=10, budget=50)
    assert len(refused.value.faults) == 1


def test_odd_sizes_are_refused():
    for odd in ({"precision": 0.0}, {"budget": 5}, {"treaty": "T9"}):
        with pytest.raises(InputFault):
            tipping_point(TOY, "rule.p", 0.01, 0.2, **odd)


RIOT = {
    "name": "riot",
    "time": {"start": 2000, "end": 2080},
    "world": {"source": "synthetic", "states": 50_000, "seeds": {"count": 0},
              "layers": {"peers": {"graph": "complete"}}},
    "rule": {"name": "threshold", "measure": "share",
             "threshold": {"normal": {"mean": 0.25, "sd": 0.12}}},
}  # fmt: skip


@pytest.mark.slow
def test_granovetter_s_riot_tips_where_it_must():
    """The mean jumps at sd 0.12222 (Granovetter 1978), in many states nearly there."""
    found = tipping_point(RIOT, "rule.threshold.normal.sd", 0.11, 0.14, size=25_000, budget=80,
                          precision=0.0005)  # fmt: skip
    assert found.rising
    assert found.low * 0.995 < 0.12222 < found.high * 1.005
    assert found.high - found.low < 0.002


def share_in_the_end(degree, threshold, seeds):
    """Gleeson and Cahalane 2007: share out in the end on a sparse random network."""
    k = np.arange(1, 60)
    weight = poisson.pmf(k, degree)
    q = seeds
    for _ in range(4000):
        moved = [binom.sf(np.ceil(threshold * d - 1e-9) - 1, d - 1, q) for d in k]
        q = seeds + (1.0 - seeds) * float((k / degree * weight * moved).sum())
    moved = [binom.sf(np.ceil(threshold * d - 1e-9) - 1, d, q) for d in k]
    return seeds + (1.0 - seeds) * float((weight * moved).sum())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("low", "high", "share"), [(0.5, 3.0, 0.2), (4.0, 12.0, 0.5)], ids=["lower", "upper"]
)
def test_the_window_of_watts_opens_and_closes_where_it_must(low, high, share):
    """Its edges with a seed share of 0.5 %: where the predicted share passes the cascade's size."""
    states, seeds = 20_000, 0.005
    window = {
        "name": "window",
        "time": {"start": 2000, "end": 2030},
        "world": {"source": "synthetic", "states": states, "seeds": {"fraction": seeds},
                  "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": 4.0}}},
        "rule": {"name": "threshold", "measure": "share", "threshold": {"constant": 0.18}},
    }  # fmt: skip
    beyond = lambda z: share_in_the_end(z, 0.18, seeds) - seeds > share  # noqa: E731
    edge = [low, high]
    for _ in range(12):
        middle = sum(edge) / 2.0
        edge = [middle, edge[1]] if beyond(middle) == beyond(low) else [edge[0], middle]
    found = tipping_point(window, "world.layers.peers.mean_degree", low, high,
                          size=int(share * states), budget=80, precision=0.05)  # fmt: skip
    assert found.rising == (low == 0.5)
    assert found.low - 0.1 < sum(edge) / 2.0 < found.high + 0.1
