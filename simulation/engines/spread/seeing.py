"""What states see of exits, kept up to date leaver by leaver.

Plain functions, compiled by ``spreading``.  All amounts lie on one grid, so a sum does not depend
on the order in which states came out, and adding to what was seen last month gives the bits of the
sum over all partners.  That holds while the weights of one state's partners add up to less than
8192, or are whole numbers (``model.arithmetic``).
"""

from simulation.engines.arrays import Floats, Record
from simulation.engines.spread.filing import NUMBER_OF_LAYERS
from simulation.engines.spread.ground import Ground
from simulation.engines.spread.room import Room, Stages, append
from simulation.model.contagion import Contagion, measured, reaches, seen
from simulation.model.exposure import contribution, exposure
from simulation.model.stages import OUT, may_leave


def holds(tie: Record, month: int) -> bool:
    """Whether a tie holds in a month."""
    return bool(tie.since <= month <= tie.until)


def all_see_all(complete: Floats) -> bool:
    """Whether everybody looks at everybody on some layer."""
    return bool(complete[0] > 0.0 or complete[1] > 0.0 or complete[2] > 0.0)


def list_it(i: int, room: Room) -> None:
    """Put a state in the crowd of those who have something new to decide on."""
    if not room.listed[i]:
        room.listed[i] = True
        append(room.crowd, i)


def unlist_all(room: Room) -> None:
    """Empty the crowd."""
    for c in range(room.crowd[-1]):
        room.listed[room.crowd[c]] = False
    room.crowd[-1] = 0


def tell(g: Ground, m: int, j: int, stage: Stages, room: Room) -> None:
    """Let everyone who looks at a state over this month's ties see that it is out."""
    visible = seen(OUT) * room.here[j].weight
    for layer in range(NUMBER_OF_LAYERS):
        room.whole[0, layer] += contribution(g.complete[layer], visible)
        place = j * NUMBER_OF_LAYERS + layer
        for e in range(g.ties_from[place], g.ties_from[place + 1]):
            i = g.tie[e].other
            if holds(g.tie[e], m):
                room.seen[i, layer] += contribution(g.tie[e].weight, visible)
                if may_leave(stage[i], room.pinned[i]):
                    list_it(i, room)


def look_again(g: Ground, k: int, m: int, stage: Stages, room: Room) -> None:
    """What everybody sees over this month's ties, from anew."""
    for layer in range(NUMBER_OF_LAYERS):
        room.whole[0, layer] = room.whole[1, layer] = 0.0
    for i in range(stage.size):
        for layer in range(NUMBER_OF_LAYERS):
            room.seen[i, layer] = room.possible[i, layer] = 0.0
    for j in range(stage.size):
        if g.member[k, j].counted:
            for layer in range(NUMBER_OF_LAYERS):
                room.whole[1, layer] += g.complete[layer]
                place = j * NUMBER_OF_LAYERS + layer
                for e in range(g.ties_from[place], g.ties_from[place + 1]):
                    if holds(g.tie[e], m):
                        room.possible[g.tie[e].other, layer] += g.tie[e].weight
            if stage[j] == OUT:
                tell(g, m, j, stage, room)


def look(g: Ground, k: int, m: int, stage: Stages, room: Room) -> bool:
    """Step 1 under the rule of thresholds; returns whether everybody has something to decide on.

    Unless ties or weights differ from the month before, what is seen differs only by who came out
    since.  Whoever is told of nobody sees what it saw, has the threshold it had and, where no pin,
    party or dated stage differs, may leave if it might: its decision would be last month's, which
    was to stay.  Where everybody looks at everybody, all are told of everyone.
    """
    told = False
    if g.month[m].afresh:
        look_again(g, k, m, stage, room)
    else:
        for c in range(room.newly[-1]):
            if g.member[k, room.newly[c]].counted:
                tell(g, m, room.newly[c], stage, room)
                told = all_see_all(g.complete)
    return told or bool(g.month[m].everybody)


def on_layer(
    g: Ground, k: int, i: int, layer: int, stage: Stages, shares: int, room: Room
) -> float:
    """What a state compares on one layer; where everybody looks at everybody, at all but itself."""
    gone, possible = room.seen[i, layer], room.possible[i, layer]
    if g.complete[layer] > 0.0:
        itself = g.complete[layer] if g.member[k, i].counted else 0.0
        own = contribution(itself, seen(stage[i]) * room.here[i].weight)
        gone += room.whole[0, layer] - own
        possible += room.whole[1, layer] - itself
    return measured(gone, possible, shares)


def reaches_threshold(
    g: Ground, terms: Contagion, k: int, i: int, stage: Stages, room: Room
) -> bool:
    """Whether what a state sees reaches its own threshold."""
    return reaches(
        on_layer(g, k, i, 0, stage, terms.shares, room),
        on_layer(g, k, i, 1, stage, terms.shares, room),
        on_layer(g, k, i, 2, stage, terms.shares, room),
        g.member[k, i].threshold,
        terms,
    )


def tempt(g: Ground, k: int, m: int, stage: Stages, room: Room) -> None:
    """Last month's leavers tempt, each once, whoever looks at them and may leave this month.

    Where everybody looks at everybody on some layer, all are tempted by all of them, whatever other
    ties they have.  Nobody comes out twice, so a tempter's number tells its temptation from others.
    """
    by_all = 0
    for c in range(room.newly[-1]):
        j = room.newly[c]
        if g.member[k, j].counted and all_see_all(g.complete):
            by_all += 1
        elif g.member[k, j].counted:
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


def share_gone(g: Ground, k: int, stage: Stages) -> float:
    """Share of all states counted at the start that are out."""
    gone, counted = 0.0, 0.0
    for i in range(stage.size):
        if g.member[k, i].counted:
            counted += 1.0
            gone += seen(stage[i])
    return exposure(gone, counted)
