"""Maps as drawn: land filled by what it is, dots for small states, codes in Europe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize, to_rgba
from matplotlib.patheffects import Normal, Stroke

from simulation.figures.land import Land, europe, in_europe
from simulation.figures.style import CHANCES, GREY, INK, POINTS, SEA, text_width

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

CHANCE, HELD, FORCED, GONE, OUTSIDE, TERRITORY = (
    "may leave", "held or suspended", "moved by a dated event", "gone at the start", "not a party",
    "other territory",
)  # fmt: skip
"""What land is on the map; the key's words."""


@dataclass(frozen=True)
class Look:
    """Fill, hatching and border of one kind of land."""

    fill: str
    hatch: str
    line: str


LOOKS: Mapping[str, Look] = {
    CHANCE: Look("", "", "#8c8c8c"),
    HELD: Look("#dbe9f6", "....", "#4f7fb0"),
    FORCED: Look("#dbe9f6", "xxxx", "#0b3d73"),
    GONE: Look("#b9a3c9", "----", "#5e4275"),
    OUTSIDE: Look(GREY, "/////", "#a3a3a3"),
    TERRITORY: Look("#ececec", "", "#c4c4c4"),
}
FIRST_LABELS = ("EST", "LVA", "LTU")
"""Labelled before the others: the reader looks for them, and they are small."""
LABEL_SHARE = 36.0
"""Width of the map of Europe in type sizes of its labels: EST is then as wide as Estonia."""
LABEL_ROOM = 0.7
"""Other states are labelled where so much of the label's height fits onto their land."""
BORDER, DOT = 0.0012, 0.0115
"""Widths of borders and of dots by the width of their map."""
DARK = 0.7
"""Share of the colour scale from which white letters have more contrast than dark ones."""


@dataclass(frozen=True, eq=False)
class Colours:
    """How each state is filled."""

    kinds: Mapping[str, str]
    """Kind of land by state; territories are under the empty identifier."""
    percents: Mapping[str, float]
    scale: Normalize

    def of(self, state: str) -> tuple[float, float, float, float]:
        """Fill of a state."""
        if self.kinds[state] != CHANCE:
            return to_rgba(LOOKS[self.kinds[state]].fill)
        return to_rgba(mpl.colormaps[CHANCES](self.scale(self.percents[state])))

    def ink(self, state: str) -> str:
        """Colour of letters that can be read on a state's fill."""
        light = self.kinds[state] != CHANCE or self.scale(self.percents[state]) <= DARK
        return INK if light else "white"


def fill(axes: Axes, land: Land, colours: Colours) -> None:
    """Fill the land of a map, each kind in its look, over the sea; small states get dots."""
    left, bottom, right, top = land.box
    axes.set(xlim=(left, right), ylim=(bottom, top))
    axes.set_axis_off()
    axes.fill(land.edge[:, 0], land.edge[:, 1], facecolor=SEA, edgecolor="none", zorder=0)
    for kind, look in LOOKS.items():
        states = [state for state in land.shapes if colours.kinds[state] == kind]
        shapes = PathCollection(
            [land.shapes[state] for state in states], hatch=look.hatch or None,
            facecolor=[colours.of(state) for state in states],
            edgecolor=look.line, linewidth=BORDER * _points_wide(axes),
        )  # fmt: skip
        axes.add_collection(shapes, autolim=False)
        _dots(axes, land, kind, colours)


def _points_wide(axes: Axes) -> float:
    """Width of a map as drawn, points."""
    return float(axes.get_window_extent().width / axes.figure.dpi * POINTS)


def _dots(axes: Axes, land: Land, kind: str, colours: Colours) -> None:
    """Small states of one kind; on the world map those of Europe are left to the enlarged map."""
    near = land is europe()
    seen = [state for state in land.dots if near or not in_europe(state)]
    states = [state for state in seen if colours.kinds[state] == kind]
    if states:
        x, y = np.array([land.dots[state] for state in states]).T
        axes.scatter(
            x, y, s=(DOT * _points_wide(axes)) ** 2, c=[colours.of(state) for state in states],
            edgecolors=LOOKS[kind].line, linewidths=BORDER * _points_wide(axes), zorder=3,
        )  # fmt: skip


def label(axes: Axes, colours: Colours) -> None:
    """Codes of the states of Europe, the Baltic states first; none overlaps another."""
    points = _points_wide(axes) / LABEL_SHARE
    kilometre = points * LABEL_SHARE / (europe().box[2] - europe().box[0])
    taken: list[Box] = []
    for state in _in_order_of_interest(colours):
        x, y, room = europe().labels[state]
        box = _label_box(state, (x, y), points, kilometre)
        roomy = room * kilometre > LABEL_ROOM * points / 2 or state in FIRST_LABELS
        if roomy and _free(box, taken):
            taken.append(box)
            _write_code(axes, state, points, colours)


def _in_order_of_interest(colours: Colours) -> list[str]:
    others = (state for state in europe().labels if state not in FIRST_LABELS)
    likeliest = sorted(others, key=lambda s: (-np.nan_to_num(colours.percents[s]), s))
    return [*FIRST_LABELS, *likeliest]


def _write_code(axes: Axes, state: str, points: float, colours: Colours) -> None:
    """A state's code, with a rim of its land's colour where it reaches beyond the land."""
    x, y, _ = europe().labels[state]
    rim = Stroke(linewidth=0.18 * points, foreground=colours.of(state))
    axes.text(
        x, y, state, size=points, color=colours.ink(state), zorder=4, ha="center", va="center",
        gid=f"label-{state}", path_effects=[rim, Normal()],
    )  # fmt: skip


def _label_box(state: str, spot: tuple[float, float], points: float, kilometre: float) -> Box:
    """Box of a label with a little air around it, km; ``kilometre`` in points."""
    wide = 0.55 * text_width(state, points) * POINTS / kilometre
    tall = 0.55 * points / kilometre
    return spot[0] - wide, spot[1] - tall, spot[0] + wide, spot[1] + tall


def _free(box: Box, taken: Sequence[Box]) -> bool:
    left, bottom, right, top = europe().box
    inside = left < box[0] and bottom < box[1] and box[2] < right and box[3] < top
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in taken
    )
