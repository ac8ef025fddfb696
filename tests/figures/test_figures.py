"""Each figure, in both sizes, on usual and on extreme results."""

import re
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.text import Text

from simulation.figures.atlas import CHANCE, LOOKS
from simulation.figures.draw import FIGURES, drawing, figure
from simulation.figures.gazetteer import places
from simulation.figures.land import europe, world
from simulation.figures.outcomes import BARS
from simulation.figures.style import BLUE, CHANCES, MEDIA, VERMILION
from simulation.scenario.faults import InputFault
from tests.figures.made_up import CHANCES as MADE_UP_CHANCES
from tests.figures.made_up import EVENTS, made_up

LONG = (
    "If the guarantee of the alliance is doubted by those who need it most and a neighbour leaves "
    "first, who follows, and does the follower of the follower follow, or is it all one shock? "
    "Abschreckungsgleichgewichtsstabilisierungsmaßnahmenverordnungsentwurf $x^2$ & <b> %"
)
MANY_EVENTS = tuple(
    {"name": f"event-{n}-with-a-name", "kind": "posture", "from": f"20{21 + n // 6}-{n % 12 + 1:02}"
     "-01"} for n in range(40)
)  # fmt: skip

CASES = {
    "usual": {},
    "long title": {"title": LONG},
    "nobody": {"chances": {}, "exits": [0] * 500, "runs": 500},
    "one certain": {"chances": {"LTU": 1.0, "NOR": 0.01}, "exits": [1] * 99 + [2], "runs": 100},
    "everybody": {
        "chances": {state: 1.0 for state in places()}, "exits": [180] * 500, "runs": 500,
    },
    "few runs, two years": {"runs": 20, "years": 2},
    "one year": {"years": 1},
    "eighty years": {"years": 80},
    "three treaties, two points": {"treaties": ("APMBC", "CCM", "T3"), "points": (0, 1)},
    "many events": {"events": MANY_EVENTS},
    "no events": {"events": ()},
    "cascade out of sight": {"cascade_size": 500},
}  # fmt: skip
SYNTHETIC = {
    "source": "synthetic", "treaties": ("T1",), "cascade_size": 300, "runs": 100,
    "chances": {f"S{number:05d}": 0.5 for number in range(3000)},
}  # fmt: skip

WANTED = [
    (figure_name, case) for figure_name in FIGURES for case in CASES
] + [(name, "synthetic") for name in FIGURES if name != "map"]  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return {case: made_up(**words) for case, words in {**CASES, "synthetic": SYNTHETIC}.items()}


@pytest.fixture(scope="module", params=sorted(MEDIA))
def size(request):
    return request.param


def drawn_on_paper(tables, name, size, treaty=None):
    """A drawing that has been rendered once, so that everything has its place."""
    one = drawing(tables, name, treaty, size)
    FigureCanvasAgg(one.figure).draw()
    return one


def texts_of(picture):
    return [text for text in picture.findobj(Text) if text.get_visible() and text.get_text()]


def boxes_of(picture):
    """Bounding boxes, in pixels, of all text that is seen."""
    renderer = picture.canvas.get_renderer()
    boxes = []
    for text in texts_of(picture):
        axis = text.axes
        if axis is not None and not axis.axison:
            continue
        boxes.append((text.get_text(), text.get_window_extent(renderer)))
    return boxes


def overlap(one, other):
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, up)


def seen_ticks(picture):
    """Tick labels outside the axis limits exist but are not drawn; they are no text to be seen."""
    unseen = set()
    for axes in picture.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-6 * (high - low)
            unseen |= {
                tick.label1
                for tick in axis.get_major_ticks()
                if not low - slack <= tick.get_loc() <= high + slack
            }
    return unseen


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_all_text_lies_inside_and_none_overlaps(results, name, case, size):
    picture = drawn_on_paper(results[case], name, size).figure
    unseen = {id(text) for text in seen_ticks(picture)}
    shown = [text for text in texts_of(picture) if id(text) not in unseen]
    boxes = [(text.get_text(), text.get_window_extent()) for text in shown]
    assert len(boxes) > 6
    outside = [word for word, box in boxes if _leaves(box, picture.bbox)]
    assert outside == []
    # A pixel of anti-aliasing is no overlap.
    pairs = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other) > 1]
    assert pairs == []


def _leaves(box, paper):
    return box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > paper.x1 + 0.5 or box.y1 > paper.y1 + 0.5


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_key_and_axes_keep_apart(results, name, case, size):
    picture = drawn_on_paper(results[case], name, size).figure
    assert picture.legends
    for key in picture.legends:
        for axes in picture.axes:
            assert overlap(key.get_window_extent(), axes.get_window_extent()) <= 0.5


@pytest.mark.parametrize("name", FIGURES)
def test_axes_say_what_they_show_and_in_which_unit(results, name, size):
    picture = drawn_on_paper(results["usual"], name, size).figure
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


def test_outcomes_draws_its_numbers(results):
    one = drawing(results["usual"], "outcomes")
    bars = one.numbers[one.numbers["what"] == "share of runs (%)"]
    axes = one.figure.axes[0]
    heights = [patch.get_height() for patch in axes.patches]
    assert heights == pytest.approx(bars["value"].tolist())
    assert sum(heights) == pytest.approx(100.0)
    middles = [patch.get_x() + patch.get_width() / 2 for patch in axes.patches]
    assert middles == pytest.approx((bars["exits_from"] + bars["exits_to"]).to_numpy() / 2)
    mean = one.numbers.set_index("what").loc["mean number of exits"]
    (point,) = (line for line in axes.lines if line.get_marker() == "o")
    assert point.get_xdata()[0] == mean["value"]


def test_bars_of_a_cascade_have_their_own_colour_and_none_is_half_of_it(results):
    for case in ("usual", "synthetic"):
        tables = results[case]
        one = drawing(tables, "outcomes")
        threshold = tables.manifest["scenario"]["run"]["cascade_size"]
        bars = one.numbers[one.numbers["what"] == "share of runs (%)"]
        for (_, bar), patch in zip(bars.iterrows(), one.figure.axes[0].patches, strict=True):
            cascade = bar["exits_from"] >= threshold
            assert cascade or bar["exits_to"] < threshold
            assert mpl.colors.same_color(patch.get_facecolor(), VERMILION if cascade else BLUE)


def test_shares_of_a_cascade_add_up_to_its_chance(results):
    one = drawing(results["usual"], "outcomes")
    bars = one.numbers[one.numbers["what"] == "share of runs (%)"]
    chance = one.numbers.set_index("what").loc["chance of a cascade (%)", "value"]
    assert bars.loc[bars["exits_from"] >= 5, "value"].sum() == pytest.approx(chance)


def test_many_numbers_of_exits_share_bars(results):
    one = drawing(results["synthetic"], "outcomes")
    bars = one.numbers[one.numbers["what"] == "share of runs (%)"]
    assert len(bars) <= BARS + 1
    assert bars["value"].sum() == pytest.approx(100.0)


def test_exits_over_time_draws_its_numbers(results):
    tables = results["usual"]
    one = drawing(tables, "exits_over_time")
    (mean,) = (line for line in one.figure.axes[0].lines)
    assert mean.get_ydata()[:-1].tolist() == one.numbers["exits_mean"].tolist()
    assert one.numbers["exits_mean"].tolist() == tables.months["exits_mean"].tolist()
    assert one.numbers["date"].iloc[1] == "2021-01-01"
    for band, low, high in zip(one.figure.axes[0].collections, ("q05", "q25"), ("q95", "q75"),
                               strict=False):  # fmt: skip
        heights = set(band.get_paths()[0].vertices[:, 1])
        assert heights >= {*one.numbers[f"exits_{low}"], *one.numbers[f"exits_{high}"]}


def test_dates_on_the_axis_stand_where_they_are(results):
    axes = drawing(results["usual"], "exits_over_time").figure.axes[0]
    low, high = axes.get_xlim()
    share = {
        tick.get_text(): (place - low) / (high - low)
        for tick, place in zip(axes.get_xticklabels(), axes.get_xticks(), strict=True)
    }
    assert share["2026"] == pytest.approx(0.5, abs=0.01)


def test_events_of_other_treaties_are_not_marked():
    joins = ({"name": "x-joins", "kind": "join", "from": "2023-01-01", "into": "CCM"},)
    tables = made_up(treaties=("APMBC", "CCM"), events=(*EVENTS, *joins))
    ccm, apmbc = (
        " ".join(text.get_text() for text in drawing(tables, "exits_over_time", code).figure.texts)
        for code in ("CCM", "APMBC")
    )
    assert "ukraine suspends" in apmbc
    assert "ukraine suspends" not in ccm
    assert "x joins" in ccm
    assert "x joins" not in apmbc


def test_states_draws_the_likeliest_with_their_intervals(results):
    tables = results["usual"]
    one = drawing(tables, "states")
    lines = one.figure.axes[0].lines
    spans = [line.get_xdata() for line in lines if line.get_marker() == "None"]
    points = [line.get_xdata()[0] for line in lines if line.get_marker() != "None"]
    assert points == one.numbers["chance_percent"].tolist()
    assert [span[0] for span in spans] == one.numbers["low_percent"].tolist()
    assert [span[1] for span in spans] == one.numbers["high_percent"].tolist()
    likeliest = sorted(MADE_UP_CHANCES, key=MADE_UP_CHANCES.__getitem__, reverse=True)[:20]
    assert set(one.numbers["state"]) == set(likeliest)
    assert one.numbers["chance_percent"].is_monotonic_decreasing


def test_real_leavers_are_marked_and_shown_though_unlikely(results):
    one = drawing(results["everybody"], "states")
    on_record = one.numbers.dropna(subset="left_on_record")
    assert set(on_record["state"]) == {"EST", "LVA", "LTU", "POL", "FIN"}
    assert set(on_record["left_on_record"]) == {2025}
    marks = [line.get_marker() for line in one.figure.axes[0].lines]
    assert marks.count("D") == 5
    assert len(one.numbers) == 25


def test_nobody_is_marked_before_it_happened(results):
    one = drawing(results["few runs, two years"], "states")
    assert one.numbers["left_on_record"].isna().all()
    assert "D" not in [line.get_marker() for line in one.figure.axes[0].lines]


def test_where_nobody_leaves_the_figure_says_so():
    one = drawing(
        made_up(source="synthetic", chances={"A": 0.0}, exits=[0] * 10, runs=10), "states"
    )
    assert one.numbers.empty
    assert "no state left in any run" in [text.get_text() for text in one.figure.axes[0].texts]
    assert "No state left" in one.words


def test_map_draws_its_numbers(results):
    one = drawing(results["usual"], "map")
    percents = one.numbers.set_index("state")["chance_percent"]
    kinds = one.numbers.set_index("state")["kind"]
    scale = mpl.colors.Normalize(0.0, 80.0)
    for axes, land in zip(one.figure.axes, (world(), europe()), strict=False):
        shapes = [c for c in axes.collections if isinstance(c, PathCollection)]
        chances = next(c for c in shapes if len(c.get_paths()) > 20)
        states = [state for state in land.shapes if state and kinds[state] == CHANCE]
        assert len(chances.get_paths()) == len(states)
        expected = mpl.colormaps[CHANCES](scale(percents[states].to_numpy()))
        assert np.allclose(chances.get_facecolors(), expected)
    assert percents["LTU"] == pytest.approx(71.0)
    assert one.figure.axes[2].get_xlim() == (0.0, 80.0)


def test_map_tells_apart_what_has_no_chance(results):
    one = drawing(results["usual"], "map")
    kinds = one.numbers.set_index("state")["kind"]
    assert [kinds[s] for s in ("UKR", "MNG", "AUT", "CAN", "USA")] == [
        "held or suspended", "forced out", "held or suspended", "gone at the start", "not a party",
    ]  # fmt: skip
    assert one.numbers.loc[one.numbers["kind"] != CHANCE, "chance_percent"].isna().all()
    key = {text.get_text() for text in one.figure.legends[0].get_texts()}
    assert key == set(LOOKS) - {CHANCE}


@pytest.mark.parametrize("case", ["usual", "everybody", "nobody"])
def test_the_baltic_states_can_be_read_on_the_map_of_europe(results, case, size):
    picture = drawn_on_paper(results[case], "map", size).figure
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
    assert all(not _leaves_axes(box, near.get_window_extent()) for box in boxes)


def _leaves_axes(box, axes):
    return box.x0 < axes.x0 or box.y0 < axes.y0 or box.x1 > axes.x1 or box.y1 > axes.y1


def test_the_caption_says_how_crimea_is_drawn(results, size):
    words = " ".join(
        t.get_text() for t in drawing(results["usual"], "map", None, size).figure.texts
    )
    assert "it draws Crimea as Russian, the tables count it as Ukraine" in words


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("outcomes", ["mean_exits", "p_cascade"]),
        ("exits_over_time", ["mean_exits"]),
    ],
)
def test_words_tell_the_summary(results, name, told):
    tables = results["usual"]
    words = drawing(tables, name).words
    row = tables.points.iloc[0]
    shown = {
        "mean_exits": f"{row['mean_exits']:.2f}",
        "p_cascade": f"{100 * row['p_cascade']:.0f} %",
    }
    assert all(shown[what] in words for what in told)
    assert "10,000 runs" in words


@pytest.mark.parametrize("name", ["states", "map"])
def test_words_tell_who_is_likeliest(results, name):
    words = drawing(results["usual"], name).words
    for state, chance in (("Lithuania", "71 %"), ("Estonia", "68 %"), ("Poland", "55 %")):
        assert f"{state} {chance}" in words


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FIGURES)
def test_words_are_one_plain_paragraph(results, name, case):
    words = drawing(results[case], name).words
    assert words.endswith(".")
    assert "\n" not in words
    assert "nan" not in words.split()
    assert re.search(r"\d", words)


def test_a_print_figure_is_eight_centimetres_wide(results):
    for name in FIGURES:
        wide, tall = drawing(results["usual"], name).figure.get_size_inches()
        assert wide * 2.54 == pytest.approx(8.0, abs=0.01)
        assert tall * 2.54 < 17.0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("outcome",), "did you mean \"outcomes\""),
        (("outcomes", "APBMC"), "did you mean \"APMBC\""),
        (("outcomes", None, "poster"), "allowed: print, screen"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_refused_in_one_line(results, words, told):
    with pytest.raises(InputFault, match=re.escape(told)) as refused:
        figure(results["usual"], *words)
    assert len(refused.value.faults) == 1


def test_a_made_up_world_has_no_map(results):
    with pytest.raises(InputFault, match="only results of the real world have a map"):
        figure(results["synthetic"], "map")
