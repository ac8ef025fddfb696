"""Which theories a scenario meets, what they take from it, and where they say they do not hold."""

import numpy as np
import pytest

from simulation.predictions.theory import QUANTITIES, SPOKEN, as_columns, spoken
from simulation.scenario.reading import read
from tests.predictions.made import (
    COMPLETE,
    constant,
    contact,
    erdos_renyi,
    integers,
    listed,
    made,
    normal,
    told,
    value,
    values,
    why_not,
)

HAZARD = {"name": "hazard", "parameters": {"base_rate": float(np.log(0.01))}}
BASS = {"name": "simple", "p": 0.03, "q": 0.38}
REGULAR = {"graph": "regular", "degree": 4}


def methods(theories):
    return list(dict.fromkeys(theory.method for theory in theories))


@pytest.mark.parametrize(
    ("thresholds", "gone"),
    [
        (list(range(100)), 100),
        ([0, 2, *range(2, 100)], 1),
        ([*range(50), 51, *range(51, 100)], 50),
        ([1, *range(1, 100)], 0),
    ],
)
def test_granovetters_crowd_of_a_hundred(thresholds, gone):
    theories = told(made(100, listed(thresholds), COMPLETE))
    assert values(theories, "exits") == {gone: 1.0}
    assert value(theories, "mean exits") == gone
    assert value(theories, "final share gone") == gone / 100
    assert not any(theory.why_not for theory in theories)


def test_one_leaves_a_month_and_the_run_may_end_before_all_have():
    theories = told(made(100, listed(range(100)), COMPLETE, months=30))
    assert values(theories, "exits by month") == {month: month for month in range(31)}
    assert values(theories, "exits") == {30: 1.0}


def test_seeds_are_out_at_the_start_and_no_exits():
    theories = told(made(10, listed(range(10)), COMPLETE, {"states": ["S00000", "S00001"]}))
    assert values(theories, "exits by month")[1] == 1
    assert value(theories, "mean exits") == 8.0
    assert value(theories, "final share gone") == 1.0
    alike = told(made(10, constant(0.3), COMPLETE, 3))
    assert value(alike, "mean exits") == 7.0
    alike = told(made(10, constant(0.34), COMPLETE, 3))
    assert (value(alike, "mean exits"), value(alike, "final share gone")) == (0.0, 0.3)


def test_shares_are_of_all_others():
    """Three of nine others are a third of them."""
    assert value(told(made(10, constant(3 / 9), COMPLETE, 3)), "final share gone") == 1.0


def test_fixed_draws_are_known_thresholds():
    drawn = made(40, integers(0, 39), COMPLETE)
    assert methods(told(drawn)) == ["parking functions", "binomial chain complete graph"]
    known = told(made(40, integers(0, 39), COMPLETE, fixed=True))
    assert methods(known) == ["granovetter complete graph"]
    assert list(values(known, "exits").values()) == [1.0]


def test_parking_functions_need_time_for_the_longest_sequence():
    assert methods(told(made(40, integers(0, 39), COMPLETE, months=39))) == [
        "binomial chain complete graph"
    ]
    ended = told(made(300, integers(0, 299), COMPLETE, months=300))
    assert ended[0].method == "parking functions"
    assert methods(told(made(300, integers(0, 300), COMPLETE, months=301))) == [
        "granovetter complete graph"
    ]


def test_both_laws_of_a_small_crowd_agree():
    theories = told(made(10, integers(0, 9), COMPLETE))
    laws = [values(theories, "exits", method) for method in methods(theories)]
    assert laws[0] == pytest.approx(laws[1])
    assert value(theories, "mean exits") == pytest.approx(3.660216, abs=5e-7)


def test_many_states_with_normal_thresholds():
    theories = told(made(200_000, normal(0.25, 0.12), COMPLETE, months=600))
    assert value(theories, "final share gone") == pytest.approx(0.0402, abs=5e-5)
    assert why_not(theories, "granovetter complete graph") == ""
    near = told(made(5_000, normal(0.25, 0.1222), COMPLETE, months=600))
    assert "chance may move the end" in why_not(near, "granovetter complete graph")


@pytest.mark.parametrize(("join", "enough"), [("or", 2), ("and", 4), ("weighted", 4)])
def test_several_complete_layers_are_joined(join, enough):
    """A threshold of 2; each state out weighs 1 on one layer, and 0.5 on the other or joined."""
    layers = {"peers": COMPLETE, "border": {**COMPLETE, "weight": 0.5}}
    rule = {**constant(2.0), "measure": "count", "join": join}
    if join == "weighted":
        rule |= {"weights": {"border": 0.0, "peers": 0.5}}
    for seeds, gone in ((enough - 1, enough - 1), (enough, 10)):
        theories = told(made(10, rule, layers=layers, seeds=seeds))
        assert value(theories, "final share gone") == gone / 10


@pytest.mark.parametrize(("mean", "share"), [(2.0, 0.80002), (4.0, 0.98039), (7.0, 0.99909)])
def test_watts_in_a_large_world(mean, share):
    theories = told(made(100_000, constant(0.18), erdos_renyi(mean), 1000, months=300))
    assert value(theories, "final share gone") == pytest.approx(share, abs=5e-6)
    assert why_not(theories, "gleeson-cahalane erdos-renyi") == ""
    assert value(theories, "global cascade possible") == (1.0 if mean < 5.76 else 0.0)
    assert value(theories, "cascade window from mean degree") == pytest.approx(1.0207, abs=5e-5)
    assert value(theories, "cascade window to mean degree") == pytest.approx(5.7647, abs=5e-5)


def test_two_of_four_partners():
    rule = {**constant(2.0), "measure": "count"}
    below, above = (told(made(90_000, rule, REGULAR, seeds, months=1200))
                    for seeds in (9_000, 11_000))  # fmt: skip
    assert value(below, "final share gone") < 0.25
    assert value(above, "final share gone") == pytest.approx(1.0)
    assert why_not(above, "gleeson-cahalane regular") == ""
    near = told(made(90_000, rule, REGULAR, 10_000, months=1200))
    assert "chance may move the end" in why_not(near, "gleeson-cahalane regular")


def test_the_weight_of_ties_counts_in_counts_and_cancels_in_shares():
    half = {**REGULAR, "weight": 0.5}
    one = told(made(1000, {**constant(1.0), "measure": "count"}, half, 200))
    two = told(made(1000, {**constant(2.0), "measure": "count"}, REGULAR, 200))
    assert value(one, "final share gone") == value(two, "final share gone")
    shares = [told(made(1000, constant(0.5), ties, 200)) for ties in (half, REGULAR)]
    assert value(shares[0], "mean exits") == value(shares[1], "mean exits")
    unseen = told(made(1000, constant(0.5), {**REGULAR, "weight": 0.0}, 200))
    assert value(unseen, "mean exits") == 0.0


def test_with_few_seeds_a_global_cascade_is_a_matter_of_luck():
    one = told(made(100_000, constant(0.18), erdos_renyi(2.0), 1))
    assert 0.5 < value(one, "chance of a global cascade") < 0.9
    assert "of runs take off from so few" in why_not(one, "gleeson-cahalane erdos-renyi")
    assert value(one, "global cascade possible") == 1.0


@pytest.mark.parametrize(
    "graph",
    [
        {"graph": "ring", "degree": 4}, {"graph": "grid"},
        {"graph": "scale-free", "mean_degree": 4.0},
        {"graph": "small-world", "degree": 4, "rewire": 0.1},
        {"graph": "block", "sizes": [500, 500], "inside": 0.01, "across": 0.001},
    ],
    ids=lambda graph: graph["graph"],
)  # fmt: skip
@pytest.mark.parametrize("rule", [constant(0.18), contact(0.5)], ids=["threshold", "cascade"])
def test_networks_that_are_not_drawn_freely_make_theories_unreliable(graph, rule):
    theories = told(made(1000, rule, graph, 50))
    assert theories
    kind = graph["graph"]
    assert {t.why_not for t in theories} == {
        f"Partners are not drawn independently in networks of the kind {kind}."
    }


def test_small_and_crowded_networks_make_theories_unreliable():
    small = told(made(100, contact(0.5), erdos_renyi(4.0), 20))
    assert "ties close into short loops" in small[0].why_not
    crowded = told(made(1000, contact(0.5), erdos_renyi(400.0), 20))
    assert "400 partners among 1,000 states" in crowded[0].why_not


def test_reed_and_frost():
    theories = told(made(6, contact(0.2), COMPLETE, 1))
    assert values(theories, "exits")[0] == pytest.approx(0.32768)
    assert value(theories, "mean exits") == pytest.approx(1.860682, abs=5e-7)
    assert value(theories, "final share gone") == pytest.approx(2.860682 / 6, abs=5e-7)
    twice = told(made(6, contact(0.2), layers={"peers": COMPLETE, "border": COMPLETE}, seeds=1))
    assert values(twice, "exits") == values(theories, "exits")
    beside = told(made(6, contact(0.2), layers={"peers": COMPLETE, "border": REGULAR}, seeds=1))
    assert values(beside, "exits") == values(theories, "exits")


def test_reed_and_frost_with_many_states():
    theories = told(made(10_000, contact(2e-4), COMPLETE, 100))
    end = value(theories, "final share gone")
    assert end == pytest.approx(1.0 - 0.99 * np.exp(-2.0 * end), abs=2e-4)
    assert why_not(theories, "reed-frost many states") == ""
    one = told(made(10_000, contact(2e-4), COMPLETE, 1))
    assert value(one, "chance of a global cascade") == pytest.approx(0.7968, abs=1e-4)
    assert "80 % of runs take off" in why_not(one, "reed-frost many states")


def test_below_the_transition_contact_is_a_branching_process():
    theories = told(made(10_000, contact(0.1), erdos_renyi(4.0), 10))
    assert value(theories, "mean exits", "branching process") == pytest.approx(10 * 0.4 / 0.6)
    assert value(theories, "mean exits") == pytest.approx(10 * 0.4 / 0.6, rel=0.01)
    assert not any(theory.why_not for theory in theories)
    regular = told(made(10_000, contact(0.1), REGULAR, 10))
    assert value(regular, "mean exits", "branching process") == pytest.approx(10 * 0.4 / 0.7)
    months = values(regular, "exits by month", "branching process")
    assert [months[m] for m in range(3)] == pytest.approx([0.0, 4.0, 5.2])
    near = told(made(300, contact(0.24), erdos_renyi(4.0), 3))
    assert "meet the same partners" in why_not(near, "branching process")


def test_bass():
    many = told(made(1_000_000, BASS, months=20))
    months = values(many, "exits by month")
    assert [months[m] / 1e6 for m in (1, 2, 5, 10, 20)] == pytest.approx(
        [0.03, 0.070158, 0.272907, 0.782643, 0.998388], abs=5e-7
    )
    assert methods(many) == ["bass"]
    few = told(made(50, BASS, months=20))
    assert methods(few) == ["binomial chain by share", "bass"]
    assert why_not(few, "binomial chain by share") == ""
    assert "With 50 states chance shifts the mean" in why_not(few, "bass")
    assert why_not(told(made(300, BASS, months=20)), "bass") == ""


def test_bass_needs_no_network_and_knows_the_real_world():
    scenario = read({"time": {"start": "2021-01-01", "end": "2021-12-31"}, "rule": BASS,
                     "world": {"source": "real", "treaties": ["APMBC", "CCM"]}})  # fmt: skip
    for treaty in ("APMBC", "CCM"):
        theories = told(scenario, treaty)
        assert methods(theories) == ["binomial chain by share", "bass"]
        assert not theories[0].why_not


def test_states_on_their_own():
    theories = told(made(193, HAZARD, months=20))
    assert methods(theories) == ["binomial"]
    assert value(theories, "mean exits") == pytest.approx(34.985, abs=5e-4)
    assert sum(values(theories, "exits").values()) == pytest.approx(1.0, abs=1e-6)
    months = values(theories, "exits by month")
    assert months[0] == 0.0
    assert months[7] == pytest.approx(193 * (1 - np.exp(-0.07)))
    assert value(told(made(193, HAZARD, months=20, seeds=93)), "mean exits") == pytest.approx(
        100 * (1 - np.exp(-0.2))
    )


def test_states_that_differ_have_a_law_of_their_own():
    held = [0.0] * 100 + [0.5] * 93
    theories = told(made(193, HAZARD, months=20, commitment={"values": held}))
    assert methods(theories) == ["poisson-binomial"]
    weight = 2.0
    chances = [1 - np.exp(-0.2), 1 - np.exp(-0.2 * np.exp(-weight * 0.5))]
    assert value(theories, "mean exits") == pytest.approx(100 * chances[0] + 93 * chances[1])


def test_amounts_drawn_anew_make_all_states_alike():
    rule = {"name": "hazard", "parameters": {"base_rate": -5.0, "norm_weight": 2.0}}
    drawn = told(made(193, rule, months=20, commitment={"uniform": {"low": 0.0, "high": 1.0}}))
    assert methods(drawn) == ["binomial"]
    held = np.linspace(0.0, 1.0, 20_001)
    chance = (1 - np.exp(-20 * np.exp(-5.0 - 2.0 * held))).mean()
    assert value(drawn, "mean exits") == pytest.approx(193 * chance, rel=1e-4)
    fixed = told(made(193, rule, months=20, fixed=True, commitment={"uniform": {"low": 0.0,
                      "high": 1.0}}))  # fmt: skip
    assert methods(fixed) == ["poisson-binomial"]


@pytest.mark.parametrize(
    "changes",
    [
        {"world.layers": {"peers": COMPLETE}},
        {"world.layers": {"border": REGULAR}},
        {"rule.parameters": {"turning_back": 1.0}},
        {"rule.parameters": {"start_spread": 0.1}},
    ],
)
def test_where_pressure_moves_no_theory_speaks(changes):
    assert told(made(193, HAZARD).with_(changes)) == ()


def test_ties_that_carry_nothing_leave_states_on_their_own():
    rule = {"name": "hazard", "parameters": {
        "base_rate": -5.0, "peer_weight": 0.0, "erosion_peers": 0.0}}  # fmt: skip
    assert methods(told(made(193, rule, COMPLETE))) == ["binomial"]


@pytest.mark.parametrize("name", ["ottawa-2025", "two-treaties"])
def test_the_real_world_with_ties_has_no_theory(name):
    scenario = read(name, {"time.end": "2021-06-30"})
    assert all(told(scenario, treaty) == () for treaty in scenario.world.treaties)


def test_a_rule_of_ones_own_has_no_theory():
    assert told(made(193, HAZARD), own=lambda situation, parameters: 0.1) == ()


def test_several_layers_of_random_ties_have_no_theory():
    layers = {"peers": REGULAR, "border": REGULAR}
    assert told(made(500, constant(0.18), layers=layers, seeds=10)) == ()
    assert told(made(500, contact(0.2), layers=layers, seeds=10)) == ()


def test_only_the_first_treaty_has_seeds():
    scenario = made(1000, constant(0.18), erdos_renyi(4.0), 50, treaties=["A", "B"])
    assert value(told(scenario, "A"), "final share gone") > 0.9
    assert value(told(scenario, "B"), "final share gone") == 0.0


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "exit", "target": ["S00003"]},
        {"kind": "pin", "target": ["S00003"]},
        {"kind": "suspend", "target": ["S00003"]},
    ],
    ids=lambda event: event["kind"],
)
@pytest.mark.parametrize("rule", [constant(0.2), contact(0.2), BASS], ids=lambda rule: rule["name"])
def test_dated_events_make_theories_of_textbook_rules_unreliable(rule, event):
    scenario = made(50, rule, COMPLETE, 5).with_(
        {"events": [{"name": "one", "from": "2001-01-01", **event}]}
    )
    theories = told(scenario)
    assert theories
    assert {t.why_not for t in theories} == {
        "Dated events move, hold or tie states, which it leaves out."
    }


def test_every_quantity_and_method_is_explained():
    seen = set()
    for scenario in (
        made(40, integers(0, 39), COMPLETE), made(40, listed(range(40)), COMPLETE),
        made(1000, constant(0.18), erdos_renyi(4.0), 10), made(1000, contact(0.2), REGULAR, 10),
        made(6, contact(0.2), COMPLETE, 1), made(600, contact(0.2), COMPLETE, 1), made(9, BASS),
        made(9, HAZARD), made(9, HAZARD, commitment={"values": [0.1 * i for i in range(9)]}),
    ):  # fmt: skip
        theories = told(scenario)
        for theory in theories:
            assert spoken(theory.method) in SPOKEN.values()
            assert theory.assumption.endswith(".")
            assert {v.quantity for v in theory.values} <= set(QUANTITIES)
            assert all(v.at >= 0 for v in theory.values if v.quantity.startswith("exits"))
            assert all(np.isfinite(v.value) for v in theory.values)
            seen.add(spoken(theory.method))
    assert seen == set(SPOKEN.values())


def test_the_table_has_a_row_for_each_value():
    theories = told(made(10, integers(0, 9), COMPLETE))
    columns = as_columns({"T1": theories, "T2": ()}, point=3)
    assert {len(held) for held in columns.values()} == {sum(len(t.values) for t in theories)}
    assert set(columns["point"]) == {3}
    assert set(columns["treaty"]) == {"T1"}
    assert columns["reliable"].all()
    empty = as_columns({"T1": ()})
    assert {len(held) for held in empty.values()} == {0}
