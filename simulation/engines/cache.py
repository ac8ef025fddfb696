"""Where compiled code is kept between calls: a folder named by what it was compiled from.

Numba's own cache looks only at the file of the function it compiles, so it would answer an edit of
a rule kept in another file with the old rule.  Here the folder's name is a hash of every function
that the kernel is made of, so an edited rule is never answered with old code.  What counts is the
function as it was loaded, not its file as it lies on the disk by now: a file that was edited after
its import must not give its name to the code of before.  Where no folder can be written, nothing is
kept.
"""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import platformdirs

FORGOTTEN_DAYS = 30
"""Code that was not used for so long is deleted."""

_NAME_LENGTH = 24


def folder(functions: Iterable[Callable[..., Any]], *versions: str) -> Path | None:
    """A writable folder for code compiled from these functions; None if there is none.

    versions: of whatever compiles them.  The folder lies below $SNOWBALL_CACHE_DIR, or else in the
    user's cache folder.
    """
    digest = hashlib.sha256(repr((sys.version, versions)).encode())
    for function in functions:
        digest.update("\0".join(_text(function)).encode())
    chosen = os.environ.get("SNOWBALL_CACHE_DIR")
    base = Path(chosen).absolute() if chosen else Path(platformdirs.user_cache_dir("snowball"))
    if not base.is_absolute():  # a home that cannot be told
        return None
    place = base / "compiled" / digest.hexdigest()[:_NAME_LENGTH]
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            os.utime(place)
    except OSError:
        return None
    _forget(place)
    return place


def _text(function: Callable[..., Any]) -> Iterator[str]:
    """All that decides what a plain function does: its code, and what the names in it stand for."""
    code, variables = function.__code__, function.__globals__
    yield f"{function.__module__}.{function.__qualname__}"
    yield repr((code.co_code, code.co_consts, code.co_names, code.co_varnames))
    yield repr((function.__defaults__, function.__kwdefaults__))
    for name in code.co_names:
        value = variables.get(name)
        if isinstance(value, int | float | str | tuple):
            yield f"{name} = {value!r}"
        else:
            yield f"{name} is {getattr(value, '__module__', '')}.{getattr(value, '__name__', '')}"


def _forget(place: Path) -> None:
    """Delete folders of other sources that nobody has used for long; each use renews a folder."""
    limit = time.time() - FORGOTTEN_DAYS * 86400
    with contextlib.suppress(OSError):
        for other in place.parent.iterdir():
            ours = len(other.name) == _NAME_LENGTH and set(other.name) <= set("0123456789abcdef")
            if ours and not other.is_symlink() and other.stat().st_mtime < limit:
                shutil.rmtree(other, ignore_errors=True)
