"""Figure "exits_over_time": how many states have left, month by month."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.figures import theory
from simulation.figures.date_axis import date_ticks
from simulation.figures.dated_events import Groups, event_groups
from simulation.figures.event_strip import event_strip, named, noted
from simulation.figures.sheet import Sheet, beside_ticks, key_height_in_lines, sheet, with_key
from simulation.figures.style import BLUE, POINTS, Medium
from simulation.figures.view import Drawing, View, date_of, number, rows_of

WIDE, NARROW = "#a9cfe6", "#5aa4cf"
"""Bands: blue on white at a third and at two thirds, without transparency, which prints badly."""
KEY = ("mean", "middle half of runs (25 to 75 %)", "nine runs in ten (5 to 95 %)")
COLUMNS = ("exits_mean", "exits_q05", "exits_q25", "exits_q50", "exits_q75", "exits_q95")
THEORY = "exits_theory"
ABOVE = 1.06
"""Top of the axis, over the largest number that is drawn."""
DIAMONDS = 16
"""So many marks on a predicted curve, at most."""
CALM = 0.002
"""Share of the largest number that counts as no change, in made-up worlds."""
FEWEST_MONTHS = 12
"""Months that are drawn at least, if there are as many."""


def exits_over_time(view: View) -> Drawing:
    """Exits so far: mean and two bands, over real dates, with dated events on a strip above."""
    numbers, told = _numbers(view), theory.path(view.predictions)
    groups = event_groups(view)
    shown = numbers.head(_months_shown(numbers, groups, view))
    beside = 1 if view.medium.height is None else len(KEY)
    lines = key_height_in_lines(view.medium, KEY) // beside
    heading = f"When do states leave {view.the_treaty}?"
    words = [_theory_words(told)] if told is not None else []
    more = key_height_in_lines(view.medium, words)
    note = f"{_note(groups, view)}{_left_out(shown, numbers)}"
    page = sheet(view.medium, heading, view.subtitle, note, 2.0, lines + more)
    page = with_key(page, _key_marks(), KEY, lines, beside)
    if told is not None:
        page = with_key(page, [told.key(view.medium, marks=True)], words, more)
    axes = _axes(page, shown, strip=bool(groups))
    _draw(axes, shown)
    if told is not None:
        _draw_theory(axes, shown, told, view.medium)
    if groups:
        event_strip(page, axes, groups)
    return Drawing(page.figure, numbers, _sentence(view, numbers, groups))


def _numbers(view: View) -> pd.DataFrame:
    """Month by month: month, date, mean and quantiles of the exits so far."""
    months = view.months.sort_values("month")[["month", "date", *COLUMNS]].reset_index(drop=True)
    months = months.assign(date=[date_of(day).isoformat() for day in months["date"]])
    told = theory.path(view.predictions)
    if told is None:
        return months
    predicted = dict(zip(told.at.to_numpy(int), told.values.to_numpy(float), strict=True))
    return months.assign(**{THEORY: [predicted[month] for month in months["month"]],
                            "theory": told.name, "theory_unreliable": told.why_not})  # fmt: skip


def _months_shown(numbers: pd.DataFrame, groups: Groups, view: View) -> int:
    """How many months are drawn: in a made-up world only until all has come to rest, and a bit."""
    drawn = numbers[[name for name in (*COLUMNS, THEORY) if name in numbers]].to_numpy(float)
    if view.real:
        return len(numbers)
    moving = np.abs(drawn - drawn[-1]).max(axis=1) > CALM * max(1.0, drawn.max())
    events = [int((numbers["date"] <= day.isoformat()).sum()) for day, _ in groups]
    last = max([*np.flatnonzero(moving).tolist(), *events, 0])
    return min(len(numbers), max(FEWEST_MONTHS, last + 2 + last // 5))


def _left_out(shown: pd.DataFrame, numbers: pd.DataFrame) -> str:
    """What is not drawn: months in which next to nothing happens any more."""
    if len(shown) == len(numbers):
        return ""
    return f" Next to nothing changes after {date_of(shown['date'].iloc[-1]):%B %Y}: not drawn."


def _key_marks() -> list[Artist]:
    return [Line2D([], [], color=BLUE), Patch(color=NARROW), Patch(color=WIDE)]


def _axes(page: Sheet, numbers: pd.DataFrame, strip: bool) -> Axes:
    room = page.medium.text / POINTS
    top = page.top - (2.0 * room if strip else 0.4 * room)
    highest = f"{ABOVE * _highest(numbers):,.0f}"
    left = page.left + beside_ticks(page.medium, max("88", highest, key=len))
    axes = page.axes(left, page.bottom + 3.0 * room, page.right - room, top)
    axes.set_ylabel("exits so far (states)")
    axes.set_xlabel("date (one value a month)")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    date_ticks(axes, [date_of(day) for day in numbers["date"]])
    return axes


def _draw(axes: Axes, numbers: pd.DataFrame) -> None:
    # Steps: the number holds for the whole month, the last one too.
    starts = [date_of(day).toordinal() for day in numbers["date"]]
    days = [*starts, starts[-1] + 30]
    held = pd.concat([numbers, numbers.tail(1)])
    for low, high, colour in (("exits_q05", "exits_q95", WIDE), ("exits_q25", "exits_q75", NARROW)):
        axes.fill_between(days, held[low], held[high], step="post", color=colour, lw=0.0)
    axes.plot(days, held["exits_mean"], color=BLUE, drawstyle="steps-post")
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(0.0, max(1.0, ABOVE * _highest(numbers)))


def _highest(numbers: pd.DataFrame) -> float:
    """The largest number that is drawn.

    A theory that does not hold here and goes far beyond leaves the picture: it must not press down
    what it is held against.
    """
    highest = float(numbers[["exits_q95", "exits_mean"]].to_numpy().max())
    predicted = float(numbers[THEORY].max()) if THEORY in numbers else 0.0
    far = predicted > 2.0 * max(highest, 1.0) and bool((numbers["theory_unreliable"] != "").all())
    return highest if far else max(highest, predicted)


def _theory_words(told: theory.Overlay) -> str:
    """As in "theory: Bass, 17.8 in the end"."""
    return f"{told.name}, {number(float(told.values.iloc[-1]))} in the end{told.caveat}"


def _draw_theory(axes: Axes, numbers: pd.DataFrame, told: theory.Overlay, medium: Medium) -> None:
    """The predicted curve in the same steps, with diamonds in the middle of some months."""
    starts = [date_of(day).toordinal() for day in numbers["date"]]
    exits = numbers[THEORY].tolist()
    days = [*starts, starts[-1] + 30]
    axes.plot(days, [*exits, exits[-1]], drawstyle="steps-post", **told.line(medium))
    every = -(-len(starts) // DIAMONDS)
    marks = [(day + 15, so_far) for day, so_far in zip(starts, exits, strict=True)][::every]
    inside = np.array([mark for mark in marks if mark[1] <= axes.get_ylim()[1]])
    axes.plot(*inside.T, ls="", zorder=3.0, clip_on=False, **told.diamonds(medium))


def _note(groups: Groups, view: View) -> str:
    """What is not counted, and the names of the events where there is room for them all."""
    plain = f"Announced and not turned back so far. {view.not_counted}"
    return noted(groups, view.medium, plain, view.not_counted)


def _sentence(view: View, numbers: pd.DataFrame, groups: Groups) -> str:
    rows = rows_of(numbers)
    middle, last = rows[len(rows) // 2], rows[-1]
    q05, q25, q75, q95 = (f"{last[f'exits_q{q}']:,.0f}" for q in ("05", "25", "75", "95"))
    dated = f" {named(groups)}" if groups else ""
    told = theory.path(view.predictions)
    beside = "" if told is None else (
        f" T{told.name[1:]} expects {number(last[THEORY])} exits by then{told.caveat}."
    )  # fmt: skip
    return (
        f"Number of states that have left {view.the_treaty} so far, month by month, in "
        f"{view.so_many_runs} of “{view.title}”. The mean is {number(middle['exits_mean'])} in "
        f"{date_of(middle['date']):%B %Y} and {number(last['exits_mean'])} in "
        f"{date_of(last['date']):%B %Y}, when half of the runs lie between {q25} and {q75} and "
        f"nine in ten between {q05} and {q95}.{beside} {view.not_counted}{dated}"
    )
