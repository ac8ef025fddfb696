"""Figure "forest": what each scenario changes against the base, with its interval, in order."""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison_answer import Row, effect_text
from simulation.figures.letters import drawable, read_straight
from simulation.figures.sheet import (
    SIDE,
    Sheet,
    key_height_in_lines,
    right_of,
    sheet,
    widest,
    with_key,
)
from simulation.figures.style import BLUE, FAINT, INK, POINTS, VERMILION, Medium, shortened
from simulation.figures.view import UNTITLED, Drawing, caution_of
from simulation.outcomes.findings import counted
from simulation.scenario.faults import InputFault, did_you_mean


class Outcome(NamedTuple):
    """One outcome of a comparison as it is drawn."""

    what: str
    """After "What changes", with a place for the treaty."""
    axis: str
    """Label of the axis, with its unit."""
    scale: float
    written: Callable[[float], str]
    """A value, scaled, in words."""
    counted: str
    """Who or what counts; with a place for how many states and whom a date moves."""


def _two(value: float) -> str:
    return f"{value:.2f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


OUT = "All states that went out count, those forced out by date too."

OUTCOMES: Mapping[str, Outcome] = {
    "exits": Outcome(
        "exits from {}", "change in expected exits (states)", 1.0, _two,
        "Exits: decisions among {} states; those moved by date, in {}, are left out.",
    ),
    "finished_exits": Outcome(
        "finished exits from {}", "change in finished exits (states)", 1.0, _two, OUT
    ),
    "norm_among_stayers": Outcome(
        "commitment to {}", "change in norm commitment (% of its range)", 100.0, _two,
        "Mean commitment of whoever stays in each scenario.",
    ),
    "people_uncovered": Outcome(
        "who is covered by {}", "change in people no longer covered (million)", 1e-6, _two, OUT
    ),
    "border_km_uncovered": Outcome(
        "borders protected by {}", "change in border no longer protected (km)", 1.0, _whole, OUT
    ),
}  # fmt: skip
"""Outcomes of whole runs that can be drawn, by their name in the table."""

MORE, FEWER, UNSURE = (
    "more, with 95 % interval",
    "less, with 95 % interval",
    "the interval holds 0, or no run differs",
)
MARKS = {MORE: ("D", VERMILION), FEWER: ("o", BLUE), UNSURE: ("s", FAINT)}
"""Shape and colour say the same thing twice."""
DOT = 2.1
"""Size of a mark in widths of a line: small, so that short intervals are seen."""
ROW = 0.165
"""Height of a row in print, inches."""


def forest(
    found: Sequence[Comparison], treaty: str | None, outcome: str, medium: Medium
) -> Drawing:
    """Rows from the largest effect down, of one or several comparisons with one base.

    treaty: None: the first.  outcome: a key of ``OUTCOMES``.  Raises InputFault for any other, and
    for comparisons with different bases.
    """
    one = _drawn_as(outcome)
    code = _treaty(found, treaty)
    numbers = _numbers(found, code, outcome, one)
    page = _page(found, code, one, numbers, medium)
    _draw(page, numbers, one)
    return Drawing(page.figure, numbers, _sentence(found, code, one, numbers))


def _drawn_as(outcome: str) -> Outcome:
    if outcome not in OUTCOMES:
        hint = did_you_mean(outcome, OUTCOMES)
        raise InputFault(
            f"figures: unknown outcome {outcome!r}, allowed: {', '.join(OUTCOMES)}{hint}"
        )
    return OUTCOMES[outcome]


def _treaty(found: Sequence[Comparison], treaty: str | None) -> str:
    """The treaty asked for, or the first; a fault where comparisons do not belong together."""
    if not found:
        raise InputFault("figures: nothing is compared, so there is no forest to draw")
    bases = {(one.manifest["scenario_hashes"][0], one.manifest["runs"]) for one in found}
    if len(bases) > 1:
        raise InputFault("figures: a forest wants comparisons with one base and as many runs")
    codes = [one["treaty"] for one in found[0].manifest["treaties"]]
    if treaty is not None and treaty not in codes:
        raise InputFault(f"figures: no treaty {treaty!r} here, only {', '.join(codes)}")
    return codes[0] if treaty is None else treaty


def _numbers(found: Sequence[Comparison], treaty: str, outcome: str, one: Outcome) -> pd.DataFrame:
    """Rows by effect: scenario, title, base, other, effect, low, high, gain and its interval."""
    table = pd.concat([each.effects for each in found], ignore_index=True)
    rows = table[(table["treaty"] == treaty) & (table["outcome"] == outcome)]
    scaled = rows.assign(
        **{name: one.scale * rows[name] for name in ("base", "other", "effect", "low", "high")},
        title=[_title(found, str(name)) for name in rows["scenario"]],
    )
    columns = ["scenario", "title", "base", "other", "effect", "low", "high", "more", "fewer",
               "equal", "gain", "gain_low", "gain_high"]  # fmt: skip
    ordered = scaled.sort_values(["effect", "scenario"], ascending=[False, True])
    return ordered[columns].reset_index(drop=True)


def _title(found: Sequence[Comparison], label: str) -> str:
    """The scenario's title; its label where another scenario has the same title."""
    titles = {
        name: read_straight(str(scenario.get("title") or "")) or name
        for one in found
        for name, scenario in one.manifest["scenarios"].items()
    }
    shared = sum(title == titles[label] for title in titles.values()) > 1
    return label if shared else titles[label]


def _page(
    found: Sequence[Comparison], treaty: str, one: Outcome, numbers: pd.DataFrame, medium: Medium
) -> Sheet:
    """The sheet with its key: on top in print; on a screen in a column beside the rows."""
    heading = f"What changes {_what(found, treaty, one)}?"
    column = medium.inner if medium.height is None else SIDE * medium.inner
    key = _key(numbers, medium)
    lines = key_height_in_lines(medium, list(key), column)
    body = ROW * max(len(numbers), 3) + 0.45
    page = sheet(medium, heading, _subtitle(found), _note(found, treaty, one), body, lines, column)
    if medium.height is None:
        return with_key(page, list(key.values()), list(key), lines)
    with_key(replace(page, right=page.left + column), list(key.values()), list(key), lines)
    return right_of(page, column)


def _what(found: Sequence[Comparison], treaty: str, one: Outcome) -> str:
    """As in "exits from the APMBC"; treaties of made-up worlds have a bare code."""
    manifest = found[0].manifest
    world = manifest["scenarios"][manifest["base"]]["world"]
    return one.what.format(f"the {treaty}" if world.get("source", "real") == "real" else treaty)


def _subtitle(found: Sequence[Comparison]) -> tuple[str, str, str]:
    manifest = found[0].manifest
    scenario = manifest["scenarios"][manifest["base"]]
    title = read_straight(str(scenario.get("title") or scenario.get("name") or "")) or UNTITLED
    runs = f"{counted(manifest['runs'], 'run')} each"
    return f"Against: {title}", runs, caution_of(scenario)


def _note(found: Sequence[Comparison], treaty: str, one: Outcome) -> str:
    """How an effect is taken, and who counts."""
    told = [row for each in found for row in each.manifest["treaties"] if row["treaty"] == treaty]
    fewest, most = (pick(row["compared"] for row in told) for pick in (min, max))
    among = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    whose = "the row’s scenario or the base" if len(found) > 1 else "any scenario"
    return f"Effect: mean over pairs of runs on the same luck. {one.counted.format(among, whose)}"


def _kind(row: Row) -> str:
    if not row["low"] * row["high"] > 0.0:
        return UNSURE
    return MORE if row["effect"] > 0.0 else FEWER


def _key(numbers: pd.DataFrame, medium: Medium) -> dict[str, Artist]:
    """Marks by their words, only those that stand in the picture."""
    present = {_kind(row) for row in _rows(numbers)}
    return {
        words: Line2D([], [], color=colour, marker=marker, markersize=3.2 * medium.line)
        for words, (marker, colour) in MARKS.items()
        if words in present
    }


def _rows(numbers: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return numbers.to_dict("records")


def _draw(page: Sheet, numbers: pd.DataFrame, one: Outcome) -> None:
    medium = page.medium
    told = [effect_text(row, one.written)
            for row in _rows(numbers)]  # fmt: skip
    axes, margin = _axes(page, numbers, one, told)
    for height, (row, words) in enumerate(zip(_rows(numbers), told, strict=True)):
        marker, colour = MARKS[_kind(row)]
        if not math.isnan(row["low"]):
            axes.plot([row["low"], row["high"]], [height, height], color=colour, zorder=3.0)
        axes.plot([row["effect"]], [height], marker=marker, color=colour, clip_on=False,
                  markersize=DOT * medium.line, zorder=3.1)  # fmt: skip
        axes.text(1.0 + margin, height, words, ha="right", va="center_baseline", size=medium.small,
                  transform=axes.get_yaxis_transform())  # fmt: skip


def _axes(
    page: Sheet, numbers: pd.DataFrame, one: Outcome, told: Sequence[str]
) -> tuple[Axes, float]:
    """The axes, and how far beyond their right edge numbers end, as a share of their width."""
    medium, room = page.medium, page.medium.text / POINTS
    most = 0.4 * (page.right - page.left)
    names = [shortened(drawable(str(title)), most, medium.small) for title in numbers["title"]]
    left = page.left + widest(names, medium.small) + 0.9 * room
    right = page.right - widest(told, medium.small) - 0.8 * room
    axes = page.axes(left, page.bottom + 3.0 * room, right, page.top - 0.3 * room)
    axes.set_yticks(range(len(names)), names, size=medium.small)
    axes.set_ylim(max(1, len(names)) - 0.3, -0.7)
    axes.tick_params(axis="y", length=0, pad=0.5 * medium.text)
    axes.spines["left"].set_visible(False)
    axes.axvline(0.0, color=INK, linewidth=0.5 * medium.line, zorder=2.0)
    axes.grid(axis="x", color="#e3e3e3", linewidth=0.4 * medium.line)
    axes.set_axisbelow(True)
    _limits(axes, numbers)
    # The label is centred under all of the rows, where there is room for it.
    wide = page.figure.get_size_inches()[0]
    page.figure.text((page.left + page.right) / 2.0 / wide,
                     (page.bottom + 0.65 * room) / page.figure.get_size_inches()[1], one.axis,
                     ha="center", va="center_baseline", size=medium.text)  # fmt: skip
    return axes, (page.right - right) / (right - left)


def _limits(axes: Axes, numbers: pd.DataFrame) -> None:
    """From the lowest to the highest end of an interval, and 0, with some air."""
    ends = [*numbers["low"].dropna(), *numbers["high"].dropna(), *numbers["effect"].dropna(), 0.0]
    low, high = min(ends), max(ends)
    air = 0.06 * (high - low) or 1.0
    axes.set_xlim(low - air, high + air)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+,g}" if value else "0")


def _sentence(found: Sequence[Comparison], treaty: str, one: Outcome, numbers: pd.DataFrame) -> str:
    against, runs, _ = _subtitle(found)
    told = "; ".join(_words(row, one) for row in _rows(numbers))
    return (
        f"What changes {_what(found, treaty, one)}: {one.axis}, {against[0].lower()}{against[1:]},"
        f" {runs}, from the largest effect down: {told}. {_note(found, treaty, one)}"
    )


def _words(row: Row, one: Outcome) -> str:
    if not row["more"] + row["fewer"]:
        return f"{row['title']} nothing in any run"
    if math.isnan(row["low"]):
        return f"{row['title']} {row['effect']:+.2f}"
    ends = (f"{'-' if end < 0.0 else '+'}{one.written(abs(end))}" for end in
            (row["effect"], row["low"], row["high"]))  # fmt: skip
    return "{} {} ({} to {})".format(row["title"], *ends)
