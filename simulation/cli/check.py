"""``snowball check SCENARIO...``: are these scenarios sound?  Every fault in one line."""

import argparse
import json
from typing import TYPE_CHECKING, NamedTuple

from simulation.cli.options import add_json
from simulation.cli.output import complain, tell
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from simulation.scenario.scenario import Scenario

SUMMARY = "validate scenario files, and remark on what can have no effect"


class Finding(NamedTuple):
    """What was found in one scenario."""

    scenario: str
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    parser.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help="paths or names of scenarios"
    )
    parser.add_argument("--strict", action="store_true", help="a warning is a fault: exit code 2")
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Looks at each scenario; 0 if all are sound, 2 if any has a fault (strict: or a warning)."""
    findings = [finding(scenario) for scenario in words.scenarios]
    _complain(findings)
    if words.json:
        answer = [one._asdict() | {"ok": not one.faults} for one in findings]
        tell(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sound = (one.scenario for one in findings if not one.faults)
        tell("".join(f"ok: {escaped(name)}\n" for name in sound))
    at_fault = any(one.faults or (words.strict and one.warnings) for one in findings)
    return 2 if at_fault else 0


def finding(name: str) -> Finding:
    """Faults and remarks of one scenario."""
    from simulation.scenario.reading import read

    try:
        scenario = read(name)
        return Finding(name, (), (*remarks(scenario), *_of_sweep(name, scenario)))
    except InputFault as fault:
        return Finding(name, fault.faults, ())


def remarks(scenario: "Scenario") -> tuple[str, ...]:
    """What can be said about a scenario that is no fault, such as events that never happen.

    Raises InputFault where the world does not know what the scenario names.
    """
    from simulation.world import lint
    from simulation.world.build import build

    return lint.remarks(scenario, *build(scenario))


def _of_sweep(name: str, scenario: "Scenario") -> tuple[str, ...]:
    """What can be said about its sweep; raises InputFault where a point of it is at fault."""
    from simulation.experiments.designs import design_of

    return design_of(name).remarks if scenario.sweep else ()


def _complain(findings: list[Finding]) -> None:
    """Faults and warnings on stderr, one line each."""
    for one in findings:
        complain(*(f"snowball: {line}" for line in one.faults))
        name = escaped(one.scenario)
        complain(*(f"snowball: warning: {name}: {line}" for line in one.warnings))
