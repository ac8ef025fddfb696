"""People no longer covered, border no longer protected, norm among stayers: a case by hand."""

import dataclasses

import numpy as np
import pytest

from simulation.cli.main import main
from simulation.engines.departures import departures_of
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, SUSPENDED
from simulation.outcomes.measures import measure_runs
from simulation.outcomes.records import open_record
from tests.worlds import agenda, moved, plain_case, world

NEVER = -40.0
"""Log pressure at which nobody decides."""

PEOPLE = [10e6, 5e6, 3e6, float("nan"), 2e6, 7e6]
BORDERS = {(0, 1): 100.0, (0, 2): 250.5, (1, 3): 40.0, (2, 4): 75.25, (4, 5): 60.0}
COMMITMENT = [0.9, 0.8, 0.5, 0.7, 0.6, 0.4]


def lived(engine, *events, weights=1.0, months=12, stage=PARTY):
    """Measures of one run of six states, moved by dated events alone."""
    made = world(6, stage=np.full((1, 6), stage), commitment=COMMITMENT, notice=6)
    w = dataclasses.replace(made, population=np.array(PEOPLE), border_km=BORDERS)
    seen = np.ones((1, 1, 6)) * weights
    a = agenda(w, months, stage_events=events, weight_in_others=seen)
    left = departures_of(engine.run(plain_case(w, a, NEVER), 1))
    rows = measure_runs(left, w, a, cascade_size=1)
    return {name: values[0].item() for name, values in rows.items()}


def test_nobody_goes(engine):
    rows = lived(engine)
    assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (0, 0.0)
    # (0.9 + 0.8 + 0.5 + 0.7 + 0.6 + 0.4) / 6
    assert rows["norm_among_stayers"] == pytest.approx(3.9 / 6, abs=1e-11)


def test_two_neighbours_go_and_the_border_between_them_counts_once(engine):
    """0 and 2 are out.  People: 10 + 3 million.  Borders: 0-1, 0-2 once, 2-4."""
    rows = lived(engine, moved(2, 0, OUT), moved(3, 2, OUT))
    assert rows["people_uncovered"] == 13_000_000
    assert rows["border_km_uncovered"] == 100.0 + 250.5 + 75.25
    # 1, 3, 4 and 5 stay: (0.8 + 0.7 + 0.6 + 0.4) / 4
    assert rows["norm_among_stayers"] == pytest.approx(2.5 / 4, abs=1e-11)


def test_only_finished_exits_uncover_anybody(engine):
    """Notified in month 7, six months of notice: still bound in month 12, out in 13."""
    for months, people, km in ((12, 0, 0.0), (13, 2_000_000, 75.25 + 60.0)):
        rows = lived(engine, moved(7, 4, NOTIFIED), moved(9, 5, ANNOUNCED), months=months)
        assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (people, km)
        # Those on their way out are no stayers: 0, 1, 2 and 3 are left.
        assert rows["norm_among_stayers"] == pytest.approx(2.9 / 4, abs=1e-11)


def test_a_suspension_uncovers_nobody_but_is_no_stayer(engine):
    rows = lived(engine, moved(2, 0, SUSPENDED))
    assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (0, 0.0)
    assert rows["norm_among_stayers"] == pytest.approx(3.0 / 5, abs=1e-11)


def test_an_unknown_population_counts_nobody_and_its_border_in_full(engine):
    rows = lived(engine, moved(2, 3, OUT))
    assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (0, 40.0)


def test_a_leaver_that_protects_civilians_leaves_fewer_uncovered(engine):
    """It counts half in others' eyes, and half its people are uncovered; borders count in full."""
    rows = lived(engine, moved(2, 0, OUT), weights=0.5)
    assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (5_000_000, 350.5)


def test_who_was_out_before_the_run_is_not_counted_again(engine):
    rows = lived(engine, stage=OUT)
    assert (rows["people_uncovered"], rows["border_km_uncovered"]) == (0, 0.0)
    assert np.isnan(rows["norm_among_stayers"])


@pytest.fixture
def result(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["--replicates", "40", "--set", "run.trajectories=0", "--no-figures"]
    assert main(["run", "ottawa-2025", *words]) == 0
    return open_record("results/ottawa-2025"), capsys.readouterr().out


def test_the_printed_answer_of_a_run_shows_all_three(result):
    record, printed = result
    people, km = (record.runs[name].mean() for name in ("people_uncovered", "border_km_uncovered"))
    assert people > 0
    shown = dict(line.strip().split("  ", 1) for line in printed.splitlines() if "  " in line[2:])
    assert shown["no longer covered"].strip().startswith(f"{people / 1e6:,.2f} (")
    assert shown["no longer covered"].endswith("million people")
    assert shown["no longer protected"].strip().startswith(f"{km:,.0f} (")
    assert shown["no longer protected"].endswith("km of land border")
    assert "at the start" in shown["norm among stayers"]
    assert max(map(len, printed.splitlines())) <= 80


def test_every_result_holds_them_for_each_treaty_with_an_interval(result):
    record, _ = result
    for name in ("norm_among_stayers", "people_uncovered", "border_km_uncovered"):
        assert {name, f"{name}_CCM"} <= set(record.runs)
        for code, column in (("APMBC", name), ("CCM", f"{name}_CCM")):
            (row,) = record.points[record.points["treaty"] == code].to_dict("records")
            assert row[f"mean_{name}"] == pytest.approx(record.runs[column].mean())
            assert row[f"mean_{name}_low"] <= row[f"mean_{name}"] <= row[f"mean_{name}_high"]
