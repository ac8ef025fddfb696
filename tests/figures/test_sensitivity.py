"""The figures of sweeps laid for a sensitivity analysis, over real runs."""

import pytest

import simulation as sim
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
    assert drawn == pytest.approx([max(scale * value, 0.0) for value in told])
