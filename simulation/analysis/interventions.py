"""The catalogue of interventions: each shipped scenario against the base alone, on the same luck.

In a comparison of many at once a state that any of them moves by date counts in none.  Here each
pair leaves out only whom one of the two moves, so that one scenario hides nobody in another's row.
"""

from collections.abc import Sequence

from simulation.analysis.comparable import refuse_unlike
from simulation.analysis.comparison import Comparison, compare_records, on_the_same_luck
from simulation.analysis.effects import BASE
from simulation.analysis.effects import names as catalogue
from simulation.experiments.runner import run
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario

REPLICATES = 2_000
"""Runs of each scenario, unless told otherwise."""


def interventions(
    base: str = BASE,
    names: Sequence[str] | None = None,
    replicates: int = REPLICATES,
    workers: int | None = None,
) -> list[Comparison]:
    """A comparison of each scenario with the base, in the order given.

    names: None: all shipped scenarios of the base's time and treaties.  Raises InputFault for
    scenarios given that cannot be compared with it.
    """
    first = read(base, {"run.replicates": replicates})
    others = _comparable(first) if names is None else [read(name) for name in names]
    refuse_unlike([first, *others])
    alike = on_the_same_luck([first, *others])
    record = run(alike[0], workers=workers)
    return [compare_records(record, [run(one, workers=workers)]) for one in alike[1:]]


def _comparable(base: Scenario) -> list[Scenario]:
    found = []
    for scenario in (read(name) for name in catalogue() if name != base.name):
        try:
            refuse_unlike([base, scenario])
        except InputFault:
            continue
        found.append(scenario)
    return found
