"""Progress: an estimate only where there is something to estimate from."""

import pytest

from simulation.cli import progress
from simulation.cli.progress import PREPARING, Lines, shown_progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is set."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_first_chunk_gives_no_estimate(clock, capsys):
    lines = Lines("replicates")
    clock[0] = 60.0
    lines.report(250, 10_000)
    assert capsys.readouterr().err == "250 of 10,000 replicates\n"
    clock[0] = 66.0
    lines.report(1_000, 10_000)
    assert capsys.readouterr().err == "1,000 of 10,000 replicates, about 72 s left\n"


def test_a_line_comes_only_now_and_then_and_never_at_the_end(clock, capsys):
    lines = Lines("replicates")
    for second in range(1, 13):
        clock[0] = float(second)
        lines.report(second, 12)
    assert capsys.readouterr().err.splitlines() == [
        "5 of 12 replicates, about 7 s left",
        "10 of 12 replicates, about 2 s left",
    ]


def test_a_long_silence_is_explained_once(monkeypatch, capsys):
    monkeypatch.setattr(progress, "SECONDS_OF_SILENCE", 0.0)
    explained = []
    with progress._explained(lambda: explained.append(PREPARING), lambda *_: None) as report:
        while not explained:
            pass
        report(1, 2)
    assert explained == [PREPARING]


def test_work_that_begins_soon_needs_no_explanation(capsys):
    with shown_progress(quiet=False) as report:
        report(1, 2)
    assert capsys.readouterr().err == ""


def test_quiet_shows_nothing():
    with shown_progress(quiet=True) as report:
        assert report is None
