"""A finished record made of lawful histories, without an engine."""

import datetime

from simulation.engines.departures import departures_of
from simulation.experiments.runner import summaries
from simulation.outcomes.hashing import said_of
from simulation.outcomes.manifest import describe
from simulation.outcomes.measures import list_exits, measure_runs
from simulation.outcomes.records import Record
from simulation.outcomes.totals import total
from simulation.outcomes.writing import InMemory
from simulation.scenario.reading import read
from tests.outcomes.lawful import left


def record(**words):
    """A record in memory; words: as ``left`` takes them."""
    world, agenda, h = left(**words)
    scenario = read("ottawa-2025", {"run.replicates": len(h.replicates)})
    assert scenario.start == datetime.date(2021, 1, 1)
    moved = departures_of(h)
    kept = InMemory(world)
    kept.add(measure_runs(moved, world, agenda, 5), list_exits(moved))
    said, tables = kept.finish()
    totals = total(moved, world, agenda, recorded=h)
    # A rule of one's own: no theory knows it.
    tables |= summaries(totals, scenario, world, agenda, own=lambda *_: 0.0)
    said |= {name: said_of(table) for name, table in tables.items()}
    replicates = range(len(h.replicates))
    return Record(describe(scenario, replicates, "made", world, ("a remark",), said, 0.5), tables)


def names_in(folder):
    """Names of what lies in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())
