"""Where compiled code is kept between calls: a folder named by what it was compiled from.

Numba's own cache looks only at the file of the function it compiles, so it would answer an edit of
a rule kept in another file with the old rule.  Here the folder's name is a hash of every source
that the kernels are made of, so an edited rule is never answered with old code.  Where no folder
can be written, nothing is kept.
"""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import numba
import platformdirs

_PACKAGE = Path(__file__).parent.parent
_saved: list[str] = []


def sources() -> list[Path]:
    """The files that compiled code depends on: the theory, chance and the engines."""
    folders = (_PACKAGE / "model", _PACKAGE / "engines")
    return [_PACKAGE / "chance.py", *(f for d in folders for f in sorted(d.glob("*.py")))]


def folder() -> Path | None:
    """A writable folder for code compiled from the sources as they stand; None if there is none."""
    digest = hashlib.sha256(numba.__version__.encode())
    try:
        for source in sources():
            digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    except OSError:
        return None
    base = os.environ.get("SNOWBALL_CACHE_DIR") or platformdirs.user_cache_dir("snowball")
    place = Path(base) / "compiled" / digest.hexdigest()[:24]
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError:
        return None


def begin() -> bool:
    """Point numba's cache at our folder; False where code cannot be kept."""
    _saved.append(numba.config.CACHE_DIR)
    place = folder()
    if place is not None:
        numba.config.CACHE_DIR = str(place)
    return place is not None


def end() -> None:
    """Give numba's cache folder back to whoever set it."""
    with contextlib.suppress(IndexError):
        numba.config.CACHE_DIR = _saved.pop()
