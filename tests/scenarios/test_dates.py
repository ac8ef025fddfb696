"""Scenarios that set states out on recorded dates keep those dates to the month."""

import datetime

from simulation.experiments.runner import run
from simulation.scenario.reading import read
from simulation.world import tables

ON_RECORD = ("EST", "LVA", "LTU", "FIN", "POL")


def test_the_five_leave_on_their_recorded_dates():
    scenario = read("chain-reaction")
    exits = run(scenario, replicates=20).exits
    five = exits[exits["state"].isin(ON_RECORD) & (exits["treaty"] == "APMBC")]
    assert len(five) == 20 * len(ON_RECORD)

    def month(day):
        return scenario.month_of(datetime.date.fromisoformat(day))

    recorded = {
        row.state: row
        for row in tables.withdrawals()
        if row.treaty == "APMBC" and row.state in ON_RECORD
    }
    for row in five.itertuples():
        on_record = recorded[row.state]
        assert row.announced == month(on_record.announced)
        assert row.notified == month(on_record.notified)
        assert row.out == month(on_record.effective)
        assert row.forced
