"""Theory beside simulation: how a figure marks and names what a theory predicts.

Diamonds and a thin line in one colour; grey and dashed where the theory does not hold by its own
account, and the key says why.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.lines import Line2D

from simulation.figures.style import FAINT, Medium
from simulation.figures.view import number
from simulation.predictions.theory import BY_MONTH, EXITS, MEAN_EXITS, spoken

GREEN = "#009e73"
"""Theory: bluish green of Okabe and Ito (2008)."""
DASHES = (0, (4, 2))
SMALLEST_BAR = 0.0005
"""Predicted share of runs below which a bar that no run reached is not marked."""


@dataclass(frozen=True, eq=False)
class Overlay:
    """What one theory says of one quantity."""

    method: str
    why_not: str
    """Why it is unreliable here; empty: it is reliable."""
    at: pd.Series
    """Numbers of exits, or of the months; nothing where there is one value."""
    values: pd.Series

    @property
    def colour(self) -> str:
        """Grey where it is unreliable."""
        return FAINT if self.why_not else GREEN

    @property
    def name(self) -> str:
        """As in "theory: Gleeson-Cahalane"."""
        return f"theory: {spoken(self.method)}"

    @property
    def caveat(self) -> str:
        """As in " (unreliable here: only 75 % of runs take off)"; empty where it is reliable."""
        why = self.why_not.rstrip(".")
        return f" (unreliable here: {why[:1].lower()}{why[1:]})" if why else ""

    def line(self, medium: Medium) -> dict[str, Any]:
        """How its line is drawn."""
        dashes = DASHES if self.why_not else "-"
        return {"color": self.colour, "linestyle": dashes, "linewidth": 0.6 * medium.line}

    def diamonds(self, medium: Medium) -> dict[str, Any]:
        """How its marks are drawn: hollow, so that they stand out from bars and lines below."""
        return {
            "marker": "D", "markerfacecolor": "white", "markeredgecolor": self.colour,
            "markersize": 2.2 * medium.line, "markeredgewidth": 0.6 * medium.line,
        }  # fmt: skip

    def key(self, medium: Medium, marks: bool) -> Line2D:
        """Its mark in a key, with diamonds or without."""
        return Line2D([], [], **self.line(medium), **(self.diamonds(medium) if marks else {}))


def chances(predictions: pd.DataFrame) -> Overlay | None:
    """Chance of each number of exits; None where no theory says it."""
    return _overlay(predictions, EXITS)


def path(predictions: pd.DataFrame) -> Overlay | None:
    """Expected exits month by month; None where no theory says them."""
    return _overlay(predictions, BY_MONTH)


def mean(predictions: pd.DataFrame) -> Overlay | None:
    """Expected exits by the last month; None where no theory says them."""
    return _overlay(predictions, MEAN_EXITS)


def _overlay(predictions: pd.DataFrame, quantity: str) -> Overlay | None:
    """The first theory of a quantity that holds; if none does, the first."""
    about = predictions[predictions["quantity"] == quantity]
    if about.empty:
        return None
    holding = about[about["reliable"].astype(bool)]
    best = about if holding.empty else holding
    method = best["method"].iloc[0]
    rows = best[best["method"] == method].sort_values("at")
    return Overlay(str(method), str(rows["why"].iloc[0]), rows["at"], rows["value"])


def said_of_mean(about: Overlay, in_full: bool) -> str:
    """A sentence for someone who cannot see the figure; in_full: the whole law is drawn."""
    drawn = "; its law is drawn as diamonds" if in_full else ""
    expected = number(float(about.values.iloc[0]))
    return f"T{about.name[1:]} expects {expected} exits{drawn}{about.caveat}."
