"""Figure "threat_and_norm": threat perception and norm commitment, month by month."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.trajectories import Band, Trajectories, Trajectory, trajectories
from simulation.figures.curves import (
    COLOURS,
    DASHES,
    DATED,
    Line,
    along_dates,
    beside_names,
    draw_line,
    name_ends,
    names_of,
)
from simulation.figures.dated_events import Groups, event_groups
from simulation.figures.event_strip import event_strip, named, noted
from simulation.figures.letters import drawable
from simulation.figures.sheet import SIDE, Sheet, beside_ticks, right_of, sheet
from simulation.figures.style import INK, POINTS
from simulation.figures.view import Drawing, View, date_of
from simulation.outcomes.findings import counted
from simulation.outcomes.records import Record

SHOWN = len(COLOURS)
"""So many of the likeliest leavers have a curve."""
BODY = 3.3
"""Height of both panels in print, inches."""
ABOVE = 1.08
"""Top of an axis, over the largest number that is drawn, up to 1."""
SIDE_LINES = 12
"""Lines of the note at most, where it stands beside the panels."""
QUANTITIES: Sequence[tuple[str, str, Callable[[Trajectory], Band]]] = (
    ("threat", "threat (0 to 1)", lambda one: one.threat),
    ("norm", "norm (0 to 1)", lambda one: one.norm),
)
"""Name, label of the axis, and where it stands."""


def threat_and_norm(view: View, record: Record) -> Drawing:
    """The parties' mean with its spread over runs, and the likeliest leavers, one panel each."""
    found = trajectories(record, view.treaty, _likeliest(view))
    groups, days = event_groups(view), _days(view)
    page = _page(view, found, groups)
    upper, lower = _panels(page, found, days, strip=bool(groups))
    if groups:
        event_strip(page, upper, groups)
    lower.set_xlabel(DATED)
    dated = f" {named(groups)}" if groups else ""
    words = f"{_sentence(found, view)}{dated}"
    return Drawing(page.figure, _numbers(found, days), words)


def _likeliest(view: View) -> list[str]:
    """Identifiers of the likeliest leavers, of those who leave in some run."""
    leave = view.states[view.states["p_exit"] > 0.0]
    first = leave.sort_values(["p_exit", "state"], ascending=[False, True]).head(SHOWN)
    return [str(state) for state in first["state"]]


def _days(view: View) -> list[datetime.date]:
    return [date_of(day) for day in view.months.sort_values("month")["date"]]


def _page(view: View, found: Trajectories, groups: Groups) -> Sheet:
    """The sheet: all below each other in print; on a screen words beside the panels."""
    medium, column = view.medium, None
    if medium.height is not None:
        medium, column = replace(medium, note_lines=SIDE_LINES), SIDE * medium.inner
    heading = f"How do threat and norm move in {view.the_treaty}?"
    note = noted(groups, medium, _note(found), _note(found), column)
    page = sheet(medium, heading, view.subtitle, note, BODY, column=column)
    return page if column is None else right_of(page, column)


def _panels(
    page: Sheet, found: Trajectories, days: Sequence[datetime.date], strip: bool
) -> list[Axes]:
    """Threat above, norm below, over the same dates."""
    room = page.medium.text / POINTS
    top = page.top - (2.0 if strip else 0.5) * room
    bottom, gap = page.bottom + 3.0 * room, 1.2 * room
    high = (top - bottom - gap) / 2.0
    left = page.left + beside_ticks(page.medium, "0.8")
    panels = []
    for (_, label, pick), foot in zip(QUANTITIES, (top - high, bottom), strict=True):
        lines = _lines(found, pick)
        names = names_of(page, lines)
        axes = page.axes(left, foot, beside_names(page, names), foot + high)
        axes.set_ylim(0.0, _top(lines))
        axes.set_ylabel(label)
        along_dates(axes, days, page.medium)
        for rank, line in enumerate(lines):
            draw_line(axes, days, line, page.medium.line, 3.0 - rank / 100.0)
        name_ends(axes, page, lines, names)
        panels.append(axes)
    panels[0].tick_params(axis="x", labelbottom=False)
    return panels


def _lines(found: Trajectories, pick: Callable[[Trajectory], Band]) -> list[Line]:
    """The parties' mean with its band; states without one, lest bands hide each other."""
    mean = pick(found.parties)
    nothing = np.full(len(mean.mean), np.nan)
    return [
        Line(found.parties.name, mean.mean, mean.low, mean.high, INK),
        *(
            Line(drawable(one.name), pick(one).mean, nothing, nothing, COLOURS[n], DASHES[n])
            for n, one in enumerate(found.states)
        ),
    ]


def _top(lines: Sequence[Line]) -> float:
    """Top of an axis that holds all that is drawn."""
    highest = max(float(np.nanmax([line.value, line.high])) for line in lines)
    return min(1.0, ABOVE * highest) or 1.0


def _numbers(found: Trajectories, days: Sequence[datetime.date]) -> pd.DataFrame:
    """Whose, month and date; of threat and norm mean and 5 and 95 % quantile over runs."""
    dates = [day.isoformat() for day in days]
    parts = [
        pd.DataFrame(
            {
                "state": one.state,
                "name": one.name,
                "month": np.arange(len(days)),
                "date": dates,
                **{
                    f"{name}_{what}": values
                    for name, _, pick in QUANTITIES
                    for what, values in zip(("mean", "q05", "q95"), pick(one), strict=True)
                },
                "runs": found.runs,
            }
        )
        for one in (found.parties, *found.states)
    ]
    return pd.concat(parts, ignore_index=True)


def _note(found: Trajectories) -> str:
    states = " and of the likeliest leavers" if found.states else ""
    return (
        f"Threat perception and norm commitment: means over {counted(found.runs, 'run')}, lived"
        f" again month by month, of the parties at the start{states}. Band: nine runs in ten"
        " (5 to 95 %) of the parties’ mean."
    )


def _sentence(found: Trajectories, view: View) -> str:
    told = "; ".join(_words(one) for one in (found.parties, *found.states))
    return (
        f"Threat perception and norm commitment (each 0 to 1) of the parties to {view.the_treaty},"
        f" month by month, means over {counted(found.runs, 'run')} of “{view.title}” lived again."
        f" From the start to {view.end:%B %Y}: {told}."
    )


def _words(one: Trajectory) -> str:
    """As in "Estonia threat 0.33 to 0.48, norm 0.44 to 0.40"."""
    ends = (f"{name} {pick(one).mean[0]:.2f} to {pick(one).mean[-1]:.2f}"
            for name, _, pick in QUANTITIES)  # fmt: skip
    return f"{one.name} {', '.join(ends)}"
