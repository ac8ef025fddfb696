"""The engine in which everybody is lived through every month: for busy runs and doubtful starts.

Where most states soon see something that differs from run to run, following few of them costs more
than it saves.  Here all states of a treaty go through a month side by side.  Nothing of the theory
is written here.  What is skipped, and why no bit can change:

* What a state sees is told to it by whoever changes stage, as a difference.  All amounts lie on one
  grid, so the sum is the exact sum over partners in any order (``living.tell``).
* What commitment moves towards is reckoned anew only where something it is made of has changed.
* Nobody's exit moves threat unless neighbours' exits deter or rivals answer: then it is one path,
  reckoned once for all runs of a case.
* Who may not leave is weighed with the others, and its pressure not added; whoever can never leave
  stands behind all others (``ordering``) and is not weighed.
* Which clocks ring is asked only of those that announced or notified.

The steps are plain functions in ``monthly.beginning``, ``monthly.living`` (steps 1 to 5),
``monthly.answering`` (where exits move threat or money) and ``monthly.moving`` (step 6).
"""

import functools

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling
from simulation.engines.arrays import Records
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories
from simulation.engines.monthly import answering, beginning, living, moving
from simulation.engines.monthly.ground import THREAT, Ground, gather
from simulation.engines.monthly.ordering import reordered, who_may_leave_first
from simulation.engines.monthly.room import OWN_THREAT, Left, Room, empty_room, left_of
from simulation.engines.runs import lucks
from simulation.model import arithmetic, commitment, decision, exposure, perception, stages
from simulation.model.parameters import Parameters

THEORY = (
    arithmetic.clamp, arithmetic.on_grid, arithmetic.exp, arithmetic.log,
    stages.domestic_delay, stages.may_leave, stages.may_turn_back, stages.moved_by_event,
    stages.month_of_effect,
    exposure.visibility, exposure.contribution, exposure.exposure,
    perception.posture_felt, perception.threat_target, perception.perceive,
    perception.posture_answered,
    commitment.starting_commitment, commitment.erosion, commitment.kindred_erosion,
    commitment.breach_erosion, commitment.commitment_target, commitment.hold,
    decision.log_pressure, decision.pressure, decision.return_pressure, decision.gives_way,
    decision.bloc_money,
    chance.philox, chance.uniform, chance.resistance_of, chance.exponential,
)  # fmt: skip
"""The rules themselves, registered from outside: the text that the other engines call."""

STEPS = (
    living.append, living.clear, living.expose, living.erode, living.carry, living.breach,
    living.target_of, living.aim_at, living.aim, living.keep_holding, living.weigh, living.add_up,
    living.any_gives_way, living.list_giving, living.decide, living.tell,
    moving.due, moving.fall_due, moving.happen, moving.enter, moving.be_seen, moving.change,
    moving.join,
)  # fmt: skip
"""What gathers, calls and commits, for each state or month."""

RARE = (
    living.look_again, living.dated_anew, living.pay, answering.feel_rivals, answering.nearest,
    answering.feel, answering.answer, answering.answer_rivals, answering.fill_blocs,
    beginning.uniforms, beginning.as_at_start, beginning.prepare, beginning.walk_path,
    beginning.copy_seen, beginning.begin, beginning.draw,
    moving.moved_by_date, moving.write_down, moving.leave,
)  # fmt: skip
"""The same, for each run or when something rare happens."""


def _live_everybody(
    g: Ground, p: Parameters, preparing: bool, luck_of: Records, left: Left, room: Room
) -> None:
    """Fill what all runs share, or live all runs of a chunk, one after another."""
    if preparing:
        beginning.prepare(g, p, room)
    months = g.month.size - 2
    lived = p.deterrence > 0.0 or p.answer > 0.0
    for r in range(luck_of.size):
        luck, recorded = luck_of[r], r < left.threat_path.shape[0]
        beginning.begin(g, p, luck, room)
        for m in range(months + 1):
            if m == 1 or g.month[m].dated:
                living.dated_anew(g, p, m, room)
            moving.join(g, m, room)
            if m > 1 and g.month[m].afresh:
                living.look_again(g, m, room)
            if m > 0:
                living.aim(g, p, m, room)
                if lived:
                    answering.feel(g, p, m, room)
                threat = room.state[OWN_THREAT] if lived else g.path[THREAT, g.month[m].path]
                for k in range(g.treaty.size):
                    living.decide(g, p, m, k, threat, room)
                moving.fall_due(g, p, m, threat, luck, room)
            moving.change(g, p, m, luck, r, left, room)
            if m > 0 and (p.answer > 0.0 or g.blocs.shape[0] > 0):
                answering.answer(g, p, m, room)
            if recorded:
                threat, held = left.threat_path[r, m], left.commitment_path[r, m]
                moving.write_down(g, m, lived, threat, held, room)
        moving.write_down(g, months, lived, left.threat[r], left.commitment[r], room)
        moving.leave(g, r, left, room)


_kernel = compiling.kernel(_live_everybody, THEORY, STEPS, RARE)
FOLDER = compiling.FOLDERS[_live_everybody.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


@functools.lru_cache(maxsize=2)
def prepared(case: Case) -> Ground:
    """The arrays of a case; the same for all its runs."""
    p = Parameters(*map(float, case.parameters))
    order = who_may_leave_first(case)
    g = gather(reordered(case, order), order)
    nobody = np.zeros(0, dtype=np.int64)
    left = left_of(empty_histories(case, nobody, 0))
    compiling.call(_kernel, g, p, True, lucks(case.seed, nobody), left, empty_room(g))
    return g


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    Raises TypeError for another rule than the theory's own.
    """
    if case.own is not None or case.contagion is not None:
        raise TypeError(f"{case.rule}: everybody is lived under the hazard rule only")
    p = Parameters(*map(float, case.parameters))
    g = prepared(case)
    histories = empty_histories(case, replicates, recorded)
    luck = lucks(case.seed, histories.replicates)
    left = left_of(histories)
    compiling.call(_kernel, g, p, False, luck, left, empty_room(g))
    return histories
