"""Who may come in."""

import pytest

from simulation.page.door import Pace, Tries, fresh_token, hosts_of, misplaced, same_word

HOSTS = hosts_of(["127.0.0.1", "localhost", "192.168.1.7"], 8123)


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"host": ""}, {"host": "evil.example"}, {"host": "127.0.0.1"},
        {"host": "127.0.0.1:8124"}, {"host": "127.0.0.1:8123.evil.example"},
        {"host": "127.0.0.1:8123", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8123", "origin": "https://127.0.0.1:8123"},
        {"host": "127.0.0.1:8123", "origin": "null"},
        {"host": "127.0.0.1:8123", "origin": "http://127.0.0.1:8123@evil.example"},
        {"host": "127.0.0.1:8123", "origin": "http://[broken"},
    ],
)  # fmt: skip
def test_requests_from_elsewhere_are_known(headers):
    assert misplaced(headers, HOSTS)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "192.168.1.7", "LOCALHOST"])
def test_our_own_requests_pass(name):
    here = f"{name}:8123"
    assert misplaced({"host": here}, HOSTS) is None
    assert misplaced({"host": here, "origin": f"http://{here}"}, HOSTS) is None


def test_wrong_codes_are_slowed_down_by_address_and_forgotten():
    now = [0.0]
    tries = Tries(lambda: now[0], most=3, seconds=60.0)
    for _ in range(3):
        assert not tries.barred("a")
        tries.miss("a")
    assert tries.barred("a")
    assert not tries.barred("b")
    now[0] = 61.0
    assert not tries.barred("a")


def test_the_memory_for_addresses_is_bounded():
    tries = Tries(lambda: 0.0)
    for number in range(3000):
        tries.miss(str(number))
    assert len(tries.missed) == 1000


def test_a_pace_allows_a_burst_and_then_a_rate():
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert [pace.allows() for _ in range(21)] == [True] * 20 + [False]
    now[0] = 1.0
    assert [pace.allows() for _ in range(5)] == [True] * 4 + [False]


def test_tokens_differ_and_an_empty_word_opens_nothing():
    assert len({fresh_token() for _ in range(100)}) == 100
    assert not same_word("", "")
    assert same_word("K7F2 ", "k7f2")
