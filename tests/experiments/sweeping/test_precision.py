"""Points that stop as soon as they are known closely enough: where, and that none is fooled."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from simulation.experiments.sweeping import plan, running
from simulation.experiments.sweeping.precision import enough, half_width
from simulation.outcomes.records import open_record
from simulation.outcomes.sweep_answer import sweep_answer
from simulation.scenario.faults import InputFault
from tests.experiments.sweeping.made import BASE, same_result, swept, village

ASKED = {"precision": 0.04, "replicates": 1100}
SOURCE = village(vary={BASE: [-6.0, -4.5, -3.0]})


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("stopped") / "x", SOURCE, **ASKED)


def test_points_stop_only_where_they_are_looked_at(stopped):
    record = open_record(stopped)
    points = record.points.set_index("point")
    looks = plan.doubling_edges(ASKED["replicates"])
    assert set(points["runs"]) <= set(looks)
    assert points["runs"].nunique() > 1
    cascades = record.runs.groupby("point")["cascade"]
    for point, runs in points["runs"].items():
        flags = cascades.get_group(point).to_numpy()
        for look, edge in enumerate(looks[:-1], 1):
            if edge <= runs:
                known = enough(int(flags[:edge].sum()), edge, look, ASKED["precision"])
                assert known == (edge == runs)


def test_what_was_saved_is_told(stopped):
    record = open_record(stopped)
    told = record.manifest["precision"]
    saved = 3 * ASKED["replicates"] - int(record.points["runs"].sum())
    assert told == {"half_width": 0.04, "at_most": 3 * ASKED["replicates"], "saved": saved}
    assert saved > 0
    assert f"{saved:,} of {told['at_most']:,} runs saved" in sweep_answer(record)
    assert record.manifest["runs"]["asked"] == told["at_most"] - saved


def test_a_precision_that_can_stop_nothing_is_remarked(stopped, tmp_path):
    said = "--precision changes nothing: {} replicates a point, and the first look is after 250"
    for runs in (20, 250):
        folder = swept(tmp_path / str(runs), SOURCE, precision=0.04, replicates=runs)
        assert said.format(runs) in open_record(folder).manifest["remarks"]
    assert not any("--precision" in one for one in open_record(stopped).manifest["remarks"])


@pytest.mark.parametrize("runs", [90, 333])
def test_neither_threads_nor_tasks_nor_interruptions_move_a_stop(
    runs, stopped, tmp_path, monkeypatch
):
    monkeypatch.setattr(plan, "RUNS", runs)
    keep, kept = running.keep, []

    def interrupted(*given):
        kept.append(keep(*given))
        if len(kept) in (2, 5, 9):
            raise KeyboardInterrupt
        return kept[-1]

    monkeypatch.setattr(running, "keep", interrupted)
    stops = 0
    while True:
        try:
            swept(tmp_path / "x", SOURCE, workers=2, **ASKED)
            break
        except KeyboardInterrupt:
            stops += 1
    assert stops >= 1
    same_result(tmp_path / "x", stopped)


def test_a_sweep_that_grew_stops_where_the_large_one_does(stopped, tmp_path):
    for replicates in (100, 400, ASKED["replicates"]):
        swept(tmp_path / "x", SOURCE, **ASKED | {"replicates": replicates})
    same_result(tmp_path / "x", stopped)


@pytest.mark.parametrize("chance", [0.0, 0.004, 0.03, 0.2, 0.5, 0.93])
@pytest.mark.parametrize("wanted", [0.02, 0.05])
def test_the_intervals_at_which_points_stop_hold_the_chance(chance, wanted):
    """Exactly, over every way that cascades can fall between looks: not by drawing."""
    edges = plan.doubling_edges(100_000)
    going = np.array([1.0])  # of each number of cascades so far, the chance to be there and go on
    missed, before = 0.0, 0
    for look, edge in enumerate(edges, 1):
        more = binom.pmf(np.arange(edge - before + 1), edge - before, chance)
        going = np.convolve(going, more) if edge < 5_000 else np.fft.irfft(
            np.fft.rfft(going, edge + 1) * np.fft.rfft(more, edge + 1), edge + 1
        )  # fmt: skip
        before = edge
        for cascades in np.flatnonzero(going > 1e-12):
            if enough(int(cascades), edge, look, wanted):
                middle, half = interval(int(cascades), edge, 0.05 / 2.0**look)
                missed += going[cascades] * (not middle - half <= chance <= middle + half)
                going[cascades] = 0.0
        if going.sum() < 1e-9:
            break
    assert going.sum() < 1e-9
    assert missed <= 0.05


def interval(cascades, runs, doubt):
    """Middle and half width of the Wilson interval."""
    from scipy.stats import norm

    z = float(norm.isf(doubt / 2.0))
    middle = (cascades + z * z / 2.0) / (runs + z * z)
    return middle, half_width(cascades, runs, doubt)


def test_the_engine_finds_a_chance_that_is_known_as_often_as_it_says(tmp_path):
    """States on their own: exits are binomial, so the chance of a cascade is known exactly."""
    months, states, points = 20, 12, 60
    source = village(vary={"run.cascade_size": list(range(1, 2))})
    source["time"]["end"] = "2001-08-31"
    source["world"] |= {"layers": {}, "seeds": {"count": 0}}
    source["rule"]["parameters"] = {"threat_weight": 0.0, "norm_weight": 0.0}
    rates = [math.log(0.001) + k * 1e-9 for k in range(points)]
    source["sweep"] = {"vary": {BASE: rates}}
    source["run"]["cascade_size"] = 2
    chance = binom.sf(1, states, 1 - math.exp(-0.001 * months))
    record = open_record(swept(tmp_path / "x", source, replicates=4000, precision=0.03))
    assert record.manifest["precision"]["saved"] > 0
    runs = record.points["runs"].iloc[0]
    looks = [look for look, edge in enumerate(plan.doubling_edges(4000), 1) if edge == runs]
    cascades = record.runs.groupby("point")["cascade"].sum().iloc[0]
    middle, half = interval(int(cascades), int(runs), 0.05 / 2.0 ** looks[0])
    assert abs(middle - chance) <= half
    assert binom.cdf(cascades, runs, chance) > 1e-6
    assert binom.sf(cascades - 1, runs, chance) > 1e-6


@pytest.mark.parametrize("given", ["0", "-1", "x", "nan", "0.6", "inf", ""])
def test_a_precision_that_is_none_is_refused(given, tmp_path):
    with pytest.raises(InputFault, match=r"^--precision: .* must be a number above 0"):
        swept(tmp_path / "x", precision=given)
    assert list(tmp_path.iterdir()) == []
