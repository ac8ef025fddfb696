"""Figures of an attribution: they show its numbers, speak, fit their medium and stay the same."""

import io

import numpy as np
import pytest

from simulation.analysis.attribution.attribute import attribute
from simulation.figures.attribution import FIGURES, draw, drawing
from simulation.figures.style import MEDIA, look
from simulation.scenario.faults import InputFault

LINE = {
    "time": {"start": 2000, "end": 2003},
    "title": "A long title that goes on and on " * 4,
    "world": {"source": "synthetic", "states": 40, "fixed": True,
              "layers": {"border": {"graph": "ring", "degree": 2}}},
    "rule": {"parameters": {"border_weight": 8.0}},
}  # fmt: skip
SOURCES = {
    "base": ("law-of-war", {}),
    "dated": ("chain-reaction", {}),
    "none": ("no-contagion", {}),
    "calms": ("deterrence", {}),
    "made": (LINE, {"rule.parameters.base_rate.T1": -4.0}),
    "nobody": (LINE, {"rule.parameters.base_rate.T1": -40.0}),
}


@pytest.fixture(scope="module", params=SOURCES)
def found(request):
    scenario, overrides = SOURCES[request.param]
    return attribute(scenario, replicates=25, overrides=overrides)


@pytest.fixture(scope="module")
def base():
    return attribute("law-of-war", replicates=25)


@pytest.mark.parametrize("size", MEDIA)
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_leaves_the_sheet_and_every_figure_speaks(found, name, size):
    drawn, medium = drawing(found, name, size), MEDIA[size]
    assert drawn.words.endswith("Intervals: chance between runs only.")
    assert "nan" not in drawn.words
    with look(medium):
        drawn.figure.draw_without_rendering()
        wide, high = drawn.figure.get_size_inches() * drawn.figure.dpi
        for text in [*drawn.figure.texts, *(t for a in drawn.figure.axes for t in a.texts)]:
            box = text.get_window_extent()
            assert box.x0 >= -1.0, text.get_text()
            assert box.x1 <= wide + 1.0, text.get_text()
            assert box.y0 >= -1.0, text.get_text()
            assert box.y1 <= high + 1.0, text.get_text()
            assert text.get_size() >= medium.small


def test_the_numbers_are_those_of_the_tables(base):
    here = {name: drawing(base, name).numbers for name in FIGURES}
    multipliers = base.table("multipliers")
    mine = multipliers[multipliers["treaty"] == "APMBC"].set_index("state")["multiplier"]
    shown = here["multipliers"].set_index("state")["multiplier"]
    assert (shown == mine[shown.index]).all()
    assert shown.is_monotonic_decreasing
    bars = here["mechanisms"].set_index("term")
    assert bars["begins"].iloc[1:-1].tolist() == pytest.approx(
        bars["exits"].cumsum().iloc[:-2].tolist()
    )
    assert bars["exits"].iloc[:-1].sum() == pytest.approx(bars["exits"].iloc[-1])
    assert (here["influence"]["low_points"] > 0.0).all()
    assert here["influence"]["drawn"].any()
    assert (here["genealogy"]["share"] >= 0.1).all()
    assert (here["genealogy"]["parent_month"] < here["genealogy"]["month"]).all()
    assert here["reproduction"]["date"].is_monotonic_increasing


def test_words_claim_no_more_than_the_numbers(base):
    words = {name: drawing(base, name).words for name in FIGURES}
    assert (
        "intervals lie above zero; of about 27,000 possible ties some would" in words["influence"]
    )
    assert "surely" not in words["influence"]
    assert "flattered" in words["multipliers"]
    assert "Without contagion: own threat, norm, luck and dated shocks" in words["mechanisms"]
    assert not any("0.00 (0.00 to 0.00)" in told for told in words.values())


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_attribution_gives_the_same_bytes(base, name):
    def picture():
        with look(MEDIA["print"]):
            into = io.BytesIO()
            drawing(base, name).figure.savefig(into, format="png", metadata={"Software": None})
        return into.getvalue()

    assert picture() == picture()


def test_unknown_words_are_refused(base):
    with pytest.raises(InputFault, match="unknown figure 'influenc'"):
        drawing(base, "influenc")
    with pytest.raises(InputFault, match="unknown size 'wall'"):
        drawing(base, "influence", "wall")


def test_looking_never_runs(base, tmp_path, monkeypatch):
    folder = tmp_path / "a"
    attribute("rome-statute", replicates=2, out=folder)
    monkeypatch.setattr("simulation.engines.choosing.engine", None)
    files = draw(folder, ("svg",))
    assert {path.stem for path in files} == set(FIGURES)
    assert base


@pytest.mark.parametrize("size", MEDIA)
def test_lines_of_the_tree_pass_by_exits_that_are_not_their_ends(base, size):
    one = drawing(base, "genealogy", size)
    one.figure.draw_without_rendering()
    (axes,) = one.figure.axes
    dots = [line for line in axes.lines if line.get_marker() in ("o", "s", "D")]
    places = axes.transData.transform([(*line.get_xdata(), *line.get_ydata()) for line in dots])
    half = 0.5 * dots[0].get_markersize() * one.figure.dpi / 72.0
    along = np.linspace(0.0, 1.0, 50)[:, None]
    assert len(axes.patches) >= 3
    for patch in axes.patches:
        first, aside, last = axes.transData.transform(patch.get_path().vertices[:3])
        line = (1 - along) ** 2 * first + 2 * along * (1 - along) * aside + along**2 * last
        others = [at for at in places if min(np.hypot(*(at - first)), np.hypot(*(at - last))) > 1]
        assert min(np.hypot(*(line - at).T).min() for at in others) > half
