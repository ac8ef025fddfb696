"""Options that several commands share."""

import argparse
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulation.scenario.faults import InputFault, escaped

DATA = "where the data files of the scenario lie"
"""Help on ``--data``."""
OWN_FLAGS = {"replicates": "run.replicates", "seed": "run.seed"}
"""Keys of a scenario that have an option of their own."""


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
    add("--quiet", action="store_true", help="no progress, notes or warnings")
    add_json(parser)
    add("--overwrite", action="store_true", help="replace other results of ours in the folder")


def overrides(words: argparse.Namespace) -> dict[str, Any]:
    """What is set from outside the file; what has an option of its own comes last."""
    from simulation.scenario.overrides import parse

    own = [f"{key}={value}" for key, value in _own(words).items()]
    return parse([*words.set, *own])


def _own(words: argparse.Namespace) -> dict[str, str]:
    """Keys and values given by an option of their own."""
    given = {key: getattr(words, option, None) for option, key in OWN_FLAGS.items()}
    return {key: value for key, value in given.items() if value is not None}


@contextlib.contextmanager
def naming_flags(words: argparse.Namespace) -> Iterator[None]:
    """While it lasts, a fault of a key that an option has set names the option, not the file."""
    flags = {setting.partition("=")[0].strip(): "--set {}" for setting in words.set}
    flags |= {one.partition("=")[0].strip(): "--vary {}" for one in getattr(words, "vary", [])}
    flags |= {key: f"--{option}" for option, key in OWN_FLAGS.items() if key in _own(words)}
    try:
        yield
    except InputFault as fault:
        raise InputFault(*(_flagged(line, flags) for line in fault.faults)) from None


def _flagged(line: str, flags: dict[str, str]) -> str:
    """A fault with the option in front where an option has set its key.

    >>> _flagged("a.toml: run.seed = -1: must be more", {"run.seed": "--seed"})
    '--seed = -1: must be more'
    >>> _flagged("override: run.sed: no such key", {"run.sed": "--set {}"})
    '--set run.sed: no such key'
    """
    from simulation.scenario.overrides import LABEL

    label, _, rest = line.partition(": ")
    for key, flag in flags.items():
        if re.match(re.escape(key) + r"(?![\w-])", rest):
            return flag.format(key) + rest.removeprefix(key)
    return f"--set {rest}" if label == LABEL else line


def whole(option: str, value: str | None) -> int | None:
    """A whole number given as a word; None where the option is not given.

    Raises InputFault for any other word.
    """
    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise InputFault(f"{option}: {value[:40]!r} must be a whole number") from None


def folder_to_fill(word: str | None) -> Path | None:
    """The folder that ``--out`` names, to write single files into; None where it is not given.

    Raises InputFault where a file stands in its place, or in that of a folder above it.
    """
    if not word:
        return None
    place = Path(word)
    try:
        there = next((path for path in (place, *place.parents) if path.exists()), place)
        in_the_way = there.exists() and not there.is_dir()
    except OSError as fault:
        raise InputFault(f"--out: {escaped(word)} cannot be used ({fault.strerror})") from None
    if in_the_way:
        raise InputFault(
            f"--out: {escaped(str(there))} is a file; must be a folder, or not exist yet"
        )
    return place
