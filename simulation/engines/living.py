"""Steps 1 to 5 of a month for those off the trunk, and the answers of rivals and blocs.

Plain functions, compiled by ``compiled``; the theory's own functions do all the reckoning.  What is
reckoned anew, and when:

* Exposure, and what commitment moves towards, only where something they are made of has changed: a
  partner's or the state's own stage, ties, dated tables, or dated stages of the trunk.
* Commitment every month, for all slots in one loop.
* Threat, where neighbours' exits deter or rivals answer; elsewhere it reads nothing that differs
  from the trunk, so it is the trunk's.
* Pressure, only for those awake (``sleeping`` proves of the others that they cannot give way).
"""

from simulation.engines.arrays import RIVALS, Floats, Gathered, Integers, Records
from simulation.engines.compiling import pressure_at
from simulation.engines.moving import append_member
from simulation.engines.runs import (
    ACCUMULATED,
    COMMITMENT,
    ERODED,
    FELT,
    OWN_FELT,
    OWN_THREAT,
    RESISTANCE,
    SLOTS,
    STATE_OF,
    TARGET,
    THREAT,
    WANTING,
    WATCH,
    WEIGHED,
    Own,
    Run,
    Trunk,
)
from simulation.model.commitment import (
    breach_erosion,
    commitment_target,
    erosion,
    hold,
    kindred_erosion,
)
from simulation.model.decision import bloc_money, gives_way, log_pressure, pressure
from simulation.model.exposure import contribution, visibility
from simulation.model.exposure import exposure as exposed
from simulation.model.own import sound
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, posture_felt, threat_target
from simulation.model.stages import ANNOUNCED, OUT, RETURNED, may_leave


def look(g: Gathered, p: Parameters, seen: Floats, m: int, s: int, run: Run) -> None:
    """Step 1 of one slot: its exposures, and what they erode."""
    i, v = run.listed[STATE_OF, s], g.month[m].version
    for lane in range(run.extra.shape[1]):
        run.exposure[s, lane] = exposed(
            seen[m, i, lane] + run.extra[i, lane], g.possible[v, i, lane]
        )
    for k in range(g.treaty.size):
        border, alliance = run.exposure[s, 3 * k], run.exposure[s, 3 * k + 1]
        run.own[s, k, ERODED] = erosion(border, alliance, run.exposure[s, 3 * k + 2], p)


def aim(g: Gathered, p: Parameters, m: int, s: int, run: Run) -> None:
    """The commitment that one slot moves towards, in each treaty."""
    i, row = run.listed[STATE_OF, s], g.month[m].row
    for k in range(g.treaty.size):
        carried, breached = 0.0, 0.0
        for other in range(g.treaty.size):
            visible = visibility(run.member[other, i].stage, p)
            carried += kindred_erosion(run.own[s, other, ERODED], g.kindred[k, other], p)
            breached += breach_erosion(visible, g.kindred[k, other], p)
        dated = g.dated[row, k, i]
        run.slot[TARGET, k, s] = commitment_target(
            run.member[k, i].start, dated.stigma, run.own[s, k, ERODED], carried, breached,
            dated.advocacy,
        )  # fmt: skip


def feel_rivals(
    ties_from: Integers, ties: Records, i: int, posture: Floats, danger: float
) -> float:
    """Posture felt by one state from all its rivals, and from dangers that are no state's."""
    faced = danger
    for e in range(ties_from[RIVALS, i], ties_from[RIVALS, i + 1]):
        faced += contribution(ties[e].weight, posture[0, ties[e].other])
    return posture_felt(faced)


def feel(g: Gathered, p: Parameters, t: Trunk, m: int, answering: bool, run: Run) -> None:
    """Step 2 of all slots, where threat can differ from the trunk's.

    answering: whether rivals' posture is the run's own by now.
    """
    row = g.month[m].row
    for s in range(run.lengths[SLOTS]):
        i = run.listed[STATE_OF, s]
        nearest = 0.0
        for k in range(g.treaty.size):
            nearest = max(nearest, run.exposure[s, 3 * k])
        felt = t.state[FELT, m, i]
        if answering:
            felt = feel_rivals(g.ties_from, g.tie, i, run.posture, g.state[i].danger)
        dated = g.dated_state[row, i]
        target = threat_target(felt, dated.guaranteed, dated.credibility, nearest, p)
        before = run.slot_state[OWN_THREAT, s]
        run.slot_state[OWN_THREAT, s] = perceive(before, target, p) if m > 0 else target
        run.slot_state[OWN_FELT, s] = felt


def keep_holding(p: Parameters, m: int, treaties: int, run: Run) -> None:
    """Step 3 of all slots: commitment a month on."""
    slots = run.lengths[SLOTS]
    for k in range(treaties):
        for s in range(slots):
            run.path[m, k, s] = hold(run.slot[COMMITMENT, k, s], run.slot[TARGET, k, s], p)
        for s in range(slots):
            run.slot[COMMITMENT, k, s] = run.path[m, k, s]


def paid(p: Parameters, row: int, k: int, i: int, bloc_incentive: Floats, money: Floats) -> float:
    """What all blocs pay one state for leaving a treaty."""
    total = 0.0
    for bloc in range(bloc_incentive.shape[1]):
        total += contribution(p.exit_incentive * bloc_incentive[row, bloc, i], money[bloc, k])
    return total


def shares_gone(g: Gathered, run: Run, own: Own) -> None:
    """What share of the states counted in each treaty is out."""
    for k in range(g.treaty.size):
        out, counted = 0.0, 0.0
        for i in range(g.state.size):
            if g.member[k, i].counted:
                counted += 1.0
                out += 1.0 if run.member[k, i].stage == OUT else 0.0
        own.gone[k] = exposed(out, counted)


def asked(
    own: Own, r: int, m: int, place: int, threat: float, commitment: float, border: float,
    alliance: float, peers: float, gone: float, utility: float, incentive: float, base_rate: float,
) -> float:  # fmt: skip
    """The pressure that an own rule gives in run r; if it gives none, 0, and a fault is noted."""
    now = own.now[0]
    now.month, now.threat, now.commitment = m, threat, commitment
    now.border, now.alliance, now.peers = border, alliance, peers
    now.gone, now.utility, now.incentive, now.base_rate = gone, utility, incentive, base_rate
    given: float = pressure_at(own.address, own.now, own.p)
    if sound(given):
        return given
    fault = own.faults[r]
    if fault.month == 0 or (fault.month == m and place < fault.place):
        fault.month, fault.place = m, place
        own.situations[r] = now
    return 0.0


def weigh(
    g: Gathered, p: Parameters, t: Trunk, m: int, lived: bool, run: Run, own: Own | None, r: int
) -> None:
    """Steps 4 and 5 of those awake, in run r: who may leave weighs, then ``add_up``.

    lived: whether threat is the slot's own rather than the trunk's.  own: a rule in place of the
    theory's pressure.
    """
    if own is not None:
        shares_gone(g, run, own)
    row, kept, weighed = g.month[m].row, 0, 0
    for n in range(run.lengths[WATCH]):
        k, s = run.treaty_of[WATCH, n], run.listed[WATCH, n]
        i = run.listed[STATE_OF, s]
        stage, dated = run.member[k, i].stage, g.dated[row, k, i]
        if ANNOUNCED <= stage <= RETURNED:
            continue
        run.treaty_of[WATCH, kept], run.listed[WATCH, kept] = k, s
        kept += 1
        if may_leave(stage, dated.pinned):
            threat = run.slot_state[OWN_THREAT, s] if lived else t.state[THREAT, m, i]
            given = dated.incentive + paid(p, row, k, i, g.bloc_incentive, run.money)
            rate, utility, held = (
                g.treaty[k].base_rate,
                g.utility[row, k],
                run.slot[COMMITMENT, k, s],
            )
            border, alliance = run.exposure[s, 3 * k], run.exposure[s, 3 * k + 1]
            peers = run.exposure[s, 3 * k + 2]
            if own is None:
                run.buffer[weighed] = log_pressure(
                    rate, threat, utility, held, border, alliance, peers, given, p
                )
            else:
                run.buffer[weighed] = asked(
                    own, r, m, k * g.state.size + i, threat, held, border, alliance, peers,
                    own.gone[k], utility, given, rate,
                )  # fmt: skip
            run.treaty_of[WEIGHED, weighed], run.listed[WEIGHED, weighed] = k, s
            weighed += 1
    run.lengths[WATCH], run.lengths[WEIGHED] = kept, weighed
    add_up(own is None, run)


def add_up(logarithms: bool, run: Run) -> None:
    """Step 5: add what was weighed; whoever's sum reaches its resistance announces in step 6.

    logarithms: whether the buffer holds log pressures rather than pressures.
    """
    if logarithms:
        for n in range(run.lengths[WEIGHED]):
            run.buffer[n] = pressure(run.buffer[n])
    for n in range(run.lengths[WEIGHED]):
        k, s = run.treaty_of[WEIGHED, n], run.listed[WEIGHED, n]
        run.own[s, k, ACCUMULATED] += run.buffer[n]
        if gives_way(run.own[s, k, ACCUMULATED], run.own[s, k, RESISTANCE]):
            i = run.listed[STATE_OF, s]
            run.member[k, i].wanted = ANNOUNCED
            append_member(k, i, WANTING, run)


def answer(g: Gathered, p: Parameters, m: int, run: Run) -> None:
    """Rivals answer the stock of exits among those exposed to them; blocs pay for their own."""
    for j in range(g.state.size):
        run.posture[1, j] = 0.0
    for i in range(g.state.size):
        left = False
        for k in range(g.treaty.size):
            left = left or run.member[k, i].stage == OUT
        if left and g.state[i].bound:
            for e in range(g.ties_from[RIVALS, i], g.ties_from[RIVALS, i + 1]):
                run.posture[1, g.tie[e].other] += g.tie[e].weight
    for j in range(g.state.size):
        base = g.dated_state[g.month[m].row, j].posture
        gone = exposed(run.posture[1, j], g.state[j].exposed_weight)
        run.posture[0, j] = posture_answered(run.posture[0, j], base, gone, p)
    for bloc in range(g.blocs.shape[0]):
        for k in range(g.treaty.size):
            gone, bound = 0.0, 0.0
            for i in range(g.state.size):
                if g.blocs[bloc, i] > 0.0 and g.member[k, i].counted:
                    bound += 1.0
                    gone += 1.0 if run.member[k, i].stage == OUT else 0.0
            run.money[bloc, k] = bloc_money(run.money[bloc, k], exposed(gone, bound), p)
