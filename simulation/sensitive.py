"""A finished sensitivity analysis that shows itself: as text, as tables, as a figure.

Beside ``simulation.result`` a place where records and figures meet; what ``simulation.sensitivity``
gives.
"""

from typing import TYPE_CHECKING

from simulation.analysis.sensitivity.analyse import sensitivity as sensitivity_to_find
from simulation.analysis.sensitivity.answer import Found, sensitivity_answer
from simulation.analysis.sensitivity.tables import boxes_table, keys_table
from simulation.report.writing import write_report
from simulation.showing import showing

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Sensitivity(Found):
    """What matters: ``keys`` and ``regions`` as pandas, ``plot`` as a figure."""

    report = write_report

    @property
    def keys(self) -> "pd.DataFrame":
        """A row for each key, the one that matters most first."""
        return keys_table(self.found)

    @property
    def regions(self) -> "pd.DataFrame":
        """A row for each box of scenario discovery and key that bounds it; empty: not asked for."""
        return boxes_table(self.boxes)

    def plot(self, treaty: str | None = None) -> "Figure":
        """The bars of Sobol indices, or Morris' effects, as a matplotlib Figure."""
        from simulation.figures.draw import figure, figures_of

        return figure(self.record, figures_of(self.record)[0], treaty)

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return sensitivity_answer(self)

    def __repr__(self) -> str:
        """One line: of what, and from how many runs."""
        manifest = self.record.manifest
        return (
            f"<Sensitivity of {manifest['scenario']['name']}: {self.found.outcome},"
            f" {manifest['runs']['done']:,} runs>"
        )


def _dressed(found: Found) -> Sensitivity:
    """The same analysis, showing itself."""
    return Sensitivity(found.record, found.found, found.boxes)


sensitivity = showing(sensitivity_to_find, _dressed)
