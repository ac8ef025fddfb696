"""A finished attribution that shows itself: as text, and as figures.

Beside ``simulation.result`` the one place where tables and figures meet; what
``simulation.attribute`` gives.
"""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec

from simulation.analysis.attribution.answer import attribution_answer
from simulation.analysis.attribution.attribute import attribute as attribute_to_tables
from simulation.analysis.attribution.folder import Attribution

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAIN_FIGURE = "influence"
Given = ParamSpec("Given")


class Attributed(Attribution):
    """Who tips whom: ``table("multipliers")``, ... as pandas, ``plot`` as figures."""

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


def _shown(made: Callable[Given, Attribution]) -> Callable[Given, Attributed]:
    """The same function, giving an attribution that shows itself."""

    @functools.wraps(made)
    def shown(*given: Given.args, **named: Given.kwargs) -> Attributed:
        found = made(*given, **named)
        return Attributed(found.manifest, found.tables, found.reused)

    return shown


attribute = _shown(attribute_to_tables)
