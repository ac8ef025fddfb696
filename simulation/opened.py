"""A result folder of any kind, opened for reading; what ``simulation.open_result`` gives."""

from pathlib import Path

from simulation.attributed import Attributed, open_attribution
from simulation.compared import Compared, open_comparison
from simulation.outcomes.manifest import ATTRIBUTION, COMPARISON
from simulation.outcomes.manifest_file import folder_given
from simulation.outcomes.records import kind_of
from simulation.result import Result, open_record


def open_result(path: Path | str) -> Result | Attributed | Compared:
    """A result folder, opened as what it holds: a run or sweep, an attribution or a comparison.

    The tables of a run or sweep are read when asked for.  Raises InputFault when the path is no
    result folder, and where an attribution or a comparison is damaged.
    """
    kind = kind_of(folder_given(path))
    if kind == ATTRIBUTION:
        return open_attribution(path)
    return open_comparison(path) if kind == COMPARISON else open_record(path)
