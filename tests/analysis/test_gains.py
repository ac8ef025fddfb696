"""What the same luck is worth: for a small change of one weight, and for the whole catalogue."""

import json
import math

import pytest

from simulation.analysis import gains
from simulation.analysis import interventions as listed
from simulation.analysis.comparison import compare_records, on_the_same_luck
from simulation.analysis.effects import BASE, parent
from simulation.analysis.effects import names as catalogue
from simulation.cli.main import main
from simulation.experiments.runner import run
from simulation.outcomes.findings import FEWEST
from simulation.scenario.reading import read


def on_base_luck(scenario, runs):
    return run(on_the_same_luck([read(BASE, {"run.replicates": runs}), scenario])[1])


def exits_of(found, treaty):
    rows = found.effects[found.effects["outcome"] == "exits"]
    (row,) = rows[rows["treaty"] == treaty].to_dict("records")
    return row


def one_per_cent_more(name, runs):
    base = read(BASE, {"run.replicates": runs})
    key = f"rule.parameters.{name}"
    more = base.with_({key: 1.01 * getattr(base.parameters, name)})
    return compare_records(on_base_luck(base, runs), [on_base_luck(more, runs)])


def test_the_rows_of_small_changes_are_those_of_comparisons():
    found = gains.one_per_cent_more(replicates=60)
    assert list(found) == [f"{name} + 1 %" for name in gains.WEIGHTS]
    again = one_per_cent_more("threat_weight", 60)
    for one in gains.gains_of(found["threat_weight + 1 %"], "more"):
        told = exits_of(again, one.treaty)
        assert one.change == "more"
        for name in ("effect", "low", "high", "more", "fewer", "equal", "gain", "gain_low"):
            assert getattr(one, name) == pytest.approx(told[name], nan_ok=True)
        assert (one.together, one.theorem, one.wrong) == (True, "A", 0)


def a_gain(change="x", gain=20.0, together=True, theorem="A", wrong=0):
    return gains.Gain(change, "T1", 0.1, 0.05, 0.15, 3, 0, 7, gain, 0.9 * gain, 1.1 * gain,
                      together, theorem, wrong)  # fmt: skip


def test_the_verdict_counts_what_must_not_be():
    small = [a_gain("s", 12.0), a_gain("s", math.nan)]
    rows = [a_gain("a", 0.9, wrong=2), a_gain("a", 0.8, together=False, wrong=2),
            a_gain("b", 3.0), a_gain("c", 0.7, together=False, theorem="")]  # fmt: skip
    assert gains.verdict(small, rows) == (12.0, 1, 3, 2, 3)
    nothing = gains.verdict([a_gain(gain=math.nan)], [])
    assert math.isnan(nothing.least_small)
    assert nothing[1:] == (0, 0, 0, 1)


def test_interventions_are_printed_and_drawn(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(listed, "catalogue", lambda: [BASE, "mediation", "no-contagion"])
    monkeypatch.setattr(gains, "WEIGHTS", ("threat_weight",))
    words = ["interventions", "--replicates", "25"]
    assert main([*words, "--out", str(tmp_path / "drawn")]) == 0
    said = capsys.readouterr().out
    for told in ("mediation", "no-contagion", "threat_weight + 1 %", "wrong", "gain"):
        assert told in said
    assert "Gains below 1 where outcomes move together: 0 of" in said
    assert "Pairs of runs that a theorem forbids: 0, in" in said
    assert {path.name for path in (tmp_path / "drawn").iterdir()} == {
        f"forest{t}.{e}" for t in ("", "-CCM") for e in ("png", "svg", "csv", "txt")
    }
    assert main([*words, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["small_changes"]) == 2 * len(gains.WEIGHTS)
    assert data["held"]["wrong"] == data["held"]["below_one"] == 0
    assert main(["interventions", "--replicates", "none"]) == 2
    assert "--replicates: 'none' must be a whole number" in capsys.readouterr().err


@pytest.mark.parametrize("runs", [-1, 0, 1, FEWEST - 1])
def test_so_few_runs_that_no_interval_is_told_are_refused_before_one_runs(
    runs, capsys, monkeypatch
):
    monkeypatch.setattr(listed, "interventions", None)
    assert main(["interventions", f"--replicates={runs}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert f"--replicates = {runs}: must be at least {FEWEST}" in line


@pytest.mark.parametrize("name", ["threat_weight", "border_weight"])
def test_a_small_change_of_one_weight_gains_more_than_tenfold(name):
    told = exits_of(one_per_cent_more(name, 300), "APMBC")
    assert told["gain_low"] > 10.0


@pytest.mark.slow
@pytest.mark.parametrize("name", gains.WEIGHTS)
def test_every_weight_gains_more_than_tenfold_and_moves_one_way(name):
    found = one_per_cent_more(name, 2000)
    (held,) = found.manifest["pairs"].values()
    for treaty in ("APMBC", "CCM"):
        told = exits_of(found, treaty)
        assert math.isnan(told["gain"]) or told["gain_low"] > 10.0
        assert told["fewer" if held["sign"] > 0 else "more"] == 0
    assert (held["theorem"], held["wrong"]) == ("A", 0)


@pytest.fixture(scope="module")
def against_base():
    """Each intervention that keeps the base's treaties, compared with the base alone."""
    base = on_base_luck(read(BASE), 2000)
    compared = {}
    for name in catalogue():
        scenario = read(name)
        if name != BASE and scenario.world.treaties == base.scenario.world.treaties:
            compared[name] = compare_records(base, [on_base_luck(scenario, 2000)])
    return compared


@pytest.mark.slow
def test_every_intervention_has_a_gain_with_its_interval(against_base):
    assert len(against_base) >= 15
    for name, found in against_base.items():
        told = exits_of(found, "APMBC")
        if told["more"] + told["fewer"]:
            assert told["gain_low"] <= told["gain"] <= told["gain_high"], name
        else:
            assert math.isnan(told["gain"]), name


@pytest.mark.slow
def test_no_gain_is_below_one_where_outcomes_move_together(against_base):
    together = 0
    for name, found in against_base.items():
        (held,) = found.manifest["pairs"].values()
        together += held["moves_together"]
        for treaty in ("APMBC", "CCM"):
            gain = exits_of(found, treaty)["gain"]
            assert not held["moves_together"] or math.isnan(gain) or gain >= 1.0, name
    assert together >= 12


@pytest.mark.slow
def test_no_pair_of_runs_breaks_a_theorem(against_base):
    """Nor is any state's chance on the wrong side: no pair of runs differs that way."""
    claimed = 0
    for name, found in against_base.items():
        (held,) = found.manifest["pairs"].values()
        if held["theorem"] is None:
            continue
        claimed += 1
        assert held["wrong"] == 0, name
        table = found.effects
        rows = table[table["outcome"].isin(["exits", "p_exit"])]
        assert rows["fewer" if held["sign"] > 0 else "more"].sum() == 0, name
    assert claimed >= 8


def test_the_catalogue_extends_the_base():
    assert all(parent(name) for name in catalogue()[1:])
