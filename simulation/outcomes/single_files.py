"""Single files that appear whole or not at all, outside result folders or within ``figures/``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.outcomes.publishing import whole_file
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
        return [whole_file(folder / name, fill) for name, fill in files.items()]
    except OSError as fault:
        why = fault.strerror or fault
        raise InputFault(f"{escaped(str(folder))}: {what} cannot be written here: {why}") from None


def as_csv(table: "pd.DataFrame") -> Fill:
    """Writes a table with twelve figures: all that counts, and no 0.7000000000000001."""
    return lambda path: table.to_csv(path, index=False, lineterminator="\n", float_format="%.12g")
