"""A report on disk: one file, whole or not at all, and never in the place of somebody else's."""

from pathlib import Path
from typing import TYPE_CHECKING

from simulation.outcomes.publishing import plain_faults, whole_file
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from simulation.report.finished import Finished

NAME = "report.html"
"""Name of the file in a result folder."""

TEMPLATES = Path(__file__).with_name("template")

MARK = '<meta name="generator" content="snowball report">'
"""Stands in the head of every report: only such a file may be replaced unasked."""

HEAD = 4_096
"""Bytes within which the mark stands."""


def write_report(found: "Finished", path: Path | str, overwrite: bool = False) -> Path:
    """Write one self-contained file to hand on, and say where it is.

    It holds question, answer, figures, main tables, method, limits, manifest and how to run it all
    again, asks no host for anything and needs no script; the same result gives the same bytes.
    path: the file, such as ``report.html``; an earlier report there is replaced.  overwrite: any
    other file, too.

    Raises InputFault where the result is damaged, the file is somebody else's, or cannot be
    written.
    """
    from simulation.report.finished import refuse_damaged

    file = Path(path)
    _refuse_others(file, overwrite)
    refuse_damaged(found)
    page = as_html(found).encode("utf-8", "replace")
    with plain_faults(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        whole_file(file, lambda aside: aside.write_bytes(page))
    return file


def as_html(found: "Finished") -> str:
    """The report as text; every letter that comes from a scenario is shown, never obeyed."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from simulation.report.contents import contents

    shelf = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    shelf.filters["breadth"] = breadth
    return shelf.get_template("report.html").render(report=contents(found))


LONG = 34
"""Letters from which a cell may be broken anywhere."""


def breadth(cell: str) -> str:
    """How a cell of a table may be broken: a number nowhere, words between words, a text anywhere.

    >>> breadth("4.90 (4.86 to 4.94)"), breadth("finished exits"), breadth("0123456789abcdef" * 4)
    ('number', 'words', 'text')
    """
    if len(cell) >= LONG:
        return "text"
    return "number" if any(letter.isdigit() for letter in cell) else "words"


def _refuse_others(file: Path, overwrite: bool) -> None:
    shown = escaped(str(file))
    if file.is_dir():
        raise InputFault(f"{shown}: is a folder; a report is one file, such as {NAME}")
    if overwrite or not file.exists():
        return
    with plain_faults(file), file.open("rb") as held:
        ours = MARK.encode() in held.read(HEAD)
    if not ours:
        raise InputFault(
            f"{shown}: is there already and no report of ours; choose another file, or replace it"
            " with --overwrite"
        )
