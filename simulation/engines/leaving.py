"""What compiled runs leave behind: whole histories, or only departures and sums over runs.

Of states that never left the trunk, a run's sums hold what the trunk holds; so each begins as if
nobody had left it, and is corrected for those who did.  All amounts are whole numbers, so nothing
is lost by that.  Plain functions, compiled by ``compiled``.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Gathered, Integers
from simulation.engines.runs import (
    FINE,
    FIXED,
    HELD,
    MOVED,
    OWN_THREAT,
    SLOTS,
    STATE_OF,
    THREAT,
    WANTING,
    Run,
    Trunk,
)
from simulation.engines.trunk import COARSE, FINEST, fixed
from simulation.model.stages import NEVER, OUT, stays

RUN, TREATY, STATE, STAGE, FORCED, MONTHS = 0, 1, 2, 3, 4, 5
"""Columns of ``Out.departed``; the months are the last five."""
COLUMNS = 10

DONE, ROWS, WANTED = 0, 1, 2
"""Places of ``Out.done``."""

FEW = 64
"""So many departures are put in order one by one; of more, everybody is looked through."""


class Out(NamedTuple):
    """What a chunk of runs leaves behind: histories, shapes as in the contract, or departures.

    Arrays of what is not asked for have no runs.
    """

    happened: NDArray[np.int16]
    """(5, runs, treaties, states) months of announcing, notifying, out, returning, suspending."""
    forced: NDArray[np.bool_]
    stage: NDArray[np.int8]
    threat: Floats
    commitment: Floats
    threat_path: Floats
    commitment_path: Floats
    departed: Integers
    """(room, COLUMNS)"""
    done: Integers
    """(3,) runs lived, rows in use, and rows that the next run wants if there is no room."""
    stayers: Integers
    """(2, runs, treaties) how many stay, and their norm commitment in multiples of 2**-40."""
    threat_sum: Integers
    """(states,) summed over runs in multiples of 2**-36, less what the trunk holds."""
    commitment_sum: Integers
    """(states * treaties,) likewise."""


def write_down(t: Trunk, m: int, lived: bool, threat: Floats, commitment: Floats, run: Run) -> None:
    """Write down what every state holds at the end of a month."""
    treaties = commitment.shape[0]
    for i in range(threat.size):
        threat[i] = t.state[THREAT, m, i]
    for k in range(treaties):
        for i in range(threat.size):
            commitment[k, i] = t.member[m, i, k, HELD]
    for s in range(run.lengths[SLOTS]):
        i = run.listed[STATE_OF, s]
        if lived:
            threat[i] = run.slot_state[OWN_THREAT, s]
        for k in range(treaties):
            commitment[k, i] = run.path[m, k, s]


def leave_history(g: Gathered, t: Trunk, r: int, out: Out, run: Run) -> None:
    """Write down what happened in a run."""
    for k in range(g.treaty.size):
        for i in range(g.state.size):
            out.stage[r, k, i] = t.joined[k, i]
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        out.stage[r, k, i] = run.member[k, i].stage
        out.forced[r, k, i] = run.member[k, i].forced
        for stage in range(out.happened.shape[0]):
            if run.happened[stage, k, i] != NEVER:
                out.happened[stage, r, k, i] = run.happened[stage, k, i]


def leave_departures(g: Gathered, t: Trunk, r: int, lived: bool, out: Out, run: Run) -> bool:
    """Add a run to departures and sums; whether there was room.

    lived: whether threat is a slot's own rather than the trunk's.
    """
    wanted = run.lengths[MOVED] + g.gone.size
    if out.done[ROWS] + wanted > out.departed.shape[0]:
        out.done[WANTED] = wanted
        return False
    for k in range(g.treaty.size):
        out.stayers[0, r, k], out.stayers[1, r, k] = t.staying[0, k], t.staying[1, k]
    add_held(g, t, r, lived, out, run)
    add_movers(g, t, r, out, run)
    put_in_order(g, run)
    for n in range(run.lengths[WANTING]):
        write_row(g, r, run.listed[WANTING, n], out, run)
    return True


def add_held(g: Gathered, t: Trunk, r: int, lived: bool, out: Out, run: Run) -> None:
    """What states off the trunk hold at the end, less what the trunk holds."""
    last, treaties = t.stage.shape[1] - 1, g.treaty.size
    for s in range(run.lengths[SLOTS]):
        i = run.listed[STATE_OF, s]
        if lived:
            more = fixed(run.slot_state[OWN_THREAT, s], COARSE)
            out.threat_sum[i] += more - fixed(t.state[THREAT, last, i], COARSE)
        for k in range(treaties):
            held, place = run.path[last, k, s], i * treaties + k
            out.commitment_sum[place] += fixed(held, COARSE) - t.settled[FIXED, place]
            if stays(t.joined[k, i]):
                out.stayers[1, r, k] += fixed(held, FINEST) - t.settled[FINE, place]


def add_movers(g: Gathered, t: Trunk, r: int, out: Out, run: Run) -> None:
    """Whoever moved counts among the stayers or not by its own stage, with what it holds itself."""
    last, treaties = t.stage.shape[1] - 1, g.treaty.size
    for c in range(run.lengths[MOVED]):
        k, i = run.treaty_of[MOVED, c], run.listed[MOVED, c]
        s, held = run.slot_of[i], t.settled[FINE, i * treaties + k]
        if 0 <= s < run.lengths[SLOTS]:
            held = fixed(run.path[last, k, s], FINEST)
        before, after = stays(t.joined[k, i]), stays(run.member[k, i].stage)
        if before != after:
            sign = 1 if after else -1
            out.stayers[0, r, k] += sign
            out.stayers[1, r, k] += sign * held


def put_in_order(g: Gathered, run: Run) -> None:
    """List who moved, or was out from the start, by treaty and state."""
    states, moved = g.state.size, run.lengths[MOVED]
    places, count = run.listed[WANTING], 0
    if moved + g.gone.size > FEW:
        for place in range(g.treaty.size * states):
            here = run.member[place // states, place % states]
            if here.mover or g.member[place // states, place % states].stage == OUT:
                places[count] = place
                count += 1
    else:
        for c in range(moved + g.gone.size):
            if c < moved:
                place = run.treaty_of[MOVED, c] * states + run.listed[MOVED, c]
            else:
                place = g.gone[c - moved]
                if run.member[place // states, place % states].mover:
                    continue
            n = count
            while n > 0 and places[n - 1] > place:
                places[n] = places[n - 1]
                n -= 1
            places[n] = place
            count += 1
    run.lengths[WANTING] = count


def write_row(g: Gathered, r: int, place: int, out: Out, run: Run) -> None:
    """Write down one departure; none where somebody only came back to where it had been."""
    k, i = place // g.state.size, place % g.state.size
    here, row, any_month = run.member[k, i], out.departed[out.done[ROWS]], False
    gone = g.member[k, i].stage == OUT
    for stage in range(run.happened.shape[0]):
        month = run.happened[stage, k, i]
        if month == NEVER and gone and stage < OUT:
            month = 0
        row[MONTHS + stage] = month
        any_month = any_month or month != NEVER
    if any_month:
        row[RUN], row[TREATY], row[STATE], row[STAGE] = r, k, i, here.stage
        row[FORCED] = here.forced if here.mover else gone
        out.done[ROWS] += 1
