"""Rows of exits are kept run by run as long as there is room, whatever the chunks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulation as sim
from simulation.outcomes import listing
from simulation.outcomes.listing import Listing
from simulation.scenario.faults import InputFault


def of(most, rows, cuts):
    """A listing of runs 5, 6, ... with so many rows each, given in chunks."""
    kept = Listing(most)
    replicates = np.arange(5, 5 + len(rows))
    for chunk in np.split(np.arange(len(rows)), sorted(cuts)):
        numbers = np.repeat(replicates[chunk], np.array(rows, dtype=int)[chunk])
        kept.add({"replicate": numbers}, replicates[chunk])
    return kept


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.integers(0, 40),
    st.sets(st.integers(1, 11), max_size=3),
)
def test_whole_runs_are_kept_while_there_is_room(rows, most, cuts):
    kept = of(most, rows, {cut for cut in cuts if cut < len(rows)})
    fitting = int(np.searchsorted(np.cumsum(rows), most, side="right"))
    assert kept.until == (None if fitting == len(rows) else 5 + fitting)
    expected = np.repeat(np.arange(5, 5 + fitting), rows[:fitting])
    assert kept.whole()["replicate"].tolist() == expected.tolist()


TREATY = {
    "time": {"start": 2000, "end": 2001},
    "world": {"source": "synthetic", "states": 10, "layers": {"peers": {"graph": "complete"}}},
    "rule": {"name": "simple", "p": 0.2, "q": 0.2},
    "run": {"replicates": 8},
}


def test_a_result_says_which_runs_are_listed(monkeypatch):
    whole = sim.run(TREATY)
    assert whole.manifest["exits_listed_until"] is None
    monkeypatch.setattr(listing.Listing.__init__, "__defaults__", (25,))
    cut = sim.run(TREATY)
    until = cut.manifest["exits_listed_until"]
    assert 0 < until < 8
    assert len(cut.exits) <= 25
    assert cut.exits.equals(whole.exits[whole.exits["replicate"] < until])
    assert cut.runs.equals(whole.runs)
    assert cut.states.equals(whole.states)
    (line,) = cut.manifest["remarks"]
    assert line.startswith(f"exits: the table lists the runs before replicate {until}")
    with pytest.raises(InputFault, match="compare fewer replicates"):
        sim.compare(TREATY, TREATY)
