"""Single files that appear whole or not at all, outside result folders or within ``figures/``."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    import pandas as pd

Fill = Callable[[Path], object]
"""Writes one file."""


def write_files(folder: Path, files: Mapping[str, Fill], what: str) -> list[Path]:
    """Write files by their names, each whole or not at all; returns them.

    what: they are, for the fault.  Raises InputFault where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_whole(folder / name, fill) for name, fill in files.items()]
    except OSError as fault:
        raise InputFault(
            f"{escaped(str(folder))}: {what} cannot be written here: {fault}"
        ) from None


def as_csv(table: "pd.DataFrame") -> Fill:
    """Writes a table with twelve figures: all that counts, and no 0.7000000000000001."""
    return lambda path: table.to_csv(path, index=False, lineterminator="\n", float_format="%.12g")


def _whole(path: Path, fill: Fill) -> Path:
    """Write a file aside, then put it in its place in one step."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        fill(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path
