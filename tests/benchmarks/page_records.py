"""How soon the page answers: a random walk of choices, from a choice to the bytes of its record.

A class turns one thing at a time: a level one step up or down, a switch on, off or in another year,
a state held back or let go, another run shown.  No choice is asked for twice, or it would only be
looked up.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation.page.answering import Answering
from simulation.page.choice import Choice
from simulation.page.packing import packed
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.timing import FULL, Pace

SCENARIO = "ottawa-2025"
STEPS, QUICK_STEPS = 200, 20
SEED = 2025

Chosen = dict[str, Any]


def lines(pace: Pace) -> list[Line]:
    """The walk; and in full mode how long an export's records take, and how large they are."""
    page = Answering(SCENARIO)
    section = f"The page: {page.offer.replicates:,} runs of {SCENARIO} for each choice"
    whole = pace == FULL
    seconds, sizes = walked(page, STEPS if whole else QUICK_STEPS)
    soonest = statistics.quantiles(seconds, n=20)
    found = [
        Line(section, "from choice to record, median", statistics.median(seconds), "s",
             wanted=at_most(0.1), note=f"{len(seconds)} steps of a random walk"),
        Line(section, "from choice to record, 95th percentile", soonest[-1], "s"),
        Line(section, "largest record", max(sizes) / 1e3, "kB"),
    ]  # fmt: skip
    return found + (_export(page, section) if whole else [])


def walked(page: Answering, steps: int) -> tuple[list[float], list[int]]:
    """Seconds and bytes of each step of a walk."""
    page.record_json(page.base)
    seconds, sizes = [], []
    for choice in walk(page, steps):
        began = time.perf_counter()
        told = page.record_json(choice)
        seconds.append(time.perf_counter() - began)
        sizes.append(len(told))
    return seconds, sizes


def walk(page: Answering, steps: int, number: int = 0) -> Iterator[Choice]:
    """So many choices, each one thing away from the one before, none twice; number: of the walk."""
    luck, now, seen = np.random.default_rng(SEED + number), page.base.plain(), {page.base}
    while len(seen) <= steps:
        now = _turned(page, now, luck)
        choice = page.choice(now)
        if choice not in seen:
            seen.add(choice)
            yield choice


def _turned(page: Answering, now: Chosen, luck: np.random.Generator) -> Chosen:
    """One thing turned; levels twice as often as anything else."""
    what = luck.choice(["levels", "levels", "switches", "held", "replicate"])
    turned: Any
    if what == "levels":
        control = page.offer.controls[luck.integers(len(page.offer.controls))]
        step = now["levels"][control.name] + luck.choice([-1, 1])
        turned = {**now["levels"], control.name: int(np.clip(step, 0, len(control.levels) - 1))}
    elif what == "switches":
        switch = page.offer.switches[luck.integers(len(page.offer.switches))]
        turned = {name: year for name, year in now["switches"].items() if name != switch.name}
        if switch.name not in now["switches"]:
            year = int(luck.choice(switch.years)) if switch.years else None
            turned = {switch.name: year}  # one at a time, or the walk ends with all of them on
    elif what == "held":
        turned = None if now["held"] else str(luck.choice(["EST", "FIN", "LTU", "LVA", "POL"]))
    else:
        turned = int(luck.integers(page.offer.replicates))
    return {**now, what: turned}


def _export(page: Answering, section: str) -> list[Line]:
    began = time.perf_counter()
    text = packed(page)
    took = time.perf_counter() - began
    return [
        Line(section, "records of an export", took, "s", wanted=at_most(60.0)),
        Line(section, "records of an export, as text", len(text) / 1e6, "MB", wanted=at_most(6.0)),
    ]
