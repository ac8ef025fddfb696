"""A key of a design as an axis: numbers to scale, logarithms, or steps with a name each."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from simulation.figures.key_words import unit_of
from simulation.figures.letters import drawable
from simulation.figures.sheet import LEADING
from simulation.figures.style import POINTS, Medium, shortened, text_width, wrapped
from simulation.scenario.sweep_ranges import is_range
from simulation.world.world import Floats

Scale = Literal["linear", "log", "steps"]
UNEVEN = 10.0
"""Listed numbers whose steps differ more than so many times are drawn in even steps."""
NAMED = 12
"""More numbers than so many are never drawn in even steps."""
UNSAID = "as in the scenario"
"""What a key is where the design does not say."""
LINES = 3
"""A name below an axis takes so many lines at most."""


@dataclass(frozen=True, eq=False)
class KeyAxis:
    """One key: what it is called, and where each point of the design stands along it."""

    key: str
    words: str
    unit: str
    scale: Scale
    at: Floats
    """(points,) the number itself; with steps the number of the step, from 0."""
    names: tuple[str, ...]
    """Of the steps; empty for numbers to scale."""
    ascending: bool = True
    """The key takes numbers only, so that its first place is its lowest."""

    @property
    def label(self) -> str:
        """As in "border weight (log pressure)"."""
        return " ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """The words and, where there is one, the unit in brackets."""
        return (drawable(self.words), f"({self.unit})") if self.unit else (drawable(self.words),)

    @property
    def places(self) -> Floats:
        """Where points stand, each place once, ascending."""
        return np.unique(self.at)

    def told(self, place: float) -> str:
        """What the key is at a place, as text."""
        return self.names[round(place)] if self.names else short_number(place)

    def straight(self, at: Floats) -> Floats:
        """Places as the eye measures them: logarithms on a logarithmic axis."""
        return np.log(at) if self.scale == "log" else at

    def back(self, at: float) -> float:
        """A place from what ``straight`` gives."""
        return math.exp(at) if self.scale == "log" else at


def axis_of(key: str, words: str, values: pd.Series, said: Any) -> KeyAxis:  # noqa: ANN401
    """The axis of a key; said: what ``sweep.vary`` says of it, None: nothing."""
    numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if numbers and not values.isna().any():
        at = values.to_numpy(np.float64)
        scale = _scale(np.unique(at), said)
        if scale != "steps":
            return KeyAxis(key, words, unit_of(key), scale, at, ())
        return KeyAxis(key, words, unit_of(key), "steps", _places(at),
                       tuple(map(short_number, np.unique(at))))  # fmt: skip
    texts = [_text(value) for value in values]
    names = _in_order(texts, said)
    place = {name: float(number) for number, name in enumerate(names)}
    at = np.array([place[text] for text in texts])
    return KeyAxis(key, words, unit_of(key), "steps", at, tuple(map(drawable, names)), False)


def _places(at: Floats) -> Floats:
    return np.searchsorted(np.unique(at), at).astype(np.float64)


def _scale(places: Floats, said: Any) -> Scale:  # noqa: ANN401
    """A range says its own; of a list the scale in which its steps are most alike."""
    if isinstance(said, Mapping) and is_range(said):
        return "log" if said.get("scale") == "log" else "linear"
    if not 3 <= len(places) <= NAMED or _unevenness(places) <= UNEVEN:
        return "linear"
    if places[0] > 0.0 and _unevenness(np.log(places)) <= UNEVEN:
        return "log"
    return "steps"


def _unevenness(places: Floats) -> float:
    steps = np.diff(places)
    return float(steps.max() / steps.min())


def _text(value: object) -> str:
    """A value of a key as text; numbers short."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return UNSAID
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | float | np.number):
        return short_number(float(value))
    return str(value)


def _in_order(texts: Sequence[str], said: Any) -> list[str]:  # noqa: ANN401
    """Names in the order of the list that the sweep gives, others behind as they come."""
    listed = said if isinstance(said, list | tuple) else ()
    plain = [
        _text(one if isinstance(one, str | int | float) else json.dumps(one)) for one in listed
    ]
    found = dict.fromkeys(texts)
    return [*dict.fromkeys(text for text in plain if text in found),
            *(text for text in found if text not in plain)]  # fmt: skip


def short_number(value: float) -> str:
    """A number in few figures.

    >>> short_number(0.1), short_number(20000.0), short_number(1e-05)
    ('0.1', '20,000', '1e-05')
    """
    whole = float(value).is_integer() and abs(value) < 1e6
    return f"{value:,.0f}" if whole else f"{value:.3g}"


def put(
    axes: Axes, one: KeyAxis, medium: Medium, across: bool = True, most: int = 6,
    size: float | None = None,
) -> None:  # fmt: skip
    """Make a key the horizontal or the upright axis: label, ticks and scale, limits excepted.

    most: ticks with numbers, at most.  size: of the label's type, None: as of other labels.
    """
    axis, size = axes.xaxis if across else axes.yaxis, size or medium.text
    wide, tall = _inches(axes)
    lines = label_lines(one, wide if across else tall, size)
    axis.set_label_text("\n".join(lines), size=size)
    if one.scale == "log":
        (axes.set_xscale if across else axes.set_yscale)("log")
    axis.set_minor_locator(NullLocator())
    if one.names:
        _named(axes, axis, one, medium, across)
        return
    if one.scale == "log":
        axis.set_major_locator(FixedLocator(log_ticks(one.places[0], one.places[-1], most)))
    elif len(one.places) == 1:
        axis.set_major_locator(FixedLocator([float(one.places[0])]))
    else:
        axis.set_major_locator(MaxNLocator(nbins=most - 1, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))


def _inches(axes: Axes) -> tuple[float, float]:
    """Width and height of axes."""
    box, dots = axes.get_window_extent(), axes.figure.dpi
    return float(box.width / dots), float(box.height / dots)


def _named(axes: Axes, axis: Axis, one: KeyAxis, medium: Medium, across: bool) -> None:
    """Names of steps: wrapped below an axis, shortened beside it; not all where there are many."""
    wide, tall = _inches(axes)
    room = wide / len(one.names) if across else 1.4 * medium.small / POINTS
    every = _every(one, wide, medium) if across else math.ceil(room * len(one.names) / tall)
    shown = range(0, len(one.names), every)
    names = [
        name_lines(one.names[step], 0.94 * every * room, medium) if across
        else shortened(one.names[step], NAME_ROOM * medium.inner, medium.small)
        for step in shown
    ]  # fmt: skip
    axis.set_major_locator(FixedLocator([float(step) for step in shown]))
    axis.set_major_formatter(FixedFormatter(names))


def _every(one: KeyAxis, wide: float, medium: Medium) -> int:
    """Each so manieth name is told below an axis: names in even narrower columns say nothing."""
    return max(1, math.ceil(NARROWEST * medium.small / POINTS * len(one.names) / wide))


NARROWEST = 3.0
"""In type sizes."""
NAME_ROOM = 0.22
"""Share of the width that names of steps beside an axis take at most."""


def name_lines(name: str, inches: float, medium: Medium) -> str:
    """A name in a few lines, broken behind hyphens and underscores first."""
    loose = name.replace("-", "-\n").replace("_", "_\n")
    lines: list[str] = []
    for piece in loose.split("\n"):
        longer = f"{lines[-1]}{piece}" if lines else piece
        if lines and text_width(longer, medium.small) <= inches:
            lines[-1] = longer
        else:
            words = wrapped(piece, inches, medium.small) if " " in piece else [piece]
            lines += [shortened(word, inches, medium.small) for word in words]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], shortened("".join(lines[LINES - 1 :]), inches, medium.small)]
    return "\n".join(lines)


def label_lines(one: KeyAxis, inches: float, size: float) -> list[str]:
    """A key's label along an axis of some length; the unit may go to a line of its own."""
    longest = 1.15 * inches
    if text_width(one.label, size) <= longest or not one.unit:
        return wrapped(one.label, longest, size, most=2)
    words, unit = (shortened(part, longest, size) for part in one.parts)
    return [words, unit]


def below(one: KeyAxis, inches: float, medium: Medium, size: float | None = None) -> float:
    """Room below a horizontal axis of some length for its ticks and its label, inches."""
    size = size or medium.text
    column = 0.94 * inches / max(1, len(one.names)) * _every(one, inches, medium)
    names = max((name_lines(name, column, medium).count("\n") + 1 for name in one.names), default=1)
    label = len(label_lines(one, inches, size))
    return (names * medium.small + label * size) * LEADING / POINTS + 0.8 * medium.text / POINTS


def beside(one: KeyAxis, inches: float, medium: Medium) -> float:
    """Room left of an upright axis of some height for its ticks and its label, inches."""
    names = [shortened(name, NAME_ROOM * medium.inner, medium.small) for name in one.names]
    longest = max((text_width(name, medium.small) for name in names or ["0.00"]), default=0.0)
    return longest + (0.9 + 1.3 * len(label_lines(one, inches, medium.text))) * medium.text / POINTS


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers on a logarithmic axis, at most so many.

    >>> log_ticks(0.01, 1.0, 6), log_ticks(2.0, 30.0, 6)
    ([0.01, 0.03, 0.1, 0.3, 1.0], [2.0, 5.0, 10.0, 20.0])
    """
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{step}e{decade}") for decade in decades for step in steps]
        inside = [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]
        if 2 <= len(inside) <= most:
            return inside
    whole = [10.0**decade for decade in decades if low * 0.999 <= 10.0**decade <= high * 1.001]
    return whole[:: math.ceil(len(whole) / most)] if whole else [low, high]
