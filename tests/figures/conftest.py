"""Results and figures that the tests of the figures share."""

from functools import cache

import pytest

from simulation.figures.draw import drawing
from simulation.figures.style import MEDIA
from tests.figures.cases import CASES, SYNTHETIC, THEORIES
from tests.figures.made_up import made_up


@pytest.fixture(scope="session")
def results():
    return {
        case: made_up(**words)
        for case, words in {**CASES, **THEORIES, "synthetic": SYNTHETIC}.items()
    }


@pytest.fixture(scope="session", params=sorted(MEDIA))
def size(request):
    return request.param


@pytest.fixture(scope="session")
def laid_out(results):
    """Drawings on which everything has found its place, each made once."""

    @cache
    def laid(case, name, size):
        one = drawing(results[case], name, None, size)
        one.figure.draw_without_rendering()
        return one

    return laid
