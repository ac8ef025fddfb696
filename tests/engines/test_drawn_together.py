"""What is drawn for many replicates at once is what each draws for itself, to the bit."""

import dataclasses

import numpy as np
import pytest

from simulation.engines import mesa_engine, spreading
from simulation.engines.redrawing import each_in_its_world
from simulation.engines.spread import pieces
from simulation.engines.spread.drawing import uniforms
from simulation.experiments.cases import case_of
from simulation.model.stages import OUT
from simulation.scenario.reading import read
from simulation.world.build import build
from simulation.world.luck import uniforms_of_many, words
from tests.running import COMPILED, same

STATES = 24
GRAPHS = {
    "complete": {"graph": "complete"},
    "ring": {"graph": "ring", "degree": 4},
    "grid": {"graph": "grid", "wrap": True},
    "edges": {"graph": "edges", "file": "ties.csv"},
    "regular": {"graph": "regular", "degree": 3},
    "small-world": {"graph": "small-world", "degree": 4, "rewire": 0.3},
    "ring, nothing rewired": {"graph": "small-world", "degree": 4, "rewire": 0.0},
    "scale-free": {"graph": "scale-free", "mean_degree": 4.0},
    "block": {"graph": "block", "sizes": [10, 14], "inside": 0.4, "across": 0.05},
    "erdos-renyi": {"graph": "erdos-renyi", "mean_degree": 4.0},
}
STAYING = ("complete", "ring", "grid", "edges", "ring, nothing rewired")
THRESHOLDS = {
    "constant": {"constant": 0.3},
    "values": {"values": [0.1 + 0.03 * i for i in range(STATES)]},
    "normal": {"normal": {"mean": 0.3, "sd": 0.2}},
    "uniform": {"uniform_integers": {"low": 0, "high": 3}},
}
SEEDS = {
    "count": {"count": 3},
    "fraction": {"fraction": 0.1},
    "listed": {"states": ["S00003", "S00007"]},
    "none": {"count": 0},
    "all": {"fraction": 1.0},
}
DRAWN = {"normal": THRESHOLDS["normal"], "uniform": THRESHOLDS["uniform"]}
NUMBERS = np.array([0, 1, 5, 6, 7, 1000], dtype=np.int64)


@pytest.fixture
def made(tmp_path):
    """Makes cases of synthetic worlds, whose files lie in a folder of their own."""
    ties = [f"{i},{(i + step) % STATES},{step / 2}" for i in range(STATES) for step in (1, 5)]
    (tmp_path / "ties.csv").write_text("\n".join(["a,b,weight", *ties]) + "\n")

    def case(graph="ring", rule=None, events=(), treaties=("APMBC",), **world):
        layers = {"peers": dict(GRAPHS[graph])} if isinstance(graph, str) else graph
        for layer in layers.values():
            if "file" in layer:
                layer["file"] = str(tmp_path / layer["file"])
        asked = {
            "time": {"start": "2021-01-01", "end": "2022-12-31"},
            "world": {
                "source": "synthetic", "states": STATES, "layers": layers,
                "treaties": list(treaties), **world,
            },
            "rule": rule or {"name": "threshold", "threshold": THRESHOLDS["normal"]},
            "events": list(events),
        }  # fmt: skip
        scenario = read(asked)
        return case_of(scenario, *build(scenario))

    return case


def one_by_one(case, recorded=2):
    """Histories of replicates each of which is drawn and gathered alone."""
    return each_in_its_world(spreading.run, case, NUMBERS, recorded)


def rule(threshold):
    measure = "count" if "uniform_integers" in threshold else "share"
    return {"name": "threshold", "threshold": threshold, "measure": measure}


def agree(case):
    """Both ways leave the same histories; returns them."""
    together = COMPILED.run(case, NUMBERS, 2)
    same(together, one_by_one(case))
    return together


@pytest.mark.parametrize("threshold", THRESHOLDS)
@pytest.mark.parametrize("graph", GRAPHS)
def test_every_network_and_every_law_of_thresholds(made, graph, threshold):
    case = made(graph, rule(THRESHOLDS[threshold]), seeds=SEEDS["count"])
    assert case.redraw.shares_networks == (graph in STAYING)
    histories = agree(case)
    assert (histories.out > 0).any() or graph == "complete"
    assert len({tuple(ends) for ends in (histories.out == 0)[:, 0].tolist()}) > 3


@pytest.mark.parametrize("seeds", SEEDS)
@pytest.mark.parametrize("graph", ["edges", "erdos-renyi"])
@pytest.mark.parametrize("treaties", [("APMBC",), ("APMBC", "CCM")])
def test_every_kind_of_seeds(made, graph, seeds, treaties):
    agree(made(graph, seeds=SEEDS[seeds], treaties=treaties))


@pytest.mark.parametrize("graph", ["edges", "small-world"])
@pytest.mark.parametrize(
    "amounts",
    [
        {"threat": {"uniform": {"low": 0.1, "high": 0.9}}},
        {"commitment": {"normal": {"mean": 0.5, "sd": 0.3}}},
        {"threat": {"normal": {"mean": 0.5, "sd": 0.3}}, "commitment": {"constant": 0.4}},
        {"threat": {"values": [i / STATES for i in range(STATES)]}},
    ],
)
def test_every_kind_of_threat_and_commitment(made, graph, amounts):
    case = made(graph, seeds=SEEDS["count"], treaties=("APMBC", "CCM"), **amounts)
    histories = agree(case)
    differs = any("normal" in table or "uniform" in table for table in amounts.values())
    held = np.concatenate((histories.threat, histories.commitment.reshape(len(NUMBERS), -1)), 1)
    assert (len(np.unique(held, axis=0)) > 1) == differs


@pytest.mark.parametrize("textbook", [{"name": "cascade", "probability": 0.4},
                                      {"name": "simple", "p": 0.01, "q": 0.3}])  # fmt: skip
@pytest.mark.parametrize("graph", ["complete", "edges", "erdos-renyi"])
def test_the_other_rules(made, graph, textbook):
    histories = agree(made(graph, textbook, seeds=SEEDS["count"]))
    assert (histories.out > 0).any()


EXIT = {"name": "one-leaves", "kind": "exit", "target": "S00004", "from": "2021-05-01"}
LATER = {"name": "another", "kind": "exit", "target": "S00009", "from": "2022-05-01"}
PIN = {
    "name": "held", "kind": "pin", "target": "S00010", "from": "2021-02-01", "until": "2021-09-01",
}  # fmt: skip
TIE = {
    "name": "tied", "kind": "tie", "target": ["S00010", "S00020"], "layer": "peers",
    "from": "2021-03-01", "change": {"set": 3.0},
}  # fmt: skip
"""Only such an event makes the ties of each replicate's own agenda differ from its world's."""


@pytest.mark.parametrize("graph", ["ring", "edges", "erdos-renyi"])
@pytest.mark.parametrize("events", [[EXIT], [EXIT, LATER, PIN], [TIE], [TIE, EXIT]])
def test_with_dated_events(made, graph, events):
    case = made(graph, seeds=SEEDS["count"], events=events)
    assert case.redraw.shares_dates == (TIE not in events)
    histories = agree(case)
    if EXIT in events:
        assert ((histories.out[:, 0, 4] >= 0) & (histories.out[:, 0, 4] <= 5)).all()


@pytest.mark.parametrize("graph", ["ring", "scale-free"])
def test_parameters_that_make_starts_depend_on_more(made, graph):
    case = made(graph, seeds=SEEDS["count"], threat={"uniform": {"low": 0.1, "high": 0.9}})
    for changed in ({"deterrence": 0.5}, {"start_spread": 0.2}):
        agree(dataclasses.replace(case, parameters=case.parameters._replace(**changed)))


def test_thresholds_drawn_in_the_real_world():
    scenario = read({
        "time": {"start": "2021-01-01", "end": "2021-12-31"},
        "world": {"source": "real", "treaties": ["APMBC", "CCM"]},
        "rule": rule({"normal": {"mean": 0.1, "sd": 0.1}}),
    })  # fmt: skip
    case = case_of(scenario, *build(scenario))
    assert case.redraw.shares_networks
    assert (agree(case).out > 0).any()


@pytest.mark.parametrize("graph", ["complete", "edges", "erdos-renyi"])
def test_how_many_are_drawn_together_does_not_matter(made, graph, monkeypatch):
    case = made(graph, seeds=SEEDS["count"])
    whole = COMPILED.run(case, NUMBERS, 2)
    for at_once in (1, 2 * STATES, 4 * STATES):
        monkeypatch.setattr(pieces, "AT_ONCE", at_once)
        same(whole, COMPILED.run(case, NUMBERS, 2))


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_engine_to_be_read_draws_world_by_world_and_agrees(made, graph):
    case = made(graph, seeds=SEEDS["count"], threat={"uniform": {"low": 0.1, "high": 0.9}})
    same(
        COMPILED.run(case, NUMBERS, 1), each_in_its_world(mesa_engine.run, _tied(case), NUMBERS, 1)
    )


def _tied(case):
    from simulation.world.synthetic.expanding import expanded

    redraw = case.redraw
    return dataclasses.replace(case, redraw=lambda replicate: expanded(*redraw(replicate)))


@pytest.mark.parametrize("graph", GRAPHS)
def test_starts_and_layers_of_many_are_those_of_each(made, graph):
    drawn = {"uniform": {"low": 0.0, "high": 1.0}}
    redraw = made(graph, seeds=SEEDS["count"], threat=drawn, commitment=drawn).redraw
    for draws in (uniforms, uniforms_of_many):
        starts = redraw.starts(NUMBERS, draws)
        for n, replicate in enumerate(NUMBERS.tolist()):
            world, agenda = redraw(replicate)
            for name, found in dataclasses.asdict(starts).items():
                assert found[n].tolist() == getattr(world, name).tolist(), name
            assert (starts.stage[n] == OUT).sum() == 3
            for name, ties in redraw.layers(replicate, draws).items():
                for column, found in vars(ties).items():
                    assert found.tolist() == getattr(agenda.layers[name], column).tolist()


@pytest.mark.parametrize("count", [0, 1, 7, 1000])
def test_compiled_draws_are_those_of_chance(count):
    subjects = words([f"S{i:05d}" for i in range(count)], "T1")
    replicates = np.array([0, 3, 2**31], dtype=np.int64)
    compiled = uniforms(2025, "thresholds", replicates, *subjects)
    assert compiled.shape == (3, count)
    assert (
        compiled.tobytes() == uniforms_of_many(2025, "thresholds", replicates, *subjects).tobytes()
    )
    assert len(np.unique(compiled)) == compiled.size
