"""The engine for worlds of very many states, in most of which nobody's exit reaches most of them.

A month of a million states is a walk through all memory.  So nobody is lived through a month who
can be reckoned to the end at once: those that cannot give way on their own, until somebody they
look at changes stage.  ``monthly.foreseeing`` has the proof; the others are lived month by month
(``monthly.following``).  Nothing of the theory is written here.

It is for worlds without dated events whose threat no exit moves (``why_not``).
"""

import functools

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines import compiling
from simulation.engines.arrays import Records
from simulation.engines.contract import Case, Histories
from simulation.engines.histories import empty_histories
from simulation.engines.monthly import (
    answering,
    beginning,
    following,
    foreseeing,
    living,
    moving,
    settling,
)
from simulation.engines.monthly.ground import THREAT, Ground, gather
from simulation.engines.monthly.room import Left, Room, empty_room, left_of
from simulation.engines.monthly.settling import Still, empty_still
from simulation.engines.runs import lucks
from simulation.model import arithmetic, commitment, decision, exposure, perception, stages
from simulation.model.parameters import Parameters

THEORY = (
    arithmetic.clamp, arithmetic.on_grid, arithmetic.exp, arithmetic.log,
    stages.domestic_delay, stages.may_leave, stages.moved_by_event, stages.month_of_effect,
    exposure.visibility, exposure.contribution, exposure.exposure,
    perception.posture_felt, perception.threat_target, perception.perceive,
    perception.posture_answered,
    commitment.starting_commitment, commitment.erosion, commitment.kindred_erosion,
    commitment.breach_erosion, commitment.commitment_target, commitment.hold,
    decision.log_pressure, decision.pressure, decision.gives_way,
    chance.philox, chance.uniform, chance.resistance_of, chance.exponential,
)  # fmt: skip
"""The rules themselves, registered from outside: the text that the other engines call."""

STEPS = (
    living.append, living.clear, living.expose, living.erode, living.carry, living.breach,
    living.target_of, living.keep_holding, living.weigh, living.add_up, living.any_gives_way,
    living.list_giving, moving.due, moving.happen, moving.enter,
    foreseeing.begin_tile, foreseeing.mark_harmful, foreseeing.reckon_most, foreseeing.awake,
    foreseeing.follow, foreseeing.follow_some, following.span, following.take_place,
    following.live_on, following.decide_some, following.ring, following.list_told,
    following.change_some,
)  # fmt: skip
"""What gathers, calls and commits, for each state or month."""

RARE = (
    living.look_again, answering.feel_rivals, answering.nearest,
    beginning.uniforms, beginning.as_at_start, beginning.prepare, beginning.walk_path,
    beginning.copy_seen,
    settling.settle, settling.limit, foreseeing.forget, foreseeing.foresee, following.settle_in,
    following.aim_again, following.tell_some, following.conclude,
)  # fmt: skip
"""The same, for each run or when something rare happens."""


def _live_multitude(
    g: Ground, p: Parameters, preparing: bool, luck_of: Records, left: Left, room: Room,
    still: Still,
) -> None:  # fmt: skip
    """Fill what all runs share, or live all runs of a chunk, one after another."""
    if preparing:
        beginning.prepare(g, p, room)
        settling.settle(g, p, still)
    for r in range(luck_of.size):
        luck = luck_of[r]
        foreseeing.forget(g, room, still)
        foreseeing.foresee(g, p, luck, r, left, still)
        following.settle_in(g, p, 0, still.places[0], 0, True, luck, room, still)
        for i in range(g.state.size):
            left.threat[r, i] = g.path[THREAT, 0, i]
        for k in range(g.treaty.size):
            for i in range(g.state.size):
                left.stage[r, k, i] = still.stage[k, i]
        for m in range(1, g.month.size - 1):
            for weighed in (True, False):
                a, b = following.span(weighed, still)
                following.aim_again(g, p, a, b, room)
            following.decide_some(g, p, room, still)
            following.ring(m, room)
            following.change_some(g, p, m, luck, r, left, room, still)
            following.tell_some(g, p, m, luck, room, still)
        following.conclude(g, r, left, room, still)


_kernel = compiling.kernel(_live_multitude, THEORY, STEPS, RARE)
FOLDER = compiling.FOLDERS[_live_multitude.__name__]
"""Where this process keeps its compiled code; None: nowhere."""


def why_not(case: Case) -> str:
    """Why a case cannot be run here, in a few words; empty: it can."""
    p, agenda = case.parameters, case.agenda
    if case.own is not None or case.contagion is not None:
        return "another rule"
    if p.deterrence > 0.0 or p.answer > 0.0 or p.turning_back > 0.0 or len(agenda.blocs):
        return "exits that move threat or incentives, or turning back"
    if len(agenda.posture) > 1 or agenda.stage_events or (agenda.joins >= 0).any():
        return "dated events"
    for ties in agenda.layers.values():
        if ties.state.size and (ties.since.max() > 0 or ties.until.min() < agenda.months):
            return "ties that begin or end"
    return "" if not np.isin(case.world.stage, (1, 2)).any() else "exits under way at the start"


@functools.lru_cache(maxsize=2)
def prepared(case: Case) -> tuple[Ground, Still]:
    """The arrays of a case; the same for all its runs."""
    p = Parameters(*map(float, case.parameters))
    g = gather(case, np.arange(len(case.world.states), dtype=np.int64))
    still = empty_still(g)
    nobody = np.zeros(0, dtype=np.int64)
    left = left_of(empty_histories(case, nobody, 0))
    compiling.call(_kernel, g, p, True, lucks(case.seed, nobody), left, empty_room(g), still)
    return g, still


def run(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of some replicates.

    Raises ValueError for a case that cannot be run here, or where months are to be recorded.
    """
    if recorded or why_not(case):
        raise ValueError(why_not(case) or "recorded months")
    p = Parameters(*map(float, case.parameters))
    g, settled = prepared(case)
    histories = empty_histories(case, replicates, recorded)
    luck = lucks(case.seed, histories.replicates)
    left = left_of(histories)
    room, still = settling.empty_followed(g, settled)
    compiling.call(_kernel, g, p, False, luck, left, room, still)
    return histories
