"""Figure "outcomes": how many states leave, run by run, and where a cascade begins."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.figures import theory
from simulation.figures.gazetteer import treaty_name
from simulation.figures.sheet import Sheet, beside_ticks, key_height_in_lines, sheet, with_key
from simulation.figures.style import BLUE, INK, POINTS, VERMILION, text_width
from simulation.figures.view import Drawing, View, number, percent, rows_of
from simulation.outcomes.findings import counted

BARS = 60
"""Most bars side by side; beyond, neighbouring numbers of exits share one."""
WIDTHS: tuple[int, ...] = tuple(step * 10**power for power in range(9) for step in (1, 2, 5))
"""How many numbers of exits may share a bar."""
ENDS = ("", "_low", "_high")
"""Endings of the columns of a value and of its interval."""
DOT = 2.6
"""Size of the mean's dot in widths of a line."""
LIKELY = 1e-4
"""Chances of numbers of exits, as a share of the likeliest one's, that the picture reaches to."""
FROM_ZERO = 20
"""Numbers of exits up to here are always shown counting from 0."""


def outcomes(view: View) -> Drawing:
    """Share of runs by number of exits, the mean with its interval, and the cascade's threshold."""
    numbers = _numbers(view)
    words = _key_words(view)
    lines = key_height_in_lines(view.medium, words)
    page = sheet(view.medium, _heading(view), view.subtitle, _note(view), 2.0, lines)
    page = with_key(page, _key_marks(view), words, lines)
    axes = _axes(page, view, int(numbers["exits_to"].max()))
    _draw(axes, numbers, view)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _heading(view: View) -> str:
    return f"How many states leave {view.the_treaty}?"


def _note(view: View) -> str:
    name = treaty_name(view.treaty)
    full = f" {view.treaty}: {name}." if name != view.treaty else ""
    return (
        "A state counts as leaving when it announces and has not turned back by the end. "
        f"{view.not_counted}{full}"
    )


def _numbers(view: View) -> pd.DataFrame:
    """Bars, mean, chance of a cascade and theory: what, exits_from, exits_to, value, low, high."""
    sizes, law = view.sizes, _law(view)
    every = pd.concat([sizes["size"], pd.Series(law.index)]).astype(int)
    width = _width(int(every.min()), int(every.max()))
    shares = (sizes["size"], 100.0 * sizes["runs"] / sizes["runs"].sum())
    bars = _bars("share of runs (%)", *shares, width, view.cascade_size)
    expected = _bars(_theory_row(view), pd.Series(law.index), law, width, view.cascade_size)
    whole = {"exits_from": "Int64", "exits_to": "Int64"}
    rows = [bars, _single_values(view), expected, _expected_mean(view)]
    return pd.concat([row for row in rows if len(row)], ignore_index=True).astype(whole)


def _bars(
    what: str, size: pd.Series, shares: pd.Series, width: int, cascade_size: int
) -> pd.DataFrame:
    """Shares of numbers of exits, per cent, gathered into bars."""
    # An edge between bars lies on the threshold, so that no bar is half a cascade.
    first = cascade_size + (size.to_numpy(int) - cascade_size) // width * width
    whole = pd.Series(shares.to_numpy(float)).groupby(first).sum()
    return pd.DataFrame(
        {"what": what, "exits_from": np.maximum(0, whole.index),
         "exits_to": whole.index + width - 1, "value": whole.to_numpy()}
    )  # fmt: skip


def _law(view: View) -> pd.Series:
    """Predicted share of runs, per cent, by number of exits; what no run could show is left out."""
    about = theory.chances(view.predictions)
    if about is None:
        return pd.Series(dtype=float)
    law = pd.Series(100.0 * about.values.to_numpy(float), index=about.at.to_numpy(int))
    likely = law[law >= LIKELY * law.max()]
    return law.loc[likely.index.min() : likely.index.max()]


def _theory_row(view: View) -> str:
    """How the rows of the predicted law are called."""
    about = theory.chances(view.predictions)
    return f"{about.name}{about.caveat}, share of runs (%)" if about is not None else ""


def _expected_mean(view: View) -> pd.DataFrame:
    about = theory.mean(view.predictions)
    if about is None:
        return pd.DataFrame()
    what = f"{about.name}{about.caveat}, mean number of exits"
    return pd.DataFrame({"what": [what], "value": [float(about.values.iloc[0])]})


def _width(fewest: int, most: int) -> int:
    """Numbers of exits that share a bar: 1, 2, 5, 10 ..., so that the bars are not too many.

    >>> _width(0, 30), _width(0, 164), _width(0, 10_000)
    (1, 5, 200)
    """
    span = (most if most - fewest > most / 4 else most - fewest) + 1
    return next(width for width in WIDTHS if span <= BARS * width)


def _single_values(view: View) -> pd.DataFrame:
    row = view.summary
    mean = [row[f"mean_exits{end}"] for end in ENDS]
    chance = [100.0 * row[f"p_cascade{end}"] for end in ENDS]
    rows = [("mean number of exits", *mean), ("chance of a cascade (%)", *chance)]
    return pd.DataFrame(rows, columns=["what", "value", "low", "high"])


def _key_words(view: View) -> list[str]:
    row = view.summary
    mean = [number(row[f"mean_exits{end}"]) for end in ENDS]
    chance = [percent(row[f"p_cascade{end}"]) for end in ENDS]
    told = theory.chances(view.predictions) or theory.mean(view.predictions)
    return [
        f"mean {mean[0]} ({_interval(mean[1:], 'above it its ')})"
        if not _all_agree(view)
        else f"{number(row['mean_exits'])} in all {view.so_many_runs}",
        f"cascade, {view.cascade_size:,} or more: {chance[0]} of runs ({chance[1]} to {chance[2]})",
        "no cascade",
        *([_theory_words(view, told)] if told is not None else []),
    ]


def _all_agree(view: View) -> bool:
    """Whether several runs all end with the same number of exits: then a mean has no interval."""
    return len(view.sizes) == 1 and view.runs > 1


def _theory_words(view: View, told: theory.Overlay) -> str:
    """As in "theory: Gleeson-Cahalane, mean 970"."""
    about = theory.mean(view.predictions)
    expected = "" if about is None else f", mean {number(float(about.values.iloc[0]))}"
    return f"{told.name}{expected}{told.caveat}"


def _interval(ends: Sequence[str], where: str) -> str:
    return (
        f"{where}95 % interval {ends[0]} to {ends[1]}"
        if "nan" not in ends
        else "one run: no interval"
    )


def _key_marks(view: View) -> list[Artist]:
    mean = Line2D([], [], color=INK, lw=0.0, marker="o", markersize=DOT * view.medium.line)
    law = theory.chances(view.predictions)
    told = law or theory.mean(view.predictions)
    marks = [told.key(view.medium, marks=law is not None)] if told is not None else []
    return [mean, Patch(color=VERMILION), Patch(color=BLUE), *marks]


def _axes(page: Sheet, view: View, most: int) -> Axes:
    room = view.medium.text / POINTS
    left = page.left + beside_ticks(view.medium, "100")
    # The last number on the axis stands half beyond its tick.
    beyond = max(0.0, 0.5 * text_width(f"{most:,}", view.medium.small) - 0.5 * view.medium.margin)
    axes = page.axes(left, page.bottom + 3.0 * room, page.right - beyond, page.top)
    axes.set_xlabel(f"exits {view.by_the_end} (number of states)")
    axes.set_ylabel("share of runs (%)")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    return axes


def _draw(axes: Axes, numbers: pd.DataFrame, view: View) -> None:
    bars = numbers[numbers["what"] == "share of runs (%)"]
    left, right = bars["exits_from"] - 0.5, bars["exits_to"] + 0.5
    colours = np.where(bars["exits_from"] >= view.cascade_size, VERMILION, BLUE).tolist()
    gap = 0.12 * float((right - left).min())
    axes.bar(left + gap / 2, bars["value"], right - left - gap, align="edge", color=colours)
    expected = numbers[numbers["what"] == _theory_row(view)]
    tallest = float(pd.concat([bars, expected])["value"].max())
    axes.set_ylim(0.0, 1.25 * tallest)
    _limits(axes, *_reach(numbers, view), view)
    _mark_theory(axes, expected, view)
    _mark_mean(axes, numbers, tallest, view)


def _reach(numbers: pd.DataFrame, view: View) -> tuple[float, float]:
    """From where to where bars and theory go."""
    low, high = numbers["exits_from"].min() - 0.5, numbers["exits_to"].max() + 0.5
    about = theory.mean(view.predictions)
    if about is None or theory.chances(view.predictions) is not None:
        return float(low), float(high)
    at, room = float(about.values.iloc[0]), high - low
    # A mean that does not hold here must not squeeze the bars.
    if about.why_not and not low - room < at < high + room:
        return float(low), float(high)
    return min(float(low), at - 0.5), max(float(high), at + 0.5)


def _limits(axes: Axes, left: float, right: float, view: View) -> None:
    cascade_size = view.cascade_size
    if right <= FROM_ZERO or right - left > right / 4:
        left = -0.5
        # The threshold belongs in the picture unless it would squeeze the bars.
        right = max(right, cascade_size + 0.5) if cascade_size < 3 * right + 5 else right
    pad = 0.02 * (right - left) + (0.3 if left < 0.0 else 2.0)
    axes.set_xlim(left - pad, right + pad)
    if left < cascade_size < right:
        thin = 0.7 * view.medium.line
        axes.axvline(cascade_size - 0.5, color=VERMILION, linestyle=(0, (3, 2)), linewidth=thin)


def _mark_theory(axes: Axes, expected: pd.DataFrame, view: View) -> None:
    """The predicted law as diamonds on the bars; where there is only a mean, a line."""
    law, mean = theory.chances(view.predictions), theory.mean(view.predictions)
    if law is not None:
        middles = (expected["exits_from"] + expected["exits_to"]) / 2.0
        look = {**law.line(view.medium), **law.diamonds(view.medium), "clip_on": False}
        axes.plot(middles.to_numpy(float), expected["value"].to_numpy(float), zorder=3.0, **look)
    elif mean is not None:
        at, halo = float(mean.values.iloc[0]), 2.0 * view.medium.line
        axes.axvline(at, zorder=1.4, color="white", linewidth=halo)
        axes.axvline(at, zorder=1.5, **mean.line(view.medium))


def _mark_mean(axes: Axes, numbers: pd.DataFrame, tallest: float, view: View) -> None:
    """The mean as a dot, its interval above it: often narrower than any dot, it would be hidden."""
    mean = rows_of(numbers[numbers["what"] == "mean number of exits"])[0]
    ends = np.nan_to_num([[mean["value"] - mean["low"]], [mean["high"] - mean["value"]]])
    line = view.medium.line
    axes.plot([mean["value"]], [1.08 * tallest], "o", color=INK, ms=DOT * line, clip_on=False)
    if ends.any() and not _all_agree(view):
        axes.errorbar(
            [mean["value"]], [1.18 * tallest], xerr=ends, fmt="none", ecolor=INK,
            capsize=1.4 * line, elinewidth=0.6 * line, capthick=0.6 * line,
        )  # fmt: skip


def _sentence(view: View, numbers: pd.DataFrame) -> str:
    row = view.summary
    words = _key_words(view)
    mean = words[0].replace("above it its ", "")
    bars = numbers[numbers["what"] == "share of runs (%)"]
    common = max(rows_of(bars), key=lambda bar: bar["value"])
    fewest, most = int(common["exits_from"]), int(common["exits_to"])
    span = counted(fewest, "exit") if fewest == most else f"{fewest:,} to {most:,} exits"
    about, law = theory.mean(view.predictions), theory.chances(view.predictions)
    beside = f" {theory.said_of_mean(about, law is not None)}" if about is not None else ""
    return (
        f"Bars: share of {view.so_many_runs} of “{view.title}” by the number of states that leave "
        f"{view.the_treaty} {view.by_the_end}. {mean.capitalize()}, median {row['q50']:,.0f}, "
        f"middle half of the runs {row['q25']:,.0f} to {row['q75']:,.0f}; {words[1]}. "
        f"Most common: {span}, {percent(common['value'] / 100.0)} of runs.{beside} "
        f"{view.not_counted}"
    )
