"""The figures of sweeps laid for a sensitivity analysis, over real runs."""

import math

import pytest

import simulation as sim
from simulation.analysis.sensitivity.resampling import Estimate
from simulation.analysis.sensitivity.sobol import KeyIndex
from simulation.figures import indices
from simulation.figures.draw import drawing, figures_of

QUESTION = {
    "extends": "classroom/norm",
    "sweep": {
        "design": "sobol",
        "points": 8,
        "vary": {
            "rule.parameters.norm_weight": {"low": 0.5, "high": 4.0},
            "rule.parameters.border_weight": {"low": 0.0, "high": 4.0},
        },
    },
}


@pytest.fixture(scope="module", params=["sobol", "morris"])
def found(request):
    return sim.sensitivity(QUESTION, method=request.param, points=8, replicates=12)


@pytest.mark.parametrize("size", ["print", "screen"])
def test_it_is_the_main_figure_names_every_key_and_warns(found, size):
    name = figures_of(found.record)[0]
    assert name == ("sobol" if "first" in found.keys else "morris")
    one = drawing(found.record, name, size=size)
    names = [label.get_text() for label in one.figure.axes[0].get_yticklabels()]
    assert len(names) == 2
    written = " ".join(text.get_text() for text in one.figure.texts)
    for told in ("no forecast", "bootstrap"):
        assert told in one.words
        assert told in written
    assert set(one.numbers["outcome"]) == {"exits", "cascade"}
    assert len(one.numbers) == 4


def test_bars_are_as_long_as_the_numbers_say(found):
    one = drawing(found.record, figures_of(found.record)[0])
    column = "first" if "first" in found.keys else "size"
    told = found.keys[column].to_numpy()
    scale = 100.0 if column == "first" else 1.0
    drawn = [bar.get_width() for bar in one.figure.axes[0].patches[::2]]
    assert drawn == pytest.approx([scale * value for value in told])


def test_intervals_are_drawn_whole_on_an_axis_that_begins_below_them():
    found = sim.sensitivity("sweeps/doubt-and-borders", points=4, replicates=10)
    exits = drawing(found.record, "sobol").figure.axes[0]
    told = [100.0 * end for name in ("first", "total")
            for end in found.keys[[f"{name}_low", f"{name}_high"]].to_numpy().ravel()]  # fmt: skip
    drawn = [end for line in exits.lines for end in line.get_xdata() if len(line.get_xdata()) == 2]
    assert min(told) < 0.0
    for end in told:
        assert min(abs(end - one) for one in drawn) < 1e-9
    left, right = exits.get_xlim()
    assert left < min(told)
    assert max(told) < right


def test_an_interval_without_bounds_leaves_room_for_the_others():
    wide = KeyIndex("a", Estimate(0.2, -9e15, 0.5), Estimate(0.5, 0.1, 2.0), 1.0)
    near = KeyIndex("b", Estimate(0.2, 0.1, 0.5), Estimate(0.5, math.nan, math.nan), 1.0)
    assert indices._limits([wide, near]) == (-200.0, 204.0)
    assert indices._ticks(-200.0, 204.0) == [-200, -100, 0, 100, 200]
    assert indices._limits([near]) == (indices.LEFT, indices.RIGHT)
    assert indices._ticks(*indices._limits([near])) == [0, 50, 100]
