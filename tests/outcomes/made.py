"""A finished record made of lawful histories, without an engine."""

import datetime

from simulation.experiments.runner import Piece, tables_of
from simulation.outcomes.manifest import describe
from simulation.outcomes.measures import list_exits, measure_runs
from simulation.outcomes.records import Record
from simulation.outcomes.totals import total
from simulation.scenario.reading import read
from tests.outcomes.lawful import left


def record(**words):
    """A record in memory; words: as ``left`` takes them."""
    world, agenda, h = left(**words)
    scenario = read("ottawa-2025", {"run.replicates": len(h.replicates)})
    assert scenario.start == datetime.date(2021, 1, 1)
    piece = Piece(measure_runs(h, world, agenda, 5), list_exits(h, world), total(h, world, agenda))
    tables = tables_of(piece, scenario, world, agenda, own=lambda *_: 0.0)  # no theory knows it
    replicates = range(len(h.replicates))
    return Record(describe(scenario, replicates, "made", world, ("a remark",), tables, 0.5), tables)


def names_in(folder):
    """Names of what lies in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())
