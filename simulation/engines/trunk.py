"""The trunk of compiled runs: the path on which nobody decides anything, and who parts from it.

Plain functions, compiled by ``compiled``.
"""

from simulation import chance
from simulation.engines.arrays import RIVALS, Floats, Gathered, Record, Records
from simulation.engines.moving import touch
from simulation.engines.runs import Out, Run, Trunk
from simulation.model.commitment import starting_commitment
from simulation.model.decision import gives_way
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER, NEVER_JOINED, OUT, moved_by_event


def apply_dated(g: Gathered, m: int, run: Run) -> None:
    """Dated stages as they stand; the clocks behind them are each run's own."""
    for e in range(g.month[m].events, g.month[m + 1].joins):
        here = run.member[g.events[e].treaty, g.events[e].state]
        here.stage = moved_by_event(here.stage, g.events[e].stage)


def keep(t: Trunk, m: int, run: Run) -> None:
    """Write down a month of the trunk."""
    for i in range(run.state.size):
        state, trunk = run.state[i], t.state[m, i]
        trunk.felt, trunk.posture, trunk.threat = state.felt, state.posture, state.threat
        for k in range(run.weighed.size):
            here, member = run.member[k, i], t.member[m, k, i]
            member.stage, member.commitment = here.stage, here.commitment
            member.accumulated = here.accumulated
            for layer in range(RIVALS):
                t.seen[m, layer, k, i] = run.extra[layer, k, i]
    for bloc in range(run.money.shape[0]):
        for k in range(run.weighed.size):
            t.money[m, bloc, k] = run.money[bloc, k]


def crossing(member: Records, k: int, i: int, resistance: float) -> int:
    """First month in which the trunk's accumulated pressure reaches a resistance."""
    low, high = 0, member.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if gives_way(member[middle, k, i].accumulated, resistance):
            high = middle
        else:
            low = middle + 1
    return low


def begin(g: Gathered, p: Parameters, t: Trunk, luck: Record, run: Run) -> None:
    """Empty the run, draw its luck, and file who crosses when on the trunk."""
    last = t.state.shape[0] - 1
    run.crowd[-1] = run.moved[-1] = run.wanting[-1] = run.lived[0] = 0
    for m in range(last + 1):
        run.first[m] = -1
    for i in range(g.state.size):
        run.state[i].touched = False
        for k in range(g.treaty.size):
            given, here = g.member[k, i], run.member[k, i]
            here.stage, here.returning = given.stage, 0.0
            here.mover = here.forced = here.waits = False
            here.notifies = here.takes_effect = last + 1
            for layer in range(RIVALS):
                run.extra[layer, k, i] = 0.0
            if given.counted or t.member[last, k, i].stage != NEVER_JOINED:
                here.resistance = chance.exponential(
                    luck.replicate, given.low, given.high, luck.resistance_low, luck.resistance_high
                )
                if gives_way(t.member[last, k, i].accumulated, here.resistance):
                    month = crossing(t.member, k, i, here.resistance)
                    here.following = run.first[month]
                    run.first[month] = k * g.state.size + i
    if p.start_spread > 0.0:
        for i in range(g.state.size):
            touch(i, run.state, run.crowd)
            for k in range(g.treaty.size):
                given = g.member[k, i]
                u = chance.uniform(
                    luck.replicate, given.low, given.high, luck.start_low, luck.start_high
                )
                run.member[k, i].start = starting_commitment(given.start, u, p)


def part(t: Trunk, m: int, parted: bool, run: Run) -> None:
    """Whoever was touched last goes on from the trunk as it stands at the end of a month.

    parted: whether blocs have done so before.
    """
    for c in range(run.lived[0], run.crowd[-1]):
        i = run.crowd[c]
        run.state[i].threat = t.state[m, i].threat
        for k in range(run.weighed.size):
            here, trunk = run.member[k, i], t.member[m, k, i]
            here.commitment = trunk.commitment if m > 0 else here.start
            here.accumulated = trunk.accumulated
    run.lived[0] = run.crowd[-1]
    for bloc in range(0 if parted else run.money.shape[0]):
        for k in range(run.weighed.size):
            run.money[bloc, k] = t.money[m, bloc, k]


def answers_part(g: Gathered, p: Parameters, t: Trunk, m: int, run: Run) -> bool:
    """Whether rivals and blocs have to part from the trunk; then whoever faces one does so too.

    They look at nothing of a run but its finished exits, so until those differ from the trunk's
    they are as on the trunk; where none of them ever answers they stay there.
    """
    differ = False
    for c in range(run.moved[-1]):
        k, i = run.moved[c] // g.state.size, run.moved[c] % g.state.size
        differ = differ or (run.member[k, i].stage == OUT) != (t.member[m, k, i].stage == OUT)
    if not differ or m == 0 or (p.answer <= 0.0 and g.blocs.shape[0] == 0):
        return False
    for i in range(g.state.size):
        run.state[i].posture = t.state[m - 1, i].posture
        faces = g.ties_from[RIVALS, i] < g.ties_from[RIVALS, i + 1]
        if g.state[i].receives or (p.answer > 0.0 and faces):
            touch(i, run.state, run.crowd)
    return True


def write_down(t: Trunk, m: int, run: Run, threat: Floats, commitment: Floats) -> None:
    """Write down what every state holds at the end of a month."""
    for i in range(run.state.size):
        threat[i] = t.state[m, i].threat
        for k in range(run.weighed.size):
            commitment[k, i] = t.member[m, k, i].commitment
    for c in range(run.lived[0]):
        i = run.crowd[c]
        threat[i] = run.state[i].threat
        for k in range(run.weighed.size):
            commitment[k, i] = run.member[k, i].commitment


def leave(r: int, out: Out, run: Run) -> None:
    """Write down what happened in a run."""
    states = run.state.size
    for k in range(run.weighed.size):
        for i in range(states):
            out.stage[r, k, i] = run.member[k, i].stage
    for c in range(run.moved[-1]):
        k, i = run.moved[c] // states, run.moved[c] % states
        out.forced[r, k, i] = run.member[k, i].forced
        for stage in range(out.happened.shape[0]):
            if run.happened[stage, k, i] != NEVER:
                out.happened[stage, r, k, i] = run.happened[stage, k, i]
