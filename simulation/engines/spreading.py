"""The engine to be fast, for the textbook rules: thresholds, contact and share.

Nothing of a rule is written here.  What is skipped, and why no bit can change:

* Threat and commitment stay as at the start, and treaties do not influence each other: a run is
  the start, then the months of one treaty after another.
* Under the rule of thresholds a decision reads what the state sees, its threshold, and whether it
  may leave.  As long as none of these differs from the month before, nor does the decision: only
  those are asked who were told of a new leaver, or everybody where something dated differs
  (``seeing.look``).
* Under the rule of cascades temptations are counted against a resistance that never moves: only
  those are asked who were tempted this month.
* Months in which nobody is to be asked cost nothing: nothing can change any more until the next
  dated change.
* Where everybody looks at everybody, one running total of all, less the state's own part, is the
  same exact sum (``seeing.on_layer``).

The steps are plain functions in ``spread.seeing`` (who sees what) and ``spread.leaving`` (who
leaves).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling
from simulation.engines.arrays import PARAMETERS, Floats, Records
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories
from simulation.engines.runs import lucks
from simulation.engines.spread import leaving, seeing
from simulation.engines.spread.ground import Ground, Threats, gather, gather_threats
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
    append, seeing.holds, seeing.all_see_all, seeing.list_it, seeing.unlist_all, seeing.tell,
    seeing.look_again, seeing.look, seeing.on_layer, seeing.reaches_threshold, seeing.tempt,
    seeing.share_gone,
    leaving.enter, leaving.ring, leaving.dated_row, leaving.world, leaving.apply_events,
    leaving.draw, leaving.begin, leaving.feel, leaving.by_threshold, leaving.by_contact,
    leaving.by_share, leaving.live,
)  # fmt: skip
"""What gathers, calls and commits, by the month."""


def _spread(
    g: Ground, threats: Threats, terms: Contagion, parameters: Records, luck_of: Records,
    commitment_of: Floats, threat_of: Floats, left: Left, room: Room,
) -> None:  # fmt: skip
    """Live all runs of a chunk, treaty by treaty, month by month."""
    p = parameters[0]
    for r in range(luck_of.size):
        for k in range(g.member.shape[0]):
            leaving.draw(g, terms, p, r, k, luck_of[r], commitment_of, left, room)
            leaving.begin(g, p, r, k, left, room)
            for m in range(1, g.month.size - 1):
                leaving.live(g, terms, r, k, m, left, room)
        leaving.feel(threats, p, threat_of[r], room)


HAPPENED = ("announced", "notified", "out", "returned", "suspended")
"""Months of histories, in the order of the stages."""

_kernel = compiling.kernel(_spread, THEORY, STEPS)
FOLDER = compiling.FOLDERS[_spread.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    Raises TypeError where the case's rule is no textbook rule.
    """
    if case.contagion is None:
        raise TypeError(f"{case.rule} is not a textbook rule")
    terms, p = _numbers(case.contagion), Parameters(*map(float, case.parameters))
    histories = empty_histories(case, replicates, recorded)
    happened = np.stack([getattr(histories, name) for name in HAPPENED])
    arguments = (
        gather(case, draws=terms.rule != THRESHOLD or p.start_spread > 0.0),
        gather_threats(case),
        terms,
        np.array([p], dtype=PARAMETERS),
        lucks(case.seed, histories.replicates),
        histories.commitment,
        histories.threat,
        Left(happened, histories.stage, histories.forced),
        empty_room(len(case.world.states)),
    )
    compiling.call(_kernel, *arguments)
    recorded = len(histories.threat_path)
    histories.threat_path[:] = histories.threat[:recorded, None]
    histories.commitment_path[:] = histories.commitment[:recorded, None]
    return replace(histories, **dict(zip(HAPPENED, happened, strict=True)))


def _numbers(terms: Contagion) -> Contagion:
    """The same numbers with one type for each: another type would be compiled anew."""
    rule, shares, join, *others = terms
    return Contagion(int(rule), int(shares), int(join), *map(float, others))
