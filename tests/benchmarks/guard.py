"""Has a change made the engine do more work?  Asked of counts and of one ratio, not of a clock.

Counts of calls (``counting``) are the same on every machine.  The ratio is of the compiled engine
to the same plain model compiled by the same compiler in the same process, each at the best of many
turns; it may double before it is called a regression.  What is expected stands in ``guard.json``;
``--write`` puts there what was seen.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from simulation.engines.choosing import engine
from tests.benchmarks import counting, variants
from tests.benchmarks.regimes import chunk
from tests.benchmarks.rivals import plain_numba
from tests.benchmarks.rivals.ground import ground
from tests.benchmarks.timing import Pace, on_threads, side_by_side

EXPECTED = Path(__file__).with_name("guard.json")
REGIMES = ("quiet", "busy")
MORE_WORK = 1.05
"""Counts may grow by this factor, and by ``A_FEW``."""
A_FEW = 50.0
SLOWER = 2.0
"""The ratio may grow by this factor."""

Seen = dict[str, float]


def seen() -> Seen:
    """Everything that is guarded, by name."""
    found: Seen = {}
    with ThreadPoolExecutor(2) as pool:
        for regime, counts in zip(REGIMES, pool.map(counting.counts, REGIMES), strict=True):
            for per, each in counts.items():
                for what, count in each.items():
                    found[f"{regime}: {what} {per}"] = round(count, 1)
    for regime in REGIMES:
        found[f"{regime}: time, compiled / numba on the plain case"] = round(_ratio(regime), 3)
    return found


def _ratio(regime: str) -> float:
    case, run = variants.plain(regime), engine("compiled")
    ours = on_threads(lambda numbers: run(case, numbers, 0), chunk(False)).called("ours")
    plain = on_threads(partial(plain_numba.run, ground(case)), chunk(False)).called("plain")
    times = side_by_side([ours, plain], Pace(seconds=0.1, rounds=15))
    return min(times["ours"].seconds) / min(times["plain"].seconds)


def allowed(what: str, expected: float) -> float:
    """The most that something may be.

    >>> allowed("quiet: time, a / b", 2.0), allowed("quiet: draws a run", 100.0)
    (4.0, 155.0)
    """
    if "time," in what:
        return expected * SLOWER
    return expected * MORE_WORK + A_FEW


def regressions(found: Seen, expected: Seen) -> list[str]:
    """One line for each thing that grew beyond what is allowed, or that nobody expected."""
    said = []
    for what, value in found.items():
        if what not in expected:
            said.append(f"{what}: {value:g}, and nothing is expected; see --write")
        elif value > allowed(what, expected[what]):
            most = allowed(what, expected[what])
            said.append(f"{what}: {value:g}, more than {most:g} (expected {expected[what]:g})")
    return said


def run(write: bool) -> int:
    """Exit code: 0 where nothing grew, 1 where something did."""
    try:
        found = seen()
    except RuntimeError as failed:
        print(f"the text of the engine cannot be run without its compiler: {failed}")
        return 1
    if write:
        EXPECTED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    expected: Seen = json.loads(EXPECTED.read_text(encoding="utf-8"))
    for what, value in found.items():
        print(f"{what}: {value:g} (expected {expected.get(what, float('nan')):g})")
    said = regressions(found, expected)
    for line in said:
        print(f"REGRESSION {line}")
    return 1 if said else 0
