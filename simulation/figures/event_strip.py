"""Dated events on a strip of numbers above the axes, and their names below the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from simulation.figures.dated_events import Groups, listed
from simulation.figures.sheet import Sheet
from simulation.figures.style import FAINT, Medium, text_width, wrapped

UNNAMED = "Above the curves: the scenario's {count} dated events, numbered by month."


def named(groups: Groups) -> str:
    """The events in a sentence, each month with its number."""
    return f"Dated events of the scenario: {listed(groups)}."


def noted(
    groups: Groups, medium: Medium, plain: str, short: str, width: float | None = None
) -> str:
    """A note with the names of the events where there is room for them all.

    plain: what the note says without them.  short: what it says before their names.
    width: of the note, inches; None: all between the margins.
    """
    if not groups:
        return plain
    whole = f"{short} {named(groups)}"
    if len(wrapped(whole, width or medium.inner, medium.small)) <= medium.note_lines:
        return whole
    return f"{UNNAMED.format(count=sum(len(names) for _, names in groups))} {plain}"


def event_strip(page: Sheet, axes: Axes, groups: Groups) -> None:
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
        """The numbers of the events in the bunch."""
        return _numbers_of(self.first, self.last)


def _numbers_of(first: int, last: int) -> str:
    return f"{first + 1}" if first == last else f"{first + 1}–{last + 1}"


def _bunches(days: Sequence[int], inch: float, points: float) -> list[_Bunch]:
    """Every tick under its number; those too close for that share one range ("5-9")."""

    def bunch(first: int, last: int) -> _Bunch:
        """Some events side by side under one mark."""
        half = 0.5 * inch * text_width(f"{_numbers_of(first, last)} ", points)
        return _Bunch(first, last, (days[first] + days[last]) / 2, half)

    bunches: list[_Bunch] = []
    for place in range(len(days)):
        newest = bunch(place, place)
        while bunches and newest.middle - newest.half < bunches[-1].middle + bunches[-1].half:
            newest = bunch(bunches.pop().first, place)
        bunches.append(newest)
    return bunches
