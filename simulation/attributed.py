"""A finished attribution that shows itself: as text, and as figures.

Beside ``simulation.result`` the one place where tables and figures meet; what
``simulation.attribute`` gives.
"""

from typing import TYPE_CHECKING

from simulation.analysis.attribution.answer import attribution_answer
from simulation.analysis.attribution.attribute import attribute as attribute_to_tables
from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.attribution.folder import open_attribution as open_tables
from simulation.report.writing import write_report
from simulation.showing import showing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAIN_FIGURE = "influence"


class Attributed(Attribution):
    """Who tips whom: ``table("multipliers")``, ... as pandas, ``plot`` as figures."""

    report = write_report

    def plot(self, name: str = MAIN_FIGURE) -> "Figure":
        """One of the figures, as a matplotlib Figure.

        name: influence, multipliers, mechanisms, genealogy or reproduction.  Raises InputFault for
        any other.
        """
        from simulation.figures.attribution import drawing

        return drawing(self, name).figure

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return attribution_answer(self)

    def __repr__(self) -> str:
        """One line: what was asked, and from how many runs."""
        manifest = self.manifest
        asked = f"{manifest['treaty']} in {manifest['month']}"
        return (
            f"<Attribution of {manifest['scenario']['name']}: {asked}, {manifest['runs']:,} runs>"
        )


def _dressed(found: Attribution) -> Attributed:
    """The same attribution, showing itself."""
    return Attributed(found.manifest, found.tables, found.reused)


attribute = showing(attribute_to_tables, _dressed)
open_attribution = showing(open_tables, _dressed)
