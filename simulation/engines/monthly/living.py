"""Steps 1 to 5 of a month for everybody, treaty by treaty, in loops that run through the states.

Plain functions, compiled by ``everybody``; the theory's own functions do all the reckoning.  Each
loop writes one row of numbers and reads few, so that it can take several states in one step.
"""

from simulation.engines.arrays import Floats
from simulation.engines.monthly.ground import (
    ADVOCACY,
    EXPOSED,
    FREE,
    INCENTIVE,
    SEEN,
    STIGMA,
    WEIGHT,
    Ground,
)
from simulation.engines.monthly.room import (
    BREACHED,
    BUFFER,
    CARRIED,
    ERODED,
    GIVEN,
    HELD,
    HURDLE,
    REAIM,
    SHOWN,
    START,
    SUM,
    TARGET,
    WANTING,
    WEIGHS,
    Room,
)
from simulation.model.commitment import (
    breach_erosion,
    commitment_target,
    erosion,
    hold,
    kindred_erosion,
)
from simulation.model.decision import gives_way, log_pressure, pressure
from simulation.model.exposure import contribution
from simulation.model.exposure import exposure as exposed
from simulation.model.parameters import Parameters
from simulation.model.stages import may_leave

LAYERS = 3
"""Border, alliance and peers."""

TOGETHER = 32
"""States that are asked together whether anybody among them gives way."""


def tell(g: Ground, m: int, k: int, j: int, before: float, after: float, room: Room) -> None:
    """Let everyone who looks at a state over month m's ties see it change.

    before, after: how visible the state was and is.  All amounts lie on one grid, so adding the
    difference gives the sum over all partners exactly; the share is reckoned anew at once, so that
    nobody need be looked at who sees nothing new.
    """
    if before == after:
        return
    room.stirred[k] = 1
    v = g.month[m].version
    for layer in range(room.seen.shape[2]):
        for e in range(g.ties_from[LAYERS * j + layer], g.ties_from[LAYERS * j + layer + 1]):
            tie = g.tie[e]
            if tie.since <= m <= tie.until:
                i = tie.other
                change = contribution(tie.weight, after) - contribution(tie.weight, before)
                seen = room.seen[SEEN, k, layer, i] + change
                room.seen[SEEN, k, layer, i] = seen
                room.seen[EXPOSED, k, layer, i] = exposed(seen, g.possible[v, k, layer, i])


def look_again(g: Ground, m: int, room: Room) -> None:
    """What everybody sees in month m, from anew."""
    v, row = g.month[m].version, g.month[m].row
    for k in range(g.treaty.size):
        for layer in range(room.seen.shape[2]):
            for i in range(g.state.size):
                room.seen[SEEN, k, layer, i] = room.seen[EXPOSED, k, layer, i] = 0.0
        for j in range(g.state.size):
            visible = room.member[SHOWN, k, j] * g.dated[WEIGHT, row, k, j]
            if visible > 0.0 and g.member[k, j].counted:
                for layer in range(room.seen.shape[2]):
                    for e in range(
                        g.ties_from[LAYERS * j + layer], g.ties_from[LAYERS * j + layer + 1]
                    ):
                        tie = g.tie[e]
                        if tie.since <= m <= tie.until:
                            room.seen[SEEN, k, layer, tie.other] += contribution(
                                tie.weight, visible
                            )
        for layer in range(room.seen.shape[2]):
            expose(room.seen[SEEN, k, layer], g.possible[v, k, layer], room.seen[EXPOSED, k, layer])
        room.stirred[k] = 1


def expose(seen: Floats, possible: Floats, exposure: Floats) -> None:
    """Step 1: the share of the partners' weight that is seen to have left."""
    for i in range(seen.size):
        exposure[i] = exposed(seen[i], possible[i])


def pay(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """Incentives of month m: dated ones, and what all blocs pay for leaving a treaty."""
    row = g.month[m].row
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            paid = 0.0
            for bloc in range(g.bloc_incentive.shape[1]):
                offered = p.exit_incentive * g.bloc_incentive[row, bloc, i]
                paid += contribution(offered, room.money[bloc, k])
            room.member[GIVEN, k, i] = g.dated[INCENTIVE, row, k, i] + paid


def dated_anew(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """A row of the dated tables begins to hold: who may leave, and what commitment aims at."""
    row = g.month[m].row
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            pinned = g.dated[FREE, row, k, i] == 0.0
            room.member[WEIGHS, k, i] = 1.0 if may_leave(room.here[k, i].stage, pinned) else 0.0
        room.stirred[k] = 1
    pay(g, p, m, room)


def erode(border: Floats, alliance: Floats, peers: Floats, p: Parameters, eroded: Floats) -> None:
    """What exits seen in one treaty erode of everybody's commitment to it."""
    for i in range(eroded.size):
        eroded[i] = erosion(border[i], alliance[i], peers[i], p)


def carry(eroded: Floats, kinship: float, p: Parameters, carried: Floats) -> None:
    """Add what is carried over from one kindred treaty."""
    for i in range(carried.size):
        carried[i] += kindred_erosion(eroded[i], kinship, p)


def breach(shown: Floats, kinship: float, p: Parameters, breached: Floats) -> None:
    """Add what is lost by having left one kindred treaty oneself."""
    for i in range(breached.size):
        breached[i] += breach_erosion(shown[i], kinship, p)


def clear(numbers: Floats) -> None:
    """Set all of some numbers to 0."""
    for i in range(numbers.size):
        numbers[i] = 0.0


def aim(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """What everybody's commitment moves towards, where anything that it is made of has changed.

    A treaty that is no kin adds nothing: 0 times a finite number.
    """
    anew, linked = room.lengths[REAIM] > 0, False
    for k in range(g.treaty.size):
        if room.stirred[k] > 0:
            seen = room.seen[EXPOSED, k]
            erode(seen[0], seen[1], seen[2], p, room.member[ERODED, k])
            linked = p.kindred > 0.0
    for k in range(g.treaty.size):
        if room.stirred[k] > 0 or anew or linked:
            carried, breached = room.member[CARRIED, k], room.member[BREACHED, k]
            clear(carried)
            clear(breached)
            for other in range(g.treaty.size):
                kinship = g.kindred[k, other]
                if kinship > 0.0:
                    carry(room.member[ERODED, other], kinship, p, carried)
                    breach(room.member[SHOWN, other], kinship, p, breached)
            aim_at(g, g.month[m].row, k, room)
    for k in range(g.treaty.size):
        room.stirred[k] = 0
    room.lengths[REAIM] = 0


def aim_at(g: Ground, row: int, k: int, room: Room) -> None:
    """What everybody's commitment to one treaty moves towards, from what it is made of."""
    target_of(
        room.member[START, k], g.dated[STIGMA, row, k], room.member[ERODED, k],
        room.member[CARRIED, k], room.member[BREACHED, k], g.dated[ADVOCACY, row, k],
        room.member[TARGET, k],
    )  # fmt: skip


def target_of(
    start: Floats, stigma: Floats, eroded: Floats, carried: Floats, breached: Floats,
    advocacy: Floats, target: Floats,
) -> None:  # fmt: skip
    """The targets of all states in one treaty."""
    for i in range(target.size):
        target[i] = commitment_target(
            start[i], stigma[i], eroded[i], carried[i], breached[i], advocacy[i]
        )


def keep_holding(target: Floats, p: Parameters, held: Floats) -> None:
    """Step 3: commitment to one treaty a month on."""
    for i in range(held.size):
        held[i] = hold(held[i], target[i], p)


def weigh(
    rate: float, threat: Floats, utility: float, held: Floats, border: Floats, alliance: Floats,
    peers: Floats, given: Floats, p: Parameters, drive: Floats,
) -> None:  # fmt: skip
    """Step 4: the log pressures of all states to leave one treaty."""
    for i in range(drive.size):
        drive[i] = log_pressure(
            rate, threat[i], utility, held[i], border[i], alliance[i], peers[i], given[i], p
        )


def add_up(drive: Floats, weighs: Floats, total: Floats) -> None:
    """Step 5: add the pressures of those who may leave.

    A finite pressure times 1 is itself and times 0 nothing, so a sum that is not to grow stays.
    """
    for i in range(drive.size):
        drive[i] = pressure(drive[i])
    for i in range(drive.size):
        total[i] += drive[i] * weighs[i]


def list_giving(weighs: Floats, total: Floats, hurdle: Floats, k: int, room: Room) -> None:
    """List who gives way: looked for in a group only where a whole group holds somebody."""
    if not any_gives_way(weighs, total, hurdle):
        return
    for first in range(0, total.size, TOGETHER):
        last = first + TOGETHER
        if any_gives_way(weighs[first:last], total[first:last], hurdle[first:last]):
            for i in range(first, min(last, total.size)):
                if weighs[i] > 0.0 and gives_way(total[i], hurdle[i]):
                    append(WANTING, k, i, room)


def any_gives_way(weighs: Floats, total: Floats, hurdle: Floats) -> bool:
    """Whether anybody does, in a loop without a way out, which takes several states in one step."""
    giving = 0
    for i in range(total.size):
        giving += 1 if (weighs[i] > 0.0) & gives_way(total[i], hurdle[i]) else 0
    return giving > 0


def decide(g: Ground, p: Parameters, m: int, k: int, threat: Floats, room: Room) -> None:
    """Steps 3 to 5 of one treaty; who gives way is listed."""
    member, seen, last = room.member, room.seen, g.until[k]
    keep_holding(member[TARGET, k], p, member[HELD, k])
    drive, weighs = room.state[BUFFER, :last], member[WEIGHS, k, :last]
    weigh(
        g.treaty[k].base_rate, threat[:last], g.utility[g.month[m].row, k], member[HELD, k, :last],
        seen[EXPOSED, k, 0, :last], seen[EXPOSED, k, 1, :last], seen[EXPOSED, k, 2, :last],
        member[GIVEN, k, :last], p, drive,
    )  # fmt: skip
    add_up(drive, weighs, member[SUM, k, :last])
    list_giving(weighs, member[SUM, k, :last], member[HURDLE, k, :last], k, room)


def append(row: int, k: int, i: int, room: Room) -> None:
    """Append a treaty's member to one of the lists."""
    room.listed[0, row, room.lengths[row]] = k
    room.listed[1, row, room.lengths[row]] = i
    room.lengths[row] += 1
