"""Remarks on textbook rules under which nothing can begin."""

from collections.abc import Iterator

import numpy as np

from simulation.model import stages
from simulation.world import thresholds
from simulation.world.lint.facts import Facts
from simulation.world.lint.reach import of_cascade_size

LEAVING = (stages.ANNOUNCED, stages.NOTIFIED, stages.OUT)


def of_spread(known: Facts) -> Iterator[str]:
    """A line for each treaty that nobody can leave; nothing where a sweep varies more than runs."""
    if any(not key.startswith("run.") for key in known.varied):
        return
    for k, treaty in enumerate(known.world.treaties):
        if not known.free[k].any():
            yield f"world.treaties: nobody is ever free to decide to leave {treaty.code}"
        elif missing := _missing(known, k):
            yield f"rule: nobody can leave {treaty.code}: {missing}"
    yield from of_cascade_size(known)


def _missing(known: Facts, k: int) -> str:
    """What is missing for anybody to leave by decision; empty where nothing is."""
    said, moved = known.scenario.rule_options, _somebody_goes(known, k)
    nobody = "nobody is out at the start, no event moves anybody out"
    match known.scenario.rule:
        case "threshold":
            lowest = _lowest(known, k)
            if said["measure"] == "share" and lowest > 1.0:
                return "every threshold is above 1, and no share is"
            return "" if moved or lowest <= 0.0 else f"{nobody}, and no threshold is 0"
        case "cascade":
            return "probability is 0" if said["probability"] == 0.0 else "" if moved else nobody
        case "simple":
            if said["p"] > 0.0 or (said["q"] > 0.0 and moved):
                return ""
            return "p and q are 0" if said["q"] == 0.0 else f"p is 0, {nobody}"
    return ""


def _somebody_goes(known: Facts, k: int) -> bool:
    """Whether anybody is out of a treaty at the start, or moved towards the door by an event."""
    dated = any(e.treaty == k and e.stage in LEAVING for e in known.agenda.stage_events)
    return dated or known.seeded[k] or bool((known.world.stage[k] == stages.OUT).any())


def _lowest(known: Facts, k: int) -> float:
    """The lowest threshold of whoever may leave; of drawn ones, the lowest that can come out."""
    law = known.scenario.rule_options["threshold"]
    if thresholds.are_drawn(known.scenario):
        if "uniform_integers" in law:
            return float(law["uniform_integers"]["low"])
        return -np.inf if law["normal"]["sd"] > 0.0 else float(law["normal"]["mean"])
    return float(known.world.threshold[k][known.free[k]].min())
