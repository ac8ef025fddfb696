"""The base scenario through both engines: the same tables, to the last bit, for 200 replicates."""

import pytest

from simulation.experiments.runner import run

TABLES = ("runs", "exits", "states", "points", "sizes", "months")


SOME = range(40)
"""What every test run compares; the rest takes minutes."""


@pytest.mark.parametrize(
    "replicates",
    [SOME, pytest.param(range(SOME.stop, 200), marks=pytest.mark.slow)],
    ids=["some", "rest"],
)
def test_both_engines_leave_the_same_tables(replicates):
    fast, read = (
        run("ottawa-2025", replicates=200, only=replicates, engine=engine)
        for engine in ("compiled", "mesa")
    )
    assert len(fast.exits) > len(replicates)
    assert fast.states["p_exit"].min() == 0.0
    for name in TABLES:
        assert getattr(fast, name).equals(getattr(read, name)), name
    assert fast.manifest["tables"] == read.manifest["tables"]
