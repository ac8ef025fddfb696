"""Networks that grow: newcomers attach to those who have many partners already (scale-free)."""

import numpy as np

from simulation.world.luck import Luck
from simulation.world.synthetic.pairs import Pairs, none, triangle, triangle_of
from simulation.world.world import Flags, Integers


def scale_free(states: int, mean_degree: float, luck: Luck) -> Pairs:
    """Each newcomer attaches to m states drawn by their number of partners (Barabási, Albert 1999).

    m is half the mean degree, rounded, at least 1; the first m + 1 states are all tied to each
    other.  A partner is the end of a tie drawn evenly from all ends before the newcomer's own; one
    drawn twice by the same newcomer is drawn anew.  (Science 286:509; drawing from the list of
    ends: Batagelj and Brandes 2005, Phys. Rev. E 71:036113.)

    Newcomers are settled in batches that double in size.  Within a batch an end may be that of a
    tie of the same batch: such references are followed until they meet an end that is known.
    """
    if mean_degree <= 0.0:
        return none()
    each = min(attached(mean_degree), states - 1)
    first, second, _ = triangle(np.arange(triangle_of(each + 1)))
    while (settled := (len(first) - triangle_of(each + 1)) // each + each + 1) < states:
        batch = np.arange(settled, min(2 * settled, states))
        newcomers = np.repeat(batch, each)
        ends = _attach(np.concatenate((first, newcomers)), second, each, luck)
        first, second = np.concatenate((first, newcomers)), np.concatenate((second, ends))
    return Pairs(first, second)


def attached(mean_degree: float) -> int:
    """To how many states each newcomer attaches.

    >>> attached(8.0), attached(1.0)
    (4, 1)
    """
    return max(1, int(mean_degree / 2.0 + 0.5))


def _attach(first: Integers, known: Integers, each: int, luck: Luck) -> Integers:
    """Partners of the newcomers of one batch, (ties of the batch,).

    first: newer end of every tie, those of the batch included.  known: the other ends so far.
    """
    tie = np.arange(len(known), len(first))
    before = tie - (tie - len(known)) % each
    turn = np.zeros(len(tie), dtype=np.int64)
    end = _ends(tie, before, turn, luck)
    while True:
        partner = _followed(end, first, known)
        again = np.flatnonzero(_drawn_twice(partner.reshape(-1, each)).ravel())
        if not len(again):
            return partner
        turn[again] += 1
        end[again] = _ends(tie[again], before[again], turn[again], luck)


def _ends(tie: Integers, before: Integers, turn: Integers, luck: Luck) -> Integers:
    """An end drawn evenly from those of all ties before the newcomer's own: 2 * tie + side."""
    return np.asarray((luck.uniforms(tie, turn) * (2 * before)).astype(np.int64))


def _followed(end: Integers, first: Integers, known: Integers) -> Integers:
    """The state at each end drawn: side 0 is the newer one, side 1 is followed to a known one."""
    source, newer = end >> 1, end & 1 == 0
    within = ~newer & (source >= len(known))
    partner = np.where(newer, first[source], known[np.minimum(source, len(known) - 1)])
    at = np.where(within, source - len(known), np.arange(len(end)))
    while not np.array_equal(further := at[at], at):
        at = further
    return np.asarray(partner[at])


def _drawn_twice(partners: Integers) -> Flags:
    """(newcomers, each) whether a newcomer drew this partner before."""
    order = np.argsort(partners, axis=1, kind="stable")
    ordered = np.take_along_axis(partners, order, axis=1)
    twice = np.zeros(partners.shape, dtype=np.bool_)
    twice[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    again = np.empty_like(twice)
    np.put_along_axis(again, order, twice, axis=1)
    return again
