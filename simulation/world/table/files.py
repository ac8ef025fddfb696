"""The files that a world from tables names."""

from collections.abc import Sequence

from simulation.scenario import data_files
from simulation.scenario.scenario import Scenario
from simulation.world.table.sheet import Sheet, sheet


def label_of(scenario: Scenario, key: str) -> str:
    """How messages call a file: as the scenario does."""
    return data_files.named(scenario)[key]


def opened(scenario: Scenario, key: str, needed: Sequence[str], known: Sequence[str]) -> Sheet:
    """The CSV file that a key names, by columns.

    Raises ``InputFault`` where it cannot be read, or is not such a file.
    """
    return sheet(data_files.content(scenario, key), label_of(scenario, key), needed, known)
