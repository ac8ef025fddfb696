"""The model beside the class: what its runs say of the states that are played.

Everything here is a run of the scenario on its own luck, with what the class has done imposed by
dated events: who decided to stay may not leave in that round, who left announces in the round's
first month and then goes through the treaty's clocks.  So those who follow the model feel what the
class did.  They do not hear signals: the theory knows announcing, not thinking aloud.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Histories
from simulation.experiments.cases import case_of
from simulation.outcomes.intervals import wilson
from simulation.outcomes.standing import ever_free, forced_states, parties_at_start
from simulation.page.room import Decision, Others, Room, closed
from simulation.page.room_rounds import Round, rounds_of
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import changed
from simulation.scenario.scenario import Scenario
from simulation.world.build import build
from simulation.world.world import LAYERS, Flags, Floats, Integers

SEATS = 30
"""Seats offered unless the teacher says otherwise: a class."""

MOST_SEATS = 60
"""A table of seats longer than this cannot be read from the back of a room."""

RUNS = 2000
"""Runs behind the distribution: an interval of a chance is then at most 2.2 points either way."""

ROUND_RUNS = 500
"""Runs behind a chance in the round to come: at most 4.4 points either way, in a tenth of a second.
"""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The model's distribution is shown as the middle 90 and 50 runs of a hundred, and the median."""


@dataclass(frozen=True)
class Moment:
    """How things stand for the states before a round, by the model."""

    chance: Mapping[str, tuple[float, float, float]]
    """State -> chance to announce in the coming round if it decided by itself; 95 % interval."""
    threat: Mapping[str, float]
    """State -> threat perception, 0..1; empty under a textbook rule, which knows none."""
    commitment: Mapping[str, float]
    """State -> norm commitment, 0..1; empty under a textbook rule."""


class Beside:
    """One treaty of one scenario, run beside a class.

    ``partners``, ``chance`` and ``distribution`` are kept once asked for: every phone asks again at
    every tap.
    """

    def __init__(
        self,
        scenario: Scenario,
        treaty: str | None = None,
        runs: int = RUNS,
        round_runs: int = ROUND_RUNS,
    ) -> None:
        """treaty: its code, None: the scenario's first; InputFault for an unknown one."""
        self.scenario = scenario
        self.world, self._agenda = build(scenario)
        codes = [each.code for each in self.world.treaties]
        if treaty is not None and treaty not in codes:
            raise InputFault(f"treaty {treaty!r}: must be one of {', '.join(codes)}")
        self.treaty = codes[0] if treaty is None else treaty
        self._at = codes.index(self.treaty)
        self._runs, self._round_runs = runs, round_runs
        self.rounds = rounds_of(scenario.start, scenario.months)
        self.explained = scenario.rule == "hazard"
        self.partners = functools.cache(self._partners_of)
        self.chance = functools.cache(self._chance_of)
        self.distribution = functools.lru_cache(maxsize=64)(self._distribution)

    @functools.cached_property
    def names(self) -> Mapping[str, str]:
        """Identifier -> name for reading."""
        return dict(zip(self.world.states, self.world.names, strict=True))

    @property
    def counts_shares(self) -> bool:
        """Whether thresholds are shares of those a state looks at, not numbers of them."""
        return bool(self.scenario.rule_options.get("measure") == "share")

    def threshold(self, state: str) -> float | None:
        """What a state waits for under the rule of thresholds, in run 0; None under another."""
        if not self.world.threshold.size:
            return None
        return float(self.world.threshold[self._at, self._place[state]])

    @functools.cached_property
    def announced(self) -> Integers:
        """(runs, states) month in which a state announced in each run, -1 for never."""
        return _announced(self._lived(self.scenario, self._runs, 0), self._at)

    @functools.cached_property
    def free(self) -> Flags:
        """(states,) True: a party that no dated event moves and that may decide in some month."""
        may = ever_free(self.world, self._agenda) & parties_at_start(self.world)
        found: Flags = (may & ~forced_states(self.world, self._agenda))[self._at]
        return found

    def offered(self, seats: int = SEATS, wanted: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The states offered: those the teacher wants, else the likeliest to leave in the model.

        Raises InputFault for a state that cannot decide here, or too many.
        """
        if not 1 <= max(seats, len(wanted)) <= MOST_SEATS:
            raise InputFault(f"seats: must be from 1 to {MOST_SEATS}")
        free = {state for state, may in zip(self.world.states, self.free, strict=True) if may}
        odd = [state for state in wanted if state not in free]
        if odd:
            raise InputFault(f"seats: {', '.join(odd)} cannot leave {self.treaty} by a decision")
        often = (self.announced > 0).sum(axis=0)
        ranked = sorted(free, key=lambda state: (-often[self._place[state]], self._place[state]))
        return wanted or tuple(ranked[:seats])

    def _distribution(self, among: frozenset[str] | None = None) -> dict[str, Any]:
        """Exits by the end of each round over all runs, counted among some states; None: all.

        ``band``: quantile -> a number for the start and each round; ``outcomes``: runs by their
        number of exits at the end, from none; ``shares``: each as a share with its 95 % interval.
        """
        months = self.announced if among is None else self.announced[:, self._places(among)]
        ends = [0, *(each.last for each in self.rounds)]
        exits = np.stack([((months > 0) & (months <= end)).sum(axis=1) for end in ends], axis=1)
        bands = np.quantile(exits, QUANTILES, axis=0, method="inverted_cdf")
        names = [f"q{round(100 * share):02d}" for share in QUANTILES]
        return {
            "band": dict(zip(names, bands.tolist(), strict=True)),
            "outcomes": np.bincount(exits[:, -1]).tolist(),
            "shares": [_chance(exits[:, -1] == size) for size in range(exits[:, -1].max() + 1)],
            "runs": len(exits),
            "states": months.shape[1] if among is not None else int(self.free.sum()),
        }

    def _chance_of(self, state: str) -> tuple[float, float, float]:
        """A state's chance to leave by the end in the model alone, with its 95 % interval."""
        return _chance(self.announced[:, self._place[state]] > 0)

    def _partners_of(self, state: str) -> dict[str, list[tuple[str, float]]]:
        """Whom a state looks at on each layer of ties, and its share of all it looks at there.

        Where everybody looks at everybody the list is empty: see ``World.complete``.
        """
        return {layer: self._partners(layer, self._place[state]) for layer in self._listed()}

    def following(self, room: Room) -> frozenset[str]:
        """States that announce by the end of the open round in the run that the others follow.

        It is run 0, with what the class did until now and in this round.
        """
        until = self.rounds[len(room.closed)].last
        lived = self._lived(self._played(closed(room, room.turn)), 1, 0)
        months = _announced(lived, self._at)[0]
        return frozenset(
            state for state, month in zip(self.world.states, months, strict=True)
            if 0 < month <= until
        )  # fmt: skip

    def moment(self, room: Room) -> Moment:
        """What the model says of the round to come, after what has happened in the room.

        Until then nobody leaves but who has left here.
        """
        done = len(room.closed)
        lived = self._lived(self._happened(room), self._round_runs, 1)
        chances = {} if done == len(self.rounds) else self._chances(room, lived, self.rounds[done])
        if not self.explained:
            return Moment(chances, {}, {})
        month = self.rounds[done - 1].last if done else 0
        threat, commitment = lived.threat_path[0], lived.commitment_path[0, :, self._at]
        return Moment(chances, self._of(room, threat[month]), self._of(room, commitment[month]))

    def _chances(
        self, room: Room, lived: Histories, coming: Round
    ) -> dict[str, tuple[float, float, float]]:
        """State -> chance to announce in a round, of those still in."""
        months = _announced(lived, self._at)
        now = (months >= coming.first) & (months <= coming.last)
        return {state: _chance(now[:, at]) for state, at in self._seats(room).items()}

    @functools.cached_property
    def _place(self) -> dict[str, int]:
        return {state: at for at, state in enumerate(self.world.states)}

    def _places(self, states: frozenset[str]) -> list[int]:
        return sorted(self._place[state] for state in states)

    def _seats(self, room: Room) -> dict[str, int]:
        return {state: self._place[state] for state in room.states if state not in room.left}

    def _of(self, room: Room, values: Floats) -> dict[str, float]:
        return {state: float(values[at]) for state, at in self._seats(room).items()}

    def _listed(self) -> tuple[str, ...]:
        return tuple(layer for layer in LAYERS if layer in self.world.declared)

    def _partners(self, layer: str, at: int) -> list[tuple[str, float]]:
        """Partners bound by the treaty at the start, the weightiest first."""
        ties = self.world.layers[layer]
        bound = parties_at_start(self.world)[self._at]
        mine = (ties.state == at) & bound[ties.partner] & (ties.since == 0)
        weights, whom = ties.weight[mine], ties.partner[mine]
        total = float(weights.sum()) or 1.0
        order = np.argsort(-weights, kind="stable")
        return [(self.world.states[whom[i]], float(weights[i]) / total) for i in order]

    def _played(self, room: Room) -> Scenario:
        """The scenario with what was decided in the room; who was not played is free to leave."""
        events: dict[str, Any] = {}
        for each, done in zip(self.rounds, room.closed, strict=False):
            held = [state for state, what in done.decisions.items() if what is not Decision.LEAVE]
            gone = sorted(done.leavers - done.followed)
            events |= self._event("pin", f"class-holds-{each.first}", held, each.begins, each.ends)
            events |= self._event("exit", f"class-leaves-{each.first}", gone, each.begins)
        return changed(self.scenario, events)

    def _happened(self, room: Room) -> Scenario:
        """The scenario with all that happened in the room until now, and nothing else."""
        may = {state for state, free in zip(self.world.states, self.free, strict=True) if free}
        events: dict[str, Any] = {}
        for each, done in zip(self.rounds, room.closed, strict=False):
            name, gone = f"room-leaves-{each.first}", sorted(done.leavers)
            events |= self._event("exit", name, gone, each.begins)
        if room.closed:
            ends = self.rounds[len(room.closed) - 1].ends
            events |= self._event("pin", "room-waits", sorted(may), self.rounds[0].begins, ends)
        if room.others is Others.STAY:
            rest = sorted(may - set(room.states))
            events |= self._event("pin", "the-others-stay", rest, self.rounds[0].begins)
        return changed(self.scenario, events)

    def _event(
        self, kind: str, name: str, target: list[str], begins: object, ends: object = None
    ) -> dict[str, Any]:
        """One dated event by its key; none where nobody is meant."""
        until = {} if ends is None else {"until": str(ends)}
        event = {
            "name": name, "kind": kind, "target": target, "treaties": self.treaty,
            "from": str(begins), **until,
        }  # fmt: skip
        return {f"events.{name}": event} if target else {}

    def _lived(self, scenario: Scenario, runs: int, recorded: int) -> Histories:
        world, agenda = build(scenario)
        return engine("compiled")(case_of(scenario, world, agenda), np.arange(runs), recorded)


def _announced(lived: Histories, treaty: int) -> Integers:
    """(runs, states) month of announcing of those who did not turn back, -1 for never."""
    stayed = lived.returned[:, treaty] < 0
    months: Integers = np.where(stayed, lived.announced[:, treaty], -1).astype(np.int64)
    return months


def _chance(happened: Flags) -> tuple[float, float, float]:
    """Share of runs with its 95 % interval; nothing known where there are no runs."""
    runs, hits = len(happened), int(happened.sum())
    low, high = wilson(hits, runs)
    return (hits / runs if runs else 0.0), float(low), float(high)
