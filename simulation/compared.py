"""A finished comparison that shows itself as text; what ``simulation.compare`` gives."""

from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison import compare as compare_to_table
from simulation.analysis.comparison import open_comparison as open_to_table
from simulation.analysis.comparison_answer import comparison_answer
from simulation.report.writing import write_report
from simulation.showing import showing


class Compared(Comparison):
    """What each scenario changes against the base: ``effects`` as pandas, ``print`` in words."""

    report = write_report

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return comparison_answer(self)

    def __repr__(self) -> str:
        """One line: what was compared, and on how many runs."""
        base, others = self.manifest["base"], ", ".join(self.manifest["others"])
        return f"<Comparison of {others} with {base}: {self.manifest['runs']:,} runs each>"


def _dressed(found: Comparison) -> Compared:
    """The same comparison, showing itself."""
    return Compared(found.manifest, found.table, found.reused)


compare = showing(compare_to_table, _dressed)
open_comparison = showing(open_to_table, _dressed)
