"""Every shipped scenario: it reads, runs, differs from its base; some states leave, not all."""

import re

import pytest

from simulation.analysis.comparison import compare_records, on_the_same_luck
from simulation.analysis.effects import BASE, names, parent
from simulation.experiments.runner import run
from simulation.scenario.files import shipped
from simulation.scenario.reading import read

RUNS = 40
RAISES = (
    "alliance-follows", "arms-incentive", "battlefield-lesson", "escalation", "transfer-shock",
    "ukraine-precedent", "ukraine-precedent-2023", "weaker-guarantee",
)  # fmt: skip
LOWERS = (
    "champions", "contain-the-snowball", "deterrence", "mediation", "no-contagion",
    "protect-civilians", "race-to-the-top", "reassurance",
)  # fmt: skip
TENDENCIES = ("chain-reaction", "law-of-war", "two-treaties")
"""They also pin states for a while, or count in other treaties: no theorem about each run."""

OTHERS = [name for name in names() if name != BASE]


@pytest.fixture(scope="module")
def result():
    made = {}

    def of(name):
        if name not in made:
            base = read(BASE, {"run.replicates": RUNS})
            made[name] = run(on_the_same_luck([base, read(name)])[1])
        return made[name]

    return of


def test_every_scenario_is_known_to_these_tests():
    assert set(OTHERS) == {*RAISES, *LOWERS, *TENDENCIES}


@pytest.mark.parametrize("name", names())
def test_it_opens_with_its_question_and_its_source(name):
    text = (shipped() / f"{name}.toml").read_text(encoding="utf-8")
    scenario = read(name)
    assert scenario.question.endswith("?")
    assert text.startswith(f"# {scenario.question}\n#\n# ")
    if name not in (BASE, "no-contagion"):
        assert re.search(r"^# Source: (an analysis|a paper|a news report)\b", text, re.M)


@pytest.mark.parametrize("name", names())
def test_nothing_in_it_is_without_effect(name, result):
    about_the_world = "world: "
    remarks = result(name).manifest["remarks"]
    assert [one for one in remarks if not one.startswith(about_the_world)] == []


@pytest.mark.parametrize("name", names())
def test_neither_nobody_nor_everybody_leaves(name, result):
    runs = result(name).runs
    states = result(name).states
    for code in read(name).world.treaties:
        column = "exits" if code == "APMBC" else f"exits_{code}"
        free = ((states["treaty"] == code) & (states["standing"] == "free")).sum()
        assert runs[column].sum() > 0
        assert runs[column].max() < free / 2


@pytest.mark.parametrize("name", [name for name in OTHERS if name != "law-of-war"])
def test_its_runs_differ_from_its_base(name, result):
    effects = compare_records(result(parent(name)), [result(name)]).effects
    paths = [result(one).states["mean_norm"].tolist() for one in (name, parent(name))]
    assert paths[0] != paths[1] or (effects["effect"] != 0.0).any()


@pytest.mark.parametrize("name", RAISES)
def test_no_run_has_fewer_exits_where_pressure_is_raised(name, result):
    """Theorem A, run by run, for every state and for the number of exits."""
    effects = compare_records(result(parent(name)), [result(name)]).effects
    counted = effects["outcome"].isin(["exits", "p_exit", "finished_exits"])
    assert effects[counted]["fewer"].sum() == 0


@pytest.mark.parametrize("name", LOWERS)
def test_no_run_has_more_exits_where_pressure_is_lowered(name, result):
    effects = compare_records(result(parent(name)), [result(name)]).effects
    counted = effects["outcome"].isin(["exits", "p_exit", "finished_exits"])
    assert effects[counted]["more"].sum() == 0


STRONG = ("weaker-guarantee", "battlefield-lesson", "mediation", "no-contagion", "race-to-the-top",
          "protect-civilians", "escalation", "contain-the-snowball", "deterrence")  # fmt: skip


@pytest.mark.parametrize("name", STRONG)
def test_forty_runs_are_enough_to_see_the_larger_effects(name, result):
    effects = compare_records(result(BASE), [result(name)]).effects
    (exits,) = effects[(effects["outcome"] == "exits") & (effects["treaty"] == "APMBC")].to_dict(
        "records"
    )
    assert exits["low"] * exits["high"] > 0.0
