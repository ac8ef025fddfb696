"""Theorem B: who leaves without contagion leaves with it, in every run, also with turning back."""

import numpy as np
from hypothesis import strategies as st

from simulation.model.stages import OUT
from tests import drawn
from tests.properties.changes import with_tables, without_contagion
from tests.running import WITHOUT_STATES, change, differ, months_of, same
from tests.worlds import moved


def test_whoever_leaves_alone_leaves_with_the_others(engine):
    def check(case):
        alone, together = engine.run(without_contagion(case)), engine.run(case)
        assert not ((alone.announced >= 0) & (together.announced < 0)).any()
        if not case.parameters.turning_back:
            assert (months_of(together.announced) <= months_of(alone.announced)).all()
        turned_back = bool((together.returned > 0).any())
        return bool(((together.announced >= 0) & (alone.announced < 0)).any()), turned_back

    seen = engine.over(drawn.cases(engine.max_states, conditions=drawn.B), check)
    assert seen[True, False] > 0
    assert seen[True, True] > 0


@st.composite
def interrupted_cases(draw, max_states):
    """A case without contagion, and the same with one state turned out on a date."""
    case = without_contagion(draw(drawn.cases(max_states)))
    state = draw(st.integers(0, len(case.world.states) - 1))
    treaty = draw(st.integers(0, len(case.world.treaties) - 1))
    gone = moved(draw(st.integers(0, case.agenda.months)), state, OUT, treaty)
    events = sorted((*case.agenda.stage_events, gone), key=lambda event: event.month)
    return case, with_tables(case, stage_events=tuple(events)), state


def test_without_contagion_nobody_notices_what_another_does(engine):
    def check(trio):
        case, interrupted, state = trio
        plain, other = (engine.run(c, recorded=2) for c in (case, interrupted))
        same(without(plain, state), without(other, state))
        return differ(plain, other)

    assert engine.over(interrupted_cases(engine.max_states), check)[True] > 0


def without(histories, state):
    """The histories of everybody else."""
    return change(
        histories, lambda name, a: a if name in WITHOUT_STATES else np.delete(a, state, axis=-1)
    )
