"""Every figure of every kind in every format: written, and of its kind; PDFs the same bytes twice.

That the other formats are the same bytes each time is tested where figures are.
"""

import pytest

import simulation as sim
from simulation.analysis.comparison import open_comparison
from simulation.figures import attribution, comparison, draw
from simulation.scenario.faults import InputFault
from tests.figures.test_attribution import LINE
from tests.figures.test_sensitivity import QUESTION

BEGINS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
BORDER, NORM = "rule.parameters.border_weight", "rule.parameters.norm_weight"
ONE = {"world.treaties": ["APMBC"]}
SWEEPS = {
    "curve": {"vary": {BORDER: [0.0, 3.0]}},
    "phase": {"vary": {BORDER: [0.0, 3.0], NORM: [1.0, 3.0]}},
    "tornado": {"vary": {BORDER: [0.0, 3.0], NORM: [1.0, 3.0]}, "design": "one-at-a-time"},
    "scatter": {**QUESTION["sweep"], "points": 4},
}


def sweeps(out):
    for name, told in SWEEPS.items():
        sim.sweep({"extends": "classroom/norm", "sweep": told}, replicates=8, out=out / name)
        yield draw.draw, out / name
    for method in ("sobol", "morris"):
        sim.sensitivity(QUESTION, method=method, points=4, replicates=10, out=out / method)
        yield draw.draw, out / method


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """What draws the figures of a folder, and the folder, for every kind of result."""
    out = tmp_path_factory.mktemp("results")
    sim.run("ottawa-2025", replicates=12, out=out / "run", overrides=ONE)
    sim.attribute(LINE, replicates=12, out=out / "attribution",
                  overrides={"rule.parameters.base_rate.T1": -4.0})  # fmt: skip
    sim.compare("ottawa-2025", "mediation", replicates=12, out=out / "comparison", overrides=ONE)
    return {
        "run": [(draw.draw, out / "run")],
        "sweep": list(sweeps(out)),
        "attribution": [(attribution.draw, out / "attribution")],
        "comparison": [(comparison.draw, out / "comparison")],
    }


NAMES = {
    "run": (*draw.FIGURES, *draw.FURTHER),
    "sweep": tuple(draw.OF_A_SWEEP),
    "attribution": tuple(attribution.FIGURES),
    "comparison": tuple(comparison.FIGURES),
}
"""Every figure that can be drawn, by the kind of its folder."""


@pytest.mark.parametrize("kind", NAMES)
def test_every_figure_is_written_in_every_format(folders, kind, tmp_path):
    drawn = set()
    for by, folder in folders[kind]:
        known = draw.figures_of(sim.open_result(folder)) if kind == "sweep" else NAMES[kind]
        names = [name for name in known if name not in drawn]
        one = by(folder, draw.FORMATS, "print", names, tmp_path / "a")
        again = by(folder, ["pdf"], "print", names, tmp_path / "b")
        for name in names:
            for end in draw.FORMATS:
                path = tmp_path / "a" / f"{name}.{end}"
                assert path in one
                assert path.read_bytes().startswith(BEGINS[end])
        for path in again:
            assert path.read_bytes() == (tmp_path / "a" / path.name).read_bytes()
        drawn |= set(names)
    assert drawn == set(NAMES[kind])


def test_a_comparison_is_drawn_again_from_its_folder(folders, tmp_path):
    ((_, folder),) = folders["comparison"]
    found = open_comparison(folder)
    assert found.manifest["others"] == ["mediation"]
    drawn = comparison.draw(folder)
    assert [path.name for path in drawn][:2] == ["forest.csv", "forest.txt"]
    assert drawn[0].parent == folder / "figures"
    again = comparison.draw_forest(tmp_path, found)
    assert [path.read_bytes() for path in drawn] == [path.read_bytes() for path in again]
    with pytest.raises(InputFault, match="no comparison of ours is here"):
        open_comparison(tmp_path)
    with pytest.raises(InputFault, match=r"unknown figure 'forrest'.*forest"):
        comparison.draw(folder, names=["forrest"])
