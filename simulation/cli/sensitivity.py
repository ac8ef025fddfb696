"""``snowball sensitivity SCENARIO``: which assumption moves the answer."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import InputFault

if TYPE_CHECKING:
    from simulation.analysis.sensitivity.answer import Found

SUMMARY = "say which assumption moves the answer: Sobol indices or Morris' screening"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_running(parser, "SCENARIO|RESULT", "results/SCENARIO-METHOD")
    add = parser.add_argument
    add(
        "--method",
        metavar="NAME",
        help="sobol: shares of variance (default); morris: a screening that costs a tenth",
    )
    add(
        "--points",
        metavar="N",
        help="base points of sobol, a power of 2 (default: 128); walks of morris (default: 20)",
    )
    add(
        "--outcome",
        default="exits",
        metavar="COLUMN",
        help="exits (default), cascade, norm_among_stayers or another column of runs",
    )
    add(
        "--discover",
        action="store_true",
        help="also say which values of several keys together end in a cascade",
    )
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://127.0.0.1:8786")
    add("--no-figures", action="store_true", help="write tables only")


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    RESULT, the folder of a finished sweep with the design saltelli or morris, is looked at as it
    is.  Raises InputFault when something given is at fault.
    """
    from simulation.analysis.sensitivity.analyse import is_finished
    from simulation.cli.sweep import saying_what_waits

    if words.only_replicates is not None:
        raise InputFault("--only-replicates: a sweep runs all replicates; use --replicates N")
    if is_finished(words.scenario):
        return _tell(_found(words, words.out), words)
    with naming_flags(words):
        out = _out(words)
        with saying_what_waits(out):
            found = _found(words, out)
    return _tell(found, words)


def _out(words: argparse.Namespace) -> Path:
    from simulation.analysis.sensitivity.analyse import USUAL_METHOD
    from simulation.experiments.sweeping.order import out_of
    from simulation.scenario.reading import read

    name = read(words.scenario, overrides(words)).name
    return out_of(f"{name}-{words.method or USUAL_METHOD}", words.out)


def _found(words: argparse.Namespace, out: Path | None) -> "Found":
    from simulation.analysis.sensitivity.analyse import sensitivity

    with shown_progress(words.quiet, "runs") as progress:
        return sensitivity(
            words.scenario,
            method=words.method,
            points=whole("--points", words.points),
            outcome=words.outcome,
            boxes=words.discover,
            replicates=whole("--replicates", words.replicates),
            seed=whole("--seed", words.seed),
            overrides=overrides(words),
            engine=words.engine,
            workers=whole("--workers", words.workers),
            scheduler=words.scheduler,
            out=out,
            overwrite=words.overwrite,
            progress=progress,
        )


def _tell(found: "Found", words: argparse.Namespace) -> int:
    """What was found is told and drawn as every result is."""
    from simulation.analysis.sensitivity.answer import as_data, sensitivity_answer
    from simulation.cli.telling import tell_and_draw

    tell_and_draw(
        found.record, words, lambda _: sensitivity_answer(found), lambda _: as_data(found)
    )
    return 0
