"""Answers a choice with its record, thousands of runs each time, and remembers what it answered."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from simulation import chance
from simulation.engines.choosing import departing
from simulation.engines.contract import Case
from simulation.outcomes.findings import COVERAGE
from simulation.page.choice import Choice, Offer, base_choice, choice_of
from simulation.page.controls import controls_of
from simulation.page.counting import Counted, counted
from simulation.page.record import record
from simulation.page.surroundings import neighbours_of
from simulation.page.shown import shown
from simulation.page.switches import switches_of
from simulation.page.worlds import Worlds
from simulation.scenario.reading import Source
from simulation.world.luck import uniforms_of_many, words
from simulation.world.world import Floats

REPLICATES = 2_000
WORKERS = 2


class Answering:
    def __init__(self, source: Source, replicates: int | None = None, overrides: Mapping[str, Any] | None = None) -> None:
        self.worlds = Worlds(source, overrides or {})
        base = self.worlds.base
        self.replicates = min(REPLICATES, base.replicates) if replicates is None else replicates
        self.offer = Offer(
            controls_of(base), switches_of(base, self.worlds.scenario),
            self.worlds.world.states, self.replicates,
        )
        self.numbers = np.arange(self.replicates, dtype=np.int64)
        self.base = base_choice(self.offer)
        self._base_counted = self._count(self.worlds.posed(self.base, self.offer).case)

    def _count(self, case: Case) -> Counted:
        return counted(departing("compiled")(case, self.numbers), case)

    def record(self, choice: Choice) -> dict[str, Any]:
        case = self.worlds.posed(choice, self.offer).case
        found = self._count(case)
        run = shown(case, choice.replicate)
        same = choice.levels == self.base.levels and not choice.switches and choice.held is None
        return record(choice, found, None if same else self._base_counted, run, self.resistance(choice.replicate, case))

    def resistance(self, replicate: int, case: Case) -> Floats | None:
        if case.rule != "hazard":
            return None
        world = case.world
        one = np.array([replicate], dtype=np.int64)
        return np.array([
            [chance.resistance_of(u) for u in uniforms_of_many(case.seed, chance.RESISTANCE, one, *words(world.draw_keys, t.code))[0].tolist()]
            for t in world.treaties
        ])

    def about(self) -> dict[str, Any]:
        world, scenario = self.worlds.world, self.worlds.base
        return {
            "scenario": scenario.name, "title": scenario.title, "question": scenario.question,
            "treaties": [{"code": t.code, "name": t.name} for t in world.treaties],
            "start": f"{scenario.start:%Y-%m}", "months": scenario.months,
            "replicates": self.replicates, "seed": scenario.seed,
            "states": [{"id": s, "name": n, "party": {t.code: bool(world.stage[k, i] != 6) for k, t in enumerate(world.treaties)}} for i, (s, n) in enumerate(zip(world.states, world.names))],
            "map": "world" if scenario.world.source == "real" else None,
            "neighbours": neighbours_of(world),
            "controls": [{"name": c.name, "question": c.question, "levels": [{"label": l.label, "says": l.says, "keys": dict(l.keys)} for l in c.levels], "base": c.base} for c in self.offer.controls],
            "switches": [{"name": s.name, "label": s.label, "says": s.says, "kind": s.kind, "years": list(s.years), "year": s.year} for s in self.offer.switches],
            "interval": COVERAGE,
        }
