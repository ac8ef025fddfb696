"""The visual language: text that fits, colours that can be told apart, settings left alone."""

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.figures.atlas import LOOKS, TERRITORY
from simulation.figures.style import (
    BLUE,
    CHANCES,
    MEDIA,
    PRINT,
    VERMILION,
    look,
    shortened,
    text_width,
    wrapped,
)

WORDS = st.text(alphabet="abcdefgh WÄß%-", max_size=80)


@given(WORDS, st.floats(0.5, 4.0))
def test_wrapped_lines_fit_and_lose_nothing(words, inches):
    lines = wrapped(words, inches, 7.0)
    assert all(text_width(line, 7.0) <= inches for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(WORDS, st.floats(0.5, 4.0), st.integers(1, 3))
def test_lines_beyond_the_most_become_an_ellipsis(words, inches, most):
    whole, lines = wrapped(words, inches, 7.0), wrapped(words, inches, 7.0, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 7.0) <= inches for line in lines)
    assert (lines == whole) == (len(whole) <= most)


def test_a_name_is_shortened_only_where_it_does_not_fit():
    assert shortened("Chad", 1.0, 7.0) == "Chad"
    cut = shortened("Bosnia and Herzegovina", 0.8, 7.0)
    assert cut.endswith("…")
    assert 0.5 < text_width(cut, 7.0) <= 0.8


def _luminance(colour):
    rgb = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_a_higher_chance_is_always_darker():
    shades = [_luminance(mpl.colormaps[CHANCES](share)) for share in np.linspace(0.0, 1.0, 50)]
    assert np.all(np.diff(shades) < 0.0)


def test_the_two_main_colours_differ_in_grey_too():
    light, dark = sorted((_luminance(BLUE), _luminance(VERMILION)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 1.25


def test_what_is_no_chance_is_told_by_hatching_not_by_colour_alone():
    hatches = [one.hatch for kind, one in LOOKS.items() if kind not in ("may leave", TERRITORY)]
    assert all(hatches)
    assert len(set(hatches)) == len(hatches)


@pytest.mark.parametrize("medium", MEDIA.values(), ids=lambda medium: medium.name)
def test_letters_are_large_enough_where_they_are_seen(medium):
    smallest = min(medium.small, medium.text, medium.title)
    # In print 6 points; on a screen a fortieth of its height.
    assert smallest >= (6.0 if medium.height is None else medium.height * 72.0 / 40.0)


def test_settings_of_the_caller_are_left_alone():
    before = dict(mpl.rcParams)
    with look(PRINT):
        assert mpl.rcParams["font.size"] == PRINT.text
    assert dict(mpl.rcParams) == before


def test_a_caller_s_own_settings_do_not_reach_the_figures():
    with mpl.rc_context({"axes.facecolor": "black", "lines.linestyle": ":"}), look(PRINT):
        assert mpl.rcParams["axes.facecolor"] == "white"
        assert mpl.rcParams["lines.linestyle"] == "-"
