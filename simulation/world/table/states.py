"""states.csv: who there is, and how each state stands at the start."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.scenario.scenario import Scenario
from simulation.world import codes
from simulation.world.events.targets import ALL, RIVALS
from simulation.world.synthetic.start import danger
from simulation.world.table import cells
from simulation.world.table.files import label_of, opened
from simulation.world.table.named import OWN, Reader, listed
from simulation.world.table.sheet import Faults, Sheet
from simulation.world.world import Flags, Floats

KEY = "world.states"
COMMITMENT = "commitment"
COLUMNS = (
    "name",
    "threat",
    COMMITMENT,
    "posture",
    "population",
    "latitude",
    "longitude",
    "group",
)
"""Columns beside ``state``; commitment_TREATY is one more for each treaty."""

BETWEEN = ";"
"""Parts the groups of one state."""

MOST_GROUPS = 500
MOST_PEOPLE = 1e11


@dataclass(frozen=True, eq=False)
class States:
    """The states of the table, in its order."""

    identifiers: tuple[str, ...]
    names: tuple[str, ...]
    index: Mapping[str, int]
    """Identifier -> position."""
    danger: Floats
    """(states,) exposure to danger under which threat perception is what the table says."""
    commitment: Floats
    """(treaties, states) 0..1."""
    posture: Floats
    """(states,) 0..1."""
    population: Floats
    """(states,) people; nan where unknown."""
    coordinates: Floats
    """(states, 2) degrees; empty where the table has none."""
    groups: dict[str, Flags]
    reader: Reader
    """Of the names by which the files call states."""
    label: str
    """The file, as messages call it."""


def states(scenario: Scenario) -> States:
    """What the file of states says.

    Raises ``InputFault`` with one line for each fault, at most twenty.
    """
    treaties = scenario.world.treaties
    sheet = opened(scenario, KEY, ("state",), (*COLUMNS, *map(_of_treaty, treaties)))
    reader, faults = Reader(scenario.world.options["codes"]), Faults()
    identifiers = tuple(listed(reader, sheet, faults))
    amounts = {name: _amounts(sheet, name, faults) for name in ("threat", COMMITMENT, "posture")}
    commitment = [_commitment(sheet, code, amounts[COMMITMENT], faults) for code in treaties]
    population = _numbers(sheet, "population", 0.0, MOST_PEOPLE, faults, np.nan)
    coordinates = _coordinates(sheet, faults)
    faults.close()
    names = _names(sheet, identifiers, reader.scheme)
    return States(
        identifiers,
        names,
        {state: i for i, state in enumerate(identifiers)},
        danger(amounts["threat"]),
        np.array(commitment).reshape(len(treaties), len(identifiers)),
        amounts["posture"],
        population,
        coordinates,
        _groups(sheet, {*identifiers, *(name.casefold() for name in names)}),
        reader,
        label_of(scenario, KEY),
    )


def _of_treaty(code: str) -> str:
    """The column of commitment to one treaty.

    >>> _of_treaty("ROME")
    'commitment_ROME'
    """
    return f"{COMMITMENT}_{code}"


def _amounts(sheet: Sheet, column: str, faults: Faults) -> Floats:
    """(states,) numbers of 0 to 1; 0 where the table has no such column."""
    return _numbers(sheet, column, 0.0, 1.0, faults)


def _numbers(
    sheet: Sheet,
    column: str,
    low: float,
    high: float,
    faults: Faults,
    unknown: float | None = None,
) -> Floats:
    """(states,) numbers of a column; unknown: of empty cells, and of all where it is absent."""
    if column not in sheet.columns:
        return np.full(len(sheet.rows), 0.0 if unknown is None else unknown)
    return np.array(cells.numbers(sheet, column, low, high, faults, unknown), dtype=np.float64)


def _commitment(sheet: Sheet, treaty: str, to_any: Floats, faults: Faults) -> Floats:
    """(states,) commitment to one treaty: its own column, else the one for all."""
    column = _of_treaty(treaty)
    return _amounts(sheet, column, faults) if column in sheet.columns else to_any


def _coordinates(sheet: Sheet, faults: Faults) -> Floats:
    """(states, 2) latitude and longitude; empty where the table lacks either column."""
    if "latitude" not in sheet.columns or "longitude" not in sheet.columns:
        return np.zeros((0, 2))
    latitude = _numbers(sheet, "latitude", -90.0, 90.0, faults, np.nan)
    longitude = _numbers(sheet, "longitude", -180.0, 360.0, faults, np.nan)
    return np.column_stack((latitude, longitude))


def _names(sheet: Sheet, identifiers: tuple[str, ...], scheme: str) -> tuple[str, ...]:
    """Names for reading: the table's, else the usual one of a coded state, else the identifier."""
    usual = identifiers if scheme == OWN else tuple(map(codes.name_of, identifiers))
    given = sheet.columns.get("name", [""] * len(identifiers))
    return tuple(name[:100] or other for name, other in zip(given, usual, strict=True))


def _groups(sheet: Sheet, taken: set[str]) -> dict[str, Flags]:
    """(states,) for each group: who belongs to it; taken: names of states."""
    groups: dict[str, Flags] = {}
    faults = Faults()
    for at, text in enumerate(sheet.columns.get("group", ())):
        for name in filter(None, (part.strip() for part in text.split(BETWEEN))):
            if name not in groups and (why := _misnamed(name, taken, len(groups))):
                faults.add(sheet.fault(at, "group", why))
                continue
            groups.setdefault(name, np.zeros(len(sheet.rows), dtype=np.bool_))[at] = True
    faults.close()
    return groups


def _misnamed(name: str, taken: set[str], groups: int) -> str:
    """Why a group may not be called so; empty where it may."""
    if name in (ALL, RIVALS):
        return f'a group must not be called "{name}", which is a target of its own'
    if name in taken or name.casefold() in taken:
        return f'a group must not be called like a state, "{name}"'
    return f"must be at most {MOST_GROUPS} groups in all" if groups >= MOST_GROUPS else ""
