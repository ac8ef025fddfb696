"""How a result was made, in a page: the rule, the month, the engine, luck, and its intervals."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.analysis.comparison import Comparison
from simulation.analysis.sensitivity.answer import COVERAGE as OF_SENSITIVITY
from simulation.analysis.sensitivity.answer import Found
from simulation.model.month import month
from simulation.outcomes.findings import COVERAGE, FEWEST
from simulation.outcomes.records import Record
from simulation.report.finished import Finished, manifest_of
from simulation.scenario.tables import RULES

STEP = re.compile(r"\d\. ")

AGENTS = (
    "This is a simulation. One agent is one state, and one turn is one month. A state may announce"
    " that it leaves a treaty, notify, and be out after the notice period; a network of ties"
    " carries what others do. A run is one possible history; all runs share the scenario and"
    " differ in luck only."
)
ENGINES = (
    "The rule is written once and carried out by two engines that agree bit for bit; this result"
    " is the work of the one called {engine}."
)
LUCK = (
    "Every draw is a function of seed, replicate, state, treaty and purpose. The same seed gives"
    " the same runs on any machine, and replicate 17 of 10,000 is replicate 17 alone."
)
SAME_LUCK = (
    "Scenarios are compared run by run on the same luck, so that a difference between two runs of"
    " a pair comes from the scenarios alone."
)
SAME_POINTS = "All points of the design share their replicates, and so their luck."
INTERVALS = (
    "A chance has Wilson's interval, a mean Student's, a quantile one from order statistics; a"
    f" mean over fewer than {FEWEST} runs is told without."
)


def steps() -> list[str]:
    """The steps of a month, as the theory words them."""
    lines = inspect.cleandoc(month.__doc__ or "").splitlines()
    return [line.partition(" ")[2].replace("  ", " ") for line in lines if STEP.match(line)]


def after_the_steps() -> str:
    """What follows from their order, as the theory words it; the last paragraph."""
    return " ".join(inspect.cleandoc(month.__doc__ or "").rpartition("\n\n")[2].split())


def paragraphs(found: Finished) -> Iterator[str]:
    """What there is to say before the steps: agents and rule, engine, luck and intervals."""
    manifest = manifest_of(found)
    yield AGENTS
    yield _rule(manifest)
    yield ENGINES.format(engine=manifest["engine"])
    yield LUCK
    yield from _of_kind(found)
    yield f"{OF_SENSITIVITY if isinstance(found, Found) else COVERAGE} {INTERVALS}"


def _of_kind(found: Finished) -> Iterator[str]:
    """What holds of more than one run of one scenario."""
    if isinstance(found, Comparison):
        yield SAME_LUCK
    if isinstance(found, Found) or (isinstance(found, Record) and "design" in found.manifest):
        design = manifest_of(found)["design"]
        yield (
            f"The design {design['method']} has {design['points']:,} points over"
            f" {', '.join(design['keys'])}. {SAME_POINTS}"
        )


def _rule(manifest: Mapping[str, Any]) -> str:
    """Name and gist of each rule at work."""
    own = manifest.get("own_rule")
    if own:
        return (
            f"The rule is {own['name']}, a function of the researcher's own in the place of the"
            " pressure to leave; the manifest keeps a hash of its source."
        )
    scenarios = manifest.get("scenarios") or {"": manifest["scenario"]}
    names = dict.fromkeys(one.get("rule", {}).get("name", "hazard") for one in scenarios.values())
    gists = [f"{name}: {_gist(name)}" for name in names]
    return f"The rule {'is' if len(gists) == 1 else 'differs:'} {'; '.join(gists)}."


def _gist(rule: str) -> str:
    """What a rule does, in a line."""
    said = inspect.cleandoc(RULES[rule].__doc__ or "").splitlines()
    return " ".join(said).partition(": ")[2].split(". ")[0].rstrip(".")
