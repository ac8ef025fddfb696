"""The engine to be fast: the theory's own functions, compiled, gathered and committed by the month.

Nothing of the theory is written here.  What is skipped, and why no bit can change:

* The *trunk* is the path on which nobody decides anything and only dated events happen.  Every
  state follows it until something it reads differs from it, so until then its threat, commitment
  and accumulated pressure are the trunk's, and its first crossing is found by search in the
  trunk's accumulated pressure, which never falls.  It is grown once for each case.
* A state is *touched* when somebody it looks at, or it itself, moves off the trunk.  From then on
  it has a slot, and its commitment is lived month by month.  All slots look and aim together in
  months in which anything they see or are made of has changed; in others the same sums of the same
  numbers would come out.
* Whoever cannot give way sleeps; ``sleeping`` has the proof.
* What a state sees is the trunk's sum plus the differences.  All amounts lie on one grid, so these
  sums are exact and equal the sum over partners in any order.
* Rivals and blocs answer finished exits only, so they are the trunk's until those differ.
* Who may not leave, by stage or pact, is not weighed: nothing reads that log pressure.
* Who never becomes a party is not drawn for, and a resistance is reckoned from its uniform draw
  only where it can matter.
* Clocks are looked at in months for which one was set; turning back is asked every month.
* Sums over runs are of whole numbers: what the trunk holds, times the runs, corrected for those
  off it (``leaving``).

Under a researcher's own rule nothing is known of its pressure, so every state leaves the trunk at
once and nobody sleeps; the trunk then only says what everybody sees of dated events.

The steps are plain functions in ``living`` (steps 1 to 5), ``sleeping``, ``moving`` (step 6),
``trunk``, ``parting`` and ``leaving``.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling, leaving, living, moving, parting, sleeping, trunk
from simulation.engines.arrays import Gathered, Record, Records
from simulation.engines.asking import Own, empty_own
from simulation.engines.compiling import shared
from simulation.engines.contract import Case, Histories
from simulation.engines.departures import Departures
from simulation.engines.gathering import gather
from simulation.engines.histories import empty_histories, without_failed
from simulation.engines.leaving import DONE, Out
from simulation.engines.left import departed, departures_out, histories_out, with_more_room, written
from simulation.engines.own_rule import reason, why_not
from simulation.engines.runs import (
    FIRST,
    MOVED,
    RINGS,
    SLOTS,
    STATE_OF,
    WANTING,
    WATCH,
    Run,
    Trunk,
    empty_run,
    empty_trunk,
    lucks,
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
    moving.append, moving.append_member, moving.slot, moving.touch, moving.ring, moving.due,
    moving.join,
    living.lanes, living.feel_rivals, living.paid, living.asked, living.add_up,
    sleeping.may_sleep, sleeping.slept, sleeping.can_give_way, sleeping.lay_down,
    parting.draw, trunk.fixed, parting.stand,
)  # fmt: skip
"""What gathers, calls and commits, again and again within one month or run: put in place."""

RARE = (
    moving.tell, moving.look_again, moving.enter, moving.apply_events, moving.fall_due,
    moving.change,
    living.look, living.breach, living.aim, living.feel,
    living.keep_holding, living.shares_gone, living.weigh, living.answer,
    sleeping.bound, sleeping.wake, sleeping.doubt,
    trunk.apply_dated, parting.stand_anew, trunk.mark_weighed, trunk.keep, trunk.draw_lines,
    trunk.withstands, parting.crossing, parting.clear, parting.begin, parting.part, parting.renew,
    parting.answers_part, parting.money_of_trunk,
    leaving.write_down, leaving.leave_history, leaving.leave_departures, leaving.add_held,
    leaving.add_movers, leaving.put_in_order, leaving.write_row,
)  # fmt: skip
"""The same, where a call costs little beside what is done in it."""


def grow(g: Gathered, p: Parameters, t: Trunk, run: Run) -> None:
    """Grow the trunk, month by month."""
    for m in range(t.state.shape[1]):
        moving.join(g, m, run)
        if m == 0:
            trunk.apply_dated(g, p, m, run)
        if g.month[m].stirred:
            moving.look_again(g, p, t, m, True, run)
        if m == 0 or g.month[m].look != g.month[m - 1].look:
            parting.stand_anew(g, t, m, run)
        parting.renew(g, p, t, m, False, run)
        living.feel(g, p, t, m, True, run)
        trunk.mark_weighed(g, t, m, run)
        if m > 0:
            living.keep_holding(p, m, g.treaty.size, run)
            living.weigh(g, p, t, m, True, run, None, 0)
            trunk.apply_dated(g, p, m, run)
            living.answer(g, p, m, run)
        trunk.keep(g, t, m, run)
    trunk.draw_lines(g, t)


def decide(
    g: Gathered, p: Parameters, t: Trunk, m: int, parted: bool, luck: Record, run: Run,
    own: Own | None, r: int,
) -> None:  # fmt: skip
    """Steps 1 to 6 of one month of run r, but for its dated stages.

    parted: whether rivals and blocs have parted from the trunk.
    """
    lived = p.deterrence > 0.0 or p.answer > 0.0
    if g.blocs.shape[0] > 0 and not parted:
        parting.money_of_trunk(t, m - 1, g.treaty.size, run)
    parting.renew(g, p, t, m, own is None, run)
    if lived:
        living.feel(g, p, t, m, parted and p.answer > 0.0, run)
    living.keep_holding(p, m, g.treaty.size, run)
    if run.lengths[WATCH] > 0:
        living.weigh(g, p, t, m, lived, run, own, r)
    turns = p.turning_back > 0.0 and run.lengths[MOVED] > 0
    if run.month[FIRST, m] >= 0 or run.month[RINGS, m] != 0 or turns:
        moving.fall_due(g, p, t, m, lived, luck, run)
    if run.lengths[WANTING] > 0:
        moving.change(g, p, m, luck, run)


def live(
    g: Gathered, p: Parameters, t: Trunk, luck: Record, out: Out, run: Run, own: Own | None, r: int
) -> None:  # fmt: skip
    """Live run r, month by month."""
    months, parted = t.state.shape[1], False
    lived, recorded = p.deterrence > 0.0 or p.answer > 0.0, r < out.threat_path.shape[0]
    begins = parting.begin(g, p, t, luck, own is not None or p.start_spread > 0.0, run)
    for m in range(0 if recorded else begins, months):
        moving.join(g, m, run)
        if m > 0 and g.month[m].stirred:
            moving.look_again(g, p, t, m, False, run)
        if m > 0 and g.month[m].look != g.month[m - 1].look:
            parting.stand_anew(g, t, m, run)
        if run.lengths[STATE_OF] > run.lengths[SLOTS]:
            parting.part(g, p, t, m, own is None, run)
        if m > 0:
            decide(g, p, t, m, parted, luck, run, own, r)
        moving.apply_events(g, p, t, m, luck, run)
        parted = parted or parting.answers_part(g, p, t, m, run)
        if parted:
            living.answer(g, p, m, run)
        if recorded:
            threat, held = out.threat_path[r, m], out.commitment_path[r, m]
            leaving.write_down(t, m, lived, threat, held, run)


def live_all(
    g: Gathered, p: Parameters, t: Trunk, growing: bool, luck_of: Records, out: Out, run: Run,
    own: Own | None,
) -> None:  # fmt: skip
    """Grow the trunk, or live all runs of a chunk from the first that is not done, one by one.

    Stops before a run for whose departures there is no room.
    """
    if growing:
        grow(g, p, t, run)
    last, lived = t.state.shape[1] - 1, p.deterrence > 0.0 or p.answer > 0.0
    for r in range(out.done[DONE], luck_of.size):
        live(g, p, t, luck_of[r], out, run, own, r)
        if r < out.threat.shape[0]:
            leaving.write_down(t, last, lived, out.threat[r], out.commitment[r], run)
            leaving.leave_history(g, t, r, out, run)
        elif own is not None and own.faults[r].month != 0:
            pass
        elif not leaving.leave_departures(g, t, r, lived, out, run):
            break
        out.done[DONE] = r + 1


def _live_all(
    g: Gathered, p: Parameters, t: Trunk, growing: bool, luck_of: Records, out: Out, run: Run,
    own: Own | None,
) -> None:  # fmt: skip
    """The same, as it is called."""
    live_all(shared(g), shared(p), shared(t), growing, luck_of, shared(out), shared(run), own)


ROOM_A_RUN = 24
"""Room for departures to begin with."""

_kernel = compiling.kernel(_live_all, THEORY, STEPS, (*RARE, grow, decide, live, live_all))
FOLDER = compiling.FOLDERS[_live_all.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


@functools.lru_cache(maxsize=2)
def prepared(case: Case) -> tuple[Gathered, Trunk]:
    """The arrays of a case and its trunk, grown; the same for all its runs."""
    p = Parameters(*map(float, case.parameters))
    g = gather(case)
    t = empty_trunk(g, case.agenda.months)
    nobody, out = np.zeros(0, dtype=np.int64), departures_out(0, 0, g.member.shape)
    grown = trunk_run(g, p, case.agenda.months)
    compiling.call(_kernel, g, p, t, True, lucks(case.seed, nobody), out, grown, None)
    return g, t


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates, the first ``recorded`` of them month by month.

    Raises InputFault for an own rule that numba cannot compile.
    """
    histories = empty_histories(case, replicates, recorded)
    out, reasons = _lived(case, histories.replicates, histories_out(histories))
    return without_failed(written(histories, out), reasons)


def departures(case: Case, replicates: NDArray[np.int64]) -> Departures:
    """What is left of some replicates: exactly ``departures_of`` their histories, in less time.

    Raises InputFault for an own rule that numba cannot compile.
    """
    replicates = np.asarray(replicates, dtype=np.int64)
    room = departures_out(len(replicates), ROOM_A_RUN * len(replicates), case.world.stage.shape)
    out, reasons = _lived(case, replicates, room)
    return departed(replicates, prepared(case)[1], out, reasons)


def _lived(case: Case, replicates: NDArray[np.int64], out: Out) -> tuple[Out, dict[int, str]]:
    """Live all replicates; what they leave, and why runs failed."""
    p = Parameters(*map(float, case.parameters))
    g, t = prepared(case)
    rule = None if case.own is None else compiling.compiled_rule(case.own)
    own = None if rule is None else empty_own(g, p, rule.address, len(replicates))
    lives, luck = empty_run(g, p, case.agenda.months), lucks(case.seed, replicates)
    compiling.call(_kernel, g, p, t, False, luck, out, lives, own)
    while out.done[DONE] < len(replicates):
        out = with_more_room(out)
        compiling.call(_kernel, g, p, t, False, luck, out, lives, own)
    return out, _reasons(case, p, own)


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
