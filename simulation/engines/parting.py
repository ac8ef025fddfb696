"""How a run begins on the trunk, and who parts from it: with what, and how it is looked at anew.

Plain functions, compiled by ``compiled``.
"""

from simulation import chance
from simulation.engines.arrays import Floats, Gathered, Integers, Record
from simulation.engines.living import aim, breach, look
from simulation.engines.moving import PLACE, touch
from simulation.engines.runs import (
    ADVOCACY,
    ADVOCATED,
    AIMED,
    BASE,
    CEILING,
    CHANGED,
    EXCESS,
    FIRST,
    GAP,
    GOAL,
    HELD,
    LOOKED,
    MOVED,
    OWN_THREAT,
    POSSIBLE,
    POSTURE,
    RINGS,
    SEEN,
    SHAMED,
    SHARE,
    SLOTS,
    START,
    STATE_OF,
    STIGMA,
    SUM,
    THREAT,
    VIEWED,
    WHOLE,
    Run,
    Trunk,
)
from simulation.engines.sleeping import doubt, lay_down
from simulation.model.commitment import starting_commitment
from simulation.model.decision import gives_way
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER, OUT
from simulation.world.world import LAYERS


def crossing(t: Trunk, k: int, i: int, resistance: float) -> int:
    """First month in which the trunk's accumulated pressure reaches a resistance."""
    low, high = 0, t.member.shape[0] - 1
    while low < high:
        middle = (low + high) // 2
        if gives_way(t.member[middle, i, k, SUM], resistance):
            high = middle
        else:
            low = middle + 1
    return low


def clear(g: Gathered, p: Parameters, run: Run) -> None:
    """Undo what the run before this one did; everything else is as it was at the start."""
    for s in range(run.lengths[STATE_OF]):
        i = run.listed[STATE_OF, s]
        run.slot_of[i], run.is_changed[i] = -1, 0
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        here = run.member[k, i]
        here.stage, here.returning = g.member[k, i].stage, 0.0
        run.visible[i, k] = visibility(here.stage, p)
        here.notifies = here.takes_effect = g.conflict_ends.shape[0]
        here.mover = here.forced = here.waits = False
        for stage in range(run.happened.shape[0]):
            run.happened[stage, k, i] = NEVER
    for e in range(g.month[0].joins, g.events.size):
        here = run.member[g.events[e].treaty, g.events[e].state]
        here.stage = g.member[g.events[e].treaty, g.events[e].state].stage
    for n in range(run.lengths.size):
        run.lengths[n] = 0
    for k in range(run.differs.size):
        run.differs[k] = 0
    for m in range(run.month.shape[1]):
        run.month[FIRST, m], run.month[RINGS, m] = -1, 0


def draw(luck: Record, low: Integers, high: Integers, uniform: Floats) -> None:
    """The draw behind each resistance that can be reached in some run."""
    for n in range(uniform.size):
        uniform[n] = chance.uniform(
            luck.replicate, low[n], high[n], luck.resistance_low, luck.resistance_high
        )


def begin(g: Gathered, p: Parameters, t: Trunk, luck: Record, everyone: bool, run: Run) -> int:
    """Empty the run, draw its luck, and file who crosses when on the trunk.

    everyone: whether all leave the trunk at once, as where each start is the run's own.

    Returns the first month in which anything can happen that is not on the trunk.
    """
    clear(g, p, run)
    draw(luck, g.words[0], g.words[1], run.uniform)
    last, begins, states = t.stage.shape[1] - 1, g.first_event, g.state.size
    for n in range(run.uniform.size):
        if run.uniform[n] >= t.no_crossing[n]:
            k, i = g.member_of[n] // states, g.member_of[n] % states
            resistance = chance.resistance_of(run.uniform[n])
            if gives_way(t.member[last, i, k, SUM], resistance):
                month = crossing(t, k, i, resistance)
                run.member[k, i].following = run.month[FIRST, month]
                run.month[FIRST, month] = g.member_of[n]
                begins = min(begins, month)
    if everyone:
        begins = 0
        for i in range(states):
            touch(i, run)
            for k in range(g.treaty.size):
                given = g.member[k, i]
                u = chance.uniform(
                    luck.replicate, given.low, given.high, luck.start_low, luck.start_high
                )
                run.member[k, i].start = starting_commitment(given.start, u, p)
    return begins


def part(g: Gathered, p: Parameters, t: Trunk, m: int, sleepy: bool, run: Run) -> None:
    """Whoever was touched goes on from the trunk as it stands at the start of month m.

    sleepy: whether anybody may sleep.
    """
    before = max(0, m - 1)
    for s in range(run.lengths[SLOTS] & PLACE, run.lengths[STATE_OF]):
        i = run.listed[STATE_OF, s] & PLACE
        run.born[s], run.slot_state[OWN_THREAT, s] = before, t.state[THREAT, before, i]
        breach(g, p, i, s, run)
        for k in range(g.treaty.size):
            start, held = run.member[k, i].start, t.member[before, i, k, HELD]
            own = held if before > 0 else start
            run.lane[START, k, s], run.path[before, k, s] = start, own
            run.lane[GAP, k, s] = max(0.0, held - own)
            run.differs[k] = 1
            lay_down(g, p, t, before, k, i, s, sleepy, run)
            stand(g, t, m, k, i, s, run)
    run.lengths[SLOTS] = run.lengths[STATE_OF]


def stand(g: Gathered, t: Trunk, m: int, k: int, i: int, s: int, run: Run) -> None:
    """What a slot takes from dated tables, and compares itself with on the trunk, from month m."""
    look = g.month[m].look & PLACE
    run.lane[STIGMA, k, s] = t.standing[look, i, k, SHAMED]
    run.lane[ADVOCACY, k, s] = t.standing[look, i, k, ADVOCATED]
    run.lane[GOAL, k, s] = t.standing[look, i, k, AIMED]
    for layer in range(len(LAYERS)):
        run.wide[SEEN, k, layer, s] = t.standing[look, i, k, VIEWED + layer]
        run.wide[POSSIBLE, k, layer, s] = t.standing[look, i, k, WHOLE + layer]
        run.wide[BASE, k, layer, s] = t.standing[look, i, k, SHARE + layer]


def stand_anew(g: Gathered, t: Trunk, m: int, run: Run) -> None:
    """The same for all slots, in a month in which that changes: one thing after another."""
    look, slots = g.month[m].look & PLACE, run.lengths[SLOTS]
    for k in range(g.treaty.size):
        run.differs[k] = 1
        for s in range(slots):
            i = run.listed[STATE_OF, s] & PLACE
            run.lane[STIGMA, k, s] = t.standing[look, i, k, SHAMED]
            run.lane[ADVOCACY, k, s] = t.standing[look, i, k, ADVOCATED]
            run.lane[GOAL, k, s] = t.standing[look, i, k, AIMED]
        for layer in range(len(LAYERS)):
            for s in range(slots):
                i = run.listed[STATE_OF, s] & PLACE
                run.wide[SEEN, k, layer, s] = t.standing[look, i, k, VIEWED + layer]
                run.wide[POSSIBLE, k, layer, s] = t.standing[look, i, k, WHOLE + layer]
                run.wide[BASE, k, layer, s] = t.standing[look, i, k, SHARE + layer]


def renew(g: Gathered, p: Parameters, t: Trunk, m: int, sleepy: bool, run: Run) -> None:
    """At the start of month m, look and aim anew if surroundings have changed.

    All slots at once: who sees nothing new aims as before, by the same sums of the same numbers.
    sleepy: whether anybody may sleep.
    """
    anew, treaties = run.lengths[CHANGED] > 0, g.treaty.size
    for k in range(treaties):
        differs = run.differs[k] != 0
        anew = anew or differs
        run.month[LOOKED + k, m] = m if differs else run.month[LOOKED + k, m - 1]
    if not anew:
        return
    for c in range(run.lengths[CHANGED]):
        i = run.listed[CHANGED, c]
        run.is_changed[i] = 0
        breach(g, p, i, run.slot_of[i] & PLACE, run)
    run.lengths[CHANGED] = 0
    for k in range(treaties):
        if run.differs[k] != 0:
            look(p, m, k, run)
        run.differs[k] = 0
    for k in range(treaties):
        if aim(g, p, k, run) > 0:
            for s in range(run.lengths[SLOTS]):
                if run.lane[EXCESS, k, s] > run.lane[CEILING, k, s]:
                    doubt(g, p, t, m, k, s, sleepy, run)


def answers_part(g: Gathered, p: Parameters, t: Trunk, m: int, run: Run) -> bool:
    """Whether rivals and blocs have to part from the trunk; then whoever faces one does so too.

    They look at nothing of a run but its finished exits, so until those differ from the trunk's
    they are as on the trunk; where none of them ever answers they stay there.
    """
    if m == 0 or (p.answer <= 0.0 and g.blocs.shape[0] == 0):
        return False
    differ = False
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        differ = differ or (run.member[k, i].stage == OUT) != (t.stage[0, m, k, i] == OUT)
    if not differ:
        return False
    for i in range(g.state.size):
        run.posture[0, i] = t.state[POSTURE, m - 1, i]
        faces = g.rivals_from[i] < g.rivals_from[i + 1]
        if g.state[i].receives or (p.answer > 0.0 and faces):
            touch(i, run)
    for bloc in range(run.money.shape[0]):
        for k in range(g.treaty.size):
            run.money[bloc, k] = t.money[m - 1, bloc, k]
    return True


def money_of_trunk(t: Trunk, m: int, treaties: int, run: Run) -> None:
    """Blocs that have not parted pay as on the trunk at the end of a month."""
    for bloc in range(run.money.shape[0]):
        for k in range(treaties):
            run.money[bloc, k] = t.money[m, bloc, k]
