"""Which engine runs: the fast one unless the one to be read is asked for.

Each engine lives through one world.  Where networks, seeds or thresholds are drawn anew for each
replicate, every replicate is a case of its own, and their histories are joined.
"""

import dataclasses
import functools
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Case, Engine, Histories
from simulation.engines.departures import Departures, departures_of
from simulation.engines.picking import engine_for, name_for
from simulation.engines.redrawing import each_in_its_world
from simulation.scenario.faults import InputFault
from simulation.world.synthetic.expanding import expanded

ENGINES = ("compiled", "mesa")


def engine(name: str) -> Engine:
    """The engine of that name; InputFault where there is none.

    Engines are imported when asked for: each brings a heavy framework.
    """
    if name == "compiled":
        return partial(_run, _compiled)
    if name == "mesa":
        from simulation.engines.mesa_engine import run

        return partial(_run, partial(_written_out, run))
    raise InputFault(f"engine = {name!r}: must be one of {', '.join(ENGINES)}")


def departing(name: str) -> Callable[[Case, NDArray[np.int64]], Departures]:
    """Who moves in some replicates of a case, by the engine of that name; InputFault as above.

    Where the compiled engine that follows single states is picked, no whole history is written.
    """
    run = engine(name)

    def departures(case: Case, replicates: NDArray[np.int64]) -> Departures:
        """What is left of some replicates, by the engine that fits."""
        plain = name == "compiled" and case.redraw is None and case.contagion is None
        if plain and name_for(_tied(case), len(replicates), 0) == "compiled":
            from simulation.engines.compiled import departures as followed

            return followed(_tied(case), replicates)
        return departures_of(run(case, replicates, 0))

    return departures


def _run(inner: Engine, case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    draws_itself = inner is _compiled and case.contagion is not None
    if case.redraw is None or draws_itself:
        return inner(case, replicates, recorded)
    return each_in_its_world(inner, case, replicates, recorded)


def _compiled(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """The compiled engine of the case's rule."""
    if case.contagion is not None:
        from simulation.engines.spreading import run as run_spreading

        return run_spreading(case, replicates, recorded)
    return _written_out(_hazard, case, replicates, recorded)


def _hazard(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """The compiled engine that is fastest for a case of the hazard rule."""
    return engine_for(case, len(replicates), recorded)(case, replicates, recorded)


def _written_out(
    inner: Engine, case: Case, replicates: NDArray[np.int64], recorded: int
) -> Histories:
    """Run an engine that looks at ties one by one; InputFault where a world has too many."""
    return inner(_tied(case), replicates, recorded)


@functools.lru_cache(maxsize=4)
def _tied(case: Case) -> Case:
    """The case with all its ties listed.

    The same one each time, since engines keep what they made of a case.
    """
    if not case.world.complete:
        return case
    world, agenda = expanded(case.world, case.agenda)
    return dataclasses.replace(case, world=world, agenda=agenda)
