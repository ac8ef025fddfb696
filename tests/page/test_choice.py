"""A choice from outside: complete, in one order, and nothing odd in it."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.page.choice import base_choice, choice_of
from simulation.scenario.faults import InputFault

ODD = [
    None,
    [],
    "rival",
    {"level": {}},
    {"levels": []},
    {"levels": {"rival": 5}},
    {"levels": {"rival": -1}},
    {"levels": {"rival": True}},
    {"levels": {"rival": 2.0}},
    {"levels": {"rivals": 2}},
    {"switches": {"mediation": 2020}},
    {"switches": {"mediation": "2026"}},
    {"switches": {"mediation": True}},
    {"switches": {"deterrence": 2026}},
    {"switches": {"law-of-war": 2025}},
    {"switches": ["mediation"]},
    {"held": "Finland"},
    {"held": 3},
    {"held": {"FIN": 1}},
    {"replicate": 300},
    {"replicate": -1},
    {"replicate": 0.0},
    {"replicate": None},
    {"levels": {"<script>alert(1)</script>\n": 2}},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: json.dumps(odd)[:40])
def test_anything_odd_is_refused_in_one_line(ottawa, odd):
    with pytest.raises(InputFault) as fault:
        choice_of(odd, ottawa.offer)
    assert len(fault.value.faults) == 1
    assert str(fault.value).startswith("choice: ")
    assert len(str(fault.value)) < 200


KEYS = st.sampled_from(["levels", "switches", "held", "replicate", "rival", "mediation"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.floats() | st.text(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(odd=ANYTHING)
def test_whatever_comes_is_a_choice_or_a_fault(ottawa, odd):
    chosen = None
    with contextlib.suppress(InputFault):
        chosen = choice_of(odd, ottawa.offer)
    if chosen is not None:
        assert choice_of(json.loads(json.dumps(chosen.plain())), ottawa.offer) == chosen


def test_what_is_left_out_is_as_in_the_scenario(ottawa):
    assert choice_of({}, ottawa.offer) == base_choice(ottawa.offer)
    assert choice_of({"switches": {"mediation": None}}, ottawa.offer).switches == (
        ("mediation", 2026),
    )


def test_the_order_in_which_things_were_chosen_does_not_matter(ottawa):
    one = choice_of({"switches": {"mediation": 2026, "champions": 2025}}, ottawa.offer)
    other = choice_of({"switches": {"champions": 2025, "mediation": 2026}}, ottawa.offer)
    assert one == other
