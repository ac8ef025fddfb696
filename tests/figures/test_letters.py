"""Titles in any script: no boxes, no warnings, no text turned round; the words keep them whole."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.figures.draw import FIGURES, drawing
from simulation.figures.letters import drawable, read_straight
from simulation.figures.style import text_width
from tests.figures.made_up import made_up

TITLE = "渥太华公约 \U0001f4a3\ufe0f leaves \u202etfel\u202c Türkiye"


@given(st.text(max_size=30))
def test_whatever_is_drawn_is_in_the_font(words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        text_width(drawable(words), 7.0)
        text_width(drawable(words), 7.0, bold=True)


@given(st.text(alphabet="abc ÄéßŁŽčşğ’–“”…·0123456789%", max_size=30))
def test_what_the_font_holds_stays(words):
    assert drawable(words) == words


@pytest.mark.parametrize("name", FIGURES)
def test_a_title_in_any_script_is_drawn_without_a_warning_and_told_whole(name, size):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = drawing(made_up(title=TITLE), name, None, size)
        one.figure.draw_without_rendering()
    drawn = " ".join(text.get_text() for text in one.figure.texts)
    assert "Scenario: ? ? leaves tfel Türkiye" in drawn
    assert read_straight(TITLE) in one.words
    assert "渥太华公约" in one.words
    assert "\u202e" not in one.words
