"""One theory of a scenario: what it says, on what assumption, and whether it holds here."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.world.world import Floats

FINAL_SHARE = "final share gone"
MEAN_EXITS = "mean exits"
EXITS = "exits"
BY_MONTH = "exits by month"
POSSIBLE = "global cascade possible"
TAKES_OFF = "chance of a global cascade"
FOLLOWERS = "mean followers of a leaver"
WINDOW_FROM = "cascade window from mean degree"
WINDOW_TO = "cascade window to mean degree"

QUANTITIES: Mapping[str, str] = {
    FINAL_SHARE: "share of the states that are out after the last month, those out at the start"
    " included",
    MEAN_EXITS: "expected exits by the last month, those out at the start not included",
    EXITS: "chance of exactly `at` exits by the last month, those out at the start not included",
    BY_MONTH: "expected exits so far at the end of month `at`, those out at the start not included",
    POSSIBLE: "1 where a few first leavers can draw a fixed share of a large world after them,"
    " else 0",
    TAKES_OFF: "chance that the first leavers draw a fixed share of a large world after them",
    FOLLOWERS: "how many further partners of a state that followed one leaver follow it on average,"
    " early on; a cascade can be global above 1",
    WINDOW_FROM: "mean degree above which a global cascade is possible at this threshold",
    WINDOW_TO: "mean degree below which a global cascade is possible at this threshold",
}
"""Every quantity that a theory may predict, and what it means."""

SPOKEN: Mapping[str, str] = {
    "granovetter complete graph": "Granovetter",
    "binomial chain complete graph": "Granovetter, exact law",
    "parking functions": "parking functions",
    "reed-frost": "Reed-Frost",
    "reed-frost many states": "Reed-Frost, many states",
    "gleeson-cahalane": "Gleeson-Cahalane",
    "bond percolation": "bond percolation",
    "branching process": "branching process",
    "cascade window": "cascade window",
    "bass": "Bass",
    "binomial chain by share": "Bass, exact law",
    "binomial": "binomial",
    "poisson-binomial": "Poisson-binomial",
}
"""Beginning of a method -> how it is called in figures and answers."""

SMALLEST_CHANCE = 1e-9
"""Numbers of exits less likely than this are not listed."""


class Value(NamedTuple):
    """One predicted number."""

    quantity: str
    """A key of ``QUANTITIES``."""
    at: int
    """Number of exits or of the month; -1 where the quantity has none."""
    value: float


class Theory(NamedTuple):
    """What one method says of one treaty."""

    method: str
    assumption: str
    """One sentence."""
    why_not: str
    """Why it is unreliable here, in one sentence; empty: it is reliable."""
    values: tuple[Value, ...]


def spoken(method: str) -> str:
    """How a method is called in figures and answers.

    >>> spoken("gleeson-cahalane erdos-renyi"), spoken("binomial chain by share")
    ('Gleeson-Cahalane', 'Bass, exact law')
    """
    fitting = [known for known in SPOKEN if method.startswith(known)]
    return SPOKEN[max(fitting, key=len)] if fitting else method


def ended(states: int, seeds: int, exits: float) -> list[Value]:
    """Mean exits by the last month, and the share gone then, those out at the start included.

    >>> ended(10, 2, 3.0)[0]
    Value(quantity='final share gone', at=-1, value=0.5)
    """
    return [Value(FINAL_SHARE, -1, (seeds + exits) / states), Value(MEAN_EXITS, -1, exits)]


def by_month(exits: Sequence[float] | Floats) -> list[Value]:
    """Expected exits so far, entry m at the end of month m."""
    return [Value(BY_MONTH, month, float(so_far)) for month, so_far in enumerate(exits)]


def chances(law: Floats) -> list[Value]:
    """Chances of 0, 1, 2, ... exits; those next to impossible are left out."""
    listed = np.flatnonzero(law >= SMALLEST_CHANCE)
    return [Value(EXITS, int(size), float(law[size])) for size in listed]


def _rounded(value: float) -> float:
    """Nine figures: beyond, libraries differ, and a result must not.

    >>> _rounded(1.0 / 3.0)
    0.333333333
    """
    return float(f"{value:.9g}")


def as_columns(theories: Mapping[str, Sequence[Theory]], point: int = 0) -> dict[str, NDArray[Any]]:
    """Rows of the table ``predictions``: every value of every theory, by treaty."""
    listed = [
        (treaty, theory, value)
        for treaty, about in theories.items()
        for theory in about
        for value in theory.values
    ]
    texts = {
        "treaty": [treaty for treaty, _, _ in listed],
        "method": [theory.method for _, theory, _ in listed],
        "quantity": [value.quantity for _, _, value in listed],
        "assumption": [theory.assumption for _, theory, _ in listed],
        "why": [theory.why_not for _, theory, _ in listed],
    }
    return {
        "point": np.full(len(listed), point, dtype=np.int64),
        **{name: np.array(held, dtype=object) for name, held in texts.items()},
        "at": np.array([value.at for _, _, value in listed], dtype=np.int64),
        "value": np.array([_rounded(value.value) for _, _, value in listed], dtype=np.float64),
        "reliable": np.array([theory.why_not == "" for _, theory, _ in listed], dtype=np.bool_),
    }
