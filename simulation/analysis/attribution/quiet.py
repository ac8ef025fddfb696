"""One run, and what its states would live through if nobody else had left."""

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulation import chance
from simulation.analysis.attribution import answered
from simulation.analysis.attribution.moves import Mover, suspensions
from simulation.analysis.attribution.surroundings import Floats, Seen, Surroundings
from simulation.model import commitment, decision, exposure, perception
from simulation.model.arithmetic import clamp
from simulation.model.stages import NEVER_JOINED, PARTY, may_leave, moved_by_event


class Quiet(NamedTuple):
    """One state and treaty while nobody has left, at the end of each month 0..T."""

    start: float
    """Commitment in month 0."""
    held: list[float]
    """Commitment."""
    total: list[float]
    """Pressure accumulated."""
    weighs: list[bool]
    """Whether it weighs leaving in a month."""


class Threats(NamedTuple):
    """Threat perception of one state, month by month."""

    lived: Sequence[float]
    calm: Sequence[float]
    """Without contagion."""
    parts: Floats | None
    """(months + 1, movers, 2) what each adds by rivals' answer and by deterrence; None: nothing."""

    def at(self, month: int) -> tuple[float, float, Floats | float]:
        """Lived, calm, and the parts."""
        return self.lived[month], self.calm[month], 0.0 if self.parts is None else self.parts[month]


class Felt(NamedTuple):
    """How the rivals of one state answer exits in one run."""

    rivals: answered.Weighed | None
    """None: they do not."""
    parts: Floats
    """(months + 1, movers) each exit's part of the posture faced in a month."""


class Still:
    """A case in which nobody leaves; the same for all runs."""

    def __init__(
        self, near: Surroundings, threat: Callable[[int], Sequence[float]] | None = None
    ) -> None:
        """Of a case.

        threat: gives a state's threat perception month by month where an engine has recorded it,
        and nobody's exit can move it; None: it is reckoned.
        """
        self.near = near
        self.answering = near.p.answer > 0.0 or near.p.deterrence > 0.0
        self.paying = near.p.exit_incentive > 0.0 and bool(len(near.case.agenda.blocs))
        known = None if self.answering else threat
        self.threat = functools.cache(known or self._threat)
        self.quiet = functools.cache(self._quiet)
        self.faced = functools.cache(self._faced)
        self.posture = functools.cache(functools.partial(answered.posture, near, ()))
        self.suspensions = suspensions(near.case)
        codes = [treaty.code for treaty in near.case.world.treaties]
        self.subjects = [chance.subjects(near.case.world.draw_keys, code) for code in codes]

    def _threat(self, state: int) -> Sequence[float]:
        """(months + 1) threat perception."""
        found: list[float] = []
        for month in range(self.near.months + 1):
            target = self.threat_target(state, month, 0.0, None)
            moved = perception.perceive(found[-1], target, self.near.p) if found else target
            found.append(moved)
        return found

    def _faced(self, state: int, month: int) -> float:
        """Posture faced by a state."""
        rivals = [(self.posture(rival), weight) for rival, weight in self.near.rivals_of[state]]
        return answered.faced(float(self.near.case.world.danger[state]), rivals, month)

    def threat_target(self, state: int, month: int, border: float, faced: float | None) -> float:
        """The threat a state moves towards; faced: posture faced, None: as nobody has left."""
        dated = self.near.dated(month)
        if faced is None:
            faced = self.faced(state, month)
        return perception.threat_target(
            perception.posture_felt(faced),
            dated.guaranteed[state],
            dated.credibility[state],
            border,
            self.near.p,
        )

    def _quiet(self, treaty: int, state: int, start: float) -> Quiet:
        held, total = [start], [0.0]
        weighs = self._weighs(treaty, state)
        threat, p = self.threat(state), self.near.p
        for month in range(1, self.near.months + 1):
            dated = self.near.dated(month)
            stigma, advocacy = dated.stigma[treaty][state], dated.advocacy[treaty][state]
            target = commitment.commitment_target(start, stigma, 0.0, 0.0, 0.0, advocacy)
            held.append(commitment.hold(held[-1], target, p))
            drive = decision.log_pressure(
                float(self.near.case.base_rate[treaty]), threat[month], dated.utility[treaty],
                held[-1], 0.0, 0.0, 0.0, dated.incentive[treaty][state], p,
            )  # fmt: skip
            total.append(total[-1] + (decision.pressure(drive) if weighs[month] else 0.0))
        return Quiet(start, held, total, weighs)

    def _weighs(self, treaty: int, state: int) -> list[bool]:
        """Whether a state that never decides to leave weighs leaving, month by month."""
        agenda, stage = self.near.case.agenda, int(self.near.case.world.stage[treaty, state])
        joins = int(agenda.joins[treaty, state])
        dated = self.suspensions.get((treaty, state), [])
        found = []
        for month in range(self.near.months + 1):
            stage = PARTY if stage == NEVER_JOINED and month == joins else stage
            found.append(may_leave(stage, self.near.dated(month).pinned[treaty][state]))
            for when, to in dated:
                stage = moved_by_event(stage, to) if when == month else stage
        return found


class Run:
    """One run: its luck, and what answers in it."""

    def __init__(self, still: Still, replicate: int) -> None:
        self.still, self.near, self.replicate = still, still.near, replicate
        self.answers: dict[tuple[int, ...], answered.Answer] = {}

    def quiet(self, child: Mover) -> Quiet:
        """The child's path while nobody has left."""
        p, index = self.near.p, float(self.near.case.world.commitment[child.treaty, child.state])
        luck = 0.5  # whatever it is, a start without doubt is the index
        if p.start_spread > 0.0:
            luck = chance.uniform(*self._words(child, chance.INITIAL_VALUES))
        start = commitment.starting_commitment(index, luck, p)
        return self.still.quiet(child.treaty, child.state, start)

    def gives_way(self, child: Mover, total: float, before: float) -> bool:
        """Whether the pressure reaches the child's resistance now, and had not a month before."""
        resistance = chance.exponential(*self._words(child, chance.RESISTANCE))
        now, earlier = (decision.gives_way(one, resistance) for one in (total, before))
        return now and not earlier

    def _words(self, child: Mover, stream: str) -> tuple[int, ...]:
        subject = self.still.subjects[child.treaty][child.state]
        key = chance.stream_key(self.near.case.seed, stream)
        return (self.replicate, *map(int, subject), *key)

    def concerning(self, child: Mover, movers: Sequence[Mover]) -> Sequence[Mover]:
        """Those whose exits can reach a child: at whom it looks, and its own from other treaties.

        Where rivals or blocs answer, anybody's can.
        """
        if self.still.answering or self.still.paying:
            return movers
        near, i = self.near, child.state
        return [one for one in movers if one.state == i or near.looks_at(i, one)]

    def paid(self, child: Mover, movers: Sequence[Mover], month: int) -> tuple[float, Floats]:
        """Incentive from blocs that answer exits, and each exit's part of it: (movers,)."""
        whole, parts = 0.0, np.zeros(len(movers))
        if not self.still.paying:
            return whole, parts
        for bloc, pays in enumerate(self.near.dated(month).bloc_incentive):
            unit = self.near.p.exit_incentive * pays[child.state]
            if unit > 0.0:
                key = (bloc, child.treaty)
                answer = self.answers.get(key) or answered.money(self.near, movers, *key)
                self.answers[key] = answer
                whole += exposure.contribution(unit, answer.path[month - 1])
                parts += unit * answer.parts[month - 1]
        return whole, parts

    def threats(self, child: Mover, movers: Sequence[Mover], begins: int) -> Threats:
        """Threat perception of a state beside these movers, up to its exit.

        begins: the first month in which one of them can be seen; 1: perhaps at the start already.
        """
        calm = self.still.threat(child.state)
        if not self.still.answering:
            return Threats(calm, calm, None)
        felt = self._felt(child.state, movers)
        looking = {when + 1 for one in movers for when, _ in one.steps} | self.near.changes
        first = begins if begins > 1 else 0
        lived = list(calm[:first])
        parts = np.zeros((child.announced + 1, len(movers), 2))
        for month in range(first, child.announced + 1):
            if month == first or month in looking:
                seen = self.near.seen(child.state, movers, month)
            target, aims = self._threat(child, movers, month, seen, felt)
            moved = perception.perceive(lived[-1], target, self.near.p) if month else target
            before = parts[month - 1] if month else aims
            parts[month] = before + (aims - before) / self.near.p.threat_months
            lived.append(moved)
        return Threats(lived, calm, parts)

    def _felt(self, state: int, movers: Sequence[Mover]) -> Felt:
        """Where rivals answer: how they do, and each exit's part of the posture faced."""
        if self.near.p.answer <= 0.0:
            return Felt(None, np.zeros((self.near.months + 1, len(movers))))
        rivals = [(self._answer(movers, rival), w) for rival, w in self.near.rivals_of[state]]
        parts = answered.faced_by_mover(rivals, len(movers))
        return Felt(rivals, np.concatenate([parts[:1], parts]))

    def _threat(
        self, child: Mover, movers: Sequence[Mover], month: int, seen: Seen, felt: Felt
    ) -> tuple[float, Floats]:
        """The threat a state moves towards, and what each adds: by answer, by deterrence."""
        state, border = child.state, max(one[0] for one in seen.exposure)
        faced = self.still.faced(state, month)
        if felt.rivals is not None:
            danger = float(self.near.case.world.danger[state])
            faced = answered.faced(danger, felt.rivals, month)
        target = self.still.threat_target(state, month, border, faced)
        calm = self.still.threat_target(state, month, 0.0, None)
        foremost = _foremost(seen.exposure)
        here = np.array([one.treaty == foremost for one in movers])
        bordering = np.where(here, seen.by_mover[:, 0], 0.0)
        by_mover = felt.parts[min(month, len(felt.parts) - 1)]
        parts = self._shares(state, month, (faced, by_mover), (border, bordering))
        return target, parts * arriving(float(parts.sum()), target - calm)

    def _answer(self, movers: Sequence[Mover], rival: int) -> answered.Answer:
        key = (rival,)
        if key not in self.answers:
            self.answers[key] = answered.posture(self.near, movers, rival)
        return self.answers[key]

    def _shares(
        self, state: int, month: int, faced: tuple[float, Floats], border: tuple[float, Floats]
    ) -> Floats:
        """(movers, 2) of the threat target before any clamp: halves of what only both do."""
        quiet = self.still.faced(state, month)
        before, after = perception.posture_felt(quiet), perception.posture_felt(faced[0])
        per_felt = self._per_felt(state, month)
        deterred = self.near.p.deterrence * border[0]
        answer = per_felt * (after - before) * (1.0 - deterred / 2.0)
        deterrence = -per_felt * self.near.p.deterrence * (after + before) / 2.0
        more = faced[0] - quiet
        by_answer = faced[1] * (answer / more if more > 0.0 else 0.0)
        return np.stack([by_answer, deterrence * border[1]], axis=1)

    def _per_felt(self, state: int, month: int) -> float:
        """Threat for each unit of posture felt: what a guarantee leaves and doubt adds."""
        dated, p = self.near.dated(month), self.near.p
        guaranteed, credibility = dated.guaranteed[state], dated.credibility[state]
        shielded = 1.0 - guaranteed * p.protection * credibility
        return shielded * (1.0 + guaranteed * p.anxiety * (1.0 - credibility))


def _foremost(exposures: Sequence[tuple[float, float, float]]) -> int:
    """The treaty in which most neighbours have left: the one that deters."""
    return max(range(len(exposures)), key=lambda k: (exposures[k][0], -k))


def arriving(sent: float, arrived: float) -> float:
    """By what ratio parts that add up to what was sent must be scaled to add up to what arrived.

    Less arrives where a clamp has kept some back: it never adds and never turns a change round, so
    the ratio lies in 0..1.  Differences that rounding explains are left alone.

    >>> arriving(1.0, 0.5), arriving(1.0, 1.0)
    (0.5, 1.0)
    """
    if abs(sent - arrived) <= 1e-9:
        return 1.0
    return clamp(arrived / sent if sent != 0.0 else 0.0, 0.0, 1.0)
