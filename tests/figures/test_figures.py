"""What the figures say: the numbers they draw and the words that go with them."""

import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

from simulation.figures.atlas import CHANCE, LOOKS
from simulation.figures.draw import FIGURES, drawing, figure
from simulation.figures.land import europe, world
from simulation.figures.outcomes import BARS
from simulation.figures.states import states
from simulation.figures.style import BLUE, CHANCES, MEDIA, VERMILION, look
from simulation.figures.view import view_of
from simulation.scenario.faults import InputFault
from tests.figures.cases import CASES
from tests.figures.made_up import CHANCES as MADE_UP_CHANCES
from tests.figures.made_up import EVENTS, made_up


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
    assert "Ukraine suspends" in apmbc
    assert "Ukraine suspends" not in ccm
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
    scale = mpl.colors.PowerNorm(0.5, 0.0, 100.0)
    for axes, land in zip(one.figure.axes, (world(), europe()), strict=False):
        shapes = [c for c in axes.collections if isinstance(c, PathCollection)]
        chances = next(c for c in shapes if len(c.get_paths()) > 20)
        states = [state for state in land.shapes if state and kinds[state] == CHANCE]
        assert len(chances.get_paths()) == len(states)
        expected = mpl.colormaps[CHANCES](scale(percents[states].to_numpy()))
        assert np.allclose(chances.get_facecolors(), expected)
    assert percents["LTU"] == pytest.approx(71.0)
    assert one.figure.axes[2].get_xlim() == (0.0, 100.0)


def test_map_tells_apart_what_has_no_chance(results):
    one = drawing(results["usual"], "map")
    kinds = one.numbers.set_index("state")["kind"]
    assert [kinds[s] for s in ("UKR", "MNG", "AUT", "CAN", "USA")] == [
        "held or suspended", "moved by a dated event", "held or suspended", "gone at the start",
        "not a party",
    ]  # fmt: skip
    assert one.numbers.loc[one.numbers["kind"] != CHANCE, "chance_percent"].isna().all()
    key = {text.get_text() for text in one.figure.legends[0].get_texts()}
    assert key == set(LOOKS) - {CHANCE}


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
def test_words_are_one_plain_paragraph(laid_out, name, case):
    words = laid_out(case, name, "print").words
    assert words.endswith(".")
    assert "\n" not in words
    assert not re.search(r"\b(nan|None|NA|1 runs)\b", words)
    assert re.search(r"\d", words)


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


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_warns_on_the_picture_and_in_its_words(laid_out, name, size):
    one = laid_out("usual", name, size)
    for told in ("Provisional parameters; no forecast.", "Intervals: chance between runs only."):
        assert told in " ".join(text.get_text() for text in one.figure.texts)
        assert told in one.words


def test_the_scale_of_the_map_is_the_same_for_small_and_large_chances(laid_out, size):
    bars = [laid_out(case, "map", size).figure.axes[2] for case in ("nobody", "everybody")]
    first, second = ([tick.get_text() for tick in bar.get_xticklabels()] for bar in bars)
    assert first == second == ["0", "1", "5", "10", "25", "50", "75", "100"]
    assert all("same square-root scale in every figure" in bar.get_xlabel() for bar in bars)


@pytest.mark.parametrize("name", ["outcomes", "exits_over_time"])
def test_states_moved_by_date_are_told_and_how_many(laid_out, name, size):
    one = laid_out("usual", name, size)
    told = "1\u00a0state leaves by dated events and is not counted"
    assert told in " ".join(text.get_text() for text in one.figure.texts)
    assert told in one.words


def test_the_key_has_no_entry_without_a_point():
    chances = {"NOR": 0.3, "IRQ": 0.2}
    tables = made_up(chances=chances)
    held = tables.states["state"].isin(["EST", "LVA", "LTU", "POL", "FIN"])
    view = view_of(tables, None, MEDIA["print"])
    moved = view.states.assign(
        p_exit=view.states["p_exit"].mask(held), low=view.states["low"].mask(held)
    )
    with look(MEDIA["print"]):
        one = states(replace(view, states=moved))
    assert [text.get_text() for text in one.figure.legends[0].get_texts()] == [
        "chance of leaving, with 95\u00a0% interval"
    ]


@pytest.mark.parametrize("case", CASES)
def test_ticks_of_states_reach_beyond_every_interval(laid_out, case):
    one = laid_out(case, "states", "print")
    ticks = one.figure.axes[0].get_xticks()
    assert ticks[-1] == one.figure.axes[0].get_xlim()[1] <= 100.0
    assert ticks[-1] >= np.nan_to_num(one.numbers["high_percent"].max())
    assert 3 <= len(ticks) <= 6


def test_the_interval_of_the_mean_stands_clear_of_its_dot(laid_out, size):
    axes = laid_out("usual", "outcomes", size).figure.axes[0]
    (dot,) = (line for line in axes.lines if line.get_marker() == "o")
    (caps,) = {line.get_ydata()[0] for line in axes.lines if line.get_marker() == "|"}
    low, high = axes.transData.transform([(0.0, dot.get_ydata()[0]), (0.0, caps)])[:, 1]
    assert high - low > dot.get_markersize() * axes.figure.dpi / 72.0


@pytest.mark.parametrize("case", ["usual", "many events", "eighty years"])
def test_every_event_has_its_number(laid_out, case, size):
    axes = laid_out(case, "exits_over_time", size).figure.axes[0]
    spans = [[int(n) for n in text.get_text().split("–")] for text in axes.texts]
    told = [n for span in spans for n in range(span[0], span[-1] + 1)]
    ticks = next(c for c in axes.collections if isinstance(c, LineCollection)).get_segments()
    assert told == list(range(1, len(ticks) + 1))


def test_a_made_up_world_has_no_map(results):
    with pytest.raises(InputFault, match="only results of the real world have a map"):
        figure(results["synthetic"], "map")
