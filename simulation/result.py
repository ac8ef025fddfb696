"""A finished result that shows itself: as text, as a figure, in a notebook.

The one place where records and figures meet; what ``simulation.run`` and ``simulation.sweep``
give.
"""

import base64
import html
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulation.experiments.runner import run as run_to_record
from simulation.experiments.sweeping.sweep import sweep as sweep_to_record
from simulation.outcomes.answer import answer, answer_as_data, failure_lines, percent
from simulation.outcomes.records import Record
from simulation.outcomes.records import open_record as open_to_record
from simulation.outcomes.sweep_answer import sweep_answer
from simulation.report.writing import write_report
from simulation.showing import showing

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Result(Record):
    """A finished result: ``runs``, ``exits``, ``states``, ... as pandas, ``plot`` as figures."""

    report = write_report

    def plot(self, name: str | None = None, treaty: str | None = None) -> "Figure":
        """One of the figures, as a matplotlib Figure; None: the main figure, the first treaty.

        Raises InputFault for a figure or treaty that there is not.
        """
        from simulation.figures.draw import figure, figures_of

        return figure(self, figures_of(self)[0] if name is None else name, treaty)

    def __str__(self) -> str:
        """The short answer, as the command prints it."""
        return sweep_answer(self) if "design" in self.manifest else answer(self)

    def __repr__(self) -> str:
        """One line: what ran, how often, and where it lies."""
        scenario, runs = self.manifest["scenario"]["name"], self.manifest["runs"]
        failed = f" ({runs['failed']:,} failed)" if runs["failed"] else ""
        return (
            f"<Result of {scenario}: {runs['done']:,} runs{failed}, {self.folder or 'in memory'}>"
        )

    def _repr_html_(self) -> str:
        """For notebooks: the answer as a table, of a sweep as text, and the main figure."""
        if "design" in self.manifest:
            return f"<pre>{html.escape(str(self))}</pre>{_html_picture(self.plot())}"
        data = answer_as_data(self)
        first = data["treaties"][0]
        rows = [
            (one["name"], percent(one["chance"]["value"]), one["median_announcement"])
            for one in first["most_likely"]
        ]
        exits = f"{first['treaty']}: {first['exits']['value']:.2f} exits expected"
        return (
            f"<h3>{html.escape(str(data['title']))}</h3><p>{html.escape(exits)}</p>"
            + "".join(f"<p>{html.escape(line)}</p>" for line in failure_lines(data))
            + _html_table(("most likely to leave", "chance", "announces, median"), rows)
            + f"<p>{html.escape(data['interval'])}</p>"
            + _html_picture(self.plot())
        )


def _dressed(record: Record) -> Result:
    """The same record, showing itself; one just run still knows where its data files lie."""
    known = vars(record).get("scenario")
    return Result(record.manifest, record.tables, record.folder, record.reused, known)


run = showing(run_to_record, _dressed)
sweep = showing(sweep_to_record, _dressed)
open_record = showing(open_to_record, _dressed)


def _html_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [_html_row("th", head), *(_html_row("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _html_row(cell: str, values: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{cell}>{html.escape(one)}</{cell}>" for one in values) + "</tr>"


def _html_picture(figure: "Figure") -> str:
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=150)
    code = base64.b64encode(picture.getvalue()).decode()
    return f'<img alt="the main figure" src="data:image/png;base64,{code}">'
