"""How an effect is written: with its interval, or in words where an interval would mislead."""

import math

import pytest

from simulation.analysis.comparison_answer import chance_text, effect_text

ROW = {"effect": 0.5, "low": 0.4, "high": 0.6, "more": 30, "fewer": 5, "equal": 65}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "+0.50 ±0.10"),
        ({"more": 0, "fewer": 0, "effect": 0.0, "low": 0.0, "high": 0.0}, "none"),
        ({"more": 2, "fewer": 1, "effect": 0.001, "low": -0.001, "high": 0.003}, "in 3 runs"),
        ({"effect": 5.0, "low": 5.0, "high": 5.0}, "+5.00 in all"),
        ({"more": 3, "fewer": 1, "equal": 4}, "+0.50"),
        ({"low": math.nan, "high": math.nan}, "+0.50"),
        ({"effect": math.nan, "low": math.nan}, "-"),
        ({"effect": -0.5, "low": -0.6, "high": -0.4}, "-0.50 ±0.10"),
    ],
)
def test_an_effect_in_words(changed, said):
    assert effect_text({**ROW, **changed}, "{:.2f}".format) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"effect": -0.02, "low": -0.05, "high": -0.004}, "-2.0 (-5.0 to -0.4)"),
        ({"effect": -0.01, "low": -0.025, "high": -0.00039}, "-1.0 (-2.5 to -0.04)"),
        ({"effect": 0.3, "more": 3, "fewer": 0, "equal": 7}, "+30.0"),
    ],
)
def test_a_chance_is_told_with_both_ends_so_that_none_seems_to_reach_over_0(changed, said):
    assert chance_text({**ROW, **changed}) == said
