"""A term switched on, or made stronger, pushes the way its source claims.

Which of this holds in every run, and which only on average, stands in the README beside this file.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from simulation.outcomes.intervals import mean_with_interval
from tests.running import COMPILED, months_of
from tests.terms.effects import (
    EFFECTS,
    JOINING_A_PACT,
    MORE_DETERRENCE,
    NEWCOMER,
    OFF,
    SUSPENDED_FROM,
    SUSPENSION_OF_THE_FREE,
)
from tests.terms.village import STATES

README = Path(__file__).with_name("README.md")
RUNS, MESA_RUNS = 200, 6
ROUNDING = 1e-12
"""Steps towards a target are monotone but for their last bit; decisions are compared exactly."""


def both(engine, effect, runs=None):
    """Histories of the case with less pressure and of that with more, and the states compared."""
    runs = runs or (RUNS if engine is COMPILED else MESA_RUNS)
    weaker, stronger = (engine.run(c, runs, runs) for c in (effect.weaker, effect.stronger))
    low, high = (weaker, stronger) if effect.pushes == "out" else (stronger, weaker)
    return low, high, [i for i in range(STATES) if i not in effect.spare]


@pytest.mark.parametrize("term", EFFECTS)
def test_in_every_run_nobody_goes_the_other_way(engine, term):
    low, high, states = both(engine, EFFECTS[term])
    for stage in ("announced", "notified", "out"):
        sooner, later = (months_of(getattr(h, stage))[..., states] for h in (high, low))
        assert (sooner <= later).all(), stage
    assert (high.threat_path >= low.threat_path - ROUNDING).all()
    held, held_before = (h.commitment_path[..., states] for h in (high, low))
    assert (held <= held_before + ROUNDING).all()


@pytest.mark.parametrize("term", EFFECTS)
def test_the_target_of_each_term_moves_and_so_do_decisions(term):
    effect = EFFECTS[term]
    low, high, states = both(COMPILED, effect)
    decided = (low.announced != high.announced) | (low.out != high.out)
    assert decided[..., states].any()
    if effect.target == "threat":
        assert (high.threat_path > low.threat_path + 0.05).any()
    if effect.target == "commitment":
        assert (high.commitment_path < low.commitment_path - 0.05).any()


def exits(histories):
    """(runs,) decisions that stand at the end, in both treaties."""
    stands = (histories.announced > 0) & (histories.returned < 0) & ~histories.forced
    return stands.sum(axis=(1, 2)).astype(float)


def test_turning_back_never_adds_an_exit(engine):
    effect = EFFECTS["turning_back"]
    low, high, _ = both(engine, effect)
    assert (exits(low) <= exits(high)).all()
    assert (low.returned > 0).any()


MANY = 1000


def test_more_deterrence_tends_to_save_exits_but_not_in_every_run():
    low, high, _ = both(COMPILED, MORE_DETERRENCE, MANY)
    mean, least, most = mean_with_interval(exits(low) - exits(high))
    assert least <= mean <= most < -1.0
    assert (months_of(low.announced) < months_of(high.announced)).any()


def test_joining_a_pact_tends_to_calm_the_newcomer_and_no_more_is_claimed():
    low, high, _ = both(COMPILED, JOINING_A_PACT, MANY)
    calmed = low.threat_path[:, -1, NEWCOMER] - high.threat_path[:, -1, NEWCOMER]
    assert mean_with_interval(calmed)[2] < 0.0
    others = exits(low) - exits(high)
    assert (others > 0).any()
    assert (others < 0).any()


def test_a_suspension_holds_back_its_own_state_and_may_move_others_either_way():
    low, high, _ = both(COMPILED, SUSPENSION_OF_THE_FREE, MANY)
    assert not (low.announced[:, 0, 6] > SUSPENDED_FROM).any()
    assert (high.announced[:, 0, 6] > SUSPENDED_FROM).any()
    others = exits(low) - exits(high)
    assert (others > 0).any()
    assert (others < 0).any()


def test_the_readme_tells_every_term():
    rows = re.findall(r"^\| `([^|]+?)` \|", README.read_text(encoding="utf-8"), re.M)
    terms = {word for row in rows for word in row.split("`, `")}
    tried = {name.split()[0] for name in EFFECTS} | set(OFF)
    assert terms == tried
    assert np.all([len(row) > 0 for row in rows])
