"""Figure "exits_over_time": how many states have left, month by month."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.figures.dated_events import Groups, event_groups, listed
from simulation.figures.sheet import Sheet, beside_ticks, key_height_in_lines, sheet, with_key
from simulation.figures.style import BLUE, FAINT, POINTS, text_width, wrapped
from simulation.figures.view import Drawing, View, date_of, number, rows_of

WIDE, NARROW = "#a9cfe6", "#5aa4cf"
"""Bands: blue on white at a third and at two thirds, without transparency, which prints badly."""
KEY = ("mean", "middle half of runs (25 to 75 %)", "nine runs in ten (5 to 95 %)")
COLUMNS = ("exits_mean", "exits_q05", "exits_q25", "exits_q50", "exits_q75", "exits_q95")
UNNAMED = "Above the curves: the scenario's {count} dated events, numbered by month."
TICKS = 7
MONTHS_APART = (1, 2, 3, 6, *(12 * step * 10**power for power in range(6) for step in (1, 2, 5)))
"""Ticks stand so many months apart: the first that needs no more than so many ticks."""


def exits_over_time(view: View) -> Drawing:
    """Exits so far: mean and two bands, over real dates, with dated events on a strip above."""
    numbers = _numbers(view)
    groups = event_groups(view)
    beside = 1 if view.medium.height is None else len(KEY)
    lines = key_height_in_lines(view.medium, KEY) // beside
    heading = f"When do states leave {view.the_treaty}?"
    page = sheet(view.medium, heading, view.subtitle, _note(groups, view), 2.0, lines)
    page = with_key(page, _key_marks(), KEY, lines, beside)
    axes = _axes(page, numbers, strip=bool(groups))
    _draw(axes, numbers)
    if groups:
        _event_strip(page, axes, groups)
    return Drawing(page.figure, numbers, _sentence(view, numbers, groups))


def _numbers(view: View) -> pd.DataFrame:
    """Month by month: month, date, mean and quantiles of the exits so far."""
    months = view.months.sort_values("month")[["month", "date", *COLUMNS]].reset_index(drop=True)
    return months.assign(date=[date_of(day).isoformat() for day in months["date"]])


def _key_marks() -> list[Artist]:
    return [Line2D([], [], color=BLUE), Patch(color=NARROW), Patch(color=WIDE)]


def _axes(page: Sheet, numbers: pd.DataFrame, strip: bool) -> Axes:
    room = page.medium.text / POINTS
    top = page.top - (2.0 * room if strip else 0.4 * room)
    highest = f"{numbers['exits_q95'].max():,.0f}"
    left = page.left + beside_ticks(page.medium, max("88", highest, key=len))
    axes = page.axes(left, page.bottom + 3.0 * room, page.right - room, top)
    axes.set_ylabel("exits so far (states)")
    axes.set_xlabel("date (one value a month)")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    _date_ticks(axes, [date_of(day) for day in numbers["date"]])
    return axes


def _date_ticks(axes: Axes, days: Sequence[datetime.date]) -> None:
    """Whole years where there are enough of them, otherwise months with their year."""
    every = next(step for step in MONTHS_APART if len(days) / step <= TICKS)
    kept = [day for day in days if (12 * day.year + day.month - 1) % every == 0]
    words = [f"{day:%Y}" if every % 12 == 0 else f"{day:%Y-%m}" for day in kept]
    axes.set_xticks([day.toordinal() for day in kept], words)


def _draw(axes: Axes, numbers: pd.DataFrame) -> None:
    # Steps: the number holds for the whole month, the last one too.
    starts = [date_of(day).toordinal() for day in numbers["date"]]
    days = [*starts, starts[-1] + 30]
    held = pd.concat([numbers, numbers.tail(1)])
    for low, high, colour in (("exits_q05", "exits_q95", WIDE), ("exits_q25", "exits_q75", NARROW)):
        axes.fill_between(days, held[low], held[high], step="post", color=colour, lw=0.0)
    axes.plot(days, held["exits_mean"], color=BLUE, drawstyle="steps-post")
    axes.set_xlim(days[0], days[-1])
    highest = float(numbers[["exits_q95", "exits_mean"]].to_numpy().max())
    axes.set_ylim(0.0, max(1.0, 1.06 * highest))


def _note(groups: Groups, view: View) -> str:
    """What is not counted, and the names of the events where there is room for them all."""
    medium, plain = view.medium, f"Announced and not turned back so far. {view.not_counted}"
    if not groups:
        return plain
    named = f"{view.not_counted} {_names(groups)}"
    if len(wrapped(named, medium.inner, medium.small)) <= medium.note_lines:
        return named
    return f"{UNNAMED.format(count=sum(len(names) for _, names in groups))} {plain}"


def _names(groups: Groups) -> str:
    return f"Dated events of the scenario: {listed(groups)}."


def _event_strip(page: Sheet, axes: Axes, groups: Groups) -> None:
    """A numbered tick for each month with events, just above the axes."""
    days = [day.toordinal() for day, _ in groups]
    above = axes.get_xaxis_transform()
    axes.vlines(days, 1.015, 1.05, color=FAINT, lw=0.8 * page.medium.line / 1.1,
                transform=above, clip_on=False)  # fmt: skip
    low, high = axes.get_xlim()
    inch = (high - low) / (axes.get_position().width * page.medium.width)
    for one in _bunches(days, inch, page.medium.small):
        axes.text(one.middle, 1.065, one.words, transform=above, ha="center", va="bottom",
                  size=page.medium.small, color=FAINT)  # fmt: skip


@dataclass(frozen=True)
class _Bunch:
    """Neighbouring ticks under one number or one range of numbers."""

    first: int
    last: int
    middle: float
    """Of their days."""
    half: float
    """Half the width of the words, with some air, in days."""

    @property
    def words(self) -> str:
        return _numbers_of(self.first, self.last)


def _numbers_of(first: int, last: int) -> str:
    return f"{first + 1}" if first == last else f"{first + 1}–{last + 1}"


def _bunches(days: Sequence[int], inch: float, points: float) -> list[_Bunch]:
    """Every tick under its number; those too close for that share one range ("5-9")."""

    def bunch(first: int, last: int) -> _Bunch:
        half = 0.5 * inch * text_width(f"{_numbers_of(first, last)} ", points)
        return _Bunch(first, last, (days[first] + days[last]) / 2, half)

    bunches: list[_Bunch] = []
    for place in range(len(days)):
        newest = bunch(place, place)
        while bunches and newest.middle - newest.half < bunches[-1].middle + bunches[-1].half:
            newest = bunch(bunches.pop().first, place)
        bunches.append(newest)
    return bunches


def _sentence(view: View, numbers: pd.DataFrame, groups: Groups) -> str:
    rows = rows_of(numbers)
    middle, last = rows[len(rows) // 2], rows[-1]
    q05, q25, q75, q95 = (f"{last[f'exits_q{q}']:,.0f}" for q in ("05", "25", "75", "95"))
    named = f" {_names(groups)}" if groups else ""
    return (
        f"Number of states that have left {view.the_treaty} so far, month by month, in "
        f"{view.so_many_runs} of “{view.title}”. The mean is {number(middle['exits_mean'])} in "
        f"{date_of(middle['date']):%B %Y} and {number(last['exits_mean'])} in "
        f"{date_of(last['date']):%B %Y}, when half of the runs lie between {q25} and {q75} and "
        f"nine in ten between {q05} and {q95}. {view.not_counted}{named}"
    )
