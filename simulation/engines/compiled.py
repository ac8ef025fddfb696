"""The engine to be fast: the theory's own functions, compiled, gathered and committed by the month.

Nothing of the theory is written here.  What is skipped, and why no bit can change:

* The *trunk* is the path on which nobody decides anything and only dated events happen.  Every
  state follows it until something it reads differs from it, so until then its threat, commitment
  and accumulated pressure are the trunk's, and its first crossing is found by search in the
  trunk's accumulated pressure, which never falls.  It is grown once for each case.
* A state is *touched* when somebody it looks at, or it itself, moves off the trunk.  From then on
  its commitment is lived month by month, its exposure reckoned when something it sees changes.
* Whoever cannot give way sleeps; ``sleeping`` has the proof.
* What a state sees is the trunk's sum plus the differences.  All amounts lie on one grid, so these
  sums are exact and equal the sum over partners in any order.
* Rivals and blocs answer finished exits only, so they are the trunk's until those differ.
* Who may not leave, by stage or pact, is not weighed: nothing reads that log pressure.
* A resistance is reckoned from its uniform draw only where it can matter.

Under a researcher's own rule nothing is known of its pressure, so every state leaves the trunk at
once and nobody sleeps; the trunk then only says what everybody sees of dated events.

The steps are plain functions in ``living`` (steps 1 to 5), ``sleeping``, ``moving`` (step 6) and
``trunk``.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling, living, moving, sleeping, trunk
from simulation.engines.arrays import PARAMETERS, Gathered, Record, Records, gather
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories, without_failed
from simulation.engines.own_rule import reason, why_not
from simulation.engines.runs import (
    CHANGED,
    SLOTS,
    STATE_OF,
    Out,
    Own,
    Run,
    Trunk,
    empty_own,
    empty_run,
    empty_trunk,
    lucks,
    outcome,
    trunk_run,
)
from simulation.model import arithmetic, commitment, decision, exposure, perception, stages
from simulation.model import own as own_rules
from simulation.model.own import Situation
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
    decision.bloc_money, own_rules.sound,
    chance.philox, chance.uniform, chance.resistance_of, chance.exponential,
)  # fmt: skip
"""The rules themselves, registered from outside: the text that the other engine interprets."""

STEPS = (
    moving.append, moving.append_member, moving.touch, moving.tell, moving.due, moving.join,
    moving.fall_due, moving.change,
    living.look, living.aim, living.feel_rivals, living.keep_holding, living.paid, living.asked,
    living.weigh, living.add_up,
    sleeping.may_sleep, sleeping.bound, sleeping.take_note, sleeping.slept,
    sleeping.can_give_way, sleeping.lay_down,
    trunk.crossing, trunk.draw, trunk.part, trunk.renew, trunk.answers_part, trunk.money_of_trunk,
)  # fmt: skip
"""What gathers, calls and commits, for each state or month."""

RARE = (
    moving.look_again, moving.enter, moving.apply_events,
    living.feel, living.shares_gone, living.answer,
    sleeping.wake,
    trunk.apply_dated, trunk.mark_weighed, trunk.keep, trunk.draw_line, trunk.clear, trunk.begin,
    trunk.write_down, trunk.leave,
)  # fmt: skip
"""The same, for each run or when something rare happens."""


def grow(g: Gathered, p: Parameters, t: Trunk, run: Run) -> None:
    """Grow the trunk, month by month."""
    for m in range(t.state.shape[1]):
        moving.join(g, m, run)
        if m == 0:
            trunk.apply_dated(g, m, run)
        if g.month[m].stirred:
            moving.look_again(g, p, t, m, True, run)
        run.lengths[CHANGED] = 0
        for s in range(g.state.size):
            living.look(g, p, t.seen, m, s, run)
            living.aim(g, p, m, s, run)
            run.is_changed[s] = 0
        living.feel(g, p, t, m, True, run)
        trunk.mark_weighed(g, t, m, run)
        if m > 0:
            living.keep_holding(p, m, g.treaty.size, run)
            living.weigh(g, p, t, m, True, run, None, 0)
            trunk.apply_dated(g, m, run)
            living.answer(g, p, m, run)
        trunk.keep(g, t, m, run)
    trunk.draw_line(g, t)


def decide(
    g: Gathered, p: Parameters, t: Trunk, m: int, parted: bool, luck: Record, run: Run,
    own: Own | None, r: int,
) -> None:  # fmt: skip
    """Steps 1 to 6 of one month of run r, but for its dated stages.

    parted: whether rivals and blocs have parted from the trunk.
    """
    lived = p.deterrence > 0.0 or p.answer > 0.0
    if g.month[m].retarget:
        for s in range(run.lengths[SLOTS]):
            moving.touch(run.listed[STATE_OF, s], run)
    if not parted:
        trunk.money_of_trunk(t, m - 1, g.treaty.size, run)
    trunk.renew(g, p, t, m, own is None, run)
    if lived:
        living.feel(g, p, t, m, parted and p.answer > 0.0, run)
    living.keep_holding(p, m, g.treaty.size, run)
    living.weigh(g, p, t, m, lived, run, own, r)
    moving.fall_due(g, p, t, m, lived, luck, run)
    moving.change(g, p, m, luck, run)


def _live_all(
    g: Gathered, parameters: Records, t: Trunk, growing: bool, luck_of: Records, out: Out, run: Run,
    own: Own | None,
) -> None:  # fmt: skip
    """Grow the trunk, or live all runs of a chunk, one after another, each month by month."""
    p, months, treaties = parameters[0], t.state.shape[1], g.treaty.size
    if growing:
        grow(g, p, t, run)
    lived = p.deterrence > 0.0 or p.answer > 0.0
    everyone = own is not None or p.start_spread > 0.0
    for r in range(luck_of.size):
        luck, parted, recorded = luck_of[r], False, r < out.threat_path.shape[0]
        begins = trunk.begin(g, p, t, luck, everyone, run)
        for m in range(0 if recorded else begins, months):
            moving.join(g, m, run)
            if m > 0 and g.month[m].stirred:
                moving.look_again(g, p, t, m, False, run)
            if run.lengths[STATE_OF] > run.lengths[SLOTS]:
                trunk.part(g, t, max(0, m - 1), run)
            if m > 0:
                decide(g, p, t, m, parted, luck, run, own, r)
            moving.apply_events(g, p, t, m, luck, run)
            parted = parted or trunk.answers_part(g, p, t, m, run)
            if parted:
                living.answer(g, p, m, run)
            if recorded:
                threat, held = out.threat_path[r, m], out.commitment_path[r, m]
                trunk.write_down(t, m, treaties, lived, threat, held, run)
        trunk.write_down(t, months - 1, treaties, lived, out.threat[r], out.commitment[r], run)
        trunk.leave(g, t, r, out, run)


_kernel = compiling.kernel(_live_all, THEORY, (*STEPS, decide), (*RARE, grow))
FOLDER = compiling.FOLDERS[_live_all.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


@functools.lru_cache(maxsize=2)
def prepared(case: Case) -> tuple[Gathered, Trunk]:
    """The arrays of a case and its trunk, grown; the same for all its runs."""
    p = Parameters(*map(float, case.parameters))
    g = gather(case)
    t = empty_trunk(g, case.agenda.months)
    nobody = np.zeros(0, dtype=np.int64)
    out = outcome(empty_histories(case, nobody, 0))
    grown = trunk_run(g, p, case.agenda.months)
    compiling.call(_kernel, g, as_record(p), t, True, lucks(case.seed, nobody), out, grown, None)
    return g, t


def as_record(p: Parameters) -> Records:
    """(1,) of PARAMETERS."""
    return np.array([p], dtype=PARAMETERS)


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    Raises InputFault for an own rule that numba cannot compile.
    """
    p = Parameters(*map(float, case.parameters))
    g, t = prepared(case)
    histories = empty_histories(case, replicates, recorded)
    out = outcome(histories)
    rule = None if case.own is None else compiling.compiled_rule(case.own)
    own = None if rule is None else empty_own(g, p, rule.address, len(histories.replicates))
    lives = empty_run(g, p, case.agenda.months)
    luck = lucks(case.seed, histories.replicates)
    compiling.call(_kernel, g, as_record(p), t, False, luck, out, lives, own)
    lived = Histories(
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
    return without_failed(lived, _reasons(case, p, own))


def _reasons(case: Case, p: Parameters, own: Own | None) -> dict[int, str]:
    """Why runs failed, by their places; the rule is asked again for what it says in Python."""
    if case.own is None or own is None:
        return {}
    reasons = {}
    for r in np.flatnonzero(own.faults["month"]).tolist():
        month, *rest = own.situations[r].tolist()
        fault = why_not(case.own, Situation(int(month), *rest), p)
        k, i = divmod(int(own.faults["place"][r]), len(case.world.states))
        state, treaty = case.world.states[i], case.world.treaties[k].code
        reasons[r] = reason(case.own, fault, state, treaty, int(month))
    return reasons
