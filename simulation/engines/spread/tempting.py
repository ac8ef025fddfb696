"""What leavers do under the rules of cascades and of shares: tempt their partners, or weigh on all.

Plain functions, compiled by ``spreading``.
"""

from simulation import chance
from simulation.engines.arrays import Record
from simulation.engines.spread.filing import NUMBER_OF_LAYERS
from simulation.engines.spread.ground import Ground
from simulation.engines.spread.room import Room, Stages
from simulation.engines.spread.seeing import all_see_all, holds, list_it
from simulation.model.contagion import seen
from simulation.model.exposure import exposure
from simulation.model.stages import may_leave


def tempt(g: Ground, k: int, m: int, stage: Stages, room: Room) -> None:
    """Last month's leavers tempt, each once, whoever looks at them and may leave this month.

    Where everybody looks at everybody on some layer, all are tempted by all of them, whatever other
    ties they have.  Nobody comes out twice, so a tempter's number tells its temptation from others.
    """
    by_all = 0
    for c in range(room.newly[-1]):
        j = room.newly[c]
        if g.counted[k, j] and all_see_all(g.complete):
            by_all += 1
        elif g.counted[k, j]:
            place = j * NUMBER_OF_LAYERS
            for e in range(g.ties_from[place], g.ties_from[place + NUMBER_OF_LAYERS]):
                i = g.tie[e].other
                tempts = g.tie[e].weight > 0.0 and holds(g.tie[e], m)
                if tempts and room.here[i].tempter != j and may_leave(stage[i], room.pinned[i]):
                    room.here[i].tempter = j
                    room.here[i].temptations += 1
                    list_it(i, room)
    for i in range(stage.size if by_all > 0 else 0):
        if may_leave(stage[i], room.pinned[i]):
            room.here[i].temptations += by_all
            list_it(i, room)


def resistance_of(g: Ground, k: int, i: int, luck: Record, room: Room) -> float:
    """A state's resistance to leaving, drawn when it is first asked for.

    A draw is a function of what it is for, so it does not matter when, or whether, it is made.
    """
    here = room.here[i]
    if here.resistance < 0.0:
        here.resistance = chance.exponential(
            luck.replicate, g.words[0, k, i], g.words[1, k, i],
            luck.resistance_low, luck.resistance_high,
        )  # fmt: skip
    return float(here.resistance)


def share_gone(g: Ground, k: int, stage: Stages) -> float:
    """Share of all states counted at the start that are out."""
    gone, counted = 0.0, 0.0
    for i in range(stage.size):
        if g.counted[k, i]:
            counted += 1.0
            gone += seen(stage[i])
    return exposure(gone, counted)
