"""From a world that was lived through month by month to histories."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from simulation.engines.contract import Histories
from simulation.model import stages


class Remembered(Protocol):
    """What a state must be able to tell."""

    position: int
    stage: list[int]
    threat_perception: float
    norm_commitment: list[float]


class LivedThrough(Protocol):
    """What a world must be able to tell."""

    month: int
    forced: set[tuple[int, int]]

    @property
    def happened(self) -> Mapping[tuple[int, int], Sequence[tuple[int, int]]]:
        """(treaty, state) -> stages entered, with their months."""

    @property
    def states(self) -> Sequence[Remembered]:
        """All states."""


def record_month(histories: Histories, r: int, model: LivedThrough) -> None:
    """Write down what every state holds at the end of this month of run r."""
    for state in model.states:
        i = state.position
        histories.threat_path[r, model.month, i] = state.threat_perception
        histories.commitment_path[r, model.month, :, i] = state.norm_commitment


def record_end(histories: Histories, r: int, model: LivedThrough) -> None:
    """Write down what happened in run r, and how it ended."""
    columns = {
        stages.ANNOUNCED: histories.announced,
        stages.NOTIFIED: histories.notified,
        stages.OUT: histories.out,
        stages.RETURNED: histories.returned,
        stages.SUSPENDED: histories.suspended,
    }
    for (k, i), entered in model.happened.items():
        for stage, when in entered:
            if stage in columns:
                columns[stage][r, k, i] = when
    for k, i in model.forced:
        histories.forced[r, k, i] = True
    for state in model.states:
        histories.stage[r, :, state.position] = state.stage
        histories.threat[r, state.position] = state.threat_perception
        histories.commitment[r, :, state.position] = state.norm_commitment
