"""A replicate is the same alone, among others, in any chunk and in any order."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tests import drawn
from tests.running import change, differ, same

RUNS = 6


def rows(histories, chosen):
    """The histories of some of the runs."""
    aside = ("failed", "reasons")
    return change(histories, lambda name, array: array if name in aside else array[chosen])


def joined(parts):
    """Histories of chunks, one after another."""
    return change(parts[0], lambda name, _: np.concatenate([getattr(part, name) for part in parts]))


def test_a_replicate_alone_is_its_row_of_many(engine):
    def check(case):
        many = engine.run(case, RUNS, RUNS)
        for r in (0, RUNS - 1):
            same(rows(many, [r]), engine.run(case, [r], 1))
        return differ(rows(many, [0]), rows(many, [1]))

    assert engine.over(drawn.cases(engine.max_states), check)[True] >= engine.examples // 2


@st.composite
def chunked_cases(draw, max_states):
    case = draw(drawn.cases(max_states))
    numbers = draw(st.permutations([0, 1, 2, 17, 9_999, 2**31]))
    cuts = sorted(draw(st.sets(st.integers(1, RUNS - 1), max_size=3)))
    return case, np.split(np.array(numbers), cuts)


def test_chunks_of_any_size_and_order_make_up_the_whole(engine):
    def check(pair):
        case, chunks = pair
        whole = engine.run(case, np.concatenate(chunks), RUNS)
        same(whole, joined([engine.run(case, chunk, RUNS) for chunk in chunks]))
        return len(chunks)

    sizes = engine.over(chunked_cases(engine.max_states), check)
    assert len(sizes) > 1


def test_recording_changes_nothing_else(engine):
    def check(case):
        recorded, unseen = engine.run(case, 3, 2), engine.run(case, 3, 0)
        assert recorded.threat_path.shape[0] == 2
        assert unseen.threat_path.shape[0] == 0
        paths = ("threat_path", "commitment_path")
        same(replace(recorded, **{path: getattr(unseen, path) for path in paths}), unseen)

    engine.over(drawn.cases(engine.max_states), check)


def test_another_seed_is_other_luck(engine):
    def check(case):
        return differ(engine.run(case), engine.run(replace(case, seed=case.seed + 1)))

    assert engine.over(drawn.cases(engine.max_states), check)[True] >= engine.examples // 2
