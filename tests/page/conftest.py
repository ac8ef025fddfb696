"""One page of the base scenario and one of the riot, for all tests of records."""

import pytest

from simulation.page.answering import Answering

RUNS = 300


@pytest.fixture(scope="session")
def ottawa():
    """The base scenario with few runs."""
    return Answering("ottawa-2025", replicates=RUNS)


@pytest.fixture(scope="session")
def riot():
    """A hundred thresholds, nothing drawn."""
    return Answering("classroom/riot")
