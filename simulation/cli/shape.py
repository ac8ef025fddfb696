"""``snowball shape RESULT``: two humps or one, chances by date, times, of a finished result."""

import argparse
import json

from simulation.cli.options import DATA, add_json, folder_to_fill
from simulation.cli.output import tell

SUMMARY = "say what shape the outcomes of a result have: humps, chances by date, times"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    parser.add_argument("result", metavar="RESULT", help="folder of a run")
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="also write survival.csv, chance_by_date.csv and times.csv here; may be RESULT",
    )
    parser.add_argument("--data", metavar="DIR", help=DATA)
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault for a folder without a result whose exits are all listed, and where tables
    cannot be written.
    """
    from simulation.analysis.shape import shape

    into = folder_to_fill(words.out)
    found = shape(words.result, words.data)
    text = json.dumps(found.data, ensure_ascii=False, allow_nan=False) if words.json else str(found)
    if into:
        from simulation.analysis.shape_tables import write_shape

        write_shape(found.record, found, into)
    tell(f"{text}\n")
    return 0
