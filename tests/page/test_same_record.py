"""Whatever was asked before, and whoever asks beside: the same choice has the same record."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.page.answering import Answering

RUNS = 20


@pytest.fixture(scope="module")
def used():
    """A page that many choices have gone through."""
    return Answering("ottawa-2025", replicates=RUNS)


def choices(offer):
    """Any choice."""
    switches = {
        one.name: st.sampled_from(one.years) if one.years else st.none() for one in offer.switches
    }
    return st.fixed_dictionaries({
        "levels": st.fixed_dictionaries({one.name: st.integers(0, 4) for one in offer.controls}),
        "switches": st.lists(st.sampled_from(sorted(switches)), max_size=2, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: switches[name] for name in names})
        ),
        "held": st.none() | st.sampled_from(["FIN", "POL", "NOR", "UKR", "USA"]),
        "replicate": st.integers(0, RUNS - 1),
    })  # fmt: skip


@settings(max_examples=6)
@given(data=st.data())
def test_a_page_in_use_answers_as_a_new_one(used, data):
    given = data.draw(st.lists(choices(used.offer), min_size=1, max_size=4))
    told = [used.record_json(used.choice(one)) for one in given]
    last = Answering("ottawa-2025", replicates=RUNS, workers=1)
    assert last.record_json(last.choice(given[-1])) == told[-1]


def test_back_at_the_base_everything_is_as_it_was(used):
    fresh = Answering("ottawa-2025", replicates=RUNS)
    before = fresh.record_json(fresh.base)
    for level in range(5):
        fresh.record_json(
            fresh.choice({"levels": {"rival": level}, "switches": {"champions": 2024}})
        )
    assert json.dumps(fresh.made(fresh.base)) == json.dumps(json.loads(before))
    assert before == used.record_json(used.base)


def test_many_threads_are_answered_alike_and_each_choice_is_reckoned_once(monkeypatch, used):
    asked = [{"levels": {"norm": n % 5}, "held": ("EST", None)[n % 2]} for n in range(40)]
    once = {str(one): used.record_json(used.choice(one)) for one in asked}
    fresh, reckoned, gate = Answering("ottawa-2025", replicates=RUNS), [], threading.Barrier(8)
    made = fresh.made
    monkeypatch.setattr(fresh, "made", lambda choice: reckoned.append(choice) or made(choice))

    def ask(n):
        gate.wait()
        return [(str(one), fresh.record_json(fresh.choice(one))) for one in asked[n:] + asked[:n]]

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask, range(8)):
            assert dict(answers) == once
    assert len(reckoned) == len(set(reckoned)) == len(once)


def test_a_choice_that_fails_is_told_to_all_who_wait_and_can_be_asked_again(monkeypatch, used):
    fresh = Answering("ottawa-2025", replicates=RUNS)
    with monkeypatch.context() as broken:
        broken.setattr(fresh, "made", lambda choice: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fresh.record_json(fresh.base)
    assert fresh.record_json(fresh.base) == used.record_json(used.base)
