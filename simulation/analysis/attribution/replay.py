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
from simulation.analysis.attribution.quiet import Quiet, Run, arriving
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
    """The path of one decided exit.  movers: whose exits can reach it, its own others included."""
    quiet = run.quiet(child)
    begins = min(_first_seen(movers), child.announced + 1)
    before, last = quiet.total[begins - 1], quiet.total[max(0, begins - 2)]
    if begins > child.announced:
        nobody = np.zeros((0, len(movers), len(TERMS)))
        return Trace(before, np.zeros(0), nobody, before, run.gives_way(child, before, last))
    return _Path(child, movers, run, quiet, begins).lived()


def _first_seen(movers: Sequence[Mover]) -> int:
    """The first month in which some exit can be seen."""
    return min((one.steps[0][0] for one in movers if one.steps), default=1 << 30) + 1


class _Sight(NamedTuple):
    """What one state sees, and what follows from it, while nobody moves."""

    exposure: tuple[float, float, float]
    """In the treaty of the exit."""
    eroded: float
    carried: float
    breached: float
    layers: Floats
    """(movers, 3) log pressure that each adds by the three layers."""
    erosions: Floats
    """(movers, 2) share of commitment that each erodes, here and from its own treaty."""
    erosion: float
    """All of that."""


class _Path:
    """One exit from the month on in which another one can be seen."""

    def __init__(
        self, child: Mover, movers: Sequence[Mover], run: Run, quiet: Quiet, begins: int
    ) -> None:
        self.child, self.movers, self.run, self.quiet = child, movers, run, quiet
        self.near, self.p = run.near, run.near.p
        self.months = range(begins, child.announced + 1)
        self.looking = {when + 1 for one in movers for when, _ in one.steps} | {begins}
        self.held = self.calm = quiet.held[begins - 1]
        """Commitment as lived, and on the path without contagion."""
        self.eroded = np.zeros((len(movers), 2))
        """What each has taken from commitment: by erosion, and carried over from its treaty."""
        self.own = [one for one in movers if one.state == child.state]
        self.here = np.array([[one.treaty == child.treaty] for one in movers])
        self.kinship: list[float] = self.near.case.world.kindred[child.treaty].tolist()
        self.threats = run.threats(child, movers, begins)

    def lived(self) -> Trace:
        """Live it."""
        before = total = last = self.quiet.total[self.months[0] - 1]
        base, added = [], []
        for month in self.months:
            if month in self.looking or month in self.near.changes:
                sight = self._look(month)
            self._hold(month, sight)
            last = total
            if self.quiet.weighs[month]:
                full, calm, parts = self._weigh(month, sight)
                total += decision.pressure(full)
                base.append(decision.pressure(calm))
                added.append(parts)
        meets = self.run.gives_way(self.child, total, last)
        parts = np.array(added).reshape(-1, len(self.movers), len(TERMS))
        return Trace(before, np.array(base), parts, total, meets)

    def _look(self, month: int) -> _Sight:
        k, p = self.child.treaty, self.p
        seen = self.near.seen(self.child.state, self.movers, month)
        eroded = [commitment.erosion(*one, p) for one in seen.exposure]
        kin = [(there, kin, p) for there, kin in zip(eroded, self.kinship, strict=True)]
        weights = np.array([p.border_weight, p.alliance_weight, p.peer_weight])
        erosions = self._erosions(seen)
        return _Sight(
            exposure=seen.exposure[k],
            eroded=eroded[k],
            carried=sum(commitment.kindred_erosion(*one) for one in kin),
            breached=self._breached(month),
            layers=np.where(self.here, seen.by_mover * weights, 0.0),
            erosions=erosions,
            erosion=float(erosions.sum()),
        )

    def _breached(self, month: int) -> float:
        """Commitment lost by the state's own exits from kindred treaties."""
        gone = [0.0] * len(self.kinship)
        for one in self.own:
            gone[one.treaty] = exposure.visibility(one.stage_at(month - 1), self.p)
        return sum(
            commitment.breach_erosion(left, kin, self.p)
            for left, kin in zip(gone, self.kinship, strict=True)
        )

    def _erosions(self, seen: Seen) -> Floats:
        p = self.p
        weights = np.array([p.erosion_border, p.erosion_alliance, p.erosion_peers])
        by_mover = (seen.by_mover * weights).sum(axis=1)
        kin = np.array([self.kinship[one.treaty] for one in self.movers])
        carried = kin * p.kindred * (1.0 - p.reassurance) * by_mover
        return np.stack([np.where(self.here[:, 0], by_mover, 0.0), carried], axis=1)

    def _hold(self, month: int, sight: _Sight) -> None:
        """Commitment one month on, lived and calm, and each one's part of the difference."""
        k, i, dated = self.child.treaty, self.child.state, self.near.dated(month)
        stigma, advocacy, start = dated.stigma[k][i], dated.advocacy[k][i], self.quiet.start
        target = commitment.commitment_target(
            start, stigma, sight.eroded, sight.carried, sight.breached, advocacy
        )
        calm = commitment.commitment_target(start, stigma, 0.0, 0.0, sight.breached, advocacy)
        ratio = arriving(-start * stigma * sight.erosion, target - calm)
        aims = (-start * stigma * ratio) * sight.erosions
        self.eroded = self.eroded + (aims - self.eroded) / self.p.norm_months
        self.held = commitment.hold(self.held, target, self.p)
        self.calm = commitment.hold(self.calm, calm, self.p)

    def _weigh(self, month: int, sight: _Sight) -> tuple[float, float, Floats]:
        """Log pressure as lived and without contagion, and what each adds: (movers, terms)."""
        k, p, dated = self.child.treaty, self.p, self.near.dated(month)
        base_rate, utility = float(self.near.case.base_rate[k]), dated.utility[k]
        given = dated.incentive[k][self.child.state]
        paid, by_mover = self.run.paid(self.child, self.movers, month)
        threat, calm_threat, parts = self.threats.at(month)
        full = decision.log_pressure(
            base_rate, threat, utility, self.held, *sight.exposure, given + paid, p
        )
        calm = decision.log_pressure(
            base_rate, calm_threat, utility, self.calm, 0.0, 0.0, 0.0, given, p
        )
        added = np.zeros((len(self.movers), len(TERMS)))
        added[:, :EROSION] = sight.layers
        added[:, EROSION : KINDRED + 1] = self.eroded
        added[:, EROSION : KINDRED + 1] *= -p.norm_weight
        added[:, INCENTIVE] = p.incentive_weight * by_mover
        added[:, ANSWER : DETERRENCE + 1] = p.threat_weight * utility * parts
        if max(abs(full), abs(calm)) > 50.0:
            arrived = clamp(full, -50.0, 50.0) - clamp(calm, -50.0, 50.0)
            added *= arriving(full - calm, arrived)
        return full, calm, added
