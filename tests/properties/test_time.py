"""Time runs one way: later months, and what changes in them, leave earlier ones as they were."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tests import drawn
from tests.properties.changes import intervened, lengthened
from tests.running import differ, same

EVENTS = ("announced", "notified", "out", "returned", "suspended")
PATHS = ("threat_path", "commitment_path")


def until(histories, months, known):
    """What had happened by the end of a month: nothing later, and nothing of the end of the run."""
    past = {name: np.where(known, getattr(histories, name), -1) for name in EVENTS}
    paths = {name: getattr(histories, name)[:, : months + 1] for name in PATHS}
    return replace(
        histories,
        **{name: np.where(when > months, -1, when) for name, when in past.items()},
        **paths,
        threat=paths["threat_path"][:, -1],
        commitment=paths["commitment_path"][:, -1],
        stage=np.zeros_like(histories.stage),
        forced=np.zeros_like(histories.forced),
    )


def known(histories, months):
    """(runs, treaties, states) False where a later month may have written over an earlier one.

    Only who turned back or was suspended can enter a stage a second time, and then the later month
    is the one on record.
    """
    again = (histories.returned >= 0) | (histories.suspended >= 0)
    return ~again | (np.max([getattr(histories, name) for name in EVENTS], axis=0) <= months)


def pasts(one, other, months):
    """What both histories say had happened by the end of a month, where both can say so."""
    clear = known(one, months) & known(other, months)
    assert clear.mean() > 0.5 or clear.size < 20
    return until(one, months, clear), until(other, months, clear)


@st.composite
def longer_cases(draw, max_states):
    case = draw(drawn.cases(max_states))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return case, lengthened(case, draw(st.integers(1, 24)), rng)


def test_a_longer_horizon_keeps_the_earlier_months(engine):
    def check(pair):
        case, longer = pair
        short = engine.run(case, recorded=engine.luck)
        long = engine.run(longer, recorded=engine.luck)
        months = case.agenda.months
        same(*pasts(short, long, months))
        assert short.threat.tobytes() == long.threat_path[:, months].tobytes()
        assert short.commitment.tobytes() == long.commitment_path[:, months].tobytes()
        return bool((long.announced > months).any())

    assert engine.over(longer_cases(engine.max_states), check)[True] > 0


@st.composite
def changed_cases(draw, max_states):
    case = draw(drawn.cases(max_states))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    month = draw(st.integers(1, case.agenda.months))
    return case, month, intervened(case, month, rng)


def test_a_change_from_a_month_on_keeps_every_bit_before_it(engine):
    def check(drawn_case):
        case, month, changed = drawn_case
        plain = engine.run(case, recorded=engine.luck)
        other = engine.run(changed, recorded=engine.luck)
        same(*pasts(plain, other, month - 1))
        return differ(*pasts(plain, other, month))

    assert engine.over(changed_cases(engine.max_states), check)[True] >= engine.examples // 2
