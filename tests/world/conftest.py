"""The real world of 1 January 2021, built once for reading."""

import pytest

from tests.world.making import build_real


@pytest.fixture(scope="session")
def world():
    return build_real()
