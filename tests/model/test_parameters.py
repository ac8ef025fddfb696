"""Every parameter says what it means, in which range, and where it comes from."""

import math
from typing import get_type_hints

import pytest

from simulation.model.parameters import BASE_RATE, DEFAULT_BASE_RATE, About, Parameters

HINTS = get_type_hints(Parameters, include_extras=True)
DEFAULTS = Parameters()


def about(name):
    return next(note for note in HINTS[name].__metadata__ if isinstance(note, About))


@pytest.mark.parametrize("name", Parameters._fields)
def test_a_parameter_is_a_number_in_its_range_with_a_meaning_and_a_source(name):
    note, default = about(name), getattr(DEFAULTS, name)
    assert HINTS[name].__origin__ is float
    assert isinstance(default, float)
    assert math.isfinite(note.low)
    assert note.low <= default <= note.high < math.inf
    assert note.meaning
    assert note.unit
    assert note.source


def test_the_base_rate_is_in_its_range():
    assert BASE_RATE.low <= DEFAULT_BASE_RATE <= BASE_RATE.high


def test_the_defaults_meet_the_conditions_of_theorem_a():
    assert DEFAULTS.suspended_weight <= DEFAULTS.announced_weight <= DEFAULTS.notified_weight <= 1.0
    assert DEFAULTS.deterrence == DEFAULTS.turning_back == 0.0
    months = ("threat_months", "norm_months", "posture_months", "incentive_months")
    assert all(about(name).low >= 1.0 for name in months)
