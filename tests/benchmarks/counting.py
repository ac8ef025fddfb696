"""Work counted instead of timed: how often the compiled engine's text calls what.

The engine's steps are plain functions.  With the compiler switched off they run as they are read,
and every call of a function of this project is counted.  Counts do not depend on the machine, so a
later version that does more work a run is noticed however noisy the machine is.

``NUMBA_DISABLE_JIT=1 python -m tests.benchmarks.counting quiet 3`` prints them.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

REPOSITORY = Path(__file__).parents[2]
PACKAGE = str(REPOSITORY / "simulation")
RUNS = 4
"""A call of so many runs, less a call of none, tells what a run costs."""

WATCHED = {
    "exponentials": "arithmetic.exp",
    "draws": "chance.philox",
    "log pressures": "decision.log_pressure",
}
"""What is told apart -> function, by the end of its file's and its own name."""


def counts(regime: str) -> dict[str, dict[str, float]]:
    """ "a run" and "a call" -> what -> how many; RuntimeError where the text cannot be run."""
    none, some = (_counted_elsewhere(regime, runs) for runs in (0, RUNS))
    each = {what: (some[what] - none[what]) / RUNS for what in some}
    return {"a run": each, "a call": {what: float(count) for what, count in none.items()}}


def _counted_elsewhere(regime: str, runs: int) -> dict[str, int]:
    """In a process of its own, in which nothing is compiled."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "SNOWBALL_CACHE_DIR": cache}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.counting", regime, str(runs)],
            env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def counted(regime: str, runs: int) -> dict[str, int]:
    """Calls of this project's functions while the compiled engine lives so many runs."""
    import numpy as np

    from simulation.engines.choosing import engine
    from tests.benchmarks import variants

    case, run = variants.short(regime), engine("compiled")
    run(case, np.arange(0), 0)  # what is made once for a process is not counted
    calls: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            code = frame.f_code
            if code.co_filename.startswith(PACKAGE):
                calls[f"{Path(code.co_filename).stem}.{code.co_qualname}"] += 1

    sys.setprofile(watch)
    try:
        with np.errstate(over="ignore"):  # the generator's words wrap, as they do when compiled
            run(case, np.arange(runs), 0)
    finally:
        sys.setprofile(None)
    return {"calls": calls.total(), **{name: calls[name_of] for name, name_of in WATCHED.items()}}


if __name__ == "__main__":
    print(json.dumps(counted(sys.argv[1], int(sys.argv[2]))))
