"""The graph on which textbook rules are compared: 195 states, tied as in the real world.

The members of the United Nations and its two observer states; whoever is tied to whom on any layer,
each tie counted once, without weights.
"""

import dataclasses
import functools
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.model.contagion import CASCADE, THRESHOLD, Contagion
from simulation.model.stages import OUT, PARTY
from simulation.scenario.reading import read
from simulation.world.build import build
from simulation.world.starts import Starts
from simulation.world.world import Agenda, Ties, World
from tests.benchmarks import variants
from tests.worlds import agenda, case, ties, world

NO_MEMBERS = ("COK", "ESH", "NIU", "TWN", "XKX")
MONTHS = 120
PEERS_ONLY = {"border": 0.0, "alliance": 0.0, "peers": 1.0}


class Draw(NamedTuple):
    """What differs between runs under the rule of thresholds."""

    seeds: NDArray[np.int64]
    """(seeds,) who is out at the start."""
    threshold: NDArray[np.float64]
    """(states,) exact in single precision, which is what cynetdiff reckons in."""


@functools.cache
def pairs() -> tuple[tuple[int, int], ...]:
    """(i, j), i < j: who is tied to whom."""
    real = variants.plain("quiet").world
    kept = [i for i, code in enumerate(real.states) if code not in NO_MEMBERS]
    place = {i: n for n, i in enumerate(kept)}
    found = set()
    for layer in real.layers.values():
        for i, j in zip(layer.state.tolist(), layer.partner.tolist(), strict=True):
            if i in place and j in place:
                found.add((min(place[i], place[j]), max(place[i], place[j])))
    return tuple(sorted(found))


@functools.cache
def states() -> int:
    """How many."""
    return len(variants.plain("quiet").world.states) - len(NO_MEMBERS)


def draws(count: int, seeds: int) -> list[Draw]:
    """So many draws of seeds, and of thresholds evenly between 0 and 1."""
    rng = np.random.Generator(np.random.SFC64(2025))
    return [
        Draw(
            np.sort(rng.choice(states(), seeds, replace=False)),
            (1.0 - rng.random(states())).astype(np.float32).astype(float),
        )
        for _ in range(count)
    ]


@functools.cache
def _ground() -> tuple[World, Agenda]:
    around = world(
        states(),
        layers={"peers": ties([(i, j, 1.0) for i, j in pairs()], both_ways=True)},
        notice=0,
    )
    return around, agenda(around, MONTHS)


def threshold_case(draw: Draw) -> Case:
    """The rule of thresholds, one draw for all runs: leave when a share reaches one's own."""
    around, dates = _ground()
    drawn = _drawn(around, draw)
    terms = Contagion(THRESHOLD, shares=1, **PEERS_ONLY)
    return dataclasses.replace(case(drawn, dates), rule="threshold", contagion=terms)


@dataclasses.dataclass(frozen=True, eq=False)
class Redrawn:
    """Each replicate has the seeds and thresholds of its turn among some draws."""

    given: list[Draw]
    around: World
    dates: Agenda
    shares_dates = shares_networks = True

    def __call__(self, replicate: int) -> tuple[World, Agenda]:
        """World and agenda of one replicate."""
        return _drawn(self.around, self.given[replicate % len(self.given)]), self.dates

    @functools.cached_property
    def both(self) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """(draws, 1, states) stages at the start, and thresholds, of all draws."""
        worlds = [_drawn(self.around, draw) for draw in self.given]
        stages = np.stack([world.stage for world in worlds]).astype(np.int8)
        return stages, np.stack([world.threshold for world in worlds])

    def layers(self, _replicate: int, _uniforms: object = None) -> dict[str, Ties]:
        """The same ties for all."""
        return self.around.layers

    def starts(self, replicates: NDArray[np.int64], _uniforms: object = None) -> Starts:
        """How things stand at the start in some replicates."""
        turn = replicates % len(self.given)
        return Starts(stage=self.both[0][turn], threshold=self.both[1][turn])


def redrawn_threshold_case(given: list[Draw]) -> Case:
    """The same, where each replicate has a draw of its own."""
    return dataclasses.replace(threshold_case(given[0]), redraw=Redrawn(given, *_ground()))


COUNTS = {"uniform_integers": {"low": 1, "high": 30}}
"""Thresholds of a scenario: whole numbers of partners out, all as likely."""


def scenario_case(law: Mapping[str, object], seeds: int) -> Case:
    """The rule of thresholds as a scenario file says it: seeds and thresholds drawn in each run."""
    rows = "\n".join(["a,b", *(f"{i},{j}" for i, j in pairs())])
    with tempfile.TemporaryDirectory() as folder:
        ties_file = Path(folder) / "ties.csv"
        ties_file.write_text(rows + "\n", encoding="utf-8")
        peers = {"graph": "edges", "file": str(ties_file)}
        said = read({
            "time": {"start": "2021-01-01", "end": "2030-12-31"},
            "world": {
                "source": "synthetic", "states": states(), "seeds": {"count": seeds},
                "layers": {"peers": peers},
            },
            "rule": {
                "name": "threshold", "threshold": law,
                "measure": "count" if "uniform_integers" in law else "share",
            },
        })  # fmt: skip
        return case_of(said, *build(said))


def draws_of(drawn: Case, count: int) -> list[Draw]:
    """What the first so many replicates of such a case draw."""
    worlds = [drawn.redraw(replicate)[0] for replicate in range(count)]
    return [Draw(np.flatnonzero(one.stage[0] == OUT), one.threshold[0]) for one in worlds]


def cascade_case(draw: Draw, probability: float) -> Case:
    """The independent cascade, with the seeds of one draw; luck differs between runs."""
    around, dates = _ground()
    terms = Contagion(CASCADE, probability=probability, **PEERS_ONLY)
    return dataclasses.replace(case(_drawn(around, draw), dates), rule="cascade", contagion=terms)


def _drawn(around: World, draw: Draw) -> World:
    stage = np.full((1, states()), PARTY)
    stage[0, draw.seeds] = OUT
    return dataclasses.replace(around, stage=stage, threshold=draw.threshold[None, :])
