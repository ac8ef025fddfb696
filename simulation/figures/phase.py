"""Figure "phase": the chance of a cascade and the expected exits over two keys."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.analysis.half_way import HALF, sides
from simulation.figures.key_axis import KeyAxis, below, beside, put
from simulation.figures.panels import Room, beside_each_other, panels, sheet_with_key
from simulation.figures.sheet import Sheet
from simulation.figures.style import INK, POINTS, text_width
from simulation.figures.sweep_view import CASCADE, ENDS, EXITS, MEASURED, SweepView
from simulation.figures.view import Drawing, number, percent, rows_of
from simulation.outcomes.findings import counted
from simulation.world.world import Floats

SHADES = "cividis_r"
"""Pale to dark: perceptually uniform, alike for colour-blind readers, even in grey (Nunez,
Anderton and Renslow 2018, PLOS ONE 13:e0199239)."""
EMPTY = "#ffffff"
HATCH = "#8c8c8c"
MANY = 1_000
"""Cells beyond which they are one picture inside SVG and PDF, not a shape each."""
DOTTED = 2_500
"""Cells up to which the undecided ones carry a dot; smaller cells would vanish under it."""
DASHES = (0, (3, 2))
LINE, RIM = 1.2, 2.6
"""Widths of the tipping line and of its pale rim, in lines."""
DOT = 2.8
"""Width of a dot, in lines: more than the tipping line's, so that both are seen where they meet."""
BAR = "bar of shades"
"""Name of the axes that hold one."""
SIDE = "side_of_one_half"


def phase(view: SweepView) -> Drawing:
    """Two maps over the same keys, with the line at which a cascade is as likely as not."""
    across, up = _directions(view)
    numbers = _numbers(view, across, up)
    key = _key(view, across, up, numbers)
    heading = f"Where does leaving {view.the_treaty} turn into a cascade?"
    note = f"{view.cascade}{view.lacking}"
    page = sheet_with_key(view.medium, heading, view.subtitle, note, 4.6, key)
    _draw(page, view, across, up, numbers)
    return Drawing(page.figure, numbers, _sentence(view, across, up, numbers))


def _directions(view: SweepView) -> tuple[KeyAxis, KeyAxis]:
    """Which key goes across and which up: numbers across, long names up."""
    first, second = view.axes[:2]
    return (second, first) if first.names and not second.names else (first, second)


def _numbers(view: SweepView, across: KeyAxis, up: KeyAxis) -> pd.DataFrame:
    """A row a point: its keys, what was measured, and on which side of one half it lies."""
    numbers = view.points[["point", across.key, up.key, *MEASURED]]
    told = sides(*(numbers[f"{CASCADE}{end}"].to_numpy(float) for end in ENDS[1:]))
    names = {-1: "below", 0: "undecided", 1: "above"}
    return numbers.assign(**{SIDE: [names[int(one)] for one in told]})


def _key(view: SweepView, across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame) -> dict[str, Artist]:
    line = view.medium.line
    found: dict[str, Artist] = {}
    if _has_line(across, up, numbers):
        found["a cascade as likely as not"] = Line2D([], [], color=INK, lw=LINE * line)
        if not _few(across, up):
            words = "between the dashes too few runs to say"
            found[words] = Line2D([], [], color=INK, lw=0.6 * line, ls=DASHES)
    if _has_dots(across, up, numbers):
        found["too few runs to say"] = Line2D([], [], ls="", marker="o", ms=DOT * line, color=INK)
    if len(numbers) < len(across.places) * len(up.places):
        found["no runs"] = Patch(facecolor=EMPTY, edgecolor=HATCH, hatch="/////")
    return found


def _has_line(across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame) -> bool:
    """Whether there is a line to draw: between numbers, with cells surely on either side of it."""
    told = set(numbers[SIDE])
    return not (across.names or up.names) and {"below", "above"} <= told


def _few(across: KeyAxis, up: KeyAxis) -> bool:
    return len(across.places) * len(up.places) <= DOTTED


def _has_dots(across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame) -> bool:
    return _few(across, up) and bool((numbers[SIDE] == "undecided").any())


def _draw(
    page: Sheet, view: SweepView, across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame
) -> None:
    top = _most(numbers)
    chance, exits = _panels(page, view, across, up, top)
    outcomes = (
        (chance, CASCADE, 100.0, "cascade (% of runs)"),
        (exits, EXITS, 1.0, "mean exits (states)"),
    )
    for axes, name, scale, words in outcomes:
        cells = scale * _grid(across, up, numbers[name])
        _map(page, axes, cells, 100.0 if name == CASCADE else top, words, view, across, up)
        if _has_line(across, up, numbers):
            _tipping_line(axes, across, up, numbers, view)
    if view.medium.height is not None:
        exits.set_ylabel("")
        exits.tick_params(axis="y", labelleft=False)
    if _has_dots(across, up, numbers):
        _dots(chance, across, up, numbers, view)


def _panels(
    page: Sheet, view: SweepView, across: KeyAxis, up: KeyAxis, top: float
) -> tuple[Axes, Axes]:
    """Below each other in print; on a screen side by side, the key that goes up told once."""
    medium, line = view.medium, view.medium.text / POINTS
    shades = 2.7 * line + text_width(max("100", f"{top:,.10g}", key=len), medium.small)
    beside_it = medium.height is not None
    tall = (page.top - page.bottom) / (1 if beside_it else 2) - 5.5 * line
    left, between = beside(up, tall, medium), 0.8 * line
    wide = page.right - page.left - left - shades
    wide = (wide - shades - between) / 2.0 if beside_it else wide
    room = Room(left, below(across, wide, medium), shades, 2.0 * line)
    if beside_it:
        return beside_each_other(page, room, between)
    first, second = panels(page, 2, 1, room)
    return first, second


def _most(numbers: pd.DataFrame) -> float:
    """A round number not below the largest mean."""
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(0.0, numbers[EXITS].max())
    return float(ticks[-1]) or 1.0


def _grid(across: KeyAxis, up: KeyAxis, values: pd.Series) -> Floats:
    """(places up, places across) values; nan where there is no run."""
    grid = np.full((len(up.places), len(across.places)), np.nan)
    rows = np.searchsorted(up.places, up.at), np.searchsorted(across.places, across.at)
    grid[rows] = values.to_numpy(float)
    return grid


def _edges(axis: KeyAxis) -> Floats:
    """Where cells meet: half-way between places, as the eye measures."""
    places = axis.straight(axis.places)
    middles = (places[1:] + places[:-1]) / 2.0
    ends = np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])
    return np.exp(ends) if axis.scale == "log" else ends


def _map(
    page: Sheet, axes: Axes, grid: Floats, top: float, what: str, view: SweepView, across: KeyAxis,
    up: KeyAxis,
) -> None:  # fmt: skip
    """Cells in shades, those without runs hatched, and a bar that says what shades mean."""
    put(axes, across, view.medium)
    put(axes, up, view.medium, across=False)
    x, y = _edges(across), _edges(up)
    if np.isnan(grid).any():
        axes.fill_between(x[[0, -1]], y[0], y[-1], facecolor=EMPTY, edgecolor=HATCH, hatch="/////",
                          lw=0.0, zorder=0)  # fmt: skip
    axes.pcolormesh(
        x, y, np.ma.masked_invalid(grid), cmap=SHADES, vmin=0.0, vmax=top,
        rasterized=grid.size > MANY, zorder=1,
    )  # fmt: skip
    axes.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    for spine in axes.spines.values():
        spine.set_visible(True)
    axes.set_title(what, loc="left", size=view.medium.text, pad=0.75 * view.medium.small)
    _bar(page, axes, top, view)


def _bar(page: Sheet, axes: Axes, top: float, view: SweepView) -> None:
    """The scale beside a map."""
    line, box = view.medium.text / POINTS, axes.get_position()
    wide, high = page.figure.get_size_inches()
    left = box.x1 * wide + 0.7 * line
    bar = page.axes(left, box.y0 * high, left + 0.9 * line, box.y1 * high)
    shades = ScalarMappable(Normalize(0.0, top), SHADES)
    page.figure.colorbar(shades, cax=bar)
    bar.set_label(BAR)
    bar.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    bar.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    bar.tick_params(labelsize=view.medium.small)


def _tipping_line(
    axes: Axes, across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame, view: SweepView
) -> None:
    """The line of one half between the middles of cells, dark with a pale rim.

    Among many small cells thin lines on either side of it show where intervals begin to contain
    one half.
    """
    ends = ENDS[:1] if _few(across, up) else ENDS
    for end in ends:
        width = view.medium.line * (LINE if end == "" else 0.6)
        lines = axes.contour(
            across.places, up.places,
            np.ma.masked_invalid(_grid(across, up, numbers[f"{CASCADE}{end}"])), levels=[HALF],
            colors=[INK], linewidths=[width], linestyles=["-" if end == "" else DASHES], zorder=3,
        )  # fmt: skip
        if end == "":
            rim = Stroke(linewidth=RIM * view.medium.line, foreground="white")
            lines.set_path_effects([rim, Normal()])


def _dots(axes: Axes, across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame, view: SweepView) -> None:
    """A dot in each cell whose interval contains one half, above the line that runs there too."""
    rows = (numbers[SIDE] == "undecided").to_numpy()
    line = view.medium.line
    cell = axes.get_position().width * view.medium.width * POINTS / len(across.places)
    size = min(DOT * line, 0.5 * cell)
    axes.plot(across.at[rows], up.at[rows], ls="", marker="o", ms=size, color=INK, mec="white",
              mew=0.2 * size, zorder=5)  # fmt: skip


def _sentence(view: SweepView, across: KeyAxis, up: KeyAxis, numbers: pd.DataFrame) -> str:
    rows = rows_of(numbers.assign(_x=across.at, _y=up.at))
    counts = numbers[SIDE].value_counts()
    above, below_, between = (int(counts.get(side, 0)) for side in ("above", "below", "undecided"))
    ends = [
        (what, pick(rows, key=lambda row: row[EXITS]))
        for what, pick in (("Fewest", min), ("Most", max))
    ]
    told = " ".join(f"{what}: {_cell(row, across, up)}." for what, row in ends)
    return (
        f"Chance of a cascade and expected exits from {view.the_treaty} over {across.label} and "
        f"{up.label}, {view.so_many_runs} of “{view.title}”. A cascade is likelier than not at "
        f"{counted(above, 'point')} and less likely at {below_:,}; at {between:,} the runs are too "
        f"few to say. {told} {view.cascade}{view.lacking}"
    )


def _cell(row: Mapping[str, Any], across: KeyAxis, up: KeyAxis) -> str:
    return (
        f"{number(row[EXITS])} exits, a cascade in {percent(row[CASCADE])} of runs, where "
        f"{across.words} is {across.told(row['_x'])} and {up.words} is {up.told(row['_y'])}"
    )
