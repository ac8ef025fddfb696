"""Answers kept while there is room, and made once."""

import pytest

from simulation.page.kept import Kept


def test_what_there_is_no_room_for_is_forgotten_the_longest_unasked_first():
    kept, made = Kept(10), []

    def ask(name, size=5):
        return kept.answer(name, lambda: made.append(name) or bytes(size))

    for name in ("a", "b", "a", "c", "a", "b"):
        assert ask(name) == bytes(5)
    assert made == ["a", "b", "c", "b"]
    assert len(ask("large", 11)) == 11
    assert len(ask("large", 11)) == 11
    assert made[-2:] == ["large", "large"]


def test_what_fails_is_not_kept():
    kept = Kept(10)
    with pytest.raises(ZeroDivisionError):
        kept.answer("a", lambda: 1 / 0)
    assert kept.answer("a", lambda: b"1") == b"1"
