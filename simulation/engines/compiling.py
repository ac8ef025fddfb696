"""The compiler: plain functions become one kernel, kept between calls.  The only file with numba.

No fast-math: products and sums are never contracted or reordered, so compiled functions give the
bits that the same text gives when it is interpreted.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numba
from numba.extending import register_jitable

from simulation.engines import cache

Function = Callable[..., Any]
Kernel = Callable[..., Any]

_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}

_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""For what only compiled code calls.  One set of options for all, or parts are compiled twice."""

_known: set[Function] = set()
"""Functions that compiled code may call."""

FOLDERS: dict[str, Path | None] = {}
"""Name of a kernel -> where its code is kept; None: nowhere."""


def kernel(function: Function, theory: Sequence[Function], steps: Sequence[Function]) -> Kernel:
    """A plain function, compiled when first called, with all that it calls.

    theory: the rules themselves, the text that the other engine interprets.  steps: what gathers,
    calls and commits.
    """
    for part in (*theory, *steps):
        if part not in _known:
            register_jitable(**_OPTIONS, **_INSIDE)(part)
            _known.add(part)
    place = cache.folder((*theory, *steps, function), numba.__version__)
    FOLDERS[function.__name__] = place
    with _kept_in(place):
        made: Kernel = numba.njit(cache=place is not None, no_cfunc_wrapper=True, **_OPTIONS)(
            function
        )
    return made


def call(kernel: Kernel, *arguments: object) -> None:
    """Call a kernel, whether or not its code can be kept."""
    try:
        kernel(*arguments)
    except OSError:  # the code was compiled, but could not be kept: a full disk, a deleted folder
        kernel(*arguments)


@contextlib.contextmanager
def _kept_in(place: Path | None) -> Iterator[None]:
    """Point numba's cache at a folder, and give it back to whoever set it."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = before if place is None else str(place)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before
