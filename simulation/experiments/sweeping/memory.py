"""Where Arrow takes its memory from while a sweep runs."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def kept_at_hand() -> Iterator[None]:
    """Arrow asks the system's allocator, which keeps at hand what is given back to it.

    Arrow's own returns it soon, and a sweep takes and gives back the same few hundred kilobytes at
    every point: to be given their pages anew costs more than what is then done with them.
    """
    import pyarrow as pa

    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)
