"""Figures of sweeps: which there are, what they draw, where things stand."""

import csv
import io
import re
from functools import cache
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import QuadMesh

import simulation as sim
from simulation.figures import key_words
from simulation.figures.draw import FIGURES, OF_A_SWEEP, draw, drawing, figure, figures_of
from simulation.figures.key_axis import log_ticks
from simulation.figures.of_a_sweep import OF_A_DESIGN
from simulation.figures.phase import BAR, SHADES
from simulation.figures.style import MEDIA
from simulation.outcomes.records import stranger_in_result
from simulation.result import Result
from simulation.scenario.faults import InputFault
from tests.figures.made_up_sweeps import BORDER, INDEX, NORM, made_up_sweep
from tests.figures.sweep_cases import CASES, EVERY, WANTED
from tests.figures.test_layout import _leaves, overlap, texts_of
from tests.figures.test_style import _luminance


@cache
def sweep(case):
    return made_up_sweep(**EVERY[case])


@cache
def laid_out(case, name, size):
    """Drawings on which everything has found its place, each made once."""
    one = drawing(sweep(case), name, None, size)
    one.figure.draw_without_rendering()
    return one


@pytest.fixture(params=sorted(MEDIA))
def size(request):
    return request.param


@pytest.mark.parametrize(
    ("main", "case"), [(main, c) for main, cases in CASES.items() for c in cases]
)
def test_the_design_decides_which_figures_there_are(main, case):
    expected = ("scatter", "scatter_cascade") if main == "scatter" else (main,)
    assert figures_of(sweep(case)) == expected


def test_figures_of_one_run_are_not_drawn_of_a_sweep():
    for name in FIGURES:
        with pytest.raises(InputFault, match=f"unknown figure '{name}', allowed: phase"):
            figure(sweep("two keys"), name)


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_all_text_lies_inside_and_none_overlaps(name, case, size):
    picture = laid_out(case, name, size).figure
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(picture)]
    assert len(boxes) > 6
    assert [word for word, box in boxes if _leaves(box, picture.bbox)] == []
    # A pixel of anti-aliasing is no overlap.
    pairs = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other) > 1]
    assert pairs == []


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_key_and_axes_keep_apart(name, case, size):
    picture = laid_out(case, name, size).figure
    for key in picture.legends:
        for axes in picture.axes:
            assert overlap(key.get_window_extent(), axes.get_window_extent()) <= 0.5


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_panels_are_large_enough_to_be_read(name, case, size):
    picture = laid_out(case, name, size).figure
    panels = [axes for axes in picture.axes if axes.get_label() != BAR]
    for axes in panels:
        box = axes.get_window_extent()
        assert min(box.width, box.height) / picture.dpi > (0.55 if size == "print" else 0.7)
    assert picture.get_size_inches()[1] * 2.54 < (17.5 if size == "print" else 18.3)


@pytest.mark.parametrize(("name", "case"), WANTED)
def test_words_are_one_plain_paragraph(name, case):
    one = laid_out(case, name, "print")
    assert one.words.endswith(".")
    assert "\n" not in one.words
    assert not re.search(r"\b(nan|None|NA|inf|1 runs|1 points)\b", one.words)
    assert re.search(r"\d", one.words)
    assert "  " not in one.words


@pytest.mark.parametrize("name", [name for name in OF_A_SWEEP if name not in OF_A_DESIGN])
def test_every_figure_warns_on_the_picture_and_in_its_words(name, size):
    case = {"curve": "one key", "phase": "two keys", "tornado": "four keys"}.get(name, "eight keys")
    one = laid_out(case, name, size)
    written = " ".join(text.get_text() for text in one.figure.texts).replace("\u00a0", " ")
    for told in ("Provisional parameters; no forecast.", one.coverage):
        assert told in one.words
        assert told in written


def test_a_curve_draws_its_points_and_tells_where_one_half_is_passed(size):
    one = laid_out("one key", "curve", size)
    chance, exits = one.figure.axes
    table = sweep("one key").points
    dots = next(line for line in chance.lines if line.get_marker() == "o")
    assert dots.get_xdata().tolist() == table[BORDER].tolist()
    assert dots.get_ydata() == pytest.approx(100.0 * table["p_cascade"].to_numpy())
    dots = next(line for line in exits.lines if line.get_marker() == "o")
    assert dots.get_ydata() == pytest.approx(table["mean_exits"].to_numpy())
    (key,) = one.figure.legends
    assert "one half passed at 5 (between 4 and 6)" in [t.get_text() for t in key.get_texts()]
    assert "It passes one half at 5 (between 4 and 6)." in one.words
    (passed,) = (line for line in chance.lines if line.get_xdata()[0] == line.get_xdata()[1])
    assert passed.get_xdata()[0] == pytest.approx(5.0)


def test_no_passing_is_told_where_intervals_do_not_resolve_it():
    one = drawing(made_up_sweep({BORDER: [0.0, 1.0]}, runs=3), "curve")
    assert "one half" not in one.words
    assert "half" not in " ".join(t.get_text() for t in one.figure.legends[0].get_texts())


def test_a_range_by_ratios_has_a_logarithmic_axis():
    both = laid_out("one key by ratios", "curve", "print").figure.axes
    assert [axes.get_xscale() for axes in both] == ["log", "log"]
    assert (
        laid_out("a key by ratios and gaps", "phase", "print").figure.axes[0].get_xscale() == "log"
    )


def test_names_stand_in_the_order_of_the_sweep():
    names = ("b", "c", "a")
    tables = made_up_sweep({INDEX: ["a", "b", "c"]}, vary={INDEX: names})
    ticks = drawing(tables, "curve").figure.axes[1].get_xticklabels()
    assert [tick.get_text() for tick in ticks] == list(names)


def test_theory_stands_beside_the_curve_and_says_where_it_does_not_hold(size):
    one = laid_out("theory", "curve", size)
    told = [text.get_text() for text in one.figure.legends[0].get_texts()]
    assert {"theory: Bass", "theory: Bass (unreliable here)"} <= set(told)
    marks = [line for line in one.figure.axes[1].lines if line.get_marker() == "D"]
    drawn = sorted(at for line in marks for at in line.get_xdata())
    assert drawn == sorted(one.numbers["place"])
    assert one.numbers["theory_mean_exits"].tolist() == pytest.approx(
        (one.numbers["mean_exits"] + 0.5).tolist()
    )
    assert one.numbers["theory_unreliable"].tolist()[:3] == ["Too few.", "Too few.", ""]


def test_a_phase_diagram_draws_every_cell_where_it_belongs(size):
    tables = sweep("two keys")
    one = laid_out("two keys", "phase", size)
    maps = [axes for axes in one.figure.axes if axes.get_label() != BAR]
    for axes, column, scale in zip(maps, ("p_cascade", "mean_exits"), (100.0, 1.0), strict=True):
        (cells,) = (mesh for mesh in axes.collections if isinstance(mesh, QuadMesh))
        held = cells.get_array().reshape(4, 11)
        assert held.T.ravel().tolist() == pytest.approx((scale * tables.points[column]).tolist())
        assert axes.get_xlim() == pytest.approx((-0.5, 10.5))
        assert axes.get_ylim() == pytest.approx((-0.05, 1.15))


def test_dots_lie_above_the_tipping_line_and_are_wider():
    axes = laid_out("two keys", "phase", "print").figure.axes[0]
    (line,) = (
        one for one in axes.collections if not isinstance(one, QuadMesh) and len(one.get_paths())
    )
    (dots,) = (one for one in axes.lines if one.get_marker() == "o")
    assert len(dots.get_xdata())
    assert dots.get_zorder() > line.get_zorder()
    assert dots.get_markersize() - dots.get_markeredgewidth() > line.get_linewidths()[0]
    assert dots.get_markeredgecolor() == "white"


def test_the_tipping_line_runs_through_one_half():
    axes = laid_out("two keys", "phase", "print").figure.axes[0]
    (line,) = (
        one for one in axes.collections if not isinstance(one, QuadMesh) and len(one.get_paths())
    )
    for x, y in line.get_paths()[0].vertices:
        assert x / 10.0 + (y - 0.1) / 0.9 == pytest.approx(1.0, abs=0.03)


def test_cells_without_runs_are_hatched_and_told():
    one = laid_out("a key by ratios and gaps", "phase", "print")
    (cells,) = (mesh for mesh in one.figure.axes[0].collections if isinstance(mesh, QuadMesh))
    assert int(np.ma.getmaskarray(cells.get_array()).sum()) == 4
    assert "no runs" in [text.get_text() for text in one.figure.legends[0].get_texts()]
    assert "4 points without a run. 800 runs failed, left out." in one.words


def test_a_higher_value_is_always_darker_and_in_equal_steps():
    shades = np.array(
        [_luminance(mpl.colormaps[SHADES](share)) for share in np.linspace(0.0, 1.0, 50)]
    )
    assert np.all(np.diff(shades) < 0.0)
    steps = -np.diff(np.cbrt(shades))
    assert steps.max() / steps.mean() < 1.6


def test_a_tornado_sorts_keys_by_how_far_they_move_the_outcome(size):
    one = laid_out("four keys", "tornado", size)
    spread = one.numbers.groupby("key", sort=False)["mean_exits"].agg(lambda m: m.max() - m.min())
    assert spread.is_monotonic_decreasing
    assert set(spread.index) == set(sweep("four keys").manifest["design"]["keys"])
    rows = [label.get_text() for label in one.figure.axes[0].get_yticklabels()]
    assert rows[0].startswith(key_words.words_of([spread.index[0]])[spread.index[0]])
    assert one.numbers.groupby("key")["base"].sum().tolist() == [1, 1, 1, 1]


def test_one_at_a_time_without_its_base_is_a_scatter():
    values = {BORDER: [0.0, 2.0, 2.0], NORM: [2.0, 0.0, 3.0]}
    assert figures_of(made_up_sweep(values, "one-at-a-time"))[0] == "scatter"


def test_a_scatter_draws_all_points_and_their_running_means(size):
    one = drawing(sweep("eight keys"), "scatter", None, size)
    panels = one.figure.axes
    assert len(panels) == (8 if size == "print" else 6)
    table = sweep("eight keys").points
    for axes in panels:
        dots = axes.lines[0]
        assert sorted(dots.get_ydata()) == pytest.approx(sorted(table["mean_exits"]))
    means = one.numbers[one.numbers["what"] == "running mean"]
    assert (means["low"] <= means["mean exits (states)"]).all()
    for _, part in means.groupby("key"):
        assert part["points"].sum() == 128
        average = np.average(part["mean exits (states)"], weights=part["points"])
        assert average == pytest.approx(table["mean_exits"].mean())


def test_every_figure_of_a_folder_is_part_of_the_result_and_tells_its_numbers(tmp_path):
    from simulation.outcomes.parquet import write_parquet

    (tmp_path / "manifest.json").write_text(_manifest(sweep("one key, long title, two treaties")))
    record = sweep("one key, long title, two treaties")
    for name in ("points", "predictions"):
        write_parquet(record.table(name), tmp_path / f"{name}.parquet")
    names = {path.name for path in draw(tmp_path)}
    assert names == {
        f"curve{t}.{end}" for t in ("", "-CCM") for end in ("png", "svg", "csv", "txt")
    }
    assert stranger_in_result(tmp_path) is None
    rows = list(
        csv.DictReader(io.StringIO((tmp_path / "figures" / "curve.csv").read_text("utf-8")))
    )
    assert [float(row["p_cascade"]) for row in rows] == pytest.approx(
        record.points[record.points["treaty"] == "APMBC"]["p_cascade"].tolist()
    )
    first = (tmp_path / "figures" / "curve.png").read_bytes()
    draw(tmp_path)
    assert (tmp_path / "figures" / "curve.png").read_bytes() == first


def _manifest(record):
    import json

    return json.dumps({**record.manifest, "treaties": list(record.points["treaty"].unique()),
                       "tables": {"points": {}, "predictions": {}}})  # fmt: skip


def test_the_figure_of_a_result_is_its_main_one():
    record = sweep("two keys")
    picture = Result(record.manifest, record.tables).plot()
    assert len(picture.axes) == 4


def test_a_sweep_just_run_shows_itself():
    ranged = {"low": 0.0, "high": 0.5, "points": 2}
    vary = {"rule.parameters.protection": ranged, "rule.parameters.border_weight": [0, 5]}
    result = sim.sweep({"extends": "ottawa-2025", "sweep": {"vary": vary}}, replicates=4)
    assert figures_of(result) == ("phase",)
    (cells,) = (one for one in result.plot().axes[0].collections if isinstance(one, QuadMesh))
    drawn = sorted(cells.get_array().ravel().tolist())
    first = result.points[result.points["treaty"] == "APMBC"]
    assert drawn == pytest.approx(sorted(100.0 * first["p_cascade"]))
    shown = result._repr_html_()
    assert "grid: 4 points, 16 runs" in shown
    assert shown.count("<img ") == 1


def test_ticks_of_a_logarithmic_axis_are_few_and_inside():
    for low, high in ((0.01, 1.0), (2.0, 30.0), (1e-9, 1e9), (3.0, 4.0)):
        ticks = log_ticks(low, high, 6)
        assert 2 <= len(ticks) <= 6
        assert low * 0.99 <= ticks[0] < ticks[-1] <= high * 1.01
