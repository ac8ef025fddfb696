"""Figures of time and of comparisons: what they draw and say, and where things stand."""

import re
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import simulation as sim
from simulation.analysis.chances import chances_by_date
from simulation.analysis.comparison import Comparison, compare
from simulation.analysis.interventions import interventions
from simulation.analysis.survival import states_curves
from simulation.analysis.trajectories import trajectories
from simulation.cli.main import main
from simulation.experiments.runner import run
from simulation.figures.comparison import draw_forest, forest_drawing
from simulation.figures.date_axis import spread
from simulation.figures.draw import FURTHER, drawing
from simulation.figures.forest import MARKS, OUTCOMES
from simulation.figures.style import VERMILION
from simulation.scenario.faults import InputFault
from tests.figures.cases import LONG
from tests.figures.made_up import written
from tests.figures.test_layout import _leaves, overlap, texts_of

TOY = {
    "name": "toy", "title": "A made-up world",
    "time": {"start": 2000, "end": 2001},
    "world": {"source": "synthetic", "states": 12},
    "rule": {"name": "simple", "p": 0.05, "q": 0.0},
}  # fmt: skip


def toy(**changes):
    return {**TOY, **changes}


CASES = {
    "ottawa": ("ottawa-2025", 150),
    "one run": ("ottawa-2025", 1),
    "made up": (toy(), 60),
    "nobody": (toy(rule={"name": "simple", "p": 0.0, "q": 0.0}), 20),
    "everybody at once": (toy(rule={"name": "simple", "p": 1.0, "q": 0.0}), 20),
    "three months": (toy(time={"start": "2000-01", "end": "2000-03"}), 20),
    "eighty years": (toy(time={"start": 2000, "end": 2079},
                         rule={"name": "simple", "p": 0.001, "q": 0.0}), 40),
    "many states": (toy(world={"source": "synthetic", "states": 400}), 30),
    "long title": (toy(title=LONG), 20),
    "hazard": (toy(rule={"name": "hazard"}, title=LONG, time={"start": "2000-01", "end": "2000-03"},
                   world={"source": "synthetic", "states": 9}), 20),
}  # fmt: skip
OF_HAZARD = ("ottawa", "one run", "hazard")
DRAWN = [(case, name) for name in FURTHER for case in CASES
         if name != "threat_and_norm" or case in OF_HAZARD]  # fmt: skip


@pytest.fixture(scope="module")
def records():
    return {
        case: run(source, replicates=runs, overrides={"run.trajectories": 0})
        for case, (source, runs) in CASES.items()
    }


@pytest.fixture(scope="module")
def compared():
    several = interventions(names=["weaker-guarantee", "no-contagion", "chain-reaction"],
                            replicates=60)  # fmt: skip
    nothing = toy(name="same", title=LONG)
    falls = toy(name="falls", rule={"name": "simple", "p": 0.02, "q": 0.0})
    return {
        "interventions": several,
        "one comparison": [compare("ottawa-2025", "weaker-guarantee", "mediation", replicates=60)],
        "made up": [compare(toy(), nothing, falls, replicates=40)],
        "one run": [compare(toy(), falls, replicates=1)],
    }


def laid_out(one):
    one.figure.draw_without_rendering()
    return one


def well_placed(picture):
    """Raise where text leaves the paper, or any lies over another or a key over the axes."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(picture)]
    assert [word for word, box in boxes if _leaves(box, picture.bbox)] == []
    pairs = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if overlap(one, other) > 1]
    assert pairs == []
    for key in picture.legends:
        for axes in picture.axes:
            assert overlap(key.get_window_extent(), axes.get_window_extent()) <= 0.5


@pytest.mark.parametrize(("case", "name"), DRAWN)
def test_curves_and_their_names_stand_clear(records, case, name, size):
    one = laid_out(drawing(records[case], name, None, size))
    well_placed(one.figure)
    assert not re.search(r"\b(nan|None|NA|1 runs)\b", one.words)
    assert one.words.endswith("Intervals: chance between runs only.")


def curves_of(axes):
    """The curves themselves: neither the edges of bands nor the lines that lead to names."""
    lines = [line for line in axes.lines if len(line.get_xdata()) > 2]
    thickest = max(line.get_linewidth() for line in lines)
    return [line for line in lines if line.get_linewidth() > 0.5 * thickest]


@pytest.mark.parametrize("name", ["survival", "chance_by_date"])
def test_every_curve_is_named_and_lies_in_its_band(records, name, size):
    axes = laid_out(drawing(records["ottawa"], name, None, size)).figure.axes[0]
    curves = curves_of(axes)
    assert len(curves) == len(axes.texts) == len(axes.collections) > 3
    assert axes.get_ylim() == (0.0, 100.0)
    for curve, band in zip(curves, axes.collections, strict=True):
        edge = band.get_paths()[0].vertices[:, 1]
        values = np.asarray(curve.get_ydata())
        assert edge.min() <= values.min() + 1e-9
        assert edge.max() >= values.max() - 1e-9


def test_survival_draws_the_curves_of_the_likeliest(records):
    found = states_curves(records["ottawa"], "APMBC")
    one = drawing(records["ottawa"], "survival")
    assert list(one.numbers["state"].unique()) == [each.state for each in found[:6]]
    first = one.numbers[one.numbers["state"] == found[0].state]
    assert first["staying_percent"].to_numpy() == pytest.approx(100.0 * found[0].curve.survival)
    assert found[0].name in one.words
    looks = {line.get_color() for line in curves_of(one.figure.axes[0])}
    assert len(looks) == 6


def test_chance_by_date_holds_every_number_and_marks_the_cascade(records):
    chances = chances_by_date(records["ottawa"], "APMBC")
    one = drawing(records["ottawa"], "chance_by_date")
    assert one.numbers["exits"].nunique() == len(chances.reached)
    told = one.numbers["chance_percent"].to_numpy().reshape(chances.reached.shape)
    assert told == pytest.approx(100.0 * chances.chance)
    marked = [
        line for line in curves_of(one.figure.axes[0])
        if mpl.colors.same_color(line.get_color(), VERMILION)
    ]  # fmt: skip
    assert len(marked) == 1
    assert marked[0].get_ydata() == pytest.approx(100.0 * chances.chance[4])
    assert "5 or more" in [text.get_text() for text in one.figure.axes[0].texts]


def test_few_numbers_are_kept_of_a_large_world(records):
    one = drawing(records["many states"], "chance_by_date")
    assert one.numbers["exits"].nunique() <= 8


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("case", ["interventions", "one comparison", "made up", "one run"])
def test_the_rows_of_a_forest_stand_clear(compared, case, outcome, size):
    one = laid_out(forest_drawing(compared[case], None, outcome, size))
    well_placed(one.figure)
    assert not re.search(r"\b(nan|None|NA|1 runs)\b", one.words)


def test_a_forest_is_ordered_and_draws_its_numbers(compared, size):
    one = laid_out(forest_drawing(compared["interventions"], size=size))
    assert one.numbers["effect"].is_monotonic_decreasing
    axes = one.figure.axes[0]
    marks = [line for line in axes.lines if line.get_marker() in {m for m, _ in MARKS.values()}]
    assert [mark.get_xdata()[0] for mark in marks] == one.numbers["effect"].tolist()
    rows = [line for line in axes.lines if line.get_marker() == "None"
            and line.get_ydata()[0] == line.get_ydata()[-1]]  # fmt: skip
    ends = [tuple(row.get_xdata()) for row in rows]
    assert ends == list(zip(one.numbers["low"], one.numbers["high"], strict=True))
    assert axes.get_yticklabels()[0].get_text() == "A weaker guarantee"
    assert "No contagion -" in one.words


def test_each_row_leaves_out_only_whom_its_own_scenario_moves(compared):
    several = {one.manifest["others"][0]: one for one in compared["interventions"]}
    left = {name: one.manifest["treaties"][0]["left_out"] for name, one in several.items()}
    assert left["weaker-guarantee"] == ["UKR"]
    assert "POL" in left["chain-reaction"]


def test_marks_tell_more_less_and_unsure(compared):
    (key,) = forest_drawing(compared["made up"]).figure.legends
    words = [" ".join(text.get_text().split()) for text in key.get_texts()]
    assert words == ["less, with 95 % interval", "the interval holds 0, or no run differs"]


def test_a_forest_of_different_bases_is_refused(compared):
    with pytest.raises(InputFault, match="one base"):
        forest_drawing([*compared["made up"], *compared["one comparison"]])
    with pytest.raises(InputFault, match="nothing is compared"):
        forest_drawing([])
    with pytest.raises(InputFault, match='did you mean "exits"'):
        forest_drawing(compared["made up"], outcome="exit")


def test_names_at_the_ends_of_curves_keep_their_order_and_distance():
    luck = np.random.default_rng(4)
    for count in (1, 2, 5, 8):
        wanted = np.sort(luck.random(count)).tolist()
        found = spread(wanted, 0.1, 0.0, 1.0)
        assert (np.diff(found) >= 0.1 - 1e-9).all()
        assert min(found) >= -1e-9
        assert max(found) <= 1.0 + 1e-9
    assert spread([0.5] * 30, 0.1, 0.0, 1.0)[-1] == 1.0


def test_threat_and_norm_draws_the_parties_and_the_likeliest(records, size):
    one = laid_out(drawing(records["ottawa"], "threat_and_norm", None, size))
    found = trajectories(records["ottawa"], "APMBC", one.numbers["state"].unique()[1:].tolist())
    assert one.numbers["state"].nunique() == 7
    upper, lower = one.figure.axes
    for axes, quantity in ((upper, "threat"), (lower, "norm")):
        curves = curves_of(axes)
        assert len(curves) == 7
        assert {found.parties.name, "Poland", "Estonia"} <= {t.get_text() for t in axes.texts}
        for curve, told in zip(curves, (found.parties, *found.states), strict=True):
            assert np.asarray(curve.get_ydata()) == pytest.approx(getattr(told, quantity).mean)
        assert axes.get_ylim()[0] == 0.0
    assert upper.get_xlim() == lower.get_xlim()
    assert [text.get_text() for text in upper.texts][-4:] == ["3", "4", "5–8", "9"]
    assert "1: Ukraine held (Jan 2021)" in one.words.replace("\u00a0", " ")


def test_a_result_just_run_finds_its_data_files_again():
    axes = sim.run("rome-statute", replicates=8).plot("threat_and_norm").axes
    assert len(axes) == 2


def test_threat_and_norm_are_no_part_of_a_textbook_rule(records):
    with pytest.raises(InputFault, match='"simple" has neither threat perception nor norm'):
        drawing(records["made up"], "threat_and_norm")


def test_further_figures_are_written_where_asked(records, tmp_path, capsys):
    folder = written(records["made up"], tmp_path / "result")
    words = ["plot", str(folder), "--figures", "survival, chance_by_date", "--format", "png,svg"]
    assert main([*words, "--out", str(tmp_path / "other")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 8
    assert not (folder / "figures").exists()
    told = pd.read_csv(tmp_path / "other" / "survival.csv")
    assert len(told) == 6 * 25


def test_further_figures_lie_in_the_result_and_are_ours(tmp_path, capsys):
    asked = {"replicates": 20, "out": tmp_path / "result"}
    run("ottawa-2025", **asked)
    words = ["plot", str(asked["out"]), "--figure", ",".join(FURTHER), "--format", "svg"]
    assert main(words) == 0
    names = {Path(line).name for line in capsys.readouterr().out.splitlines()}
    assert names == {f"{n}{t}.{e}" for n in FURTHER for t in ("", "-CCM")
                     for e in ("svg", "csv", "txt")}  # fmt: skip
    assert names == {path.name for path in (asked["out"] / "figures").iterdir()}
    assert run("ottawa-2025", **asked).reused
    assert not run("ottawa-2025", **{**asked, "replicates": 21}, overwrite=True).reused


def test_files_of_a_forest_are_the_same_bytes_each_time(compared, tmp_path):
    one, again = (draw_forest(tmp_path / name, compared["made up"]) for name in ("a", "b"))
    assert [path.name for path in one] == ["forest.csv", "forest.txt", "forest.png", "forest.svg"]
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in again]


def test_a_comparison_is_drawn_into_its_folder(tmp_path, capsys):
    words = ["compare", "ottawa-2025", "mediation", "--replicates", "30", "--quiet", "--out",
             str(tmp_path / "c")]  # fmt: skip
    assert main(words) == 0
    names = {path.name for path in (tmp_path / "c" / "figures").iterdir()}
    assert names == {f"forest{t}.{e}" for t in ("", "-CCM") for e in ("csv", "txt", "png", "svg")}
    # What we drew is ours: it may be replaced.
    assert main([*words, "--overwrite", "--no-figures"]) == 0
    assert not (tmp_path / "c" / "figures").exists()


def test_a_comparison_keeps_its_type(compared):
    assert all(isinstance(one, Comparison) for one in compared["interventions"])
