"""The tipping point: closed forms, how sure each comparison is, and what is refused."""

import json

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import binom, poisson

import simulation as sim
from simulation.analysis.tipping import FIRST_BATCH, decide, evidence, tipping_point
from simulation.cli.main import main
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


def at_work(states):
    """The binomial toy, but as many states as given."""
    return binom.sf(9, states, 1.0 - 0.95**12)


def test_of_a_key_that_holds_whole_numbers_only_those_are_tried():
    assert at_work(20) < 0.5 < at_work(40)
    exact = next(n for n in range(20, 40) if at_work(n) > 0.5)
    found = tipping_point(TOY, "world.states", 10, 60, size=10, budget=2_000)
    values = [one.value for one in found.tried]
    assert all(value == int(value) for value in values)
    assert len(set(values)) == len(values)
    assert found.low <= exact <= found.high
    assert found.high - found.low <= 3
    wide = tipping_point(TOY, "world.states", 10, 60, size=10, budget=200, precision=20)
    assert len(wide.tried) < len(values)


def test_half_a_whole_number_is_refused():
    with pytest.raises(InputFault, match=r"world\.states = 60\.5: must be a whole number"):
        tipping_point(TOY, "world.states", 10, 60.5, size=10, budget=40)


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
    odds = ({"precision": 0.0}, {"precision": "x"}, {"budget": 5}, {"budget": 50.5},
            {"size": 2.5}, {"treaty": "T9"})  # fmt: skip
    for odd in odds:
        with pytest.raises(InputFault):
            tipping_point(TOY, "rule.p", 0.01, 0.2, **odd)
    with pytest.raises(InputFault, match="low: '0' must be a number"):
        tipping_point(TOY, "rule.p", "0", 0.2)


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The command's words for the binomial toy, a file here."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.toml").write_text(
        'title = "toy"\n[time]\nstart = 2000-01-01\nend = 2000-12-31\n'
        '[world]\nsource = "synthetic"\nstates = 20\n'
        '[rule]\nname = "simple"\np = 0.05\nq = 0.0\n'
    )
    return ["tipping", "toy.toml", "--size", "10", "--replicates", "40"]


def test_the_command_says_what_the_function_finds(toy, capsys):
    assert main([*toy, "--vary", "rule.p=0.01:0.2"]) == 0
    said = capsys.readouterr()
    found = sim.tipping_point("toy.toml", "rule.p", 0.01, 0.2, size=10, budget=40)
    assert said.out == f"{found}\n"
    assert "10 exits or more" in said.out
    assert len(said.err.splitlines()) == len(found.tried)
    assert max(map(len, said.out.splitlines())) <= 90


def test_the_command_gives_json_for_one_key_and_for_several(toy, capsys):
    one = ["--vary", "rule.p=0.01:0.2"]
    assert main([*toy, *one, "--json", "--quiet"]) == 0
    first = capsys.readouterr()
    told = json.loads(first.out)
    assert told["low"] < told["value"] < told["high"]
    assert told["interval"].startswith("The interval (95 %)")
    assert first.err == ""
    assert main([*toy, *one, "--vary", "rule.q=0:1", "--set", "rule.p=0.03", "--json"]) == 0
    several = json.loads(capsys.readouterr().out)["tipping_points"]
    assert [found["key"] for found in several] == ["rule.p", "rule.q"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "--vary is missing"),
        (["--vary", "rule.p"], "--vary rule.p: must be KEY=LOW:HIGH"),
        (["--vary", "rule.p=0:inf"], "must be KEY=LOW:HIGH with two numbers"),
        (["--vary", "rule.p=0.1:2"], "--vary rule.p = 2.0: must be"),
        (["--vary", "rule.pp=0:1"], "--vary rule.pp: no such key"),
        (["--vary", "run.cascade_size=1:10"], "run.cascade_size: must be a key of time, world"),
        (["--vary", "run.seed=1:10"], "run.seed: must be a key of time, world, rule"),
        (["--vary", "world.states=1:30"], "--vary world.states = 1: must be a whole number"),
        (["--vary", "rule.p=0.3:0.2"], "must be below"),
        (["--vary", "rule.p=0:0.2", "--precision", "fine"], "--precision: 'fine'"),
        (["--vary", "rule.p=0:0.2", "--treaty", "T9"], "only T1"),
        (["--vary", "rule.p=0:0.2", "--size", "0"], "--size: 0 must be at least 1"),
        (["--vary", "rule.p=0.01:0.06"], "too near one half to tell at an end"),
    ],
)
def test_the_command_refuses_in_one_line(toy, capsys, words, told):
    assert main([*toy, *words, "--quiet"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert told in said.err


RIOT = {
    "name": "riot",
    "time": {"start": 2000, "end": 2080},
    "world": {"source": "synthetic", "states": 20_000, "seeds": {"count": 0},
              "layers": {"peers": {"graph": "complete"}}},
    "rule": {"name": "threshold", "measure": "share",
             "threshold": {"normal": {"mean": 0.25, "sd": 0.12}}},
}  # fmt: skip


@pytest.mark.slow
def test_granovetter_s_riot_tips_where_it_must():
    """The mean jumps at sd 0.12222 (Granovetter 1978), in many states nearly there."""
    found = tipping_point(RIOT, "rule.threshold.normal.sd", 0.11, 0.14, size=10_000, budget=80,
                          precision=0.0005)  # fmt: skip
    assert found.rising
    assert found.low * 0.99 < 0.12222 < found.high * 1.01
    assert found.high - found.low < 0.002


def share_in_the_end(degree, threshold, seeds):
    """Gleeson and Cahalane 2007: share out in the end on a sparse random network."""
    k = np.arange(1, 60)
    weight, short = poisson.pmf(k, degree), np.ceil(threshold * k - 1e-9) - 1
    q, before = seeds, -1.0
    while abs(q - before) > 1e-13:
        before = q
        q = seeds + (1.0 - seeds) * float((k / degree * weight * binom.sf(short, k - 1, q)).sum())
    return seeds + (1.0 - seeds) * float((weight * binom.sf(short, k, q)).sum())


def edge_between(low, high, share, seeds):
    """The mean degree at which the predicted share of further states passes a share."""
    beyond = lambda z: share_in_the_end(z, 0.18, seeds) - seeds > share  # noqa: E731
    for _ in range(14):
        middle = (low + high) / 2.0
        low, high = (middle, high) if beyond(middle) == beyond(low) else (low, middle)
    return (low + high) / 2.0


@pytest.mark.slow
def test_the_predicted_window_is_watts_s_as_seeds_vanish():
    """Watts 2002: with one seed and threshold 0.18 cascades are possible from 1.0207 to 5.7647."""
    assert edge_between(4.0, 12.0, 0.5, 1e-6) == pytest.approx(5.7647, abs=0.04)
    assert edge_between(0.5, 3.0, 1e-3, 1e-9) == pytest.approx(1.0207, abs=0.005)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("low", "high", "share"), [(0.5, 3.0, 0.2), (4.0, 12.0, 0.5)], ids=["lower", "upper"]
)
def test_the_window_of_watts_opens_and_closes_where_it_must(low, high, share):
    """Its edges with a seed share of 1 %: where the predicted share passes the cascade's size."""
    states, seeds = 10_000, 0.01
    window = {
        "name": "window",
        "time": {"start": 2000, "end": 2030},
        "world": {"source": "synthetic", "states": states, "seeds": {"fraction": seeds},
                  "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": 4.0}}},
        "rule": {"name": "threshold", "measure": "share", "threshold": {"constant": 0.18}},
    }  # fmt: skip
    found = tipping_point(window, "world.layers.peers.mean_degree", low, high,
                          size=int(share * states), budget=80, precision=0.05)  # fmt: skip
    assert found.rising == (low == 0.5)
    edge = edge_between(low, high, share, seeds)
    assert found.low - 0.015 * edge < edge < found.high + 0.015 * edge
