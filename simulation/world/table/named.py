"""States by the names that the researcher's files use."""

from collections.abc import Mapping, Sequence

from simulation.scenario.faults import did_you_mean
from simulation.world import codes
from simulation.world.table.sheet import Faults, Sheet

OWN = "own"
"""Names of the researcher's own, taken as they are."""

LONGEST_NAME = 100
MOST_COMPARED = 10_000
"""Among more states than this no similar name is looked for."""


class Reader:
    """Turns cells into states; each spelling is looked up once."""

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self._known: dict[str, codes.Match] = {}

    def match(self, text: str) -> codes.Match:
        """The identifier that a cell means, or what is wrong with it."""
        if text not in self._known:
            self._known[text] = self._match(text)
        return self._known[text]

    def _match(self, text: str) -> codes.Match:
        if not text:
            return codes.Match("", "must name a state")
        if len(text) > LONGEST_NAME:
            return codes.Match("", f"must be a name of at most {LONGEST_NAME} letters")
        return codes.Match(text, "") if self.scheme == OWN else codes.match(text, self.scheme)


def listed(reader: Reader, sheet: Sheet, faults: Faults) -> list[str]:
    """The identifiers of a list of states, each of which stands there once."""
    first: dict[str, int] = {}
    cells = sheet.columns["state"]
    for at, text in enumerate(cells):
        found = reader.match(text)
        if found.why:
            faults.add(sheet.fault(at, "state", found.why))
        elif found.iso3 in first:
            before = first[found.iso3]
            same = "" if cells[before] == text else f", as {cells[before]}"
            line = f"is there twice, first in row {sheet.rows[before]:,}{same}"
            faults.add(sheet.fault(at, "state", line))
        else:
            first[found.iso3] = at
    return list(first)


def positions(
    reader: Reader,
    sheet: Sheet,
    column: str,
    index: Mapping[str, int],
    states_label: str,
    faults: Faults,
) -> list[int]:
    """Where each cell's state stands among the states; -1 for one that is not there.

    states_label: the file that lists the states, as messages call it.
    """
    found = []
    for at, text in enumerate(sheet.columns[column]):
        match = reader.match(text)
        place = -1 if match.why else index.get(match.iso3, -1)
        if place < 0:
            similar = "" if faults.full else _similar(text, tuple(index))
            why = match.why or f"no such state in {states_label}{similar}"
            faults.add(sheet.fault(at, column, why))
        found.append(place)
    return found


def _similar(text: str, states: Sequence[str]) -> str:
    return did_you_mean(text, states) if len(states) <= MOST_COMPARED else ""
