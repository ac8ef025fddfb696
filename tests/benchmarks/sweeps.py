"""What a sweep costs beside the bare engine, and what a million runs take from a shell.

The bare engine runs the same cases on as many threads and keeps nothing.  Compared is the time of
the processor, not that of the wall, which a busy machine stretches for whoever waits for a thread.
"""

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import simulation as sim
from simulation.experiments.cases import case_of
from simulation.experiments.chunks import running
from simulation.experiments.sweeping.order import order_of
from simulation.experiments.sweeping.worlds import Worlds
from tests.benchmarks import variants
from tests.benchmarks.lines import Line, at_most, compared, timed
from tests.benchmarks.timing import FULL, Contestant, Pace, ratio, side_by_side
from tests.benchmarks.whole import call

REPLICATES = 1_000
THREADS = (1, 2)
MANY = 1_000
"""Points of the sweep that is run from a shell."""


def question(points: int, replicates: int = REPLICATES) -> dict[str, Any]:
    """A grid over border weight and doubt in the base scenario; points: a multiple of ten."""
    return {
        "name": "million",
        "extends": variants.BASE,
        "sweep": {
            "replicates": replicates,
            "vary": {
                "rule.parameters.border_weight": {"low": 0, "high": 10, "points": points // 10},
                "events.guarantee-doubt.change.scale": {"low": 0.1, "high": 1.0, "points": 10},
            },
        },
    }


def lines(pace: Pace) -> list[Line]:
    """The ratio of a whole sweep to the engine alone; in full mode a million runs as well."""
    whole = pace == FULL
    asked = question(200 if whole else 20)
    section = f"A sweep of {variants.BASE}: {REPLICATES:,} runs a point, all exits stored"
    points = len(order_of(asked).design.points)
    contestants = {
        (what, threads): processor(
            partial(work, asked, threads), f"{what}, {told(threads)}", points
        )
        for what, work in (("the bare engine", alone), ("the whole sweep", swept))
        for threads in THREADS
    }
    for one in contestants.values():
        one.batch(points)  # compiles and imports
    times = side_by_side(list(contestants.values()), pace)
    found = []
    for threads in THREADS:
        bare, full = (
            times[contestants[what, threads].name]
            for what in ("the bare engine", "the whole sweep")
        )
        what, note = f"a sweep over the bare engine, {told(threads)}", "processor time"
        found.append(compared(section, what, ratio(full, bare), at_most(1.25), note))
    return [*found, *(timed(section, one) for one in times.values()),
            *(_million(section) if whole else [])]  # fmt: skip


def told(threads: int) -> str:
    """So many threads in words.

    >>> told(1), told(2)
    ('1 thread', '2 threads')
    """
    return f"{threads} thread{'s' if threads > 1 else ''}"


def alone(asked: dict[str, Any], threads: int) -> None:
    """Every case of a sweep, lived by the engine and forgotten."""
    order, worlds, by = order_of(asked), Worlds(), running("compiled")
    replicates = np.arange(order.replicates, dtype=np.int64)

    def one(point: int) -> None:
        scenario = order.scenario_of(point)
        by.departures(case_of(scenario, *worlds.of(scenario)), replicates)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(len(order.design.points))))


def swept(asked: dict[str, Any], threads: int) -> None:
    """The sweep, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        sim.sweep(asked, workers=threads, out=Path(folder) / "sweep")


def processor(work: Callable[[], None], name: str, points: int) -> Contestant:
    """Work on all points, timed by the clock of the processor, all threads together."""
    return Contestant(
        name, lambda _: work(), step=points, unit="point", slow=True, clock=time.process_time
    )


def _million(section: str) -> list[Line]:
    """A million runs from a shell: time, memory, and room on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file, out = place / "million.toml", place / "result"
        file.write_text(as_toml(question(MANY)), encoding="utf-8")
        took = call(place, ["sweep", str(file), "--quiet", "--no-figures", "--out", str(out)])
        room = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    what = f"{MANY * REPLICATES:,} runs"
    return [
        Line(section, what, took.seconds, "s"),
        Line(section, f"{what}: peak memory", took.peak, "GB", wanted=at_most(1.5)),
        Line(section, f"{what}: on disk", room / 1e6, "MB"),
    ]


def as_toml(asked: dict[str, Any]) -> str:
    """The question as a scenario file."""
    sweep = asked["sweep"]
    rows = [
        f'"{key}" = {{ low = {span["low"]}, high = {span["high"]}, points = {span["points"]} }}'
        for key, span in sweep["vary"].items()
    ]
    return "\n".join([
        f'extends = "{asked["extends"]}"', "[sweep]", f"replicates = {sweep['replicates']}",
        "[sweep.vary]", *rows, "",
    ])  # fmt: skip
