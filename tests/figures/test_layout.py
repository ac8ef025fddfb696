"""Where things stand: everything inside, nothing over anything else, letters to be read."""

import re
from itertools import combinations

import pytest
from matplotlib.text import Text

from simulation.figures.draw import FIGURES, drawing
from simulation.figures.land import europe
from tests.figures.cases import WANTED


def texts_of(picture):
    """All text that is seen; labels of ticks beyond the ends of an axis exist, but are not."""
    unseen = {
        tick.label1
        for axes in picture.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        if not axes.axison or not _within(tick.get_loc(), axis.get_view_interval())
    }
    texts = picture.findobj(lambda one: isinstance(one, Text) and one not in unseen)
    return [text for text in texts if text.get_visible() and text.get_text()]


def _within(place, interval):
    low, high = sorted(interval)
    slack = 1e-6 * (high - low)
    return low - slack <= place <= high + slack


def overlap(one, other):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, up)


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_all_text_lies_inside_and_none_overlaps(laid_out, name, case, size):
    picture = laid_out(case, name, size).figure
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(picture)]
    assert len(boxes) > 6
    outside = [word for word, box in boxes if _leaves(box, picture.bbox)]
    assert outside == []
    # A pixel of anti-aliasing is no overlap.
    pairs = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other) > 1]
    assert pairs == []


def _leaves(box, paper):
    across = box.x0 < paper.x0 - 0.5 or box.x1 > paper.x1 + 0.5
    return across or box.y0 < paper.y0 - 0.5 or box.y1 > paper.y1 + 0.5


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_key_and_axes_keep_apart(laid_out, name, case, size):
    picture = laid_out(case, name, size).figure
    assert picture.legends
    for key in picture.legends:
        for axes in picture.axes:
            assert overlap(key.get_window_extent(), axes.get_window_extent()) <= 0.5


@pytest.mark.parametrize("name", FIGURES)
def test_axes_say_what_they_show_and_in_which_unit(laid_out, name, size):
    picture = laid_out("usual", name, size).figure
    labels = [
        label
        for axes in picture.axes
        for label in (axes.get_xlabel(), axes.get_ylabel())
        if axes.axison and label
    ]
    assert len(labels) == {"states": 1, "map": 1}.get(name, 2)
    assert all(
        re.search(r"\((%|states|number of states|one value a month)\)$", la) for la in labels
    )


@pytest.mark.parametrize("name", FIGURES)
def test_the_heading_names_the_treaty_and_the_runs(results, name, size):
    tables = results["three treaties, two points"]
    words = " ".join(text.get_text() for text in drawing(tables, name, "CCM", size).figure.texts)
    assert "CCM" in words
    assert "10,000 runs" in words
    assert "design point 0" in words


def test_a_long_title_never_hides_how_many_runs(results, size):
    words = [text.get_text() for text in drawing(results["long title"], "outcomes", None, size)
             .figure.texts]  # fmt: skip
    assert any(line.endswith("…") for line in words)
    assert any("10,000 runs" in line for line in words)
    assert not any("Abschreckungs" in line for line in words)


@pytest.mark.parametrize("case", ["usual", "everybody", "nobody"])
def test_the_baltic_states_can_be_read_on_the_map_of_europe(laid_out, case, size):
    picture = laid_out(case, "map", size).figure
    near = picture.axes[1]
    codes = {text.get_text(): text for text in near.texts}
    assert {"EST", "LVA", "LTU", "FIN", "POL"} <= set(codes)
    for code in ("EST", "LVA", "LTU"):
        x, y = codes[code].get_position()
        assert europe().shapes[code].contains_point((x, y))
        points = codes[code].get_size()
        assert points >= 0.98 * (6.0 if size == "print" else 12.8)
    boxes = [text.get_window_extent() for text in codes.values()]
    assert all(overlap(one, other) <= 0.0 for one, other in combinations(boxes, 2))
    assert not any(_leaves(box, near.get_window_extent()) for box in boxes)


def test_the_caption_says_how_crimea_is_drawn(results, size):
    words = " ".join(
        t.get_text() for t in drawing(results["usual"], "map", None, size).figure.texts
    )
    assert "it draws Crimea as Russian, the tables count it as Ukraine" in words


def test_a_print_figure_is_eight_centimetres_wide(results):
    for name in FIGURES:
        wide, tall = drawing(results["usual"], name).figure.get_size_inches()
        assert wide * 2.54 == pytest.approx(8.0, abs=0.01)
        assert tall * 2.54 < 17.0
