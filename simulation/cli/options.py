"""Options that several commands share."""

import argparse
from typing import Any


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """SCENARIO, and ``--set`` to change it."""
    parser.add_argument(
        "scenario", metavar="SCENARIO", help="path of a scenario file, or name of a known one"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="another value for a key of the scenario; may be repeated",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="the answer as JSON on stdout")


def add_running(parser: argparse.ArgumentParser) -> None:
    """What every command takes that runs replicates: SCENARIO, and how, how many and where to."""
    add_scenario(parser)
    add = parser.add_argument
    add("--out", metavar="DIR", help="folder to write to (default: results/SCENARIO)")
    add("--replicates", metavar="N", help="number of replicates (default: the scenario's)")
    add("--only-replicates", metavar="R", help="only these: 17, or 17:20 for 17, 18 and 19")
    add("--seed", metavar="S", help="seed of all luck (default: the scenario's)")
    add("--engine", default="compiled", metavar="NAME", help="compiled (default) or mesa")
    add("--workers", metavar="N", help="threads (default: the usable CPUs)")
    add("--quiet", action="store_true", help="no progress and no notes")
    add_json(parser)
    add("--overwrite", action="store_true", help="replace other results of ours in the folder")


def overrides(words: argparse.Namespace) -> dict[str, Any]:
    """What is set from outside the file; what has an option of its own comes last."""
    from simulation.scenario.overrides import parse

    own = {
        "run.replicates": getattr(words, "replicates", None),
        "run.seed": getattr(words, "seed", None),
    }
    given = [f"{key}={value}" for key, value in own.items() if value is not None]
    return parse([*words.set, *given])
