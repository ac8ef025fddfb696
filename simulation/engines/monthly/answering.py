"""How threat is felt where exits move it, and how rivals and blocs answer the stock of exits.

Plain functions, compiled by ``everybody``.
"""

from simulation.engines.arrays import Floats
from simulation.engines.monthly.ground import (
    CREDIBILITY,
    EXPOSED,
    FELT,
    GUARANTEED,
    Ground,
)
from simulation.engines.monthly.living import clear, pay
from simulation.engines.monthly.room import (
    GONE,
    NEAREST,
    OWN_FELT,
    OWN_THREAT,
    POSTURE,
    Room,
)
from simulation.model.decision import bloc_money
from simulation.model.exposure import contribution
from simulation.model.exposure import exposure as exposed
from simulation.model.parameters import Parameters
from simulation.model.perception import perceive, posture_answered, posture_felt, threat_target
from simulation.model.stages import OUT


def feel_rivals(g: Ground, i: int, posture: Floats) -> float:
    """Posture felt by one state from all its rivals, and from dangers that are no state's."""
    faced = g.state[i].danger
    for e in range(g.faced_from[i], g.faced_from[i + 1]):
        faced += contribution(g.faced[e].weight, posture[g.faced[e].rival])
    return posture_felt(faced)


def nearest(g: Ground, room: Room) -> None:
    """The highest exposure at the border, of all treaties."""
    highest = room.state[NEAREST]
    clear(highest)
    for k in range(g.treaty.size):
        border = room.seen[EXPOSED, k, 0]
        for i in range(highest.size):
            highest[i] = max(highest[i], border[i])


def feel(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """Step 2, where threat can differ from that of the path on which nobody's exit matters."""
    row = g.month[m].row
    nearest(g, room)
    felt, threat, highest = room.state[OWN_FELT], room.state[OWN_THREAT], room.state[NEAREST]
    guaranteed, credible = g.dated_state[GUARANTEED, row], g.dated_state[CREDIBILITY, row]
    for i in range(g.state.size):
        felt[i] = g.path[FELT, g.month[m].path, i]
    if p.answer > 0.0:
        for i in range(g.state.size):
            felt[i] = feel_rivals(g, i, room.state[POSTURE])
    for i in range(g.state.size):
        target = threat_target(felt[i], guaranteed[i], credible[i], highest[i], p)
        threat[i] = perceive(threat[i], target, p)


def answer(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """Rivals and blocs answer the stock of finished exits; blocs pay from next month on."""
    if p.answer > 0.0:
        answer_rivals(g, p, m, room)
    if g.blocs.shape[0] > 0:
        fill_blocs(g, p, room)
        pay(g, p, min(m + 1, g.month.size - 2), room)


def answer_rivals(g: Ground, p: Parameters, m: int, room: Room) -> None:
    """Rivals answer the stock of exits among those exposed to them."""
    gone, posture = room.state[GONE], room.state[POSTURE]
    clear(gone)
    for i in range(g.state.size):
        out = False
        for k in range(g.treaty.size):
            out = out or room.here[k, i].stage == OUT
        if out and g.state[i].bound:
            for e in range(g.faced_from[i], g.faced_from[i + 1]):
                gone[g.faced[e].rival] += g.faced[e].weight
    for j in range(g.state.size):
        base = g.dated_state[0, g.month[m].row, j]
        share = exposed(gone[j], g.state[j].exposed_weight)
        posture[j] = posture_answered(posture[j], base, share, p)


def fill_blocs(g: Ground, p: Parameters, room: Room) -> None:
    """The money of blocs follows the stock of their own finished exits."""
    for bloc in range(g.blocs.shape[0]):
        for k in range(g.treaty.size):
            gone, bound = 0.0, 0.0
            for i in range(g.state.size):
                if g.blocs[bloc, i] > 0.0 and g.member[k, i].counted:
                    bound += 1.0
                    gone += 1.0 if room.here[k, i].stage == OUT else 0.0
            room.money[bloc, k] = bloc_money(room.money[bloc, k], exposed(gone, bound), p)
