"""What states see of exits, kept up to date leaver by leaver.

Plain functions, compiled by ``spreading``.  All amounts lie on one grid, so a sum does not depend
on the order in which states came out, and adding to what was seen last month gives the bits of the
sum over all partners.  That holds while the weights of one state's partners add up to less than
8192, or are whole numbers (``model.arithmetic``).
"""

import math

from simulation.engines.arrays import Floats, Record
from simulation.engines.spread.filing import NUMBER_OF_LAYERS
from simulation.engines.spread.ground import Ground
from simulation.engines.spread.room import Room, Stages, append
from simulation.model.contagion import WEIGHTED, Contagion, measured, reaches, seen
from simulation.model.exposure import contribution
from simulation.model.stages import OUT, may_leave

NEARLY_ONE = 1.0 - 2.0**-50


def holds(tie: Record, month: int) -> bool:
    """Whether a tie holds in a month."""
    return bool(tie.since <= month <= tie.until)


def all_see_all(complete: Floats) -> bool:
    """Whether everybody looks at everybody on some layer."""
    return bool(complete[0] > 0.0 or complete[1] > 0.0 or complete[2] > 0.0)


def part_of(layer: int, terms: Contagion) -> float:
    """Weight of a layer in the rule of thresholds; 0: it takes no part.

    What is seen on a layer without part decides nothing (``contagion.reaches``), so nobody looks.
    """
    return terms.border if layer == 0 else terms.alliance if layer == 1 else terms.peers


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


def least(threshold: float, possible: float, part: float, terms: Contagion) -> float:
    """With less seen than this a layer does not reach a threshold.

    A share is seen / possible, rounded: at most (1 + 2**-53) times the true one.  Where it is not
    below a threshold t > 0, seen is at least t * possible / (1 + 2**-53); the product below was
    rounded twice, so it is at most t * possible * (1 + 2**-53)**2 * (1 - 2**-50), which is less.
    Where t is 0 or less it is at most 0, and nothing seen is below that.  The theory itself is
    asked as soon as this much is seen; a joined sum of layers has no such bound for each.
    """
    if terms.join == WEIGHTED:
        return -math.inf
    if part == 0.0:
        return math.inf
    return threshold * possible * NEARLY_ONE if terms.shares else threshold


def possible_of(g: Ground, k: int, i: int, layer: int, room: Room) -> float:
    """Weight of all partners of a state on a layer.

    Where everybody looks at everybody these are all but itself.
    """
    possible = float(room.sight[layer, i].possible)
    if g.complete[layer] > 0.0:
        possible += room.whole[1, layer] - (g.complete[layer] if g.counted[k, i] else 0.0)
    return possible


def set_least(
    g: Ground, terms: Contagion, threshold: float, k: int, i: int, layer: int, room: Room
) -> None:
    """What a state must see at least on a layer, as long as it is not listed."""
    possible = possible_of(g, k, i, layer, room)
    room.sight[layer, i].least = least(threshold, possible, part_of(layer, terms), terms)


def promises(i: int, room: Room) -> bool:
    """Whether a state is listed, or sees enough on some layer for the theory to be asked.

    Where one layer is enough, it is one on which this much is seen; where all must reach the
    threshold, this much is seen on each that takes part.
    """
    sight, whole = room.sight, room.whole
    return bool(
        room.listed[i]
        or sight[0, i].seen + whole[0, 0] >= sight[0, i].least
        or sight[1, i].seen + whole[0, 1] >= sight[1, i].least
        or sight[2, i].seen + whole[0, 2] >= sight[2, i].least
    )


def tell_on(g: Ground, layer: int, m: int, j: int, stage: Stages, room: Room) -> None:
    """Let everyone who looks at a state over this month's ties of a layer see that it is out.

    Whoever now sees enough to ask the theory is listed.  Others decide as they did: by the first
    layer on which too little became enough they would be listed.
    """
    visible = seen(OUT) * room.here[j].weight
    room.whole[0, layer] += contribution(g.complete[layer], visible)
    place = j * NUMBER_OF_LAYERS + layer
    for e in range(g.ties_from[place], g.ties_from[place + 1]):
        tie = g.tie[e]
        if holds(tie, m):
            i = tie.other
            sight = room.sight[layer, i]
            sight.seen += contribution(tie.weight, visible)
            if sight.seen >= sight.least and may_leave(stage[i], room.pinned[i]):
                sight.least = math.inf  # once listed it need not be listed again
                list_it(i, room)


def tell(g: Ground, terms: Contagion, m: int, j: int, stage: Stages, room: Room) -> None:
    """Let everyone see that a state is out, on the layers that take part."""
    for layer in range(NUMBER_OF_LAYERS):
        if part_of(layer, terms) > 0.0:
            tell_on(g, layer, m, j, stage, room)


def count_partners(g: Ground, layer: int, k: int, m: int, room: Room) -> None:
    """Weight of everybody's partners over this month's ties of a layer."""
    room.whole[1, layer] = 0.0
    for i in range(g.counted.shape[1]):
        room.sight[layer, i].possible = 0.0
    for j in range(g.counted.shape[1]):
        if g.counted[k, j]:
            room.whole[1, layer] += g.complete[layer]
            place = j * NUMBER_OF_LAYERS + layer
            for e in range(g.ties_from[place], g.ties_from[place + 1]):
                if holds(g.tie[e], m):
                    room.sight[layer, g.tie[e].other].possible += g.tie[e].weight


def forget(layer: int, room: Room) -> None:
    """Nobody has been told of anybody on a layer."""
    room.whole[0, layer] = 0.0
    for i in range(room.sight.shape[1]):
        room.sight[layer, i].seen = 0.0


def prepare(g: Ground, terms: Contagion, threshold: Floats, k: int, m: int, room: Room) -> None:
    """What everybody can see, and must at least, over this month's ties; threshold: (states,).

    Who is counted is the same in all runs, so the partners' weight is that of the last run, if it
    was added up over the ties of the same month.
    """
    for layer in range(NUMBER_OF_LAYERS if room.known[0] != m else 0):
        if part_of(layer, terms) > 0.0:
            count_partners(g, layer, k, m, room)
    for layer in range(NUMBER_OF_LAYERS):
        for i in range(threshold.size if part_of(layer, terms) > 0.0 or room.known[0] != m else 0):
            set_least(g, terms, threshold[i], k, i, layer, room)
            room.sight[layer, i].seen = 0.0
        room.whole[0, layer] = 0.0
    room.known[0] = m


def look_again(
    g: Ground, terms: Contagion, threshold: Floats, k: int, m: int, stage: Stages, room: Room,
) -> None:  # fmt: skip
    """What everybody sees over this month's ties, from anew."""
    prepare(g, terms, threshold, k, m, room)
    for j in range(stage.size):
        if stage[j] == OUT and g.counted[k, j]:
            tell(g, terms, m, j, stage, room)


def look(
    g: Ground, terms: Contagion, threshold: Floats, k: int, m: int, stage: Stages, room: Room,
) -> bool:  # fmt: skip
    """Step 1 under the rule of thresholds; returns whether everybody has something to decide on.

    Unless ties or weights differ from the month before, what is seen differs only by who came out
    since.  Whoever is told of nobody sees what it saw, has the threshold it had and, where no pin,
    party or dated stage differs, may leave if it might: its decision would be last month's, which
    was to stay.  Where everybody looks at everybody, all are told of everyone.
    """
    told = False
    if g.month[m].afresh:
        look_again(g, terms, threshold, k, m, stage, room)
    else:
        for c in range(room.newly[-1]):
            if g.counted[k, room.newly[c]]:
                tell(g, terms, m, room.newly[c], stage, room)
                told = all_see_all(g.complete)
    return told or bool(g.month[m].everybody)


def on_layer(
    g: Ground, k: int, i: int, layer: int, stage: Stages, shares: int, room: Room
) -> float:
    """What a state compares on one layer; where everybody looks at everybody, at all but itself."""
    gone, possible = room.sight[layer, i].seen, possible_of(g, k, i, layer, room)
    if g.complete[layer] > 0.0:
        itself = g.complete[layer] if g.counted[k, i] else 0.0
        gone += room.whole[0, layer] - contribution(itself, seen(stage[i]) * room.here[i].weight)
    return measured(gone, possible, shares)


def compared(
    g: Ground, terms: Contagion, k: int, i: int, layer: int, stage: Stages, room: Room
) -> float:
    """What a state compares on one layer, 0 where the layer takes no part."""
    if part_of(layer, terms) == 0.0:
        return 0.0
    return on_layer(g, k, i, layer, stage, terms.shares, room)


def reaches_threshold(
    g: Ground, terms: Contagion, threshold: float, k: int, i: int, stage: Stages, room: Room
) -> bool:
    """Whether what a state sees reaches its own threshold."""
    return reaches(
        compared(g, terms, k, i, 0, stage, room),
        compared(g, terms, k, i, 1, stage, room),
        compared(g, terms, k, i, 2, stage, room),
        threshold,
        terms,
    )


def look_next_door(g: Ground, k: int, stage: Stages, room: Room) -> None:
    """At the start: the highest exposure so far to neighbours out of some treaty."""
    count_partners(g, 0, k, 0, room)
    forget(0, room)
    for j in range(stage.size):
        if stage[j] == OUT and g.counted[k, j]:
            tell_on(g, 0, 0, j, stage, room)
    unlist_all(room)
    for i in range(stage.size):
        here = room.here[i]
        here.nearest = max(here.nearest, on_layer(g, k, i, 0, stage, 1, room))
    room.known[0] = -1
