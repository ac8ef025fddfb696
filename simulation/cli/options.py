"""Options that several commands share."""

import argparse
from typing import Any


def add_scenario(parser: argparse.ArgumentParser, called: str = "SCENARIO") -> None:
    """SCENARIO, and ``--set`` to change it; called: how the help calls it."""
    parser.add_argument(
        "scenario", metavar=called, help="path of a scenario file, or name of a known one"
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


def add_running(
    parser: argparse.ArgumentParser, called: str = "SCENARIO", unless: str = "results/SCENARIO"
) -> None:
    """What every command takes that runs replicates: SCENARIO, and how, how many and where to.

    called: how the help calls the scenario.  unless: what holds without ``--out``.
    """
    add_scenario(parser, called)
    add = parser.add_argument
    add("--out", metavar="DIR", help=f"folder to write to (default: {unless})")
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


def whole(option: str, value: str | None) -> int | None:
    """A whole number given as a word; None where the option is not given.

    Raises InputFault for any other word.
    """
    from simulation.scenario.faults import InputFault

    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise InputFault(f"{option}: {value[:40]!r} must be a whole number") from None
