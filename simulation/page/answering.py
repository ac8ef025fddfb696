"""Answers choices with records, thousands of runs each on the same luck, and keeps them.

Any number of threads may ask.  One choice is reckoned at a time, on all cores, in the order of
asking; whoever asks for one that is being reckoned waits for it.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from simulation.engines.choosing import departing
from simulation.engines.contract import Case
from simulation.experiments.runner import checked_workers, usable_cpus
from simulation.outcomes.findings import FEWEST
from simulation.page.about import about
from simulation.page.choice import Choice, Offer, base_choice, choice_of
from simulation.page.controls import controls_of
from simulation.page.counting import Counted, Part, counted, part
from simulation.page.kept import Kept
from simulation.page.record import LOOK_MONTHS, of_the_run, record
from simulation.page.sentence import sentence
from simulation.page.shown import lived, shown
from simulation.page.switches import switches_of
from simulation.page.worlds import Worlds
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import Source
from simulation.scenario.scenario import Scenario
from simulation.world.world import Integers

REPLICATES = 2_000
"""Runs of a choice, or the scenario's own where they are fewer: as many as answer within a blink,
and enough that an expected number of exits is known to within a tenth."""

MOST_RUNS = 100_000
"""So many runs of the real world take some five seconds for each choice."""

KEPT_BYTES = 32_000_000
"""Room for records that were asked for before: some five hundred of the real world."""

PARTS = 2
"""Pieces of the runs for each core, so that neither waits long for the other."""

DRAWN, ANSWERED, DISTURBED = 20, 8, 4
"""By how much fewer runs a choice has where they share little and each takes the longer: a network
drawn anew for each takes some hundred times as long, rivals that answer exits some fifteen times,
exits that calm or are paid for some five times.  Intervals are the wider for it."""


def slowness(case: Case) -> int:
    """By how much fewer runs of a case there are than of others, so that it answers as soon."""
    p = case.parameters
    if case.rule != "hazard":
        return 1
    if case.redraw is not None:
        return DRAWN
    if p.answer > 0.0:
        return ANSWERED
    paid = p.exit_incentive > 0.0 and bool(case.agenda.blocs.any())
    return DISTURBED if p.deterrence > 0.0 or paid else 1


class Answering:
    """One scenario, ready to answer any choice."""

    def __init__(
        self,
        source: Source,
        replicates: int | None = None,
        overrides: Mapping[str, Any] | None = None,
        workers: int | None = None,
        look_months: int = LOOK_MONTHS,
    ) -> None:
        """Read and build a scenario, and run it as it stands.

        source, overrides: as for ``read``.  replicates: runs of each choice.  workers: threads
        (None: the usable CPUs).  look_months: months between two looks of a record.  Raises
        InputFault for a scenario that cannot be shown.
        """
        sizes = {} if replicates is None else {"run.replicates": replicates}
        self._given = (source, dict(overrides or {}), workers)
        self._look_months = look_months
        self._worlds = Worlds(source, {**(overrides or {}), **sizes})
        scenario = self._worlds.base
        self.offer = Offer(
            controls=controls_of(scenario),
            switches=switches_of(scenario, self._worlds.scenario),
            states=self._worlds.world.states,
            replicates=_runs_of(scenario, replicates),
        )
        self.base = base_choice(self.offer)
        self._workers = usable_cpus() if workers is None else checked_workers(workers)
        self._kept = Kept(KEPT_BYTES)
        self._turns = ThreadPoolExecutor(1, thread_name_prefix="turns")
        self._base = self._runs(self._worlds.case(self.base, self.offer))

    def with_runs(self, most: int, look_months: int) -> "Answering":
        """The same with at most so many runs of each choice, and looks so many months apart."""
        source, overrides, workers = self._given
        return Answering(source, min(most, self.offer.replicates), overrides, workers, look_months)

    @property
    def recipe(self) -> tuple[Any, ...]:
        """What makes the same in another process, on one thread there."""
        source, overrides, _ = self._given
        return source, self.offer.replicates, overrides, 1, self._look_months

    def about(self) -> dict[str, Any]:
        """What no choice changes."""
        worlds = self._worlds
        return about(worlds.base, worlds.world, worlds.agenda, self.offer)

    def choice(self, given: object) -> Choice:
        """A choice from plain data; raises InputFault as ``choice_of``."""
        return choice_of(given, self.offer)

    def record(self, choice: Choice) -> dict[str, Any]:
        """The record of a choice, as ``simulation.page.record`` describes it."""
        found: dict[str, Any] = json.loads(self.record_json(choice))
        return found

    def record_json(self, choice: Choice) -> bytes:
        """The same as JSON in UTF-8."""
        return self._kept.answer(choice, lambda: self._reckoned(choice))

    def _reckoned(self, choice: Choice) -> bytes:
        found = self._turns.submit(self.made, choice).result()
        text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()

    def made(self, choice: Choice) -> dict[str, Any]:
        """The record of a choice, reckoned anew."""
        case = self._worlds.case(choice, self.offer)
        one = lived(case, choice.replicate)  # first and alone: it makes what all runs share
        drawn: dict[str, Any] = {}
        found = self._runs(case, lambda: drawn.update(of_the_run(shown(one), self._look_months)))
        as_it_stands = replace(choice, replicate=self.base.replicate) == self.base
        base = None if as_it_stands else self._base.first(found.runs)
        told = sentence(choice, self.offer, self._worlds.base, found, base)
        return record(choice, found, base, drawn, told)

    def _runs(self, case: Case, beside: Callable[[], object] = lambda: None) -> Counted:
        """All runs of a case, side by side; beside: what to do until they are done."""
        runs = max(FEWEST, self.offer.replicates // slowness(case))
        pieces = np.array_split(np.arange(runs), min(runs, PARTS * self._workers))
        with ThreadPoolExecutor(self._workers, thread_name_prefix="page") as pool:
            parts = pool.map(partial(_part, case), pieces)
            beside()
            return counted(list(parts), case)


def _runs_of(scenario: Scenario, asked: int | None) -> int:
    """How many runs each choice has; InputFault where they are too few or too many."""
    runs = min(REPLICATES, scenario.replicates) if asked is None else scenario.replicates
    if not FEWEST <= runs <= MOST_RUNS:
        raise InputFault(
            f"page: {scenario.name}: run.replicates = {runs:,}: must be from {FEWEST}, or no"
            f" interval can be told, to {MOST_RUNS:,}, or no choice is answered while a class waits"
        )
    return runs


def _part(case: Case, replicates: Integers) -> Part:
    return part(departing("compiled")(case, replicates), case)
