"""Every refusal in made worlds and textbook rules: one line that names key, value and allowed."""

import datetime
import math

import pytest

from simulation.scenario.faults import InputFault
from simulation.scenario.graphs import GRAPHS
from simulation.scenario.made_review import state_name
from simulation.scenario.reading import read
from tests.scenario.made_up import small
from tests.scenario.test_refusals import faults_of

GRAPH_WORDS = "one of " + ", ".join(f'"{graph}"' for graph in GRAPHS)
NETWORKS = {
    "complete": {},
    "regular": {"degree": 4},
    "ring": {"degree": 4},
    "grid": {"width": 5},
    "small-world": {"degree": 4, "rewire": 0.1},
    "scale-free": {"mean_degree": 4},
    "block": {"sizes": [10, 15], "inside": 0.5, "across": 0.1},
    "edges": {"file": "ties.csv"},
    "erdos-renyi": {"mean_degree": 4},
}
RULES = {
    "threshold": {"join": "weighted", "threshold": {"constant": 0.5}},
    "cascade": {"probability": 0.5},
    "simple": {"p": 0.1, "q": 0.1},
    "hazard": {},
}


def synthetic(graph="erdos-renyi", rule="threshold"):
    """Twenty-five states on a network, under a rule; without any key that need not be given."""
    return {
        "time": {"start": 2000, "end": 2001},
        "world": {
            "source": "synthetic",
            "states": 25,
            "layers": {"peers": {"graph": graph, **NETWORKS[graph]}},
        },
        "rule": {"name": rule, **RULES[rule]},
    }


def table():
    return synthetic() | {"world": {"source": "table", "states": "s.csv", "treaties": "T"}}


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("rule", RULES)
def test_every_network_and_rule_is_sound_as_these_tests_begin(graph, rule):
    scenario = read(synthetic(graph, rule))
    assert scenario.world.options["layers"]["peers"]["graph"] == graph
    assert scenario.rule == rule


PEERS = "world.layers.peers"
SETS = [
    ("world.source", "syntetic", '(did you mean "synthetic"?)'),
    ("world.source", 3, '= 3: must be one of "real", "synthetic", "table"'),
    ("world.source", ["table"], '= ["table"]: must be one of "real", "synthetic", "table"'),
    ("world", 3, "= 3: must be a table"),
    ("world.states", 1, "= 1: must be a whole number from 2 to 1,000,000"),
    ("world.states", 1_000_001, "must be a whole number from 2 to 1,000,000"),
    ("world.states", 25.0, "= 25.0: must be a whole number"),
    ("world.states", True, "= true: must be a whole number"),
    ("world.states", "states.csv", '= "states.csv": must be a whole number'),
    ("world.states", 10**40, "= a number of more than 64 bits: must be a whole number"),
    ("world.states", datetime.date(2000, 1, 1), "= 2000-01-01: must be a whole number"),
    ("world.stats", 3, '(did you mean "states"?)'),
    ("world.as_of", 2000, '; it is a key of world.source = "real" and world.source = "table"'),
    ("world.parties", "p.csv", '; it is a key of world.source = "table"'),
    ("world.fixed", 1, "= 1: must be true or false"),
    ("world.notice_months", -1, "= -1: must be a whole number from 0 to 120"),
    ("world.treaties", [], "= []: must be a code, or a list of codes"),
    ("world.layers", 3, "= 3: must be a table"),
    ("world.layers.peer.graph", "ring", '.peer: no such key here (did you mean "peers"?)'),
    ("world.layers.rival.graph", "ring", ".rival: no such key here; known keys: border, alliance"),
    (PEERS, "ring", '= "ring": must be a table such as { graph = "erdos-renyi"'),
    (f"{PEERS}.graph", "rings", f'= "rings": must be {GRAPH_WORDS} (did you mean "ring"?)'),
    (f"{PEERS}.graph", 3, f"= 3: must be {GRAPH_WORDS}"),
    (f"{PEERS}.graph", ["ring"], f'= ["ring"]: must be {GRAPH_WORDS}'),
    ("world.layers.border.degree", 2, f"border.graph is missing: must be {GRAPH_WORDS}"),
    (f"{PEERS}.mean_degree", -1, "= -1: must be a number from 0 to 1,000,000"),
    (f"{PEERS}.mean_degree", math.nan, "= nan: must be a number from 0 to 1,000,000"),
    (f"{PEERS}.mean_degree", math.inf, "= inf: must be a number from 0 to 1,000,000"),
    (f"{PEERS}.mean_degree", True, "= true: must be a number from 0 to 1,000,000"),
    (f"{PEERS}.mean_degree", "4", '= "4": must be a number from 0 to 1,000,000'),
    (f"{PEERS}.mean_degree", 24.5, "= 24.5: must be at most 24, where world.states = 25"),
    (f"{PEERS}.mean_degre", 4, '(did you mean "mean_degree"?)'),
    (f"{PEERS}.degree", 4, '.degree: no such key here; known keys with graph = "erdos-renyi": '),
    (f"{PEERS}.rewire", 0.1, '; known keys with graph = "erdos-renyi": graph, mean_degree, weight'),
    (f"{PEERS}.weight", -0.5, "= -0.5: must be a number from 0 to 1,000"),
    ("world.seeds", 3, "= 3: must be exactly one of { count = 1 }"),
    ("world.seeds", {}, "= {}: must be exactly one of { count = 1 }"),
    ("world.seeds", {"count": 1, "fraction": 0.1}, "must be exactly one of { count = 1 }"),
    ("world.seeds.count", 26, "= 26: must be at most world.states = 25"),
    ("world.seeds.count", -1, "= -1: must be a whole number from 0 to 1,000,000"),
    ("world.seeds.count", True, "= true: must be a whole number"),
    ("world.seeds.fraction", 1.5, "= 1.5: must be a number from 0 to 1"),
    ("world.seeds.fraction", math.nan, "= nan: must be a number from 0 to 1"),
    ("world.seeds.coun", 3, '(did you mean "count"?)'),
    ("world.seeds.states", [], "= []: must be a list of states by name"),
    ("world.seeds.states", "S00001", '= "S00001": must be a list of states by name'),
    ("world.seeds.states", [1], "states[0] = 1: must be a name, as text"),
    (
        "world.seeds.states",
        ["S00001", "S25"],
        'states[1] = "S25": must be a state, "S00000" to "S00024"',
    ),
    ("world.seeds.states", ["S3"], '"S00000" to "S00024" (did you mean "S00003"?)'),
    ("world.seeds.states", ["S00003", "S00003"], 'states[1] = "S00003": must not be named twice'),
    ("world.threat", 0.5, "= 0.5: must be exactly one of { constant = 0.5 }"),
    ("world.threat.constant", 2, "= 2: must be a number from 0 to 1"),
    ("world.threat.normal.mean", 0.5, "world.threat.normal.sd is missing: must be a number"),
    ("world.threat.uniform", {"low": 0.5, "high": 0.25}, ".low = 0.5: must not be above high = 0"),
    ("world.commitment.values", [0.5, 0.5], ": holds 2 numbers, must hold 25, one for each of"),
    ("world.commitment.values", [0, 2, 3], "values[1] = 2: must be a number from 0 to 1; 1 more"),
    ("world.threat.values", [math.nan] * 25, "values[0] = nan: must be a number from 0 to 1; 24"),
    ("rule.name", "treshold", '(did you mean "threshold"?)'),
    ("rule.name", True, '= true: must be one of "hazard", "threshold", "cascade", "simple"'),
    ("rule.parameters", {"anxiety": 0}, ': no such key here; it is a key of rule.name = "hazard"'),
    ("rule.probability", 0.1, '; it is a key of rule.name = "cascade"'),
    ("rule.p", 0.1, '; it is a key of rule.name = "simple"'),
    ("rule.measure", "shares", '= "shares": must be one of "share", "count" (did you mean "share"'),
    ("rule.join", "weigthed", '(did you mean "weighted"?)'),
    ("rule.join", None, "not nothing"),
    ("rule.weights", {"peer": 1}, 'rule.weights.peer: no such key here (did you mean "peers"?)'),
    ("rule.weights.peers", -1, "= -1: must be a number from 0 to 1,000,000"),
    ("rule.weights.peers", 0, "rule.weights: must not all be 0"),
    ("rule.weights.border", 1, ".border: no such layer in this world; there: peers"),
    ("rule.threshold", 0.18, "= 0.18: must be exactly one of { constant = 0.18 }, { normal ="),
    ("rule.threshold.constnat", 0.2, '(did you mean "constant"?)'),
    ("rule.threshold.constant", math.nan, "= nan: must be a number from -1,000,000 to 1,000,000"),
    ("rule.threshold.constant", False, "= false: must be a number"),
    ("rule.threshold.normal", 3, "rule.threshold.normal = 3: must be a table with mean, sd"),
    ("rule.threshold.normal.mean", 1, "normal.sd is missing: must be a number from 0 to 1,000,000"),
    (
        "rule.threshold.uniform_integers",
        {"low": 9, "high": 0},
        ".low = 9: must not be above high = 0",
    ),
    (
        "rule.threshold.uniform_integers",
        {"low": 0.5, "high": 3},
        ".low = 0.5: must be a whole number from -1,000,000",
    ),
    ("rule.threshold.values", [1] * 24, ": holds 24 numbers, must hold 25, one for each of world"),
    ("rule.threshold.values", [], "= []: must be a list of numbers, one for each state"),
    ("rule.threshold.values", 3, "= 3: must be a list of numbers, one for each state"),
    ("rule.threshold.values", {"a": 1}, "= { a = 1 }: must be a list of numbers"),
    ("rule.threshold.values", [0, "1", 2], 'values[1] = "1": must be a number from -1,000,000'),
    ("rule.threshold.values", [0, True], "values[1] = true: must be a number from -1,000,000"),
    ("rule.threshold.values", [[0]], "values[0] = [0]: must be a number from -1,000,000"),
    ("run.cascade_size", 0, "= 0: must be a whole number from 1 to 1,000,000"),
    ("run.trajectories", -1, "= -1: must be a whole number from 0 to 100,000,000"),
    ("run.trajectories", 2.5, "= 2.5: must be a whole number from 0 to 100,000,000"),
]


@pytest.mark.parametrize(("key", "value", "line"), SETS)
def test_a_key_at_fault_gives_one_line(key, value, line):
    (found,) = faults_of(synthetic(), {key: value})
    assert found.startswith("override: ")
    assert line in found


OF_NETWORKS = [
    ("regular", "degree", 25, "= 25: must be below world.states = 25"),
    ("regular", "degree", 3, "= 3: must be even where world.states = 25 is odd"),
    ("regular", "degree", 4.0, "= 4.0: must be a whole number from 0 to 1,000,000"),
    ("ring", "degree", 5, "= 5: must be even, half of the partners on either side"),
    ("ring", "degree", 26, "= 26: must be below world.states = 25"),
    ("ring", "mean_degree", 4, '; known keys with graph = "ring": graph, degree, weight'),
    ("grid", "width", 4, "= 4: must divide world.states = 25"),
    ("grid", "width", 0, "= 0: must be a whole number from 1 to 1,000,000"),
    ("grid", "wrap", "no", '= "no": must be true or false'),
    ("grid", "degree", 4, '; known keys with graph = "grid": graph, width, wrap, weight'),
    ("small-world", "degree", 3, "= 3: must be even, half of the partners on either side"),
    ("small-world", "rewire", 1.5, "= 1.5: must be a number from 0 to 1"),
    ("scale-free", "mean_degree", 5, "= 5: must be an even number, as each newcomer attaches to"),
    ("scale-free", "mean_degree", 2.5, "= 2.5: must be an even number"),
    ("scale-free", "mean_degree", 26, "= 26: must be at most 24, where world.states = 25"),
    ("scale-free", "mean_degree", 1, "= 1: must be a number from 2 to 1,000,000"),
    ("block", "sizes", [10, 10], "= [10, 10]: must add up to world.states = 25, are 20"),
    ("block", "sizes", [25, 0], "sizes[1] = 0: must be a whole number from 1 to 1,000,000"),
    ("block", "sizes", [], "= []: must be a list of whole numbers that add up to world.states"),
    ("block", "sizes", 25, "= 25: must be a list of whole numbers that add up to world.states"),
    ("block", "inside", -0.1, "= -0.1: must be a number from 0 to 1"),
    ("edges", "file", 3, "= 3: must be the path of a CSV file, as text"),
    ("edges", "file", "", '= "": must be the path of a CSV file, as text'),
    ("edges", "degree", 3, '; known keys with graph = "edges": graph, file, weight'),
    ("complete", "degree", 3, '; known keys with graph = "complete": graph, weight'),
]


@pytest.mark.parametrize(("graph", "key", "value", "line"), OF_NETWORKS)
def test_a_network_that_cannot_be_gives_one_line(graph, key, value, line):
    (found,) = faults_of(synthetic(graph), {f"{PEERS}.{key}": value})
    assert found.startswith(f"override: {PEERS}.{key}")
    assert line in found


@pytest.mark.parametrize(
    ("graph", "key"),
    [(graph, key) for graph, keys in NETWORKS.items() for key in keys if key != "width"],
)
def test_a_network_without_a_key_that_it_needs_gives_one_line(graph, key):
    scenario = synthetic(graph)
    del scenario["world"]["layers"]["peers"][key]
    (found,) = faults_of(scenario)
    assert found.startswith(f"scenario: {PEERS}.{key} is missing: must be ")


@pytest.mark.parametrize(("rule", "key"), [("threshold", "threshold"), ("cascade", "probability"),
                                           ("simple", "p"), ("simple", "q")])  # fmt: skip
def test_a_rule_without_a_key_that_it_needs_gives_one_line(rule, key):
    scenario = synthetic(rule=rule)
    del scenario["rule"][key]
    (found,) = faults_of(scenario)
    assert found.startswith(f"scenario: rule.{key} is missing: must be ")


@pytest.mark.parametrize("rule", ["cascade", "simple"])
def test_a_chance_beyond_1_gives_one_line(rule):
    for key in RULES[rule]:
        for value in (-0.1, 1.1, math.nan, math.inf, True, "x", 10**400, [0.1]):
            (found,) = faults_of(synthetic(rule=rule), {f"rule.{key}": value})
            assert f"rule.{key}" in found


def test_weights_belong_to_layers_joined_by_weights():
    for join in ("or", "and"):
        (found,) = faults_of(synthetic(), {"rule.join": join, "rule.weights.peers": 1})
        assert 'rule.weights: only allowed with join = "weighted", not with' in found


OF_TABLES = [
    ("world.states", 3, "= 3: must be the path of a CSV file, as text"),
    ("world.seeds", {"count": 1}, '; it is a key of world.source = "synthetic"'),
    ("world.codes", "iso4", '= "iso4": must be one of "own", "iso3"'),
    ("world.codes", "iso4", '(did you mean "iso2"?)'),
    ("world.layers.peers.file", 3, "= 3: must be the path of a CSV file, as text"),
    ("world.layers.peers", "t.csv", '= "t.csv": must be a table'),
    ("world.layers.peers", {}, ".peers.file is missing: must be the path of a CSV"),
    ("world.layers.peers", {"file": "t.csv", "directed": 1}, "= 1: must be true or false"),
    ("world.layers.rivals.file", "t.csv", '(did you mean "rival"?)'),
    ("world.layers.peers", {"file": "t.csv", "graph": "ring"}, ".graph: no such key here; known"),
    ("rule.weights.peers", 1, "rule.weights.peers: no such layer in this world; there: none"),
]


@pytest.mark.parametrize(("key", "value", "line"), OF_TABLES)
def test_a_world_from_tables_refuses_in_one_line(key, value, line):
    (found,) = faults_of(table(), {key: value})
    assert line in found


def test_every_fault_of_a_world_is_told_at_once():
    faults = faults_of(
        synthetic("ring"),
        {
            f"{PEERS}.degree": 3,
            "world.layers.border": {"graph": "grid", "width": 7},
            "world.seeds.count": 99,
            "world.threat.values": [0.5],
            "rule.threshold.values": [1, 2],
        },
    )
    assert len(faults) == 5


def test_a_key_of_a_textbook_rule_without_its_name_is_explained():
    (found,) = faults_of(small(), {"rule": {"threshold": {"constant": 1}}})
    assert found.endswith(
        'rule.threshold: no such key here; it is a key of rule.name = "threshold"'
    )


def test_nothing_else_is_said_of_a_world_whose_source_is_unknown():
    assert len(faults_of(synthetic(), {"world.source": "made-up"})) == 1


def test_a_long_list_at_fault_gives_one_line_and_soon():
    (found,) = faults_of(synthetic(), {"rule.threshold.values": ["x"] * 100_000})
    assert 'values[0] = "x": must be a number' in found
    assert found.endswith("; 99,999 more at fault in this list")
    (found,) = faults_of(synthetic(), {"rule.threshold.values": [1.0] * 100_001})
    assert "must be a list of numbers, one for each state" in found


def test_states_are_called_by_numbers_of_one_width():
    assert (state_name(0, 100_000), state_name(99_999, 100_000)) == ("S00000", "S99999")
    assert (state_name(0, 100_001), state_name(999_999, 10**6)) == ("S000000", "S999999")


def test_seeds_of_a_large_world_are_named_by_its_width():
    large = {"world.states": 200_000, "world.layers.peers.mean_degree": 2}
    scenario = read(synthetic(), large | {"world.seeds.states": ["S000007"]})
    assert scenario.world.options["seeds"]["states"] == ("S000007",)
    (found,) = faults_of(synthetic(), large | {"world.seeds.states": ["S00007"]})
    assert 'must be a state, "S000000" to "S199999" (did you mean "S000007"?)' in found


@pytest.mark.parametrize("odd", ["S-0001", "S٠٠٠٠١", "T00001", "S00001 ", "00001", "S" + "1" * 50])
def test_names_of_no_state_are_refused(odd):
    with pytest.raises(InputFault, match=r'must be a state, "S00000" to "S00024"'):
        read(synthetic(), {"world.seeds": {"states": [odd]}})


def test_a_hundred_thousand_thresholds_fit_into_a_file(tmp_path):
    values = ", ".join(str(at % 10) for at in range(100_000))
    text = (
        "[time]\nstart = 2000\nend = 2001\n[world]\nsource = 'synthetic'\nstates = 100_000\n"
        f"[rule]\nname = 'threshold'\nmeasure = 'count'\nthreshold = {{ values = [{values}] }}\n"
    )
    path = tmp_path / "many.toml"
    path.write_text(text, encoding="utf-8")
    scenario = read(path)
    assert scenario.rule_options["threshold"]["values"][:3] == (0.0, 1.0, 2.0)
    assert scenario.with_({"run.seed": 3}).rule_options == scenario.rule_options
