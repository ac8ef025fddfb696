"""Letters that can be drawn: what the font lacks becomes a question mark, not a box."""

import re
import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from simulation.figures.style import FAMILY

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls that turn the direction of reading of whatever follows."""
UNSEEN = ("Cc", "Cf", "Cs", "Mn", "Me")
"""Controls, joiners and marks on the letter before: dropped where the font lacks them."""
SELECTORS = re.compile("[\ufe00-\ufe0f]")
"""Ask for another picture of the letter before: nothing by themselves."""


@cache
def _drawn() -> frozenset[int]:
    """Characters that the font holds in each weight we use."""
    weights = (FontProperties(family=FAMILY, weight=weight) for weight in ("normal", "bold"))
    held = (get_font(findfont(weight)).get_charmap() for weight in weights)
    return frozenset.intersection(*map(frozenset, held))


def read_straight(words: str) -> str:
    r"""A text on one line, without controls that turn the direction of reading.

    >>> read_straight("one \u202etwo\nthree")
    'one two three'
    """
    return re.sub(r"\s+", " ", TURNING.sub("", words)).strip()


def drawable(words: str) -> str:
    r"""A text in letters that the font holds; each run of others is one question mark.

    >>> drawable("Ottawa \u6761\u7d04, \U0001f4a3 or not"), drawable("Türkiye")
    ('Ottawa ?, ? or not', 'Türkiye')
    """
    kept = [_drawable(letter) for letter in SELECTORS.sub("", words)]
    return re.sub("\0+", "?", "".join(kept))


def _drawable(letter: str) -> str:
    """The letter itself, nothing for what is unseen, a zero character for what is lacking."""
    if letter in "\n\t\r":
        return " "
    kind = unicodedata.category(letter)
    if ord(letter) in _drawn() and kind not in UNSEEN[:2]:
        return letter
    return "" if kind in UNSEEN else "\0"
