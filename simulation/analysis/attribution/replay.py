"""The path of one exit, lived again: its log pressure, and what each other exit added to it.

The theory's own functions are called in the engines' order, so the pressure is theirs bit for bit:
it must reach the resistance in exactly the month of announcing, and ``Trace`` says so.

Beside it runs the path without contagion: the same state in the same world, with nobody else's
exits; what it has left itself (``own_breach``) it still has left.  What the others add to the log
pressure above that path is taken apart by exit and term:

* exposure is a sum over partners, so each partner's part is plain;
* commitment is a linear filter of what erodes it, so each part passes through the same filter;
  where a clamp binds (a target of commitment or threat beyond 0..1, a log pressure beyond 50), less
  arrives than was added, and every part is scaled by the same ratio, which lies in 0..1;
* posture and bloc money are linear filters of the states gone; posture felt, which saturates, is
  shared out in proportion to what each adds to the posture faced;
* where rivals answer and leaving deters, each is given half of what only both together do.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution.moves import Mover
from simulation.analysis.attribution.quiet import Quiet, Run, scaled
from simulation.analysis.attribution.surroundings import Floats, Seen
from simulation.model import commitment, decision, exposure
from simulation.model.arithmetic import clamp

TERMS = (
    "border", "alliance", "peers", "erosion", "kindred", "incentive", "answer", "deterrence",
)  # fmt: skip
"""Columns of what is added, named as in ``terms.TERMS``."""
EROSION, KINDRED, INCENTIVE, ANSWER, DETERRENCE = range(3, 8)


class Trace(NamedTuple):
    """What made one exit."""

    before: float
    """Pressure accumulated before anybody else's exit was seen."""
    base: Floats
    """(months,) pressure of each later month on the path without contagion."""
    added: Floats
    """(months, movers, terms) what each adds to the log pressure."""
    accumulated: float
    """All pressure up to the month of announcing."""
    meets: bool
    """Whether it reaches the resistance in exactly that month."""


def trace(child: Mover, movers: Sequence[Mover], run: Run) -> Trace:
    """The path of one decided exit.  movers: all others, and the child's own other exits."""
    quiet = run.quiet(child)
    begins = _first_seen(movers)
    if begins > child.announced:
        meets = run.gives_way(child, quiet.total[child.announced], quiet.total[child.announced - 1])
        nobody = np.zeros((0, len(movers), len(TERMS)))
        return Trace(quiet.total[child.announced], np.zeros(0), nobody,
                     quiet.total[child.announced], meets)  # fmt: skip
    return _Path(child, movers, run, quiet, begins).lived()


def _first_seen(movers: Sequence[Mover]) -> int:
    """The first month in which some exit can be seen."""
    return min((one.steps[0][0] for one in movers if one.steps), default=1 << 30) + 1


class _Path:
    """One exit from the month on in which another one can be seen."""

    def __init__(
        self, child: Mover, movers: Sequence[Mover], run: Run, quiet: Quiet, begins: int
    ) -> None:
        self.child, self.movers, self.run, self.quiet = child, movers, run, quiet
        self.near, self.p, self.begins = run.near, run.near.p, begins
        self.looking = {when + 1 for one in movers for when, _ in one.steps}
        self.held = self.calm = quiet.held[begins - 1]
        """Commitment as lived, and on the path without contagion."""
        self.eroded = np.zeros((len(movers), 2))
        """What each has taken from commitment: by erosion, and carried over from its treaty."""
        self.own = [one for one in movers if one.state == child.state]
        self.threats = run.threats(child.state, movers)

    def lived(self) -> Trace:
        """Live it."""
        before = total = self.quiet.total[self.begins - 1]
        base, added, last = [], [], before
        seen = self.near.seen(self.child.state, self.movers, self.begins)
        for month in range(self.begins, self.child.announced + 1):
            if month in self.looking or month in self.near.changes:
                seen = self.near.seen(self.child.state, self.movers, month)
            self._hold(month, seen)
            if self.quiet.weighs[month]:
                full, calm, parts = self._weigh(month, seen)
                last, total = total, total + decision.pressure(full)
                base.append(decision.pressure(calm))
                added.append(parts)
            else:
                last = total
        meets = self.run.gives_way(self.child, total, last)
        return Trace(before, np.array(base), np.array(added), total, meets)

    def _hold(self, month: int, seen: Seen) -> None:
        """Commitment one month on, lived and calm, and each one's part of the difference."""
        k, p, dated = self.child.treaty, self.p, self.near.dated(month)
        kinship = self.near.case.world.kindred[k].tolist()
        eroded = [commitment.erosion(*one, p) for one in seen.exposure]
        carried = sum(
            commitment.kindred_erosion(there, kin, p)
            for there, kin in zip(eroded, kinship, strict=True)
        )
        breached = self._breached(month, kinship)
        stigma, advocacy = dated.stigma[k][self.child.state], dated.advocacy[k][self.child.state]
        start = self.quiet.start
        target = commitment.commitment_target(
            start, stigma, eroded[k], carried, breached, advocacy
        )
        calm = commitment.commitment_target(start, stigma, 0.0, 0.0, breached, advocacy)
        parts = -start * stigma * self._erosions(seen, kinship)
        self.eroded += (scaled(parts, target - calm) - self.eroded) / p.norm_months
        self.held = commitment.hold(self.held, target, p)
        self.calm = commitment.hold(self.calm, calm, p)

    def _breached(self, month: int, kinship: Sequence[float]) -> float:
        """Commitment lost by the state's own exits from kindred treaties."""
        gone = [0.0] * len(kinship)
        for one in self.own:
            gone[one.treaty] = exposure.visibility(one.stage_at(month - 1), self.p)
        return sum(
            commitment.breach_erosion(left, kin, self.p)
            for left, kin in zip(gone, kinship, strict=True)
        )

    def _erosions(self, seen: Seen, kinship: Sequence[float]) -> Floats:
        """(movers, 2) share of commitment that each erodes, here and from its own treaty."""
        p = self.p
        weights = np.array([p.erosion_border, p.erosion_alliance, p.erosion_peers])
        by_mover = (seen.by_mover * weights).sum(axis=1)
        here = np.array([one.treaty == self.child.treaty for one in self.movers])
        kin = np.array([kinship[one.treaty] for one in self.movers])
        carried = kin * p.kindred * (1.0 - p.reassurance) * by_mover
        return np.stack([np.where(here, by_mover, 0.0), carried], axis=1)

    def _weigh(self, month: int, seen: Seen) -> tuple[float, float, Floats]:
        """Log pressure as lived and without contagion, and what each adds: (movers, terms)."""
        k, i, p, dated = self.child.treaty, self.child.state, self.p, self.near.dated(month)
        utility, given = dated.utility[k], dated.incentive[k][i]
        paid, by_mover = self.run.paid(self.child, self.movers, month)
        base_rate = self.near.case.base_rate[k]
        threat, calm_threat, parts = self.threats.at(month)
        full = decision.log_pressure(
            float(base_rate), threat, utility, self.held, *seen.exposure[k], given + paid, p
        )
        calm = decision.log_pressure(
            float(base_rate), calm_threat, utility, self.calm, 0.0, 0.0, 0.0, given, p
        )
        added = np.zeros((len(self.movers), len(TERMS)))
        weights = np.array([p.border_weight, p.alliance_weight, p.peer_weight])
        here = np.array([[one.treaty == k] for one in self.movers])
        added[:, :EROSION] = np.where(here, seen.by_mover * weights, 0.0)
        added[:, EROSION : KINDRED + 1] = -p.norm_weight * self.eroded
        added[:, INCENTIVE] = p.incentive_weight * by_mover
        added[:, ANSWER : DETERRENCE + 1] = p.threat_weight * utility * parts
        arrived = clamp(full, -50.0, 50.0) - clamp(calm, -50.0, 50.0)
        return full, calm, scaled(added, arrived)
