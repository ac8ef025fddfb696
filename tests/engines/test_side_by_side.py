"""Both engines run one text: histories are equal bit for bit."""

from collections import Counter

import numpy as np
from hypothesis import given, settings

from simulation.model.stages import NEVER_JOINED, OUT, PARTY
from tests.drawn import cases
from tests.properties.changes import with_parameters
from tests.running import COMPILED, MESA, differ, same

RUNS, RECORDED = 3, 2
EXAMPLES = 300
"""So many worlds at least must hold both leavers and stayers."""
seen: Counter[str] = Counter()
"""In how many of the worlds something happened."""


def happened(case, histories):
    """What happened in some run, each by its name."""
    at_start, h = case.world.stage, histories
    decided = (h.announced > 0) & ~h.forced
    due = h.notified + np.array([t.notice_months for t in case.world.treaties])[:, None]
    late = (h.out > due) | ((h.out < 0) & (h.stage == 2) & (due <= case.agenda.months))
    return {
        "leavers and stayers": decided.any(axis=2) & (h.stage == PARTY).any(axis=2),
        "turning back": h.returned > 0,
        "forced": h.forced & (at_start != OUT),
        "suspended": h.suspended >= 0,
        "joins then leaves": (at_start == NEVER_JOINED) & decided,
        "bound by a conflict": late & (h.notified >= 0),
        "notified in the month of announcing": (h.notified == h.announced) & decided,
        "out in the month of announcing": (h.out == h.announced) & decided,
        "several treaties": np.array(len(at_start) > 1),
        "ties that begin or end": np.array(tied_by_date(case)),
    }


def tied_by_date(case):
    layers = case.agenda.layers.values()
    return any((t.since > 0).any() or (t.until <= case.agenda.months).any() for t in layers)


TERMS = (
    "threat_weight",
    "norm_weight",
    "border_weight",
    "alliance_weight",
    "peer_weight",
    "incentive_weight",
    "announced_weight",
    "notified_weight",
    "suspended_weight",
    "protection",
    "anxiety",
    "deterrence",
    "exit_incentive",
    "erosion_border",
    "erosion_alliance",
    "erosion_peers",
    "kindred",
    "own_breach",
    "answer",
    "turning_back",
    "domestic_delay",
    "start_spread",
)
"""Terms that can be switched off; each must have mattered in some of the worlds."""

ENOUGH = 10
"""After so many worlds a term need not be looked for in further ones."""


def terms_that_matter(case, histories):
    """Terms without which these histories would have been others."""
    for term in TERMS:
        if getattr(case.parameters, term) > 0.0 and seen[term] < ENOUGH:
            without = COMPILED.run(with_parameters(case, **{term: 0.0}), RUNS, RECORDED)
            if differ(without, histories):
                yield term


@settings(max_examples=EXAMPLES * 3 // 2)
@given(cases())
def test_engines_agree_bit_for_bit(case):
    fast = COMPILED.run(case, RUNS, RECORDED)
    same(fast, MESA.run(case, RUNS, RECORDED))
    seen["examples"] += 1
    seen.update(name for name, where in happened(case, fast).items() if where.any())
    seen.update(terms_that_matter(case, fast))


def test_those_worlds_held_leavers_and_stayers_and_everything_else():
    """The comparison above says something only if things happened in its worlds."""
    if not seen:
        test_engines_agree_bit_for_bit()
    assert seen["leavers and stayers"] >= EXAMPLES
    names = {name for name in seen if name not in TERMS}
    assert len(names) == 11
    rare = {name: seen[name] for name in (*names, *TERMS) if seen[name] < ENOUGH}
    assert not rare
