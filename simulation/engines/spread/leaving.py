"""Who leaves under a textbook rule, and what dated events do to stages.

Plain functions, compiled by ``spreading``.  There is no delay and no notice: whoever decides to
leave is announced, notified and out in the same month.  No dated event takes back an exit, so who
is out stays left.
"""

from simulation import chance
from simulation.engines.arrays import Floats, Record
from simulation.engines.spread.filing import NUMBER_OF_LAYERS
from simulation.engines.spread.ground import Drawn, Ground, Threats
from simulation.engines.spread.room import Left, Room, append
from simulation.engines.spread.seeing import (
    look,
    look_next_door,
    promises,
    reaches_threshold,
    set_least,
    unlist_all,
)
from simulation.engines.spread.tempting import resistance_of, share_gone, tempt
from simulation.model.commitment import starting_commitment
from simulation.model.contagion import (
    CASCADE,
    SIMPLE,
    THRESHOLD,
    Contagion,
    chance_to_leave,
    pressure_of_chance,
    tempted_out,
)
from simulation.model.decision import gives_way
from simulation.model.exposure import contribution
from simulation.model.parameters import Parameters
from simulation.model.perception import posture_felt, threat_target
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    OUT,
    PARTY,
    SUSPENDED,
    may_leave,
    moved_by_event,
)


def enter(r: int, k: int, i: int, first: int, last: int, m: int, left: Left, room: Room) -> None:
    """Enter the stages from the first to the last of some."""
    rows = left.happened.shape[0]
    for stage in range(first, last + 1):
        if ANNOUNCED <= stage <= SUSPENDED:
            left.happened[min(stage - ANNOUNCED, rows - 1), r, k, i] = m
        if stage == OUT:
            append(room.newly, i)
    left.stage[r, k, i] = last


def ring(r: int, k: int, i: int, m: int, left: Left, room: Room) -> None:
    """Let the clocks of no months ring, if any runs."""
    if ANNOUNCED <= left.stage[r, k, i] < OUT and not room.here[i].waits:
        enter(r, k, i, left.stage[r, k, i] + 1, OUT, m, left, room)


def dated_row(g: Ground, k: int, row: int, begins: bool, room: Room) -> None:
    """Pins and weights of a row of the agenda begin to hold, or no longer do."""
    place = row * g.counted.shape[0] + k
    for e in range(g.exceptions_from[place], g.exceptions_from[place + 1]):
        dated = g.exceptions[e]
        room.pinned[dated.state] = begins and dated.pinned
        room.here[dated.state].weight = dated.weight if begins else 1.0


def world(g: Ground, r: int, k: int, m: int, left: Left, room: Room) -> None:
    """Step 0: this month's pins and weights; whoever ratifies enters the risk set."""
    if m > 0 and g.month[m].row != g.month[m - 1].row:
        dated_row(g, k, g.month[m - 1].row, False, room)
    if m == 0 or g.month[m].row != g.month[m - 1].row:
        dated_row(g, k, g.month[m].row, True, room)
    for e in range(g.month[m].joins, g.month[m].events):
        dated = g.events[e]
        if dated.treaty == k and left.stage[r, k, dated.state] == NEVER_JOINED:
            left.stage[r, k, dated.state] = PARTY


def apply_events(g: Ground, r: int, k: int, m: int, left: Left, room: Room) -> None:
    """Move states to the stages that this month's dated events ask for.

    In month 0 clocks ring only when everybody has looked.
    """
    for e in range(g.month[m].events, g.month[m + 1].joins):
        dated, i = g.events[e], g.events[e].state
        before = int(left.stage[r, k, i])
        to = moved_by_event(before, dated.stage)
        if dated.treaty == k and to != before:
            leaving, leaves = ANNOUNCED <= before <= OUT, ANNOUNCED <= to <= OUT
            left.forced[r, k, i] = left.forced[r, k, i] or (leaves and not leaving)
            first = to if not leaves else before + 1 if leaving else ANNOUNCED
            room.here[i].waits = dated.followed
            enter(r, k, i, first, to, m, left, room)
            if m > 0:
                ring(r, k, i, m, left, room)


def start(g: Ground, terms: Contagion, r: int, k: int, left: Left, room: Room) -> None:
    """How things stand before month 0: who is out is marked, nobody has been tempted."""
    room.newly[-1] = 0
    for i in range(left.stage.shape[2]):
        if left.stage[r, k, i] == OUT:
            left.forced[r, k, i] = True
            enter(r, k, i, ANNOUNCED, OUT, 0, left, room)
        if terms.rule != THRESHOLD:
            here = room.here[i]
            here.accumulated, here.resistance = 0.0, -1.0
            here.temptations, here.tempter = 0, -1
    for e in range(g.events.size):
        room.here[g.events[e].state].waits = True


def begin(
    g: Ground, terms: Contagion, deterred: bool, r: int, k: int, left: Left, room: Room
) -> None:
    """Month 0: dated stages hold, everybody looks, clocks of no months ring.

    deterred: whether threat perception depends on neighbours gone.
    """
    start(g, terms, r, k, left, room)
    world(g, r, k, 0, left, room)
    apply_events(g, r, k, 0, left, room)
    if deterred:
        look_next_door(g, k, left.stage[r, k], room)
    for e in range(g.month[0].events, g.month[1].joins):
        if g.events[e].treaty == k:
            ring(r, k, g.events[e].state, 0, left, room)


def keep_commitment(
    g: Ground, p: Parameters, luck: Record, r: int, given: Floats, left: Left
) -> None:
    """Norm commitment as at the start; given: (treaties, states)."""
    for k in range(given.shape[0]):
        for i in range(given.shape[1]):
            u = 0.5  # without a spread of starts it does not matter
            if p.start_spread > 0.0:
                low, high = g.words[0, k, i], g.words[1, k, i]
                u = chance.uniform(luck.replicate, low, high, luck.start_low, luck.start_high)
            left.commitment[r, k, i] = starting_commitment(given[k, i], u, p)


def feel(threats: Threats, p: Parameters, r: int, danger: Floats, left: Left, room: Room) -> None:
    """Threat perception at its target of month 0; danger: (states,)."""
    threat = left.threat[r]
    for i in range(threat.size):
        threat[i] = danger[i]
    for e in range(threats.faced.size):
        faced = threats.faced[e]
        threat[faced.state] += contribution(faced.weight, threats.state[faced.rival].posture)
    for i in range(threat.size):
        state, felt = threats.state[i], posture_felt(threat[i])
        threat[i] = threat_target(
            felt, state.guaranteed, state.credibility, room.here[i].nearest, p
        )


def by_threshold(
    g: Ground, terms: Contagion, drawn: Drawn, n: int, r: int, k: int, m: int, left: Left,
    room: Room,
) -> None:  # fmt: skip
    """Steps 1 and 5 under the rule of thresholds."""
    stage, drawings = left.stage[r, k], drawn.threshold.shape[0]
    threshold = drawn.threshold[min(n, drawings - 1), k]
    everybody = look(g, terms, threshold, k, m, stage, room)
    room.newly[-1] = 0
    for c in range(stage.size if everybody else room.crowd[-1]):
        i = c if everybody else room.crowd[c]
        if promises(i, room) and may_leave(stage[i], room.pinned[i]):
            if reaches_threshold(g, terms, threshold[i], k, i, stage, room):
                enter(r, k, i, ANNOUNCED, OUT, m, left, room)
            elif room.listed[i]:
                for layer in range(NUMBER_OF_LAYERS):
                    set_least(g, terms, threshold[i], k, i, layer, room)


def by_contact(
    g: Ground, terms: Contagion, luck: Record, r: int, k: int, m: int, left: Left, room: Room
) -> None:
    """Steps 1 and 5 under the rule of cascades: only who was tempted this month can give way."""
    pressure = pressure_of_chance(terms.probability)
    tempt(g, k, m, left.stage[r, k], room)
    room.newly[-1] = 0
    for c in range(room.crowd[-1]):
        i = room.crowd[c]
        resistance = resistance_of(g, k, i, luck, room)
        if tempted_out(room.here[i].temptations, pressure, resistance):
            enter(r, k, i, ANNOUNCED, OUT, m, left, room)


def by_share(
    g: Ground, terms: Contagion, luck: Record, r: int, k: int, m: int, left: Left, room: Room
) -> None:
    """Steps 1 and 5 under the simple rule: one share, and one pressure, for everybody."""
    stage = left.stage[r, k]
    pressure = pressure_of_chance(chance_to_leave(share_gone(g, k, stage), terms))
    room.newly[-1] = 0
    for i in range(stage.size if pressure > 0.0 else 0):
        if may_leave(stage[i], room.pinned[i]):
            room.here[i].accumulated += pressure
            if gives_way(room.here[i].accumulated, resistance_of(g, k, i, luck, room)):
                enter(r, k, i, ANNOUNCED, OUT, m, left, room)


def live(
    g: Ground, terms: Contagion, drawn: Drawn, luck: Record, n: int, r: int, k: int, m: int,
    left: Left, room: Room,
) -> None:  # fmt: skip
    """One month.

    Whoever decides to leave is moved at once: no decision reads a stage of this month but its own.
    """
    world(g, r, k, m, left, room)
    if terms.rule == THRESHOLD:
        by_threshold(g, terms, drawn, n, r, k, m, left, room)
    elif terms.rule == CASCADE:
        by_contact(g, terms, luck, r, k, m, left, room)
    else:
        by_share(g, terms, luck, r, k, m, left, room)
    unlist_all(room)
    apply_events(g, r, k, m, left, room)


def next_month(g: Ground, terms: Contagion, m: int, room: Room) -> int:
    """The next month in which anything can happen.

    Shares press on all in every month.  Otherwise only a new leaver or something dated can make a
    decision differ from last month's, which was to stay.
    """
    if terms.rule == SIMPLE or room.newly[-1] > 0:
        return m + 1
    return int(g.month[m].next_dated)
