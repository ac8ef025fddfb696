"""The engine to be fast, for the textbook rules: thresholds, contact and share.

Nothing of a rule is written here.  What is skipped, and why no bit can change:

* Threat and commitment stay as at the start, and treaties do not influence each other: runs are
  lived treaty by treaty, and what is the same in all runs is reckoned once.
* Under the rule of thresholds a decision reads what the state sees, its threshold, and whether it
  may leave.  As long as none of these differs from the month before, nor does the decision: only
  those are asked who were told of a new leaver, or everybody where something dated differs
  (``seeing.look``); and of them only who sees enough (``seeing.least``).
* Under the rule of cascades temptations are counted against a resistance that never moves: only
  those are asked who were tempted this month, and only they draw.
* Months in which nobody is to be asked cost nothing: nothing can change any more until the next
  dated change.
* Where everybody looks at everybody, one running total of all, less the state's own part, is the
  same exact sum (``seeing.on_layer``).
* Where no dated event moves anybody, leaving is announced, notified and finished in one month, and
  one array holds all three.

The steps are plain functions in ``spread.seeing`` (who sees what), ``spread.tempting`` (who is
tempted) and ``spread.leaving`` (who leaves).  Which runs are lived together: ``spread.pieces``.
"""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling
from simulation.engines.arrays import PARAMETERS, Floats, Integers, Records
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import REASON
from simulation.engines.runs import lucks
from simulation.engines.spread import leaving, seeing, tempting
from simulation.engines.spread.ground import Drawn, Ground, Threats
from simulation.engines.spread.pieces import Piece, pieces, shares_dates
from simulation.engines.spread.room import Left, Room, append, empty_room
from simulation.model import (
    arithmetic,
    commitment,
    contagion,
    decision,
    exposure,
    perception,
    stages,
)
from simulation.model.contagion import THRESHOLD, Contagion
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER

THEORY = (
    arithmetic.clamp, arithmetic.on_grid, arithmetic.exp, arithmetic.log,
    stages.may_leave, stages.moved_by_event,
    exposure.contribution, exposure.exposure,
    perception.posture_felt, perception.threat_target,
    commitment.starting_commitment, decision.gives_way,
    contagion.seen, contagion.measured, contagion.reaches, contagion.pressure_of_chance,
    contagion.tempted_out, contagion.chance_to_leave,
    chance.philox, chance.uniform, chance.resistance_of, chance.exponential,
)  # fmt: skip
"""The rules themselves, registered from outside: the text that the other engine interprets."""

STEPS = (
    append, seeing.holds, seeing.all_see_all, seeing.part_of, seeing.list_it, seeing.unlist_all,
    seeing.least, seeing.possible_of, seeing.set_least, seeing.promises, seeing.tell_on,
    seeing.tell, seeing.count_partners, seeing.forget, seeing.prepare, seeing.look_again,
    seeing.look, seeing.on_layer, seeing.compared, seeing.reaches_threshold,
    seeing.look_next_door,
    tempting.tempt, tempting.resistance_of, tempting.share_gone,
    leaving.enter, leaving.ring, leaving.dated_row, leaving.world, leaving.apply_events,
    leaving.start, leaving.begin, leaving.keep_commitment, leaving.feel, leaving.by_threshold,
    leaving.by_contact, leaving.by_share, leaving.live, leaving.next_month,
)  # fmt: skip
"""What gathers, calls and commits, by the month."""


def _spread(
    g: Ground, threats: Threats, terms: Contagion, parameters: Records, luck_of: Records,
    first: int, drawn: Drawn, left: Left, room: Room,
) -> None:  # fmt: skip
    """Live some runs, treaty by treaty, month by month; first: the place of the first of them."""
    p, end = parameters[0], g.month.size - 1
    for k in range(g.counted.shape[0]):
        room.known[0] = -1
        for n in range(luck_of.size):
            r, m = first + n, 1
            leaving.begin(g, terms, n == 0 and p.deterrence > 0.0, r, k, left, room)
            while m < end:
                leaving.live(g, terms, drawn, luck_of[n], n, r, k, m, left, room)
                m = leaving.next_month(g, terms, m, room)
            leaving.dated_row(g, k, g.month[end - 1].row, False, room)
    for n in range(luck_of.size):
        if first + n < left.commitment.shape[0]:
            given = drawn.commitment[min(n, drawn.commitment.shape[0] - 1)]
            leaving.keep_commitment(g, p, luck_of[n], first + n, given, left)
        if first + n < left.threat.shape[0]:
            danger = drawn.danger[min(n, drawn.danger.shape[0] - 1)]
            leaving.feel(threats, p, first + n, danger, left, room)
    for i in range(room.here.size):
        room.here[i].nearest = 0.0


_kernel = compiling.kernel(_spread, THEORY, STEPS)
FOLDER = compiling.FOLDERS[_spread.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    What is the same for several runs, or in several ways of looking at one, may be held once: the
    arrays are to be read.  Raises TypeError where the case's rule is no textbook rule.
    """
    if case.contagion is None:
        raise TypeError(f"{case.rule} is not a textbook rule")
    numbers = np.ascontiguousarray(replicates, dtype=np.int64)
    terms, p = _numbers(case.contagion), Parameters(*map(float, case.parameters))
    whole = pieces(case, numbers, draws=terms.rule != THRESHOLD or p.start_spread > 0.0)
    first = next(whole, None)
    left = _nothing_left(case, len(numbers), first is not None and first.alike, p.start_spread)
    _live(itertools.chain([first] if first else [], whole), case.seed, numbers, terms, p, left)
    return _histories(case, numbers, recorded, left)


def _live(
    whole: Iterator[Piece], seed: int, replicates: Integers, terms: Contagion, p: Parameters,
    left: Left,
) -> None:  # fmt: skip
    """Live all pieces."""
    room, numbers = empty_room(left.stage.shape[2]), np.array([p], dtype=PARAMETERS)
    luck = lucks(seed, replicates)
    for piece in whole:
        left.stage[piece.runs] = piece.stage
        compiling.call(
            _kernel, piece.ground, piece.threats, terms, numbers, luck[piece.runs],
            piece.runs.start, piece.drawn, left, room,
        )  # fmt: skip


def _nothing_left(case: Case, runs: int, alike: bool, start_spread: float) -> Left:
    """Histories before anything has happened; alike: threat and commitment are drawn by nobody."""
    treaties, states = case.world.stage.shape
    whole, once = (runs, treaties, states), min(runs, 1)
    dated = bool(case.agenda.stage_events) or not shares_dates(case)
    return Left(
        happened=np.full((5 if dated else 1, *whole), NEVER, dtype=np.int16),
        stage=np.empty(whole, dtype=np.int8),
        forced=np.zeros(whole, dtype=np.bool_),
        commitment=np.empty((once if alike and start_spread == 0.0 else runs, treaties, states)),
        threat=np.empty((once if alike else runs, states)),
    )


def _histories(case: Case, replicates: Integers, recorded: int, left: Left) -> Histories:
    """The histories that runs have left."""
    runs, months, recorded = len(replicates), case.agenda.months + 1, min(recorded, len(replicates))
    threat = np.broadcast_to(left.threat, (runs, *left.threat.shape[1:]))
    commitment = np.broadcast_to(left.commitment, left.stage.shape)
    announced, notified, out, returned, suspended = _months_of(left)
    return Histories(
        replicates=replicates,
        announced=announced,
        notified=notified,
        out=out,
        returned=returned,
        suspended=suspended,
        forced=left.forced,
        stage=left.stage,
        threat=threat,
        commitment=commitment,
        threat_path=_month_by_month(threat[:recorded], months),
        commitment_path=_month_by_month(commitment[:recorded], months),
        failed=np.zeros(0, dtype=np.int64),
        reasons=np.zeros(0, dtype=REASON),
    )


def _months_of(left: Left) -> list[NDArray[np.int16]]:
    """(runs, treaties, states) months of each kind of happening; see ``Left.happened``."""
    if len(left.happened) > 1:
        return list(left.happened)
    never = np.broadcast_to(np.int16(NEVER), left.stage.shape)
    return [*[left.happened[0]] * 3, never, never]


def _month_by_month(held: Floats, months: int) -> Floats:
    """(runs, months, ...) what stays through all months."""
    shape = (len(held), months, *held.shape[1:])
    return np.broadcast_to(held[:, None], shape).copy()


def _numbers(terms: Contagion) -> Contagion:
    """The same numbers with one type for each: another type would be compiled anew."""
    rule, shares, join, *others = terms
    return Contagion(int(rule), int(shares), int(join), *map(float, others))
