"""What no program on this machine goes below: filling with luck, and the exponential."""

import numpy as np

from simulation.model.arithmetic import exp
from tests.benchmarks import variants
from tests.benchmarks.lines import Line, compared, timed
from tests.benchmarks.rivals import c_program, plain_numba
from tests.benchmarks.rivals.ground import ground
from tests.benchmarks.timing import Contestant, Pace, ratio, side_by_side

SECTION = "Limits, for each state and month"
FILL, LIBRARY, OWN = "filling with uniform numbers", "exp of NumPy", "exp of this project, numba"
PLAIN = "the plain model"


def lines(pace: Pace) -> list[Line]:
    """Nanoseconds a state and month, against the plain kernel."""
    g = ground(variants.plain("busy"))
    cells = g.start.size * g.months
    name = "C" if c_program.compiler() else "numba"
    run = c_program.run if c_program.compiler() else plain_numba.run
    one = f"{PLAIN} in {name}, busy"
    contestants = [
        *_limits(cells),
        Contestant(one, lambda units: run(g, np.arange(units // cells)), step=cells, most=10**9),
    ]
    times = side_by_side([_of_cells(contestant) for contestant in contestants], pace)
    against = [
        compared(SECTION, f"{one} / {limit}", ratio(times[one], times[limit]))
        for limit in (FILL, LIBRARY, OWN)
    ]
    return [*(timed(SECTION, found) for found in times.values()), *against]


def _limits(cells: int) -> list[Contestant]:
    """One array of states times months, again and again."""
    rng = np.random.Generator(np.random.SFC64(1))
    room, made = np.empty(cells), np.empty(cells)
    given = np.linspace(-20.0, 2.0, cells)
    each = plain_numba.vectorised(exp)

    def repeated(once):
        return lambda units: [once() for _ in range(units // cells)]

    return [
        Contestant(FILL, repeated(lambda: rng.random(out=room)), step=cells, most=10**9),
        Contestant(LIBRARY, repeated(lambda: np.exp(given, out=made)), step=cells, most=10**9),
        Contestant(OWN, repeated(lambda: each(given, made)), step=cells, most=10**9),
    ]


def _of_cells(contestant: Contestant) -> Contestant:
    return Contestant(
        contestant.name, contestant.batch, contestant.step, contestant.most, "state and month"
    )
