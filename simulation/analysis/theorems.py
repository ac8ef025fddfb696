"""Which sign a theorem prescribes to every single pair of runs, and whether all pairs keep it.

Theorem A: raising any pressure makes no state leave later, in any run, on the same luck, where
nothing calms others because somebody left and nobody turns back.  Theorem B: who leaves without
contagion leaves with it.  ``model`` holds the theory; ``tests/properties`` holds both theorems.
Here their conditions are read off two cases, cautiously: where in doubt no theorem is claimed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.branching import Dated, same
from simulation.engines.contract import Case
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER, OUT
from simulation.outcomes.standing import LEAVING
from simulation.world.world import Agenda, Flags

RAISING = (
    "threat_weight", "border_weight", "alliance_weight", "peer_weight", "incentive_weight",
    "suspended_weight", "announced_weight", "notified_weight", "anxiety", "erosion_border",
    "erosion_alliance", "erosion_peers", "kindred", "own_breach", "answer", "exit_incentive",
)  # fmt: skip
"""Parameters that raise pressures as they grow."""
LOWERING = ("norm_weight", "protection", "reassurance")
UNUSED = ("base_return", "deterrence", "turning_back")
"""Parameters that theorem A's conditions switch off, or that then act on nothing."""

RAISING_TABLES = ("posture", "utility", "incentive", "weight_in_others")
LOWERING_TABLES = ("credibility", "stigma", "advocacy", "pinned")

CONTAGION = (
    "border_weight", "alliance_weight", "peer_weight", "erosion_border", "erosion_alliance",
    "erosion_peers", "kindred", "exit_incentive", "answer", "deterrence",
)  # fmt: skip
"""Every term that reads another state's stage."""

START = ("commitment", "posture")
"""Fields of a world that decide pressures at the start."""

MIXED = 9
"""Some pressures raised and others lowered: no theorem says what comes of it."""


class Theorem(NamedTuple):
    """What a theorem says of every pair of runs of two scenarios."""

    name: str
    """"A" or "B"."""
    sign: int
    """1: in the other scenario nobody leaves later than in the base; -1: nobody sooner; 0: all do
    the same."""


def theorem_of(base: Case, other: Case) -> Theorem | None:
    """The theorem that orders two cases run by run; None: none is claimed."""
    plain = all(
        case.rule == "hazard" and case.own is None and case.redraw is None for case in (base, other)
    )
    if not plain or not _same_but_for_pressures(base, other):
        return None
    if moves_together(base) and moves_together(other):
        sign = _direction(base, other)
        return None if sign == MIXED else Theorem("A", sign)
    return _theorem_b(base, other)


def moves_together(case: Case) -> bool:
    """Whether more pressure anywhere, or worse luck, can only bring forward everybody's leaving.

    Then exits are a monotone function of independent luck, so in two such scenarios they are
    associated (Esary, Proschan and Walkup 1967, Ann. Math. Stat. 38:1466): on the same luck their
    covariance is never negative, and the gain of pairing never below 1.
    """
    p = case.parameters
    visible = 0.0 <= p.suspended_weight <= p.announced_weight <= p.notified_weight <= 1.0
    hazard = case.rule == "hazard" and case.own is None
    return hazard and visible and p.deterrence == 0.0 and p.turning_back == 0.0


def _same_but_for_pressures(one: Case, other: Case) -> bool:
    """Same states, ties, wars, delays and luck; stages at the start alike."""
    fields = ("states", "draw_keys", "treaties", "stage", "layers", "rivals", "danger", "kindred",
              "complete", "complete_weight")  # fmt: skip
    dated = ("months", "joins", "conflict_ends", "layers")
    kept = set(Parameters._fields) - {*RAISING, *LOWERING, *UNUSED}
    return (
        one.seed == other.seed
        and all(same(getattr(one.world, f), getattr(other.world, f)) for f in fields)
        and all(same(getattr(one.agenda, f), getattr(other.agenda, f)) for f in dated)
        and all(getattr(one.parameters, p) == getattr(other.parameters, p) for p in kept)
    )


def _direction(base: Case, other: Case) -> int:
    """Whether all that differs raises (1) or lowers (-1) pressures; 0: nothing differs."""
    p, q = base.parameters, other.parameters
    signs = [
        *(_sign(getattr(p, name), getattr(q, name)) for name in RAISING),
        *(-_sign(getattr(p, name), getattr(q, name)) for name in LOWERING),
        _sign(base.base_rate, other.base_rate),
        -_sign(base.world.commitment, other.world.commitment),
        _sign(base.world.posture, other.world.posture),
        *_of_tables(base.agenda, other.agenda),
        _of_dated_stages(base.agenda, other.agenda),
    ]
    return _together(signs)


def _sign(one: object, other: object) -> int:
    """1 where nothing shrinks and something grows, -1 the other way round, 0 where all is the same.

    >>> _sign([1.0, 2.0], [1.0, 3.0]), _sign(2.0, 1.0), abs(_sign([1.0, 2.0], [2.0, 1.0])) == MIXED
    (1, -1, True)
    """
    before, after = (np.asarray(side, dtype=np.float64) for side in (one, other))
    grows, shrinks = bool((after > before).any()), bool((after < before).any())
    return MIXED if grows and shrinks else int(grows) - int(shrinks)


def _together(signs: list[int]) -> int:
    found = set(signs) - {0}
    if not found:
        return 0
    return found.pop() if len(found) == 1 and not {MIXED, -MIXED} & found else MIXED


def _of_tables(one: Agenda, other: Agenda) -> list[int]:
    """Signs of the tables, stretch by stretch of months."""
    pairs = np.unique(np.stack([one.row, other.row]), axis=1).T
    signs = [
        direction * _sign(getattr(one, name)[a], getattr(other, name)[b])
        for direction, names in ((1, RAISING_TABLES), (-1, LOWERING_TABLES))
        for name in names
        for a, b in pairs
    ]
    if any(not same(one.guaranteed[a], other.guaranteed[b]) for a, b in pairs):
        signs.append(MIXED)
    return signs + [_of_blocs(one, other, int(a), int(b)) for a, b in pairs]


def _of_blocs(one: Agenda, other: Agenda, a: int, b: int) -> int:
    here, there = one.bloc_incentive[a], other.bloc_incentive[b]
    if same(one.blocs, other.blocs):
        return _sign(here, there)
    # Without a bloc there is no money: as if the other's blocs had none.
    if not one.bloc_incentive.any() or not other.bloc_incentive.any():
        return int(there.any()) - int(here.any())
    return MIXED


def _of_dated_stages(one: Agenda, other: Agenda) -> int:
    """Sign of exits by date that only one side has; mixed for any other difference."""
    here, there = (
        {(e.month, e.treaty, e.state, e.stage, e.followed) for e in a.stage_events}
        for a in (one, other)
    )
    if here == there:
        return 0
    more, fewer = there - here, here - there
    touched = {move[1:3] for move in here & there}
    if (more and fewer) or any(move[1:3] in touched for move in more | fewer):
        return MIXED
    return (1 if more else -1) if _only_forward(more | fewer) else MIXED


def _only_forward(moves: set[tuple[int, int, int, int, bool]]) -> bool:
    """Whether dated stages bring every later stage forward too.

    A dated announcement whose notification has a date of its own does not: the state's own decision
    might have been notified sooner.
    """
    return all(stage in LEAVING and (stage == OUT or not followed)
               for *_, stage, followed in moves)  # fmt: skip


def _theorem_b(base: Case, other: Case) -> Theorem | None:
    """Theorem B where one side is the other without contagion, and nobody calms down."""
    for alone, together, sign in ((base, other, 1), (other, base, -1)):
        p = together.parameters
        if p._replace(**dict.fromkeys(CONTAGION, 0.0)) != alone.parameters:
            continue
        linked = len(together.base_rate) > 1 and p.own_breach > 0.0
        if p.deterrence == 0.0 and not linked and _same_dates(base, other):
            return Theorem("B", sign)
    return None


def _same_dates(one: Case, other: Case) -> bool:
    pressures = all(same(getattr(one.world, f), getattr(other.world, f)) for f in START)
    tables = _of_tables(one.agenda, other.agenda)
    equal = one.base_rate == other.base_rate and pressures and not any(tables)
    return equal and _of_dated_stages(one.agenda, other.agenda) == 0


def wrong_runs(theorem: Theorem, base: Dated, other: Dated, counted: Flags) -> NDArray[np.bool_]:
    """(runs,) whether a state is on the side that the theorem forbids: 0 runs, or a fault of ours.

    base, other: (runs, states) month of announcing, -1 for never.  counted: (states,) whom no date
    moves in either scenario.  Theorem A orders months, B only whether a state ever announced.
    """
    sooner, later = (other, base) if theorem.sign >= 0 else (base, other)
    sooner, later = _months(sooner[:, counted]), _months(later[:, counted])
    never = np.iinfo(np.int16).max
    if theorem.name == "B":
        return np.asarray(((sooner == never) & (later < never)).any(axis=1))
    wrong = sooner != later if theorem.sign == 0 else sooner > later
    return np.asarray(wrong.any(axis=1))


def _months(announced: Dated) -> Dated:
    """Months, with never after every month."""
    return np.where(announced == NEVER, np.iinfo(np.int16).max, announced).astype(np.int16)
