"""Which engine runs: the fast one unless the one to be read is asked for."""

from simulation.engines.contract import Engine
from simulation.scenario.faults import InputFault

ENGINES = ("compiled", "mesa")


def engine(name: str) -> Engine:
    """The engine of that name; InputFault where there is none.

    Engines are imported when asked for: each brings a heavy framework.
    """
    if name == "compiled":
        from simulation.engines.compiled import run

        return run
    if name == "mesa":
        from simulation.engines.mesa_engine import run as run_mesa

        return run_mesa
    raise InputFault(f"engine = {name!r}: must be one of {', '.join(ENGINES)}")
