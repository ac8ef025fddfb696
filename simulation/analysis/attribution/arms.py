"""Arms of a counterfactual: the base case with one state held, sent out, or some terms off.

An arm shares the base's world and luck; only its agenda or its parameters differ.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from simulation.engines.choosing import departing
from simulation.engines.contract import Case
from simulation.engines.departures import MONTHS, Departures
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT
from simulation.world.world import Flags, Integers, StageEvent

LEAVING = (ANNOUNCED, NOTIFIED, OUT)
ANNOUNCED_MONTH = MONTHS.index("announced")
LARGEST = 2_000
"""Replicates lived at once: room for some 30 MB of histories in the real world."""

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def pinned(case: Case, treaty: int, state: int) -> Case:
    """The case in which a state never leaves a treaty, by decision or by date."""
    agenda = case.agenda
    held = agenda.pinned.copy()
    held[:, treaty, state] = True
    events = tuple(e for e in agenda.stage_events if not _moves_out(e, treaty, state))
    return dataclasses.replace(
        case, agenda=dataclasses.replace(agenda, pinned=held, stage_events=events)
    )


def forced_out(case: Case, treaty: int, state: int, month: int) -> Case:
    """The case in which a state is pinned until it announces in a month, whatever it would decide.

    Up to that month everybody else lives as under ``pinned``, bit for bit: both arms differ in
    nothing but the one announcement.
    """
    held = pinned(case, treaty, state)
    announces = StageEvent(month, treaty, state, ANNOUNCED, "attribution: announces")
    earlier = [e for e in held.agenda.stage_events if e.month <= month]
    later = [e for e in held.agenda.stage_events if e.month > month]
    events = (*earlier, announces, *later)
    return dataclasses.replace(held, agenda=dataclasses.replace(held.agenda, stage_events=events))


def _moves_out(event: StageEvent, treaty: int, state: int) -> bool:
    return (event.treaty, event.state) == (treaty, state) and event.stage in LEAVING


def lived(case: Case, replicates: Integers, engine: str = "compiled") -> Departures:
    """Who departed in some replicates of a case: the one place where arms are run."""
    return departing(engine)(case, replicates)


def decided(found: Departures, shape: tuple[int, int]) -> Flags:
    """(runs, treaties, states) who ever decided to announce; shape: treaties, states."""
    chose = np.zeros((len(found.replicates), *shape), dtype=np.bool_)
    own = (found.months[ANNOUNCED_MONTH] >= 1) & ~found.forced
    chose[found.run[own], found.treaty[own], found.state[own]] = True
    return chose


def ever_left(found: Departures, shape: tuple[int, int]) -> Flags:
    """(runs, treaties, states) who ever announced, by decision or by date, or had left before."""
    left = np.zeros((len(found.replicates), *shape), dtype=np.bool_)
    moved = found.months[ANNOUNCED_MONTH] >= 0
    left[found.run[moved], found.treaty[moved], found.state[moved]] = True
    return left


def in_pieces(replicates: Integers) -> list[Integers]:
    """The replicates in stretches that can be lived at once."""
    return np.array_split(replicates, max(1, -(-len(replicates) // LARGEST)))


def decided_in(case: Case, replicates: Integers, engine: str) -> Flags:
    """(runs, treaties, states) who ever decided to announce, stretch by stretch."""
    shape = case.world.stage.shape
    return np.concatenate(
        [decided(lived(case, one, engine), (shape[0], shape[1])) for one in in_pieces(replicates)]
    )


def side_by_side(
    work: Callable[[Asked], Found],
    asked: Sequence[Asked],
    workers: int,
    told: Callable[[], None] | None = None,
) -> Iterator[Found]:
    """What each piece of work finds, in order, on several threads; told after each."""
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="arms") as pool:
        try:
            for found in pool.map(work, asked):
                if told is not None:
                    told()
                yield found
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def never_seen(case: Case) -> Flags:
    """(states,) at whom nobody looks: no tie of any layer leads to them, no rival or bloc answers.

    Whatever such a state does, no other state's month can differ, so its arms need not be run.
    """
    world, agenda = case.world, case.agenda
    seen = np.zeros(len(world.states), dtype=np.bool_)
    for ties in agenda.layers.values():
        seen[ties.partner[ties.weight > 0.0]] = True
    if case.parameters.answer > 0.0:
        seen[world.rivals.state[world.rivals.weight > 0.0]] = True
    seen |= (agenda.blocs > 0.0).any(axis=0)
    return np.asarray(~seen)
