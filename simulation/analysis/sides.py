"""One scenario of a comparison: its result, and the world, agenda and rule it ran by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.analysis.branching import Dated
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.model.stages import NEVER
from simulation.outcomes.records import Record
from simulation.outcomes.with_data import record_with_data
from simulation.world.build import build
from simulation.world.world import Agenda, Flags, Integers, World

if TYPE_CHECKING:
    import pandas as pd

STAGES = ("announced", "notified", "out", "returned")
"""Columns of ``exits`` that hold months."""


class Side(NamedTuple):
    """One scenario of a comparison."""

    label: str
    """How the table calls it: the scenario's name, numbered where two share it."""
    record: Record
    world: World
    agenda: Agenda
    case: Case


def sides_of(records: Sequence[Record]) -> list[Side]:
    """Each result with what it ran in; nothing is run."""
    return [_side(*one) for one in zip(_labels(records), records, strict=True)]


def _side(label: str, record: Record) -> Side:
    record = record_with_data(record, None)
    world, agenda = build(record.scenario)
    return Side(label, record, world, agenda, case_of(record.scenario, world, agenda))


def _labels(records: Sequence[Record]) -> list[str]:
    labels: list[str] = []
    for record in records:
        name = record.scenario.name
        taken = sum(label.split(" (")[0] == name for label in labels)
        labels.append(f"{name} ({taken + 1})" if taken else name)
    return labels


def decisions(side: Side, treaty: str) -> Flags:
    """(runs, states) who decided to leave a treaty and had not turned back by the end."""
    exits = side.record.exits
    chose = ~exits["forced"] & exits["returned"].isna() & (exits["announced"].fillna(0) >= 1)
    return _marked(side, exits[chose & (exits["treaty"] == treaty)])


def finished(side: Side, treaty: str) -> Flags:
    """(runs, states) whose exit took effect during the run, forced or not."""
    exits = side.record.exits
    return _marked(side, exits[(exits["out"].fillna(0) >= 1) & (exits["treaty"] == treaty)])


def _marked(side: Side, rows: "pd.DataFrame") -> Flags:
    run, state = _places(side, rows)
    marked = np.zeros((len(side.record.runs), len(side.world.states)), dtype=np.bool_)
    marked[run, state] = True
    return marked


def months_of(side: Side, treaty: str, stage: str) -> Dated:
    """(runs, states) month in which each state entered one of ``STAGES``; -1: never."""
    exits = side.record.exits
    rows = exits[exits["treaty"] == treaty]
    months = np.full((len(side.record.runs), len(side.world.states)), NEVER, dtype=np.int16)
    months[_places(side, rows)] = rows[stage].fillna(NEVER).to_numpy(dtype=np.int16)
    return months


def _places(side: Side, rows: "pd.DataFrame") -> tuple[Integers, Integers]:
    """Positions of the run and of the state of some rows of ``exits``."""
    replicates = side.record.runs["replicate"].to_numpy()
    position = {state: i for i, state in enumerate(side.world.states)}
    run = np.searchsorted(replicates, rows["replicate"].to_numpy())
    state = rows["state"].map(position).to_numpy(dtype=np.int64)
    return np.asarray(run, dtype=np.int64), np.asarray(state, dtype=np.int64)
