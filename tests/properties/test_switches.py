"""A term switched off: what it multiplies might as well not be there, bit for bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from tests import drawn
from tests.properties.changes import with_layers, with_parameters, with_tables
from tests.running import COMPILED, differ, same
from tests.worlds import ties


def _off(**parameters):
    return lambda case: with_parameters(case, **parameters)


def _table(name, value):
    """Put one value into a whole table."""
    return lambda case: with_tables(case, **{name: np.full_like(getattr(case.agenda, name), value)})


def _no_ties(layer):
    return lambda case: with_layers(case, **{layer: ties()})


def _no_kin(case):
    return replace(case, world=replace(case.world, kindred=np.zeros_like(case.world.kindred)))


def _no_incentives(case):
    return _table("incentive", 0.0)(_table("bloc_incentive", 0.0)(case))


def _no_clause(case):
    plain = tuple(replace(treaty, conflict_clause=False) for treaty in case.world.treaties)
    return replace(case, world=replace(case.world, treaties=plain))


def _no_commitment(case):
    return replace(case, world=replace(case.world, commitment=np.zeros_like(case.world.commitment)))


SWITCHES = {
    "threat_weight": (_off(threat_weight=0.0), _table("utility", 1.0)),
    "norm_weight": (_off(norm_weight=0.0), _no_commitment),
    "guarantee": (_off(protection=0.0, anxiety=0.0), _table("guaranteed", 0.0)),
    "border": (
        _off(border_weight=0.0, erosion_border=0.0, deterrence=0.0),
        _no_ties("border"),
    ),
    "alliance": (_off(alliance_weight=0.0, erosion_alliance=0.0), _no_ties("alliance")),
    "peers": (_off(peer_weight=0.0, erosion_peers=0.0), _no_ties("peers")),
    "incentive_weight": (_off(incentive_weight=0.0), _no_incentives),
    "exit_incentive": (_off(exit_incentive=0.0), _table("bloc_incentive", 0.0)),
    "kindred": (_off(kindred=0.0, own_breach=0.0), _no_kin),
    "reassurance": (_off(reassurance=1.0, own_breach=0.0), _no_kin),
    "turning_back": (_off(turning_back=0.0), _off(base_return=20.0)),
    "conflict_clause": (_no_clause, _table("conflict_ends", 0)),
}
"""Term -> what switches it off, and what takes away the thing that it multiplies."""

UNSEEN = {"norm_weight": ("commitment", "commitment_path")}
"""What moves all the same, though nothing depends on it."""


@st.composite
def switched_cases(draw, max_states, names=tuple(SWITCHES)):
    return draw(st.sampled_from(names)), draw(drawn.cases(max_states))


def check_on(engine):
    """A check that a term off is as good as away; it returns whether the term on makes a change."""

    def check(pair):
        name, case = pair
        off, take_away = SWITCHES[name]
        plain = engine.run(off(case), recorded=2)
        gone = engine.run(take_away(off(case)), recorded=2)
        unseen = {field: getattr(plain, field) for field in UNSEEN.get(name, ())}
        same(plain, replace(gone, **unseen))
        return differ(engine.run(case), engine.run(take_away(case)))

    return check


def test_a_term_switched_off_is_as_good_as_away(engine):
    assert engine.over(switched_cases(engine.max_states), check_on(engine))[True] > 0


@pytest.mark.parametrize("name", SWITCHES)
def test_each_of_these_terms_switched_on_makes_a_change(name):
    """Otherwise the switch would hold for want of anything to switch."""
    matters = COMPILED.over(
        switched_cases(COMPILED.max_states, (name,)), check_on(COMPILED), examples=40
    )
    assert matters[True] > 0
