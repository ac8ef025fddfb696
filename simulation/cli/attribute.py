"""``snowball attribute SCENARIO``: who tips whom, and exits with and without contagion."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.output import complain, tell
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import escaped

if TYPE_CHECKING:
    from simulation.analysis.attribution.folder import Attribution

SUMMARY = "say who tips whom: multipliers, mechanisms, parents, with and without contagion"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_running(parser, unless="nothing is written")
    parser.add_argument(
        "--month",
        metavar="YYYY-MM",
        help="month in which each state in turn is sent out (default: the first exit that the"
        " scenario dates, else the middle of the run)",
    )
    parser.add_argument(
        "--treaty", metavar="CODE", help="treaty it is sent out of (default: the first)"
    )


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault, or the scenario's exits cannot be traced.
    """
    from simulation.analysis.attribution.attribute import attribute

    with naming_flags(words), shown_progress(words.quiet, "arms") as progress:
        found = attribute(
            words.scenario,
            month=words.month,
            treaty=words.treaty,
            overrides=overrides(words),
            engine=words.engine,
            workers=whole("--workers", words.workers),
            only=words.only_replicates,
            out=Path(words.out) if words.out else None,
            overwrite=words.overwrite,
            progress=progress,
            finish=_draw,
        )
    _tell(found, words)
    return 0


def _draw(folder: Path) -> None:
    from simulation.figures.attribution import draw

    draw(folder)


def _tell(found: "Attribution", words: argparse.Namespace) -> None:
    """Warnings and notes on stderr, the answer on stdout."""
    from simulation.analysis.attribution.answer import attribution_answer, attribution_as_data

    if not words.quiet:
        name = found.manifest["scenario"].get("name")
        complain(*(f"warning: {name}: {line}" for line in found.manifest["remarks"]))
        if found.reused:
            complain(f"{escaped(words.out)} already holds this attribution; nothing was run")
    if words.json:
        text = json.dumps(attribution_as_data(found), ensure_ascii=False, allow_nan=False)
    else:
        text = attribution_answer(found)
        if words.out:
            drawn = (Path(words.out) / "figures").is_dir()
            what = (
                "Tables and figures" if drawn else "Tables, no figures (snowball plot draws them)"
            )
            text += f"\n\n{what}: {escaped(words.out)}"
    tell(text + "\n")
