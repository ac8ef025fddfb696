"""Records: the numbers of ``snowball run``, the engines' histories, the shares of attribution."""

import numpy as np
import pytest

from simulation.analysis.attribution.surroundings import Surroundings
from simulation.analysis.pairing import paired_effect
from simulation.analysis.sides import decisions, sides_of
from simulation.engines.choosing import engine
from simulation.experiments.runner import run
from simulation.model.stages import ANNOUNCED, STAGES
from simulation.page.answering import Answering
from simulation.page.shown import lived, shown
from simulation.page.sight import exposures
from simulation.page.worlds import Worlds
from simulation.scenario.faults import InputFault
from tests.page.conftest import RUNS

CODES = ("APMBC", "CCM")


@pytest.fixture(scope="module")
def result():
    """The same scenario by the command line's own way."""
    return run("ottawa-2025", replicates=RUNS, overrides={"run.trajectories": 1})


@pytest.fixture(scope="module")
def worlds():
    return Worlds("ottawa-2025", {"run.replicates": RUNS})


@pytest.mark.parametrize("code", CODES)
def test_the_base_is_the_scenario_as_it_is_run(ottawa, result, code):
    told = ottawa.record(ottawa.base)["treaties"][code]
    point = result.points.set_index("treaty").loc[code]
    for name, column in (
        ("value", "mean_exits"),
        ("low", "mean_exits_low"),
        ("high", "mean_exits_high"),
    ):
        assert told["expected"][name] == pytest.approx(point[column], abs=6e-4)
    sizes = result.sizes[result.sizes["treaty"] == code].set_index("size")["runs"]
    assert {n: c for n, c in enumerate(told["outcomes"]["counts"]) if c} == sizes.to_dict()
    months = result.months[result.months["treaty"] == code]
    for line in ("q05", "q50", "q95"):
        assert told["band"][line] == months[f"exits_{line}"].tolist()
    assert told["saved"] is None


@pytest.mark.parametrize("code", CODES)
def test_chances_are_those_of_the_table_of_states(ottawa, result, code):
    about, told = ottawa.about(), ottawa.record(ottawa.base)["treaties"][code]["states"]
    table = result.states[result.states["treaty"] == code].set_index("state")
    assert [about["states"][i]["id"] for i in told["index"]] == table.index.tolist()
    for i, chance in zip(told["index"], told["chance"], strict=True):
        row = table.loc[about["states"][i]["id"]]
        if chance is None:
            assert row["standing"] != "free"
        else:
            assert chance == pytest.approx([row["p_exit"], row["low"], row["high"]], abs=6e-5)


def test_the_run_shown_is_the_engines_run_of_that_number(ottawa, worlds):
    chosen = ottawa.choice({"replicate": 7, "levels": {"rival": 4}})
    history = engine("compiled")(worlds.case(chosen, ottawa.offer), np.array([7]), 1)
    record = ottawa.record(chosen)
    for k, code in enumerate(CODES):
        columns = record["treaties"][code]["states"]
        for i, steps in zip(columns["index"], columns["stages"], strict=True):
            when = {name: month for month, name in steps}
            for name in ("announced", "notified", "out"):
                month = int(getattr(history, name)[0, k, i])
                assert when.get(name, -1) == month
    every = np.array(
        [series_at(one, record["looks"]) for one in record["threat"] if one is not None]
    )
    shown_states = [i for i, one in enumerate(record["threat"]) if one is not None]
    np.testing.assert_allclose(
        every, history.threat_path[0][record["looks"]][:, shown_states].T, atol=6e-4
    )


def series_at(series, looks):
    return series if isinstance(series, list) else [series] * len(looks)


@pytest.mark.parametrize(
    "switches", [{}, {"arms-incentive": 2025}, {"protect-civilians": 2025}, {"escalation": None}]
)
@pytest.mark.parametrize("replicate", [0, 3])
def test_pressure_meets_resistance_in_the_month_of_announcing(ottawa, worlds, switches, replicate):
    """The sum of the theory's terms, made outside the engines, crosses where the engines say."""
    chosen = ottawa.choice({"switches": switches, "levels": {"neighbours": 4}})
    one = shown(lived(worlds.case(chosen, ottawa.offer), replicate))
    decided = [mover for mover in one.movers if mover.decided]
    assert decided
    for mover in decided:
        path = one.pressure[mover.treaty, :, mover.state]
        resistance = one.resistance[mover.treaty, mover.state]
        assert path[mover.announced - 1] < resistance <= path[mover.announced] * (1 + 1e-12)
        assert path[-1] == path[mover.announced]
    stayed = one.member.copy()
    for mover in one.movers:
        stayed[mover.treaty, mover.state] = False
    assert (one.pressure[:, -1][stayed] < one.resistance[stayed]).all()


def test_exposure_is_what_the_engines_see(ottawa, worlds):
    case = worlds.case(ottawa.choice({"switches": {"protect-civilians": 2025}}), ottawa.offer)
    one = lived(case, 1)
    near, found = Surroundings(case), exposures(case, one.movers)
    for month in (0, 30, 60, 90, case.agenda.months):
        for state in range(0, len(case.world.states), 7):
            seen = near.seen(state, one.movers, month).exposure
            np.testing.assert_allclose(found[:, :, month, state], seen, atol=1e-9)
    assert found.any()


def test_parts_of_an_exit_add_up_to_it(ottawa):
    told = ottawa.record(ottawa.choice({"levels": {"neighbours": 4}}))["treaties"]["APMBC"][
        "states"
    ]
    exits = 0
    for steps, tipped, remainder in zip(
        told["stages"], told["tipped"], told["remainder"], strict=True
    ):
        left = [month for month, stage in steps if stage == STAGES[ANNOUNCED]]
        assert (tipped is not None) == bool(left)
        if tipped is not None:
            exits += 1
            assert sum(share for _, share in tipped) + remainder == pytest.approx(1.0, abs=0.02)
            assert tipped == sorted(tipped, key=lambda part: (-part[1], part[0]))
    assert exits > 2


def test_without_contagion_nobody_tips_anybody(ottawa):
    record = ottawa.record(ottawa.choice({"switches": {"no-contagion": None}}))
    for code in CODES:
        states = record["treaties"][code]["states"]
        assert {one for one in states["remainder"] if one is not None} <= {1.0}
        assert all(not one for one in states["tipped"])


def test_saved_is_the_paired_difference_of_a_comparison(ottawa):
    """Against the same two scenarios run and compared the long way."""
    told = ottawa.record(ottawa.choice({"switches": {"mediation": 2026}}))["treaties"]["APMBC"][
        "saved"
    ]
    base, other = sides_of([run(name, replicates=RUNS, overrides={"run.trajectories": 0})
                            for name in ("ottawa-2025", "mediation")])  # fmt: skip
    counts = [decisions(side, "APMBC").sum(axis=1).astype(float) for side in (other, base)]
    effect = paired_effect(*counts)
    assert [told[name] for name in ("value", "low", "high")] == pytest.approx(
        [effect.effect, effect.low, effect.high], abs=6e-4
    )
    assert told["low"] > 0.0


def test_who_is_moved_by_date_counts_on_neither_side(ottawa):
    """With the five moved by date, what is saved is about the others: few, and fewer than none."""
    told = ottawa.record(ottawa.choice({"switches": {"chain-reaction": 2025}}))["treaties"]["APMBC"]
    assert -1.0 < told["saved"]["value"] < 0.0
    assert told["expected"]["value"] < 3.0


def test_a_state_held_back_stays_in_every_run_and_the_others_are_compared(ottawa):
    base = ottawa.record(ottawa.base)["treaties"]["APMBC"]
    record = ottawa.record(ottawa.choice({"held": "POL"}))
    told, states = record["treaties"]["APMBC"], ottawa.about()["states"]
    place = told["states"]["index"].index([one["id"] for one in states].index("POL"))
    assert told["states"]["chance"][place] is None
    assert told["states"]["stages"][place] == []
    others = [sum(one[0] for n, one in enumerate(of["states"]["chance"]) if one and n != place)
              for of in (base, told)]  # fmt: skip
    assert told["saved"]["value"] == pytest.approx(others[0] - others[1], abs=0.03)
    assert told["saved"]["low"] > 0.0
    assert "POL stays" in record["sentence"]


def test_held_back_under_a_switch_that_moves_it_out_it_stays(ottawa):
    record = ottawa.record(ottawa.choice({"switches": {"chain-reaction": 2025}, "held": "FIN"}))
    columns = record["treaties"]["APMBC"]["states"]
    place = [one["id"] for one in ottawa.about()["states"]].index("FIN")
    assert columns["stages"][columns["index"].index(place)] == []


@pytest.mark.parametrize("scenario", ["classroom/norm-champions", "classroom/window"])
def test_a_state_can_be_held_in_a_world_drawn_anew_for_each_run(scenario):
    one = Answering(scenario, replicates=40)
    base = one.record(one.base)["treaties"]["T1"]
    likeliest = max(base["states"]["chance"], key=lambda chance: chance[0])
    place = base["states"]["chance"].index(likeliest)
    held = one.record(one.choice({"held": one.offer.states[place]}))["treaties"]["T1"]
    assert likeliest[0] > 0.0
    assert held["states"]["chance"][place] is None
    assert held["saved"]["value"] >= 0.0


def test_what_the_riot_shows_is_who_waits_for_how_many(riot):
    record = riot.record(riot.base)
    told = record["treaties"]["T1"]
    assert record["threat"] is None
    assert told["states"]["threshold"] == list(range(100))
    assert told["this"] == [*range(101), *[100] * 20]
    assert told["outcomes"]["counts"] == [*[0] * 100, 20]
    for n, (steps, seen) in enumerate(
        zip(told["states"]["stages"], told["states"]["exposure"]["peers"], strict=True)
    ):
        assert steps == [[n + 1, "out"]]
        assert seen[n + 1] == n  # in the month it leaves it sees as many as it waits for
    assert "all 20 runs" in record["sentence"]


def test_choices_with_costly_terms_have_fewer_runs_and_say_so(ottawa):
    for name, fewer in (("escalation", 8), ("deterrence", 4), ("arms-incentive", 4)):
        record = ottawa.record(ottawa.choice({"switches": {name: None}}))
        assert record["runs"] == RUNS // fewer
        assert sum(record["treaties"]["APMBC"]["outcomes"]["counts"]) == record["runs"]
        assert f"{record['runs']} runs" in record["sentence"]


def test_a_world_too_large_to_be_shown_is_refused_in_one_line():
    with pytest.raises(
        InputFault, match="page: window: 2,001 states; the page can show at most 2,000"
    ):
        Answering("classroom/window", overrides={"world.states": 2001}, replicates=20)


def test_a_record_is_small(ottawa):
    sizes = [len(ottawa.record_json(ottawa.choice(given))) for given in (
        {}, {"levels": {"rival": 4, "guarantee": 0, "norm": 0, "neighbours": 4}})]  # fmt: skip
    assert sizes[0] < 60_000
    assert sizes[1] < 80_000


def test_too_few_runs_for_an_interval_and_too_many_for_a_class_are_refused():
    with pytest.raises(InputFault, match=r"page: path: run\.replicates = 5: must be from 20"):
        Answering("classroom/path", replicates=5)
    with pytest.raises(InputFault, match=r"run\.replicates = 100,001: must be from 20"):
        Answering("classroom/path", replicates=100_001)


@pytest.mark.parametrize(
    ("scenario", "given"),
    [
        ("ottawa-2025", {"switches": {"chain-reaction": 2025}}),
        ("rome-statute", {"levels": {"neighbours": 4}}),  # with states that turn back
        pytest.param("classroom/norm", {}, marks=pytest.mark.slow),  # draws a network for each run
        ("classroom/window", {}),
    ],
)
def test_the_runs_shown_one_by_one_make_up_the_band_and_the_distribution(scenario, given):
    page = Answering(scenario, replicates=20)
    each = [page.record(page.choice({**given, "replicate": n})) for n in range(20)]
    for code, told in each[0]["treaties"].items():
        paths = np.array([one["treaties"][code]["this"] for one in each])
        np.testing.assert_array_equal(
            np.bincount(paths[:, -1], minlength=len(told["outcomes"]["counts"])),
            told["outcomes"]["counts"],
        )
        middle = np.sort(paths, axis=0)[[0, 9, 18]]  # of twenty runs the 1st, 10th and 19th
        np.testing.assert_array_equal(
            middle, [told["band"][line] for line in ("q05", "q50", "q95")]
        )
        assert told["expected"]["value"] == pytest.approx(paths[:, -1].mean(), abs=6e-4)
