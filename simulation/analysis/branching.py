"""From which month on two scenarios can differ, and whether their histories agree until then.

What is dated acts from its month on and time runs one way, so two scenarios that share start,
rule and parameters live the same histories, bit for bit, until the first month in which anything
dated differs.  That month is read off the two agendas; that the histories do agree until then is
checked run by run.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Case, Histories
from simulation.model.stages import NEVER
from simulation.scenario.scenario import Scenario
from simulation.world.world import Agenda, Flags, Integers, Ties

START = 0
"""The branch month of scenarios that differ from the very start."""

OF_THE_START = (
    "states", "draw_keys", "treaties", "stage", "commitment", "layers", "rivals", "posture",
    "danger", "kindred", "threshold", "complete", "complete_weight", "declared",
)  # fmt: skip
"""Fields of a world that decide histories; the others are names, sources and measures."""

ROWED = (
    "posture", "guaranteed", "credibility", "utility", "stigma", "advocacy", "incentive",
    "weight_in_others", "pinned",
)  # fmt: skip
"""Tables of an agenda with a row for each stretch of months."""

OF_THE_RULE = ("rule", "parameters", "base_rate", "seed", "contagion", "own")


def branch_month(one: tuple[Scenario, Case], other: tuple[Scenario, Case]) -> int:
    """First month whose events or rule can differ, 0 (from the start) to months + 1 (never).

    Before it nothing that decides histories differs.  Cautious: parameters count from the start,
    also where they could act only later.
    """
    (first, here), (second, there) = one, other
    if not all(same(getattr(here, name), getattr(there, name)) for name in OF_THE_RULE):
        return START
    if not all(same(getattr(here.world, f), getattr(there.world, f)) for f in OF_THE_START):
        return START
    found = [here.agenda.months + 1, *_dated(here.agenda, there.agenda)]
    if here.redraw is not None or there.redraw is not None:
        found += _of_events(first, second)
    return max(START, min(found))


def same(one: object, other: object) -> bool:
    """Whether two fields of a world or an agenda hold the same, bit for bit; nan equals nan.

    >>> same(np.array([0.0, np.nan]), np.array([0.0, np.nan])), same((1,), (2,))
    (True, False)
    """
    if isinstance(one, Ties) and isinstance(other, Ties):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(Ties))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        numbers = one.dtype.kind == "f"
        return one is other or bool(np.array_equal(one, other, equal_nan=numbers))
    return bool(one == other)


def _dated(one: Agenda, other: Agenda) -> Iterator[int]:
    """For each part of two agendas that differs the first month in which it does."""
    yield from _first(~_same_rows(one, other))
    yield from _first((one.conflict_ends != other.conflict_ends).any(axis=1))
    unlike = one.joins != other.joins
    months = np.concatenate([one.joins[unlike], other.joins[unlike]])
    yield from (int(month) for month in months[months != NEVER])
    moves = [{(e.month, e.treaty, e.state, e.stage, e.followed) for e in a.stage_events}
             for a in (one, other)]  # fmt: skip
    yield from (move[0] for move in moves[0] ^ moves[1])
    for name, ties in one.layers.items():
        if not same(ties, other.layers[name]):
            yield from _of_ties(_listed(ties), _listed(other.layers[name]))


def _same_rows(one: Agenda, other: Agenda) -> Flags:
    """(months + 1,) whether every table with rows says the same in that month."""
    pairs, month = np.unique(np.stack([one.row, other.row]), axis=1, return_inverse=True)
    alike = np.array(
        [all(same(getattr(one, f)[a], getattr(other, f)[b]) for f in ROWED)
         and _same_blocs(one, other, int(a), int(b)) for a, b in pairs.T]
    )  # fmt: skip
    return np.asarray(alike[month.reshape(-1)], dtype=np.bool_)


def _same_blocs(one: Agenda, other: Agenda, a: int, b: int) -> bool:
    """Whether two rows give the same blocs' money, or no bloc any."""
    here, there = one.bloc_incentive[a], other.bloc_incentive[b]
    return not (here.any() or there.any()) or (same(here, there) and same(one.blocs, other.blocs))


def _first(differs: Flags) -> list[int]:
    return [int(month) for month in np.flatnonzero(differs)[:1]]


Tie = tuple[int, int, float, int]


def _listed(ties: Ties) -> set[tuple[Tie, int]]:
    """Who looks at whom with what weight and since when, and until when."""
    begun = zip(ties.state.tolist(), ties.partner.tolist(), ties.weight.tolist(),
                ties.since.tolist(), strict=True)  # fmt: skip
    return set(zip(begun, ties.until.tolist(), strict=True))


def _of_ties(one: set[tuple[Tie, int]], other: set[tuple[Tie, int]]) -> Iterator[int]:
    """Months from which ties can differ: a tie of one side begins, or outlives its like."""
    ends: dict[Tie, list[int]] = {}
    for tie, until in one ^ other:
        ends.setdefault(tie, []).append(until)
    for tie, lasting in ends.items():
        yield tie[3] if len(lasting) == 1 else max(tie[3], min(lasting) + 1)


def _of_events(one: Scenario, other: Scenario) -> list[int]:
    """Months of events that only one of two scenarios has, whatever they come to in one world."""
    if one.world != other.world or one.rule_options != other.rule_options:
        return [START]
    alone = [e for e in one.events if e not in other.events]
    alone += [e for e in other.events if e not in one.events]
    return [one.month_of(event.start) for event in alone]


Dated = NDArray[np.int16]
"""(runs, states) month in which each state did something; -1: never."""


def first_unlike(one: Dated, other: Dated, month: int, clear: Flags) -> tuple[int, int, int] | None:
    """Run, state and month of the earliest difference before a month; None: there is none.

    clear: (runs, states) False where a later month may have written over an earlier one.
    """
    here, there = (np.where(when < month, when, NEVER) for when in (one, other))
    run, state = np.nonzero((here != there) & clear)
    if not len(run):
        return None
    late = np.where(here == NEVER, there, np.where(there == NEVER, here, np.minimum(here, there)))
    earliest = int(np.argmin(late[run, state]))
    at = int(run[earliest]), int(state[earliest])
    return (*at, int(late[at]))


Lived = Callable[[Case, Integers, int], Histories]

MOST_CELLS = 4_000_000
"""States times treaties times months whose paths are checked on each side, over all runs."""


def paths_checked(
    engine: Lived, one: Case, other: Case, replicates: Integers, month: int
) -> tuple[int, int | None]:
    """In how many runs threat and commitment were compared month by month; the first that differs.

    Bit for bit, in every month before the branch month; None: all agree.  Few runs suffice: a path
    that differed would do so in all, and paths fill much room.
    """
    states = one.world.stage.size + len(one.world.states)
    few = replicates[: MOST_CELLS // max(1, states * (one.agenda.months + 1))]
    if month <= START or not len(few):
        return 0, None
    sides = [engine(case, few, len(few)) for case in (one, other)]
    unlike = np.zeros(len(few), dtype=np.bool_)
    for name in ("threat_path", "commitment_path"):
        here, there = (_bits(getattr(side, name)[:, :month]) for side in sides)
        unlike |= (here != there).reshape(len(few), -1).any(axis=1)
    wrong = np.flatnonzero(unlike)
    return len(few), int(few[wrong[0]]) if len(wrong) else None


def _bits(values: NDArray[Any]) -> NDArray[np.int64]:
    return np.ascontiguousarray(values).view(np.int64)
