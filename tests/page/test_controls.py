"""Questions in words: the middle level is the scenario, and more of one moves every run one way."""

import numpy as np
import pytest

from simulation.analysis.theorems import theorem_of, wrong_runs
from simulation.engines.choosing import engine
from simulation.model.parameters import Parameters
from simulation.page.answering import Answering
from simulation.page.choice import choice_of
from simulation.page.controls import controls_of
from simulation.page.worlds import Worlds, changes_of
from simulation.scenario.reading import read

MORE_EXITS = {"rival": 1, "guarantee": -1, "norm": -1, "neighbours": 1}
"""Whether a higher level of each control can only bring exits forward, or only put them off."""


def names(scenario):
    return [control.name for control in controls_of(read(scenario))]


def test_the_base_scenario_has_the_four_questions():
    assert names("ottawa-2025") == ["rival", "guarantee", "norm", "neighbours"]


def test_a_rule_that_knows_no_such_term_is_not_asked_about_it():
    assert names("classroom/norm") == ["rival", "norm", "neighbours"]
    assert names("classroom/riot") == ["waiting"]
    assert names("classroom/window") == ["waiting"]


@pytest.mark.parametrize(
    "scenario",
    ["ottawa-2025", "rome-statute", "classroom/norm", "classroom/riot", "classroom/window",
     "classroom/weak-ties"],
)  # fmt: skip
def test_every_level_is_a_scenario_and_the_base_changes_nothing(scenario):
    for control in controls_of(read(scenario)):
        assert len(control.levels) == 5
        assert not control.levels[control.base].keys
        assert len({level.label for level in control.levels}) == 5
        for place, level in enumerate(control.levels):
            changed = read(scenario, level.keys)
            assert (changed == read(scenario)) == (place == control.base)


def test_levels_stay_within_what_a_parameter_may_be():
    scenario = read("ottawa-2025", {"rule.parameters.border_weight": 15.0})
    loudest = {one.name: one for one in controls_of(scenario)}["neighbours"].levels[4].keys
    assert loudest["rule.parameters.border_weight"] == 20.0


def test_levels_multiply_what_the_scenario_says():
    norm = {one.name: one for one in controls_of(read("ottawa-2025"))}["norm"]
    now = Parameters().norm_weight
    told = [level.keys.get("rule.parameters.norm_weight", now) / now for level in norm.levels]
    assert told == [0.5, 0.75, 1.0, 1.25, 1.5]


def test_a_level_multiplies_what_holds_under_a_switch(ottawa):
    worlds = Worlds("ottawa-2025", {})
    chosen = choice_of({"levels": {"guarantee": 3}, "switches": {"weaker-guarantee": 2025}},
                       ottawa.offer)  # fmt: skip
    changes = changes_of(chosen, ottawa.offer, worlds)
    assert changes["events.guarantee-doubt.change.scale"] == 0.75  # half of the doubt of 0.5


@pytest.mark.parametrize(
    ("scenario", "switch", "level", "key", "value"),
    [
        ("classroom/weak-ties", "complex-contagion", 0, "rule.threshold.constant", 2),
        ("classroom/weak-ties", "complex-contagion", 3, "rule.threshold.constant", 4.0),
        ("classroom/riot", "riot-calm", 1, "rule.threshold.values", [0, *[2] * 2, *range(3, 100)]),
        ("classroom/riot", "riot-calm", 0, "rule.threshold.values", [0, 0, *range(2, 100)]),
    ],
)
def test_a_level_that_says_a_number_means_it_under_a_switch_too(
    scenario, switch, level, key, value
):
    """And the level of the scenario as it stands leaves what the switch says."""
    page, worlds = Answering(scenario), Worlds(scenario, {})
    chosen = page.choice({"levels": {"waiting": level}, "switches": {switch: None}})
    assert changes_of(chosen, page.offer, worlds)[key] == value


@pytest.mark.parametrize("name", MORE_EXITS)
def test_each_question_moves_every_run_one_way(ottawa, name):
    """Theorem A holds between neighbouring levels, and in every pair of runs."""
    worlds = Worlds("ottawa-2025", {})
    cases = [
        worlds.case(choice_of({"levels": {name: level}}, ottawa.offer), ottawa.offer)
        for level in range(5)
    ]
    lived = [engine("compiled")(case, np.arange(60), 0).announced[:, 0] for case in cases]
    counted = np.ones(lived[0].shape[1], dtype=bool)
    for before, after in zip(range(4), range(1, 5), strict=True):
        theorem = theorem_of(cases[before], cases[after])
        assert theorem is not None
        assert (theorem.name, theorem.sign) == ("A", MORE_EXITS[name])
        assert not wrong_runs(theorem, lived[before], lived[after], counted).any()
    exits = [(one >= 0).sum() for one in lived]
    assert exits == sorted(exits, reverse=MORE_EXITS[name] < 0)
    assert exits[0] != exits[4]


def test_one_of_a_hundred_waits_for_one_more(riot):
    """Granovetter's example: with a threshold of 2 instead of 1, one leaves instead of all."""
    ends = [
        riot.record(riot.choice({"levels": {"waiting": level}}))["treaties"]["T1"]["this_outcome"]
        for level in range(5)
    ]
    assert ends == [100, 100, 1, 1, 1]
