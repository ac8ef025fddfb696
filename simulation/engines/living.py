"""Steps 1 to 5 of a month on flat arrays, and the answers of rivals and blocs: gathered and called.

Plain functions, compiled by ``compiled``; the theory's own functions do all the reckoning.
"""

from simulation.engines.arrays import RIVALS, Floats, Gathered, Integers, Record, Records
from simulation.engines.moving import append
from simulation.engines.runs import Run, Trunk
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
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, posture_felt, threat_target
from simulation.model.stages import ANNOUNCED, OUT, may_leave


def look(
    p: Parameters, i: int, seen: Floats, extra: Floats, possible: Floats, member: Records,
    weighed: Records,
) -> float:  # fmt: skip
    """Step 1 of one state: its exposures; returns the highest on the border layer."""
    nearest = 0.0
    for k in range(weighed.size):
        here = weighed[k]
        here.border = exposed(seen[0, k, i] + extra[0, k, i], possible[0, k, i])
        here.alliance = exposed(seen[1, k, i] + extra[1, k, i], possible[1, k, i])
        here.peers = exposed(seen[2, k, i] + extra[2, k, i], possible[2, k, i])
        here.eroded = erosion(here.border, here.alliance, here.peers, p)
        here.own = visibility(member[k, i].stage, p)
        nearest = max(nearest, here.border)
    return nearest


def feel_rivals(
    ties_from: Integers, ties: Records, i: int, states: Records, danger: float
) -> float:
    """Posture felt by one state from all its rivals, and from dangers that are no state's."""
    faced = danger
    for e in range(ties_from[RIVALS, i], ties_from[RIVALS, i + 1]):
        faced += contribution(ties[e].weight, states[ties[e].other].posture)
    return posture_felt(faced)


def held(
    p: Parameters, k: int, kindred: Floats, weighed: Records, here: Record, dated: Record
) -> float:
    """Step 3 of one state and treaty: its norm commitment a month on."""
    carried, breached = 0.0, 0.0
    for other in range(weighed.size):
        carried += kindred_erosion(weighed[other].eroded, kindred[k, other], p)
        breached += breach_erosion(weighed[other].own, kindred[k, other], p)
    goal = commitment_target(
        here.start, dated.stigma, weighed[k].eroded, carried, breached, dated.advocacy
    )
    return hold(here.commitment, goal, p)


def paid(p: Parameters, row: int, k: int, i: int, bloc_incentive: Floats, money: Floats) -> float:
    """What all blocs pay one state for leaving a treaty."""
    total = 0.0
    for bloc in range(bloc_incentive.shape[1]):
        total += contribution(p.exit_incentive * bloc_incentive[row, bloc, i], money[bloc, k])
    return total


def live(g: Gathered, p: Parameters, t: Trunk, m: int, answering: bool, run: Run) -> None:
    """Steps 1 to 5 of everyone off the trunk.

    answering: whether rivals' posture is the run's own by now.
    """
    row, possible, seen = g.month[m].row, g.possible[g.month[m].version], t.seen[m]
    for c in range(run.crowd[-1]):
        i = run.crowd[c]
        state, dated = run.state[i], g.dated_state[row, i]
        nearest = look(p, i, seen, run.extra, possible, run.member, run.weighed)
        state.felt = t.state[m, i].felt
        if answering:
            state.felt = feel_rivals(g.ties_from, g.tie, i, run.state, g.state[i].danger)
        target = threat_target(state.felt, dated.guaranteed, dated.credibility, nearest, p)
        state.threat = perceive(state.threat, target, p) if m > 0 else target
        for k in range(g.treaty.size if m > 0 else 0):
            here, now, weighed = run.member[k, i], g.dated[row, k, i], run.weighed[k]
            here.commitment = held(p, k, g.kindred, run.weighed, here, now)
            if may_leave(here.stage, now.pinned):
                here.accumulated += pressure(log_pressure(
                    g.treaty[k].base_rate, state.threat, g.utility[row, k], here.commitment,
                    weighed.border, weighed.alliance, weighed.peers,
                    now.incentive + paid(p, row, k, i, g.bloc_incentive, run.money), p,
                ))  # fmt: skip
                if gives_way(here.accumulated, here.resistance):
                    here.wanted = ANNOUNCED
                    append(run.wanting, k * g.state.size + i)


def answer(g: Gathered, p: Parameters, m: int, run: Run) -> None:
    """Rivals answer the stock of exits among those exposed to them; blocs pay for their own."""
    for j in range(g.state.size):
        run.state[j].gone = 0.0
    for i in range(g.state.size):
        left = False
        for k in range(g.treaty.size):
            left = left or run.member[k, i].stage == OUT
        if left and g.state[i].bound:
            for e in range(g.ties_from[RIVALS, i], g.ties_from[RIVALS, i + 1]):
                run.state[g.tie[e].other].gone += g.tie[e].weight
    for j in range(g.state.size):
        rival, base = run.state[j], g.dated_state[g.month[m].row, j].posture
        gone = exposed(rival.gone, g.state[j].exposed_weight)
        rival.posture = posture_answered(rival.posture, base, gone, p)
    for bloc in range(g.blocs.shape[0]):
        for k in range(g.treaty.size):
            gone, bound = 0.0, 0.0
            for i in range(g.state.size):
                if g.blocs[bloc, i] > 0.0 and g.member[k, i].counted:
                    bound += 1.0
                    gone += 1.0 if run.member[k, i].stage == OUT else 0.0
            run.money[bloc, k] = bloc_money(run.money[bloc, k], exposed(gone, bound), p)
