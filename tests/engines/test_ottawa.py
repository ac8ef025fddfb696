"""The base scenario through both engines: the same tables, to the last bit, for 200 replicates."""

import pytest

from simulation.experiments.runner import run

TABLES = ("runs", "exits", "states", "points", "sizes", "months")


@pytest.mark.parametrize("replicates", [range(100), range(100, 200)], ids=["first", "second"])
def test_both_engines_leave_the_same_tables(replicates):
    fast, read = (
        run("ottawa-2025", replicates=200, only=replicates, engine=engine)
        for engine in ("compiled", "mesa")
    )
    assert len(fast.exits) > 100
    assert fast.states["p_exit"].min() == 0.0
    for name in TABLES:
        assert getattr(fast, name).equals(getattr(read, name)), name
    assert fast.manifest["tables"] == read.manifest["tables"]
