"""Networks listed in a file: one tie a row."""

import numpy as np

from simulation.world.synthetic.pairs import Pairs, cells_of
from simulation.world.table.cells import numbers
from simulation.world.table.sheet import Faults, Sheet, sheet
from simulation.world.world import Floats, Integers

MOST_WEIGHT = 1_000.0


def edges(content: bytes, label: str, states: tuple[str, ...], weight: float) -> Pairs:
    """The ties that a CSV file lists: columns a and b and, if wanted, weight.

    label: the file as messages call it.  States go by name (S00001) or by plain number (1).  Ties
    hold both ways; one that is listed twice with one weight counts once.  weight: where the file
    gives none.

    Raises ``InputFault`` with a line for each row at fault.
    """
    table, faults = sheet(content, label, ("a", "b"), ("weight",)), Faults()
    first, second = (_ends(table, column, states, faults) for column in ("a", "b"))
    weights = np.full(len(first), weight)
    if "weight" in table.columns:
        weights = np.array(numbers(table, "weight", 0.0, MOST_WEIGHT, faults, blank=weight))
    for at in np.flatnonzero((first == second) & (first >= 0)).tolist():
        faults.add(table.fault(at, "b", "must be another state than a"))
    pairs = Pairs(first, second, weights)
    once = _once(table, cells_of(pairs, len(states)), weights, faults)
    faults.close()
    return Pairs(first[once], second[once], weights[once])


def _ends(table: Sheet, column: str, states: tuple[str, ...], faults: Faults) -> Integers:
    """(rows,) positions of the states of a column; -1 where it names none."""
    found = [_position(text, states) for text in table.columns[column]]
    for at in [at for at, position in enumerate(found) if position < 0]:
        allowed = f"must be a state, {states[0]} to {states[-1]}, or its number"
        faults.add(table.fault(at, column, allowed))
    return np.array(found, dtype=np.int64)


def _position(text: str, states: tuple[str, ...]) -> int:
    """The position of a state by name or plain number; -1 where there is no such state.

    >>> _position("S00001", ("S00000", "S00001")), _position("1", ("S00000", "S00001"))
    (1, 1)
    >>> _position("2", ("S00000", "S00001")), _position("S1", ("S00000", "S00001"))
    (-1, -1)
    """
    digits = text.removeprefix("S")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(states[-1])):
        return -1
    number = int(digits)
    known = number < len(states) and (digits == text or states[number] == text)
    return number if known else -1


def _once(table: Sheet, cells: Integers, weights: Floats, faults: Faults) -> Integers:
    """Rows in which a tie is listed for the first time; other weights later on are noted."""
    _, firsts, place = np.unique(cells, return_index=True, return_inverse=True)
    for at in np.flatnonzero(weights != weights[firsts][place]).tolist():
        earlier = table.rows[firsts[place[at]]]
        allowed = f"must be as in row {earlier:,}, which lists the same tie"
        faults.add(table.fault(at, "weight", allowed))
    return firsts
