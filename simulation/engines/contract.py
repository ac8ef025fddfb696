"""What both engines promise: the same histories, bit for bit, for one world, agenda and seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from simulation.model.contagion import Contagion
from simulation.model.own import OwnRule
from simulation.model.parameters import Parameters
from simulation.world.starts import Starts, Uniforms
from simulation.world.world import Agenda, Ties, World


class Redraw(Protocol):
    """Draws each replicate its own world and agenda, of the same states and treaties."""

    def __call__(self, replicate: int) -> tuple[World, Agenda]:
        """World and agenda of one replicate."""


@runtime_checkable
class DrawsMany(Redraw, Protocol):
    """One that can also say of many replicates what is their own, where they share dates.

    An engine may ask it for that, or draw world by world: the histories are the same.
    """

    @property
    def shares_dates(self) -> bool:
        """Whether replicates differ in nothing but starts and ties.

        The agenda is the case's own for all, but for ties that hold from the start to the end.
        """

    @property
    def shares_networks(self) -> bool:
        """Whether they do not differ in their ties either."""

    def starts(self, replicates: NDArray[np.int64], uniforms: Uniforms) -> Starts:
        """How things stand at the start in some replicates."""

    def layers(self, replicate: int, uniforms: Uniforms) -> Mapping[str, Ties]:
        """The layers of ties of one replicate."""


@dataclass(frozen=True, eq=False)
class Case:
    """One design point: everything that decides a history except the replicate's number."""

    world: World
    agenda: Agenda
    rule: str
    """"hazard", "threshold", "cascade" or "simple"."""
    parameters: Parameters
    """Of hazard; the defaults under a textbook rule."""
    base_rate: tuple[float, ...]
    """Per treaty, in the order of ``world.treaties``."""
    seed: int
    contagion: Contagion | None = None
    """The numbers of a textbook rule; None under hazard."""
    own: OwnRule | None = None
    """A researcher's own rule, in place of hazard's log pressure; None: the theory as written."""
    redraw: Redraw | None = None
    """Where networks, seeds or thresholds are drawn anew for each run.  None: ``world`` holds for
    all."""


@dataclass(frozen=True, eq=False)
class Histories:
    """What happened in some replicates; those that failed are left out and listed.

    Months are numbers 1..T, 0 for what held at the start, -1 for never.  Where a stage is entered
    twice (turned back, then moved by a dated event), the last time counts.
    """

    replicates: NDArray[np.int64]
    """(runs,) numbers of the replicates."""
    announced: NDArray[np.int16]
    """(runs, treaties, states) month of announcing."""
    notified: NDArray[np.int16]
    """(runs, treaties, states)."""
    out: NDArray[np.int16]
    """(runs, treaties, states)."""
    returned: NDArray[np.int16]
    """(runs, treaties, states) month of turning back."""
    suspended: NDArray[np.int16]
    """(runs, treaties, states) month of suspension."""
    forced: NDArray[np.bool_]
    """(runs, treaties, states) True: a dated event, not a decision, moved the state out."""
    stage: NDArray[np.int8]
    """(runs, treaties, states) at the end."""
    threat: NDArray[np.float64]
    """(runs, states) threat perception at the end, 0..1."""
    commitment: NDArray[np.float64]
    """(runs, treaties, states) norm commitment at the end, 0..1."""
    threat_path: NDArray[np.float64]
    """(recorded, months + 1, states) threat perception month by month, first recorded runs."""
    commitment_path: NDArray[np.float64]
    """(recorded, months + 1, treaties, states) norm commitment month by month."""
    failed: NDArray[np.int64]
    """(failures,) numbers of the replicates that failed, in order; they are in no other array."""
    reasons: NDArray[np.str_]
    """(failures,) why, in one line of at most 200 letters each."""


class Engine(Protocol):
    """Runs some replicates of one case; ``recorded`` of them, the first, month by month."""

    def __call__(self, case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
        """Histories of the replicates, in the order given."""
