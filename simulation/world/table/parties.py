"""parties.csv: who is bound by which treaty, and from when to when."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from simulation.scenario.data_files import named
from simulation.scenario.faults import did_you_mean
from simulation.scenario.scenario import Scenario
from simulation.world.table import cells
from simulation.world.table.files import opened
from simulation.world.table.named import positions
from simulation.world.table.sheet import Faults, Sheet
from simulation.world.table.states import States

KEY = "world.parties"


class Membership(NamedTuple):
    """One stretch of being bound."""

    treaty: int
    state: int
    joined: datetime.date
    left: datetime.date | None
    """The day from which it is no longer bound; None: still bound."""
    row: int
    """Of the file."""


def memberships(scenario: Scenario, states: States, faults: Faults) -> list[Membership]:
    """Every stretch of membership in the world's treaties; those in other treaties are left out.

    A month or year stands for its last day, as in the open tables.  Faults are noted.
    """
    sheet = opened(scenario, KEY, ("state", "treaty", "joined"), ("left",))
    who = positions(states.reader, sheet, "state", states.index, states.label, faults)
    what = treaties(sheet, scenario.world.treaties, faults)
    joined, left = (cells.last_days(sheet, column, faults) for column in ("joined", "left"))
    found = []
    for at, (state, treaty, since, until) in enumerate(zip(who, what, joined, left, strict=True)):
        if not sheet.columns["joined"][at]:
            faults.add(sheet.fault(at, "joined", "must be the date of joining"))
        elif since is not None and until is not None and until <= since:
            faults.add(sheet.fault(at, "left", f"must be after joined = {since}"))
        elif since is not None and state >= 0 and treaty >= 0:
            found.append(Membership(treaty, state, since, until, sheet.rows[at]))
    for row, before in _overlapping(found):
        faults.add(f"{sheet.label}: row {row:,}: is bound at that time already, by row {before:,}")
    return found


def misspelt(scenario: Scenario) -> dict[str, int]:
    """Treaties that rows name, that the world leaves out, and whose names come near one of its own.

    With how many rows name each; nothing without ``parties.csv``.
    """
    if KEY not in named(scenario):
        return {}
    cells = Counter(
        opened(scenario, KEY, ("state", "treaty", "joined"), ("left",)).columns["treaty"]
    )
    known = scenario.world.treaties
    return {
        text: rows
        for text, rows in sorted(cells.items())
        if text and text not in known and did_you_mean(text, known)
    }


def treaties(sheet: Sheet, known: Sequence[str], faults: Faults, every: bool = True) -> list[int]:
    """Position of each row's treaty in the world; -1: a treaty that the world leaves out.

    every: a treaty of the world that no row names is a fault, for its name must be misspelt;
    otherwise it is one if no row names any.
    """
    index = {code: k for k, code in enumerate(known)}
    cells = sheet.columns["treaty"]
    named = [index.get(text, -1) for text in cells]
    for at, text in enumerate(cells):
        if not text:
            faults.add(sheet.fault(at, "treaty", "must name a treaty"))
    others = sorted(set(cells) - {"", *known})
    for code in known if every or max(named) < 0 else ():
        if code not in cells:
            where = f"{sheet.label}: column treaty"
            hint = did_you_mean(code, others)
            faults.add(f'{where}: no row names "{code}" of world.treaties{hint}')
    return named


def _overlapping(found: Sequence[Membership]) -> Iterator[tuple[int, int]]:
    """Rows of stretches that begin before another of the same state and treaty ends."""
    stretches: defaultdict[tuple[int, int], list[Membership]] = defaultdict(list)
    for one in found:
        stretches[one.treaty, one.state].append(one)
    for same in stretches.values():
        ordered = sorted(same, key=lambda one: (one.joined, one.row))
        for before, after in pairwise(ordered):
            if before.left is None or after.joined < before.left:
                yield after.row, before.row
