"""Two treaties that nothing joins give the same exits as each alone, bit for bit.

What joins treaties: kindred erosion, own breach, rivals that answer whoever left any of them, and
deterrence by neighbours who did.
"""

import dataclasses

import pytest

from simulation.experiments.runner import run
from simulation.outcomes.columns import RUN_OF_TREATY, of_treaty
from tests.properties.changes import with_parameters
from tests.running import COMPILED, MESA
from tests.terms.effects import DECISIONS
from tests.terms.village import TREATIES, alone, unlinked, village

LINKS = {"kindred": 1.0, "own_breach": 1.0, "answer": 3.0, "deterrence": 0.9}
BY_TREATY = (*DECISIONS, "commitment", "commitment_path")
SHARED = ("threat", "threat_path")


def differing(together, single, k):
    """Fields in which one treaty of several differs from that treaty alone."""
    found = []
    for field in dataclasses.fields(together):
        whole, one = getattr(together, field.name), getattr(single, field.name)
        if field.name in BY_TREATY:
            whole, one = whole[..., k, :], one[..., 0, :]
        if whole.tobytes() != one.tobytes():
            found.append(field.name)
    return found


@pytest.mark.parametrize("k", range(TREATIES))
def test_in_the_village(engine, k):
    runs = 100 if engine is COMPILED else 8
    apart = unlinked(village())
    together = engine.run(apart, runs, runs)
    assert differing(together, engine.run(alone(apart, k), runs, runs), k) == []
    assert (together.announced[:, k] > 0).any()
    assert (together.announced[:, k] < 0).any()


@pytest.mark.parametrize("link", LINKS)
def test_each_link_makes_them_differ(link):
    """Otherwise the test above would hold whatever the switches do."""
    joined = with_parameters(unlinked(village()), **{link: LINKS[link]})
    together = COMPILED.run(joined, 100, 100)
    found = [differing(together, COMPILED.run(alone(joined, k), 100, 100), k) for k in (0, 1)]
    assert all("announced" in fields for fields in found)


RUNS = 200
APART = {"rule.parameters.kindred": 0.0, "rule.parameters.own_breach": 0.0}
"""In the base, rivals do not answer and nothing deters; the real world holds both kindred (1)."""

CODES = ("APMBC", "CCM")


def ottawa(*codes, apart=True):
    given = {"world.treaties": list(codes), "run.trajectories": 0, **(APART if apart else {})}
    return run("ottawa-2025", replicates=RUNS, overrides=given)


@pytest.fixture(scope="module")
def both():
    return ottawa(*CODES)


def exits_of(record, code):
    rows = record.exits[record.exits["treaty"] == code]
    return rows.reset_index(drop=True)


def runs_of(record, code, codes):
    """The columns of one treaty, under their plain names."""
    names = {of_treaty(c.name, code, codes): c.name for c in RUN_OF_TREATY}
    return record.runs[["run", *names]].rename(columns=names)


@pytest.mark.parametrize("code", CODES)
def test_in_the_real_world(both, code):
    single = ottawa(code)
    assert exits_of(both, code).equals(exits_of(single, code))
    assert runs_of(both, code, CODES).equals(runs_of(single, code, (code,)))
    assert len(exits_of(single, code)) > RUNS // 10


def test_in_the_real_world_the_base_does_join_them(both):
    joined = ottawa(*CODES, apart=False)
    assert not exits_of(joined, "CCM").equals(exits_of(both, "CCM"))


def test_the_other_engine_sees_the_same_real_world(both):
    again = run(
        "ottawa-2025",
        replicates=RUNS,
        only="40:43",
        engine=MESA.name,
        overrides={"world.treaties": ["APMBC"], "run.trajectories": 0, **APART},
    )
    mine = both.exits["replicate"].between(40, 42) & (both.exits["treaty"] == "APMBC")
    assert again.exits.equals(both.exits[mine].reset_index(drop=True))
