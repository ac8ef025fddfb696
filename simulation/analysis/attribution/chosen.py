"""What is asked: one treaty, one month, and which states can be sent out in it."""

import datetime
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.arms import LEAVING
from simulation.analysis.comparable import ever_party, moved_by_date
from simulation.engines.contract import Case
from simulation.model.stages import PARTY
from simulation.scenario.dates import first_day
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Scenario
from simulation.world.world import Flags

MOST_STATES = 1_000
"""States of which each can be sent out in an arm of its own."""


class Chosen(NamedTuple):
    """A treaty, a month, and the states that count."""

    treaty: int
    """Position of the treaty in which states are sent out."""
    month: int
    """1..T: the month in which they announce."""
    sent: list[int]
    """States that can be sent out: party to the treaty before that month."""
    counted: Flags
    """(treaties, states) whose decisions count: ever party, and moved by no date."""


def refuse_unfit(scenario: Scenario, rule: object = None) -> None:
    """Raises InputFault where exits cannot be traced back to terms and partners.

    rule: a rule of the researcher's own, which weighs nobody knows what.
    """
    if rule is not None:
        raise InputFault(
            "attribute: rule=: exits are traced through the terms of the theory, which a rule of"
            " your own replaces; leave it out"
        )
    if scenario.rule != "hazard":
        raise InputFault(
            f'attribute: {scenario.name}: rule.name = "{scenario.rule}": a textbook rule has no'
            ' terms and no pressure to trace exits through; must be "hazard"'
        )


def refuse_unfit_world(case: Case, scenario: Scenario) -> None:
    """Raises InputFault for worlds drawn anew for each run, and for those with too many states."""
    if case.redraw is not None:
        raise InputFault(
            f"attribute: {scenario.name}: its network is drawn anew for each replicate, so a state"
            " has other partners in each; world.fixed = true keeps one network for all"
        )
    states = len(case.world.states)
    if states > MOST_STATES:
        raise InputFault(
            f"attribute: {scenario.name}: {states:,} states; each is sent out in runs of its own,"
            f" so there can be at most {MOST_STATES:,}"
        )


def chosen(scenario: Scenario, case: Case, treaty: str | None, month: str | None) -> Chosen:
    """What is asked, checked.

    treaty: code; None: the first listed.  month: "YYYY-MM"; None: that of the first exit that the
    scenario dates in this treaty, otherwise the middle of the run.  The middle is an assumption: it
    leaves as much time to those who may follow as has passed, and knows nothing of the record.
    """
    k = _treaty(case, treaty)
    when = _first_dated(case, k) if month is None else _month(scenario, month)
    world, agenda = case.world, case.agenda
    joined = (agenda.joins[k] >= 0) & (agenda.joins[k] < when)
    sent = np.flatnonzero((world.stage[k] == PARTY) | joined).tolist()
    if not sent:
        raise InputFault(f"attribute: nobody is party to {world.treaties[k].code} in that month")
    return Chosen(k, when, sent, ever_party(world, agenda) & ~moved_by_date(world, agenda))


def _treaty(case: Case, treaty: str | None) -> int:
    codes = [one.code for one in case.world.treaties]
    if treaty is None:
        return 0
    if treaty not in codes:
        raise InputFault(
            f"--treaty: {treaty!r} must be one of {', '.join(codes)}{did_you_mean(treaty, codes)}"
        )
    return codes.index(treaty)


def _first_dated(case: Case, treaty: int) -> int:
    """Month of the first dated exit from a treaty after the start, otherwise the middle."""
    dated = [
        event.month
        for event in case.agenda.stage_events
        if event.treaty == treaty and event.stage in LEAVING and event.month >= 1
    ]
    return min(dated, default=(case.agenda.months + 1) // 2)


def _month(scenario: Scenario, month: str) -> int:
    try:
        when = scenario.month_of(first_day(month)) if len(str(month)) == len("2025-03") else 0
    except ValueError:
        when = 0
    if not 1 <= when <= scenario.months:
        raise InputFault(
            f"--month: {str(month)[:40]!r} must be a month of the run as in 2025-03, from"
            f" {scenario.start:%Y-%m} to {scenario.end:%Y-%m}"
        )
    return when


def date_of_month(scenario: Scenario, month: int) -> datetime.date:
    """First day of a numbered month; 1 is the month of the start."""
    months = 12 * scenario.start.year + scenario.start.month - 1 + month - 1
    return datetime.date(months // 12, months % 12 + 1, 1)


def named(month: datetime.date) -> str:
    """A month as "2025-03".

    >>> named(datetime.date(2025, 3, 1))
    '2025-03'
    """
    return f"{month.year:04d}-{month.month:02d}"
