"""Figure "exits_over_time": how many states have left, month by month."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.figures.sheet import Sheet, beside_ticks, key_height_in_lines, sheet, with_key
from simulation.figures.style import BLUE, FAINT, POINTS, Medium, text_width, wrapped
from simulation.figures.view import Drawing, View, date_of, number, rows_of

WIDE, NARROW = "#a9cfe6", "#5aa4cf"
"""Bands: blue on white at a third and at two thirds, without transparency, which prints badly."""
Groups = Sequence[tuple[datetime.date, Sequence[str]]]
"""Months with events, and the events' names."""
KEY = ("mean", "middle half of runs (25 to 75 %)", "nine runs in ten (5 to 95 %)")
COLUMNS = ("exits_mean", "exits_q05", "exits_q25", "exits_q50", "exits_q75", "exits_q95")
NAME_LINES = {"print": 7, "screen": 2}
"""If the names of the events need more lines than this, they are marked but not named."""
UNNAMED = "Ticks above the curves: the dated events of the scenario, {count} in number."
TICKS = 7
MONTHS_APART = (1, 2, 3, 6, *(12 * step * 10**power for power in range(6) for step in (1, 2, 5)))
"""Ticks stand so many months apart: the first that needs no more than so many ticks."""


def exits_over_time(view: View) -> Drawing:
    """Exits so far: mean and two bands, over real dates, with dated events on a strip above."""
    numbers = _numbers(view)
    groups = _event_groups(view)
    lines = key_height_in_lines(view.medium, KEY)
    heading = f"When do states leave {view.the_treaty}?"
    page = sheet(view.medium, heading, view.subtitle, _note(groups, view.medium), 2.0, lines)
    page = with_key(page, _key_marks(), KEY, lines)
    axes = _axes(page, numbers, strip=bool(groups))
    _draw(axes, numbers)
    if groups:
        _event_strip(page, axes, groups)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


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


def _event_groups(view: View) -> Groups:
    """Names of the dated events within the picture, by month, in the order of dates."""
    groups: dict[datetime.date, list[str]] = {}
    for event in view.events:
        day = _event_day(event)
        if day is not None and view.start <= day <= view.end:
            name = str(event.get("name", "event")).replace("-", " ").replace("_", " ")
            groups.setdefault(day.replace(day=1), []).append(name)
    return sorted(groups.items())


def _event_day(event: Mapping[str, Any]) -> datetime.date | None:
    day = event.get("from") or event.get("start")
    return date_of(day) if day else None


def _note(groups: Groups, medium: Medium) -> str:
    """What is counted, and the names of the events where there is room for them."""
    counted = "Announced and not turned back so far; forced exits and suspensions not counted."
    if not groups:
        return counted
    if _are_named(groups, medium):
        return _names(groups)
    return f"{UNNAMED.format(count=sum(len(names) for _, names in groups))} {counted}"


def _names(groups: Groups) -> str:
    named = (
        f"{place}:\u00a0{', '.join(names)} ({day:%b\u00a0%Y})"
        for place, (day, names) in enumerate(groups, start=1)
    )
    return f"Dated events of the scenario: {'; '.join(named)}."


def _are_named(groups: Groups, medium: Medium) -> bool:
    lines = wrapped(_names(groups), medium.inner, medium.small)
    return len(lines) <= NAME_LINES[medium.name]


def _event_strip(page: Sheet, axes: Axes, groups: Groups) -> None:
    """A tick for each month with events, just above the axes, numbered where there is room."""
    days = [day.toordinal() for day, _ in groups]
    above = axes.get_xaxis_transform()
    axes.vlines(days, 1.015, 1.05, color=FAINT, lw=0.8 * page.medium.line / 1.1,
                transform=above, clip_on=False)  # fmt: skip
    if not _are_named(groups, page.medium):
        return
    for place in _numbered(page, axes, days):
        axes.text(days[place], 1.065, f"{place + 1}", transform=above, ha="center", va="bottom",
                  size=page.medium.small, color=FAINT)  # fmt: skip


def _numbered(page: Sheet, axes: Axes, days: Sequence[int]) -> list[int]:
    """Which ticks get their number: one too close to the last number is left to be counted."""
    low, high = axes.get_xlim()
    width = axes.get_position().width * page.medium.width
    room = text_width("88 ", page.medium.small) * (high - low) / width
    chosen: list[int] = []
    for place, day in enumerate(days):
        if not chosen or day - days[chosen[-1]] >= room:
            chosen.append(place)
    return chosen


def _sentence(view: View, numbers: pd.DataFrame) -> str:
    rows = rows_of(numbers)
    middle, last = rows[len(rows) // 2], rows[-1]
    q05, q25, q75, q95 = (f"{last[f'exits_q{q}']:,.0f}" for q in ("05", "25", "75", "95"))
    return (
        f"Number of states that have left {view.the_treaty} so far, month by month, in "
        f"{view.so_many_runs} of “{view.title}”. The mean is {number(middle['exits_mean'])} in "
        f"{date_of(middle['date']):%B %Y} and {number(last['exits_mean'])} in "
        f"{date_of(last['date']):%B %Y}, when half of the runs lie between {q25} and {q75} and "
        f"nine in ten between {q05} and {q95}."
    )
