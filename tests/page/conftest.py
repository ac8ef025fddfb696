"""Pages for all tests of records, and a classroom on a network for all tests of rooms."""

import pytest

from simulation.page.answering import Answering
from simulation.page.room_beside import Beside
from simulation.scenario.reading import read

RUNS = 300


@pytest.fixture(scope="session")
def ottawa():
    """The base scenario with few runs."""
    return Answering("ottawa-2025", replicates=RUNS)


@pytest.fixture(scope="session")
def riot():
    """A hundred thresholds, nothing drawn."""
    return Answering("classroom/riot")


@pytest.fixture(scope="module")
def beside():
    """The model beside a class, with few runs."""
    return Beside(read("classroom/path"), round_runs=20)


@pytest.fixture
def network(beside):
    """A room that a teacher and students can reach."""
    from tests.page.test_room_server import Network

    made = Network(beside)
    with made.stack:
        yield made
