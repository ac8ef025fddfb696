"""Results that were never interrupted."""

import pytest

from tests.experiments.sweeping.made import short_ottawa, swept


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The village, undisturbed, on one thread."""
    return swept(tmp_path_factory.mktemp("whole") / "x")


@pytest.fixture(scope="session")
def ottawa(tmp_path_factory):
    """One year of the base scenario."""
    return swept(tmp_path_factory.mktemp("ottawa") / "x", short_ottawa())
