"""The files of ties: who looks at whom on a layer, and who is exposed to whose posture."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulation.model.arithmetic import on_grid
from simulation.scenario.scenario import Scenario
from simulation.world.synthetic.drawing import NO_TIES
from simulation.world.table import cells
from simulation.world.table.files import opened
from simulation.world.table.named import positions
from simulation.world.table.sheet import Faults, Sheet
from simulation.world.table.states import States
from simulation.world.world import FOREVER, Ties

RIVAL, BORDER = "rival", "border"
COLUMNS = {
    BORDER: ("weight", "from", "to", "km"),
    "alliance": ("weight", "from", "to"),
    "peers": ("weight", "from", "to"),
    RIVAL: ("weight",),
}
"""Columns of each layer's file beside a and b; who is a rival is so throughout."""

MOST_KM = 100_000.0
MOST_WEIGHT = 1_000.0
MOST_WEIGHT_OF_A_STATE = 8_000.0
"""Sums of weights stay exact, and so the same in any order, up to this."""


class Tie(NamedTuple):
    """One row of a file of ties."""

    a: int
    b: int
    weight: float
    since: int
    until: int
    row: int


def layer_key(layer: str) -> str:
    """The key that names the file of a layer.

    >>> layer_key("border")
    'world.layers.border.file'
    """
    return f"world.layers.{layer}.file"


def ties(scenario: Scenario, layer: str, states: States, faults: Faults) -> Ties:
    """The ties of one layer, each way a tie holds an entry of its own; none where it has no file.

    Ties over before the run are left out.  Faults are noted.
    """
    table = scenario.world.options["layers"].get(layer)
    if table is None:
        return NO_TIES
    sheet = opened(scenario, layer_key(layer), ("a", "b"), COLUMNS[layer])
    before = len(faults.lines)
    rows = list(_rows(scenario, sheet, states, faults))
    _refuse_twice(sheet, rows, bool(table["directed"]), faults)
    if len(faults.lines) > before:
        return NO_TIES
    held = [row for row in rows if row.until >= 0]
    found = _as_ties(held, bool(table["directed"]))
    _refuse_heavy(sheet, found, states, faults)
    return found


def border_km(scenario: Scenario, states: States) -> dict[tuple[int, int], float]:
    """Length of each land border in km, for positions (lower, higher), as far as the file says.

    A tie that is listed more than once has the longest of its lengths.  Raises ``InputFault``.
    """
    if BORDER not in scenario.world.options["layers"]:
        return {}
    sheet = opened(scenario, layer_key(BORDER), ("a", "b"), COLUMNS[BORDER])
    if "km" not in sheet.columns:
        return {}
    faults = Faults()
    found: dict[tuple[int, int], float] = {}
    ends = (_ends(sheet, states, faults, end) for end in ("a", "b"))
    lengths = cells.numbers(sheet, "km", 0.0, MOST_KM, faults, 0.0)
    faults.close()
    for a, b, km in zip(*ends, lengths, strict=True):
        pair = (min(a, b), max(a, b))
        if km > 0.0:
            found[pair] = max(km, found.get(pair, 0.0))
    return dict(sorted(found.items()))


def _ends(sheet: Sheet, states: States, faults: Faults, end: str) -> list[int]:
    return positions(states.reader, sheet, end, states.index, states.label, faults)


def _rows(scenario: Scenario, sheet: Sheet, states: States, faults: Faults) -> Iterator[Tie]:
    """The rows that are ties; what else there is, is noted."""
    ends = [_ends(sheet, states, faults, end) for end in ("a", "b")]
    weights = [1.0] * len(sheet.rows)
    if "weight" in sheet.columns:
        weights = cells.numbers(sheet, "weight", 0.0, MOST_WEIGHT, faults)
    first = cells.first_days(sheet, "from", faults)
    last = cells.last_days(sheet, "to", faults)
    for at, (a, b, weight) in enumerate(zip(*ends, weights, strict=True)):
        since, until = first[at], last[at]
        if a == b >= 0:
            faults.add(sheet.fault(at, "b", "ties the state to itself"))
        elif since is not None and until is not None and until < since:
            faults.add(sheet.fault(at, "to", f"must not be before from = {since}"))
        elif a >= 0 and b >= 0:
            months = _month(scenario, since, 0), _month(scenario, until, FOREVER)
            yield Tie(a, b, on_grid(weight), max(0, months[0]), months[1], sheet.rows[at])


def _month(scenario: Scenario, day: datetime.date | None, otherwise: int) -> int:
    return otherwise if day is None else scenario.month_of(day)


def _refuse_twice(sheet: Sheet, rows: Sequence[Tie], directed: bool, faults: Faults) -> None:
    """Notes ties that hold between the same states at the same time."""
    pairs: defaultdict[tuple[int, int], list[Tie]] = defaultdict(list)
    for tie in rows:
        one_way = directed or tie.a < tie.b
        pairs[(tie.a, tie.b) if one_way else (tie.b, tie.a)].append(tie)
    for same in pairs.values():
        ordered = sorted(same, key=lambda tie: (tie.since, tie.row))
        for earlier, later in pairwise(ordered):
            if later.since <= earlier.until:
                rows_of = sorted((earlier.row, later.row))
                turned = (earlier.a, earlier.b) != (later.a, later.b)
                hint = "; with directed = true each way has a row of its own" if turned else ""
                faults.add(
                    f"{sheet.label}: row {rows_of[1]:,}: the same tie as in row {rows_of[0]:,}, at"
                    f" the same time{hint}"
                )


def _as_ties(rows: Sequence[Tie], directed: bool) -> Ties:
    """Entries in order of state, partner and month."""
    if not rows:
        return NO_TIES
    a, b, weight, since, until, _ = (np.array(column) for column in zip(*rows, strict=True))
    if not directed:
        a, b = np.concatenate((a, b)), np.concatenate((b, a))
        weight, since, until = (np.tile(column, 2) for column in (weight, since, until))
    order = np.lexsort((since, b, a))
    return Ties(a[order], b[order], weight[order], since[order], until[order])


def _refuse_heavy(sheet: Sheet, found: Ties, states: States, faults: Faults) -> None:
    """Notes states whose ties weigh too much together."""
    for end in (found.state, found.partner):
        whole = np.bincount(end, weights=found.weight, minlength=len(states.identifiers))
        for i in np.flatnonzero(whole > MOST_WEIGHT_OF_A_STATE)[:1]:
            faults.add(
                f"{sheet.label}: column weight: the ties of {states.identifiers[i]} weigh"
                f" {whole[i]:,.0f} together, must be at most {MOST_WEIGHT_OF_A_STATE:,.0f}; divide"
                " all weights by one number"
            )
            return
