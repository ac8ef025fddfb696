"""A world as arrays: states, treaties, layers of ties, and what is dated.

A ``World`` is how things stand at the start; an ``Agenda`` is what is known to change from month to
month whatever the states decide.  The engines read these two and nothing else.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LAYERS = ("border", "alliance", "peers")
"""Layers of ties on which exits are seen, in the order of the theory."""


@dataclass(frozen=True, eq=False)
class Ties:
    """One layer of ties, directed: ``state[e]`` looks at ``partner[e]`` with ``weight[e]``.

    A tie that holds both ways is two entries.  Weights are at least 0 and multiples of 2**-40, so
    sums over partners are exact in any order.
    """

    state: Integers
    """(ties,) who looks: position in ``World.states``."""
    partner: Integers
    """(ties,) whom it looks at."""
    weight: Floats
    """(ties,) how much that partner counts, at least 0, no unit."""
    since: Integers
    """(ties,) first month in which the tie holds; 0: from the start."""
    until: Integers
    """(ties,) last month in which it holds; FOREVER: to the end."""


FOREVER = 1_000_000
"""A month after every run."""


@dataclass(frozen=True)
class Treaty:
    """A treaty that can be left."""

    code: str
    name: str
    notice_months: int
    """Months from notification to effect."""
    conflict_clause: bool
    """True: an armed conflict at the end of the notice delays the effect until it ends."""


@dataclass(frozen=True, eq=False)
class World:
    """How things stand in month 0."""

    states: tuple[str, ...]
    """Identifiers; in the real world ISO 3166-1 alpha-3, Kosovo XKX."""
    names: tuple[str, ...]
    """Names for reading, in the order of ``states``."""
    draw_keys: tuple[str, ...]
    """What keys each state's draws: its identifier, unless a renamed state keeps its luck."""
    treaties: tuple[Treaty, ...]
    stage: NDArray[np.int64]
    """(treaties, states) stage in month 0, as numbered in ``simulation.model.stages``."""
    commitment: Floats
    """(treaties, states) norm commitment at the start, 0..1."""
    layers: dict[str, Ties]
    """One ``Ties`` for each name in ``LAYERS``."""
    rivals: Ties
    """Directed: ``state`` is exposed to the posture of ``partner`` with ``weight``, at least 0."""
    posture: Floats
    """(states,) each state's military posture towards those exposed to it, 0..1."""
    danger: Floats
    """(states,) exposure to dangers that are no state's posture, at least 0, a multiple of 2**-40;
    0 in the real world."""
    kindred: Floats
    """(treaties, treaties) 1: erosion carries over from the column's treaty to the row's; else 0;
    the diagonal is 0."""
    groups: dict[str, Flags]
    """(states,) for each organisation or region that an event may target: who belongs to it in
    month 0."""
    guarantors: dict[str, Flags]
    """(states,) for each organisation that gives a guarantee: who is under it in month 0."""
    population: Floats
    """(states,) people; nan where unknown."""
    border_km: dict[tuple[int, int], float] = field(default_factory=dict)
    """Land border in km for pairs of positions (lower, higher)."""
    coordinates: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    """(states, 2) latitude and longitude in degrees, for drawing; may be empty."""
    later_inputs: tuple[dict[str, Any], ...] = ()
    """Inputs of a later vintage than the world's date: table, column, vintage, why."""
    sources: tuple[dict[str, str], ...] = ()
    """Table, source and licence of what the world was built from."""
    declared: tuple[str, ...] = LAYERS
    """The layers of ties that this world has; the others are empty."""
    complete: tuple[str, ...] = ()
    """Layers on which everybody looks at everybody else with one weight.  Such ties are not
    listed: ``layers`` holds none of them, and ``complete_weight`` says their weight."""
    complete_weight: tuple[float, ...] = ()
    """Weight of each tie of the layers in ``complete``, in their order."""
    threshold: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(treaties, states) threshold of each state, under the rule of thresholds; else empty."""
    joining: tuple[tuple[int, int, int], ...] = ()
    """Treaty, state and month, 0 or later, of each state that the world's own tables show joining
    a treaty during the run; joining by an event is the scenario's."""


@dataclass(frozen=True, eq=False)
class StageEvent:
    """A dated stage: in step 6 of ``month`` the state is moved to ``stage`` whatever it decided."""

    month: int
    treaty: int
    state: int
    stage: int
    name: str
    """Name of the event, for messages."""
    followed: bool = False
    """True: a later dated stage takes the same state on, so no clock of its own begins here."""


@dataclass(frozen=True, eq=False)
class Agenda:
    """What changes by date, whatever the states decide.

    Tables have one row for each stretch of months in which nothing dated changes;
    ``row[m]`` names the row that holds in month m, 0..months.
    """

    months: int
    """T: decisions happen in months 1..T."""
    row: Integers
    """(months + 1,) which row of the tables below holds in each month."""
    posture: Floats
    """(rows, states) base posture of each state: the world's, times dated multipliers."""
    guaranteed: Floats
    """(rows, states) 1 under a guarantee, else 0."""
    credibility: Floats
    """(rows, states) of the most credible guarantee a state is under, 0..1; 1 where none."""
    utility: Floats
    """(rows, treaties) military use ascribed to the weapon, 1 as at the start."""
    stigma: Floats
    """(rows, treaties, states) multiplier of commitment, 1 as at the start."""
    advocacy: Floats
    """(rows, treaties, states) commitment added by champions or a bloc."""
    incentive: Floats
    """(rows, treaties, states) dated material incentive."""
    weight_in_others: Floats
    """(rows, treaties, states) multiplier of a state's visibility, 0..1; below 1 for a leaver that
    protects civilians."""
    pinned: Flags
    """(rows, treaties, states) True: the state may not decide to leave."""
    blocs: Floats
    """(blocs, states) 1: member of a bloc whose money follows exits."""
    bloc_incentive: Floats
    """(rows, blocs, states) incentive per unit of that bloc's money to its arms producers."""
    joins: Integers
    """(treaties, states) month in which a state becomes party during the run; -1: does not."""
    conflict_ends: Integers
    """(months + 1, states) first month in which every armed conflict going on in this month is
    over; 0 where there is none."""
    stage_events: tuple[StageEvent, ...]
    """Sorted by month."""
    layers: dict[str, Ties]
    """The world's layers, with ties that begin or end during the run."""
