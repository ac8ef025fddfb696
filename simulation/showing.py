"""A function whose result cannot show itself becomes one whose result can."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")
Shown = TypeVar("Shown")


def showing(
    made: Callable[Given, Found], dressed: Callable[[Found], Shown]
) -> Callable[Given, Shown]:
    """The same function, giving what ``dressed`` makes of its result.

    >>> showing(int, str)("7")
    '7'
    """

    @functools.wraps(made)
    def shown(*given: Given.args, **named: Given.kwargs) -> Shown:
        """As ``made``."""
        return dressed(made(*given, **named))

    return shown
