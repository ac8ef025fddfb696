"""Steps 1 to 5 of a month for those off the trunk, and the answers of rivals and blocs.

Plain functions, compiled by ``compiled``; the theory's own functions do all the reckoning.  What is
reckoned anew, and when:

* Exposure, and what commitment moves towards, of all slots in months in which something they are
  made of has changed: a partner's or the state's own stage, ties, dated tables, or dated stages of
  the trunk.  Rows by slot are short loops over neighbouring numbers, which machines take eight at a
  time; picking out single slots would cost more than it saves.
* Commitment every month, for all slots.
* Threat, where neighbours' exits deter or rivals answer; elsewhere it reads nothing that differs
  from the trunk, so it is the trunk's.
* Pressure, only for those awake (``sleeping`` proves of the others that they cannot give way).
"""

from simulation.engines.arrays import Floats, Gathered
from simulation.engines.asking import Own
from simulation.engines.compiling import pressure_at
from simulation.engines.moving import append_member
from simulation.engines.runs import (
    ADVOCACY,
    BASE,
    BREACHED,
    CARRIED,
    CEILING,
    ERODED,
    EXCESS,
    EXTRA,
    FELT,
    GAP,
    GOAL,
    LOOKED,
    MORE,
    OWN_FELT,
    OWN_THREAT,
    POSSIBLE,
    ROW,
    SEEN,
    SLOTS,
    START,
    STATE_OF,
    STIGMA,
    TARGET,
    THREAT,
    WANTING,
    WATCH,
    WEIGHED,
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
from simulation.model.exposure import contribution
from simulation.model.exposure import exposure as exposed
from simulation.model.own import sound
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, posture_felt, threat_target
from simulation.model.stages import ANNOUNCED, OUT, RETURNED, may_leave
from simulation.world.world import LAYERS


def lanes(run: Run) -> int:
    """The slots in use, and as many more as fill the machine's widest row of eight.

    Left-over slots would be reckoned one by one, each at the price of eight.  What stands in the
    slots beyond those in use is left from earlier runs and read by nobody: whoever enters one
    writes all of it anew that is not reckoned from the rest.
    """
    slots: int = (run.lengths[SLOTS] + ROW - 1) & -ROW
    return slots


def look(p: Parameters, m: int, k: int, run: Run) -> None:
    """Step 1 of all slots in one treaty: exposures, and what they erode.

    And what they add to the log pressure beyond the trunk's, at most.
    """
    slots = lanes(run)
    for layer in range(len(LAYERS)):
        for s in range(slots):
            seen = run.wide[SEEN, k, layer, s] + run.wide[EXTRA, k, layer, s]
            run.shares[m, k, layer, s] = exposed(seen, run.wide[POSSIBLE, k, layer, s])
    for s in range(slots):
        border, alliance = run.shares[m, k, 0, s], run.shares[m, k, 1, s]
        peers = run.shares[m, k, 2, s]
        run.lane[ERODED, k, s] = erosion(border, alliance, peers, p)
        more = p.border_weight * max(0.0, border - run.wide[BASE, k, 0, s])
        more += p.alliance_weight * max(0.0, alliance - run.wide[BASE, k, 1, s])
        more += p.peer_weight * max(0.0, peers - run.wide[BASE, k, 2, s])
        run.lane[MORE, k, s] = more


def breach(g: Gathered, p: Parameters, i: int, s: int, run: Run) -> None:
    """What a state loses of its commitments by having left kindred treaties itself.

    Exactly 0 where it has not begun to leave any: a product with 0, on the grid.
    """
    gone = 0.0
    for k in range(g.treaty.size):
        gone += run.visible[i, k]
    for k in range(g.treaty.size):
        breached = 0.0
        for other in range(g.treaty.size if gone > 0.0 else 0):
            breached += breach_erosion(run.visible[i, other], g.kindred[k, other], p)
        run.lane[BREACHED, k, s] = breached


def aim(g: Gathered, p: Parameters, k: int, run: Run) -> int:
    """The commitment to a treaty that each slot moves towards; how many sleepers it may wake.

    Treaties that are not kindred carry over exactly 0 and are left out.
    """
    slots, doubts = lanes(run), 0
    for s in range(slots):
        run.lane[CARRIED, k, s] = 0.0
    for other in range(g.treaty.size):
        kinship = g.kindred[k, other]
        if kinship != 0.0:
            for s in range(slots):
                carried = kindred_erosion(run.lane[ERODED, other, s], kinship, p)
                run.lane[CARRIED, k, s] += carried
    for s in range(slots):
        run.lane[TARGET, k, s] = commitment_target(
            run.lane[START, k, s], run.lane[STIGMA, k, s], run.lane[ERODED, k, s],
            run.lane[CARRIED, k, s], run.lane[BREACHED, k, s], run.lane[ADVOCACY, k, s],
        )  # fmt: skip
    for s in range(slots):
        gap = max(run.lane[GAP, k, s], run.lane[GOAL, k, s] - run.lane[TARGET, k, s])
        excess = p.norm_weight * gap + run.lane[MORE, k, s]
        run.lane[GAP, k, s], run.lane[EXCESS, k, s] = gap, excess
        doubts += 1 if excess > run.lane[CEILING, k, s] else 0
    return doubts


def feel_rivals(g: Gathered, i: int, posture: Floats) -> float:
    """Posture felt by one state from all its rivals, and from dangers that are no state's."""
    faced = g.state[i].danger
    for e in range(g.rivals_from[i], g.rivals_from[i + 1]):
        faced += contribution(g.rival[e].weight, posture[0, g.rival[e].other])
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
            nearest = max(nearest, run.shares[run.month[LOOKED + k, m], k, 0, s])
        felt = t.state[FELT, m, i]
        if answering:
            felt = feel_rivals(g, i, run.posture)
        dated = g.dated_state[row, i]
        target = threat_target(felt, dated.guaranteed, dated.credibility, nearest, p)
        before = run.slot_state[OWN_THREAT, s]
        run.slot_state[OWN_THREAT, s] = perceive(before, target, p) if m > 0 else target
        run.slot_state[OWN_FELT, s] = felt


def keep_holding(p: Parameters, m: int, treaties: int, run: Run) -> None:
    """Step 3 of all slots: commitment a month on."""
    slots = lanes(run)
    for k in range(treaties):
        for s in range(slots):
            run.path[m, k, s] = hold(run.path[m - 1, k, s], run.lane[TARGET, k, s], p)


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
            rate, utility = g.treaty[k].base_rate, g.utility[row, k]
            held, looked = run.path[m, k, s], run.month[LOOKED + k, m]
            border, alliance = run.shares[looked, k, 0, s], run.shares[looked, k, 1, s]
            peers = run.shares[looked, k, 2, s]
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
        here = run.sleeper[k, s]
        here.accumulated += run.buffer[n]
        if gives_way(here.accumulated, here.resistance):
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
            for e in range(g.rivals_from[i], g.rivals_from[i + 1]):
                run.posture[1, g.rival[e].other] += g.rival[e].weight
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
