"""``snowball verify RESULT``: run a sample of recorded runs again and compare every bit."""

import argparse
import json

from simulation.cli.options import DATA, whole
from simulation.cli.output import complain, tell
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import escaped

SUMMARY = "run a sample of the recorded runs again and compare every bit"

SOUND, DIFFERS = 0, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add("result", metavar="RESULT", help="a result folder")
    add("--sample", metavar="N", help='how many runs, or "all" (default: 20)')
    add("--luck", metavar="L", help="another number picks another sample (default: 0)")
    add("--engine", default="compiled", metavar="NAME", help="compiled (default) or mesa")
    add("--data", metavar="DIR", help=DATA)
    add("--json", action="store_true", help="the answer as JSON on stdout")
    add("--quiet", action="store_true", help="no progress and no notes")


def run(words: argparse.Namespace) -> int:
    """Carry the command out; exit code 0: every bit looked at is as recorded, 1: not.

    Raises InputFault when something given is at fault.
    """
    from simulation.experiments.verifying import SAMPLE, verify
    from simulation.scenario.faults import InputFault

    everything = words.sample == "all"
    sample = None if everything else whole("--sample", words.sample)
    if sample is not None and sample < 1:
        raise InputFault(f"--sample: {sample} must be at least 1, or all")
    with shown_progress(words.quiet, "points") as progress:
        found = verify(
            words.result,
            sample if sample is not None or everything else SAMPLE,
            engine=words.engine,
            data=words.data,
            luck=whole("--luck", words.luck) or 0,
            progress=progress,
        )
    if words.json:
        told = {"runs": found.runs, "recorded": found.recorded, "differing": found.differing,
                "notes": found.notes, "sound": found.sound}  # fmt: skip
        tell(json.dumps(told) + "\n")
    else:
        tell(f"{escaped(str(words.result))}: {found.sentence}\n")
        complain(*found.differences)
    if not words.quiet:
        complain(*found.remarks)
    return SOUND if found.sound else DIFFERS
