"""Chance: the generator's known answers, the law of its draws, and whom a draw is for."""

import importlib
import itertools

import numba
import numpy as np
import pytest
from scipy import stats

from simulation import chance
from simulation.model.arithmetic import log
from simulation.world import luck
from tests.oracles.laws import ALPHA, follow

ONES = 0xFFFFFFFF
KNOWN = [
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((ONES,) * 4, (ONES,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]
"""Counter, key and words of Philox4x32-10, published by its authors (Random123, kat_vectors)."""


@pytest.fixture(scope="module")
def compiled():
    """The functions of chance as the compiled engine has them."""
    importlib.import_module("simulation.engines.compiled")
    return {
        name: numba.njit(getattr(chance, name)) for name in ("philox", "uniform", "exponential")
    }


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers(counter, key, words):
    assert " ".join(f"{word:08x}" for word in chance.philox(*counter, *key)) == words


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers_compiled(compiled, counter, key, words):
    made = compiled["philox"](*map(np.int64, counter), *map(np.int64, key))
    assert " ".join(f"{word:08x}" for word in made) == words


@pytest.mark.parametrize("name", ["philox", "uniform", "exponential"])
def test_compiled_chance_is_the_same_chance(compiled, name):
    rng = np.random.default_rng(1)
    for words in rng.integers(0, 2**32, (200, 6 if name == "philox" else 5)).tolist():
        assert compiled[name](*words) == getattr(chance, name)(*words)


def test_a_uniform_draw_is_never_0_or_1(monkeypatch):
    for word in (0, ONES):
        monkeypatch.setattr(chance, "philox", lambda *_, word=word: (word,) * 4)
        assert 0.0 < chance.uniform(0, 0, 0, 0, 0) < 1.0
        assert 0.0 < chance.exponential(0, 0, 0, 0, 0) < 40.0


KEY = chance.stream_key(2025, chance.RESISTANCE)
FINLAND = chance.subject("FIN", "APMBC")
MANY = 10_000


def exponentials(draws):
    return np.array([chance.exponential(*draw) for draw in draws])


DRAWS = {
    "replicates": [(r, *FINLAND, *KEY) for r in range(MANY)],
    "states": [(0, *chance.subject(f"S{n:05d}", "T1"), *KEY) for n in range(MANY)],
    "seeds": [(0, *FINLAND, *chance.stream_key(s, chance.RESISTANCE)) for s in range(MANY)],
    "treaties": [(0, *chance.subject("FIN", f"T{n}"), *KEY) for n in range(MANY)],
    "episodes": [(0, *chance.subject("FIN", "APMBC", n), *KEY) for n in range(MANY)],
}


@pytest.mark.parametrize("across", DRAWS)
def test_draws_are_exponential(across):
    made = exponentials(DRAWS[across])
    assert stats.kstest(made, "expon").pvalue > ALPHA
    assert len(set(made)) == MANY


@pytest.mark.parametrize("across", DRAWS)
def test_one_draw_says_nothing_about_the_next(across):
    """Neighbours in a row, by rank, so that a few large draws do not decide."""
    made = exponentials(DRAWS[across])
    assert stats.spearmanr(made[:-1], made[1:]).pvalue > ALPHA


STREAMS = (
    chance.RESISTANCE,
    chance.RETURN_RESISTANCE,
    chance.DOMESTIC_DELAY,
    chance.INITIAL_VALUES,
)
NEIGHBOURS = {
    **{f"seed {s}": (chance.stream_key(s, STREAMS[0]), FINLAND) for s in (2024, 2025, 2026)},
    **{stream: (chance.stream_key(2025, stream), FINLAND) for stream in STREAMS[1:]},
    "next key": ((KEY[0] + 1, KEY[1]), FINLAND),
    "next key word": ((KEY[0], KEY[1] ^ 1), FINLAND),
    "other state": (KEY, chance.subject("EST", "APMBC")),
    "other treaty": (KEY, chance.subject("FIN", "CCM")),
    "next counter": (KEY, (FINLAND[0] ^ 1, FINLAND[1])),
}


@pytest.fixture(scope="module")
def rows():
    """Draws of neighbouring streams over the same replicates."""
    return {
        name: exponentials((r, *subject, *key) for r in range(4000))
        for name, (key, subject) in NEIGHBOURS.items()
    }


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(NEIGHBOURS, 2)))
def test_streams_of_neighbouring_keys_are_uncorrelated(rows, one, other):
    assert stats.spearmanr(rows[one], rows[other]).pvalue > ALPHA


def test_equal_identifiers_are_refused():
    with pytest.raises(ValueError, match="FIN, FIN"):
        chance.subjects(["FIN", "EST", "FIN"], "APMBC")


def test_colliding_identifiers_are_refused(monkeypatch):
    """Two names with one digest: named, not drawn for."""
    monkeypatch.setattr(chance, "_digest", lambda text: bytes([len(text)] * 8))
    with pytest.raises(ValueError, match="EST, FIN"):
        chance.subjects(["EST", "AB", "FIN"], "APMBC")


def test_a_draw_depends_on_everything_that_it_is_for():
    assert len({chance.stream_key(s, stream) for s in range(50) for stream in STREAMS}) == 200
    subjects = {
        chance.subject(state, treaty, episode)
        for state in ("FIN", "EST", "FI", "NEST")
        for treaty in ("APMBC", "CCM")
        for episode in range(3)
    }
    assert len(subjects) == 24


def test_the_draws_of_this_version_are_these():
    """Raise STREAM_VERSION when this changes: the same seed then gives other histories."""
    assert chance.STREAM_VERSION == 1
    assert chance.exponential(17, *FINLAND, *KEY).hex() == "0x1.08ee354a4ddfbp-3"


WORDS = np.random.default_rng(5).integers(0, 2**32, (2, 40_000))


def test_many_draws_at_once_are_the_draws_one_by_one():
    drawn = luck.uniforms(2025, "x", 17, *WORDS)
    for at in (0, 1, 16_383, 16_384, 39_999):
        low, high = WORDS[:, at].tolist()
        key = chance.stream_key(2025, "x")
        assert drawn[at] == chance.uniform(17, low, high, *key)
    assert stats.kstest(drawn, "uniform").pvalue > ALPHA


def test_logarithms_of_many_are_those_of_the_theory():
    drawn = luck.uniforms(1, "x", 0, *WORDS)[:5_000]
    values = np.concatenate((drawn, 1e-3 * drawn, 1e6 * drawn, [1.0, 0.5, 2.0**-53, 2.0**0.5]))
    assert luck.logarithms(values).tolist() == [log(value) for value in values.tolist()]


def test_states_are_found_by_the_same_words_all_at_once():
    states = [f"S{number:05d}" for number in range(500)]
    one_by_one = [chance.subject(state, "T1") for state in states]
    assert chance.subjects(states, "T1") == one_by_one
    assert list(zip(*(w.tolist() for w in luck.words(states, "T1")), strict=True)) == one_by_one
    named = luck.uniforms_of_many(1, "x", np.array([3]), *luck.words(states, "T1"))[0]
    assert named[7] == chance.uniform(3, *one_by_one[7], *chance.stream_key(1, "x"))


@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_shuffling_keeps_every_number_once(count):
    order = luck.shuffled(count, luck.Luck(1, "x", 0))
    assert sorted(order.tolist()) == list(range(count))


def test_every_order_is_as_likely():
    drawn = [tuple(luck.shuffled(4, luck.Luck(1, "x", r)).tolist()) for r in range(2400)]
    orders = sorted(set(drawn))
    assert len(orders) == 24
    follow([drawn.count(order) for order in orders], [1 / 24] * 24)
