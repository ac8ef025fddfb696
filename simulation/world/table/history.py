"""withdrawals.csv: what is on record about states that left, or began to.

Of this record a world takes only what was so on its date: who had left by then is outside.  What
came later is for comparison with the runs, and nothing of it enters them.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from simulation.scenario.data_files import named
from simulation.scenario.plain import shown
from simulation.scenario.scenario import Scenario, months_between
from simulation.world.table import cells
from simulation.world.table.files import opened
from simulation.world.table.named import positions
from simulation.world.table.parties import treaties
from simulation.world.table.sheet import Faults, Sheet
from simulation.world.table.states import States, states

KEY = "world.history"
STEPS = ("announced", "notified", "out", "returned")
"""Columns of dates, in the order in which they come; returned may stand in place of out."""


class Withdrawal(NamedTuple):
    """One withdrawal on record; a month or year stands for its last day."""

    state: str
    """Identifier, as in the world."""
    treaty: str
    announced: datetime.date | None
    notified: datetime.date | None
    out: datetime.date | None
    returned: datetime.date | None
    """When it turned back, or was bound again; None: it did not."""

    def outside(self, day: datetime.date) -> bool:
        """Whether the state had left by a day, and had not come back.

        >>> yesterday, today = datetime.date(2020, 1, 1), datetime.date(2020, 1, 2)
        >>> Withdrawal("A", "T1", None, None, yesterday, None).outside(today)
        True
        """
        gone = self.out is not None and self.out <= day
        return gone and not (self.returned is not None and self.returned <= day)

    def under_notice(self, day: datetime.date) -> bool:
        """Whether it had announced or notified by a day, was still bound, had not turned back."""
        begun = any(step is not None and step <= day for step in (self.announced, self.notified))
        over = any(step is not None and step <= day for step in (self.out, self.returned))
        return begun and not over


def on_record(scenario: Scenario) -> tuple[Withdrawal, ...]:
    """Every withdrawal from the world's treaties on record, in the order of the file.

    Empty where the scenario names no such file.  Raises ``InputFault``.
    """
    if scenario.world.source != "table" or KEY not in named(scenario):
        return ()
    faults = Faults()
    found = withdrawals(scenario, states(scenario), faults)
    faults.close()
    return found


def decided_on_record(scenario: Scenario) -> Mapping[str, tuple[Withdrawal, ...]]:
    """For each treaty the withdrawals announced, or else notified, within the months of the run.

    Those taken back by its end are among them; ``exits`` of a run leaves them out.
    """
    found: dict[str, list[Withdrawal]] = {code: [] for code in scenario.world.treaties}
    for one in on_record(scenario):
        steps = [step for step in one[2:] if step is not None]
        if scenario.start <= min(steps) and months_between(min(steps), scenario.end) >= 0:
            found[one.treaty].append(one)
    return {code: tuple(ones) for code, ones in found.items()}


def withdrawals(scenario: Scenario, who: States, faults: Faults) -> tuple[Withdrawal, ...]:
    """The rows of the file; what is at fault is noted and left out."""
    sheet = opened(scenario, KEY, ("state", "treaty", "announced"), STEPS[1:])
    place = positions(who.reader, sheet, "state", who.index, who.label, faults)
    what = treaties(sheet, scenario.world.treaties, faults, every=False)
    first = {step: cells.first_days(sheet, step, Faults()) for step in STEPS}
    last = {step: cells.last_days(sheet, step, faults) for step in STEPS}
    found = []
    for at, (i, k) in enumerate(zip(place, what, strict=True)):
        if not any(sheet.columns[step][at] for step in STEPS if step in sheet.columns):
            faults.add(sheet.fault(at, "announced", "must be a date, or a later one given"))
        elif line := _disorder(sheet, at, first, last):
            faults.add(line)
        elif i >= 0 and k >= 0 and any(last[step][at] for step in STEPS):
            dates = (last[step][at] for step in STEPS)
            found.append(Withdrawal(who.identifiers[i], scenario.world.treaties[k], *dates))
    return tuple(found)


def _disorder(
    sheet: Sheet, at: int, first: Mapping[str, cells.Dates], last: Mapping[str, cells.Dates]
) -> str:
    """One line where a step comes in a month before an earlier one; empty where none does.

    Days do not count: South Africa notified two days before it announced in October 2016.
    """
    before = ""
    for step in STEPS:
        end = last[step][at]
        if end is None:
            continue
        start = first[before][at] if before else None
        if start is not None and months_between(start, end) < 0:
            held = shown(sheet.columns[before][at])
            return sheet.fault(at, step, f"must not be in a month before {before} = {held}")
        before = step
    return ""
