"""The engine to be fast: the theory's own functions, compiled, gathered and committed by the month.

Nothing of the theory is written here.  What is skipped, and why no bit can change:

* The *trunk* is the path on which nobody decides anything and only dated events happen.  Every
  state follows it until something it reads differs from it, so until then its threat, commitment
  and accumulated pressure are the trunk's, and its first crossing is found by search in the
  trunk's accumulated pressure, which never falls.
* A state is *touched* when somebody it looks at, or it itself, moves off the trunk.  From then on
  its months are lived one by one.
* What a state sees is the trunk's sum plus the differences.  All amounts lie on one grid, so these
  sums are exact and equal the sum over partners in any order.
* Rivals and blocs answer finished exits only, so they are the trunk's until those differ.
* Who may not leave, by stage or pact, is not weighed: nothing reads that log pressure.

The steps are plain functions in ``living`` (steps 1 to 5), ``moving`` (step 6) and ``trunk``.
"""

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling, living, moving, trunk
from simulation.engines.arrays import PARAMETERS, Gathered, Records, gather
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories
from simulation.engines.runs import Out, Run, Trunk, empty_trunk, lucks, outcome, trunk_run
from simulation.model import arithmetic, commitment, decision, exposure, perception, stages
from simulation.model.parameters import Parameters

THEORY = (
    arithmetic.clamp, arithmetic.on_grid, arithmetic.exp, arithmetic.log,
    stages.domestic_delay, stages.may_leave, stages.may_turn_back, stages.stays,
    stages.moved_by_event, stages.month_of_effect,
    exposure.visibility, exposure.contribution, exposure.exposure,
    perception.posture_felt, perception.threat_target, perception.perceive,
    perception.posture_answered,
    commitment.starting_commitment, commitment.erosion, commitment.kindred_erosion,
    commitment.breach_erosion, commitment.commitment_target, commitment.hold,
    decision.log_pressure, decision.pressure, decision.return_pressure, decision.gives_way,
    decision.bloc_money,
    chance.philox, chance.uniform, chance.exponential,
)  # fmt: skip
"""The rules themselves, registered from outside: the text that the other engine interprets."""

STEPS = (
    living.look, living.feel_rivals, living.held, living.paid, living.live, living.answer,
    moving.append, moving.touch, moving.tell, moving.look_again, moving.due, moving.enter,
    moving.join, moving.apply_events, moving.fall_due, moving.change,
    trunk.apply_dated, trunk.keep, trunk.crossing, trunk.begin, trunk.part, trunk.answers_part,
    trunk.write_down, trunk.leave,
)  # fmt: skip
"""What gathers, calls and commits, by the month."""

def _live_all(
    g: Gathered, parameters: Records, t: Trunk, luck_of: Records, out: Out, run: Run
) -> None:
    """Grow the trunk, then live all runs of a chunk, one after another, each month by month."""
    p, months = parameters[0], t.state.shape[0]
    for m in range(months):
        moving.join(g, m, run)
        if m == 0:
            trunk.apply_dated(g, m, run)
        if g.month[m].stirred:
            moving.look_again(g, p, t, m, True, run)
        living.live(g, p, t, m, True, run)
        if m > 0:
            trunk.apply_dated(g, m, run)
            living.answer(g, p, m, run)
        trunk.keep(t, m, run)
    for r in range(luck_of.size):
        luck, parted = luck_of[r], False
        trunk.begin(g, p, t, luck, run)
        for m in range(months):
            moving.join(g, m, run)
            if m > 0 and g.month[m].stirred:
                moving.look_again(g, p, t, m, False, run)
            trunk.part(t, max(0, m - 1), parted, run)
            if m > 0:
                living.live(g, p, t, m, parted and p.answer > 0.0, run)
                moving.fall_due(g, p, t, m, luck, run)
                moving.change(g, p, m, luck, run)
            moving.apply_events(g, p, t, m, luck, run)
            parted = parted or trunk.answers_part(g, p, t, m, run)
            if parted:
                living.answer(g, p, m, run)
            if r < out.threat_path.shape[0]:
                trunk.write_down(t, m, run, out.threat_path[r, m], out.commitment_path[r, m])
        trunk.write_down(t, months - 1, run, out.threat[r], out.commitment[r])
        trunk.leave(r, out, run)


_kernel = compiling.kernel(_live_all, THEORY, STEPS)
FOLDER = compiling.FOLDERS[_live_all.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month."""
    p = Parameters(*map(float, case.parameters))
    g = gather(case)
    histories = empty_histories(case, replicates, recorded)
    out = outcome(histories)
    arguments = (
        g,
        np.array([p], dtype=PARAMETERS),
        empty_trunk(g, case.agenda.months),
        lucks(case.seed, histories.replicates),
        out,
        trunk_run(g, p, case.agenda.months),
    )
    compiling.call(_kernel, *arguments)
    return Histories(
        replicates=histories.replicates,
        announced=out.happened[0],
        notified=out.happened[1],
        out=out.happened[2],
        returned=out.happened[3],
        suspended=out.happened[4],
        forced=histories.forced,
        stage=histories.stage,
        threat=histories.threat,
        commitment=histories.commitment,
        threat_path=histories.threat_path,
        commitment_path=histories.commitment_path,
        failed=histories.failed,
        reasons=histories.reasons,
    )
