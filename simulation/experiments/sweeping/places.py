"""Where tasks run: on threads of this process, or on a cluster.  Neither changes a row.

Tasks come back in any order.  Only a few are begun ahead, so that little is lost when a sweep is
interrupted, and so that memory does not grow with their number.
"""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Any

from simulation.experiments.sweeping.task import Done, Work, carry_out
from simulation.experiments.sweeping.worlds import Worlds
from simulation.outcomes.manifest import PACKAGE, theory_hash
from simulation.scenario.faults import InputFault

Place = Callable[[Iterator[Work]], Iterator[tuple[Work, Done]]]
"""Runs tasks, and hands back each with what it left."""

AHEAD = 2
"""Tasks begun for each thread."""


def on_threads(workers: int, works: Iterator[Work]) -> Iterator[tuple[Work, Done]]:
    """Tasks on threads of this process."""
    worlds = Worlds()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="tasks")
    begun: dict[Future[Done], Work] = {}
    try:
        begun |= {pool.submit(carry_out, work, worlds): work for work in islice(works, workers + 1)}
        while begun:
            for future in wait(begun, return_when=FIRST_COMPLETED).done:
                work = begun.pop(future)
                begun |= {pool.submit(carry_out, one, worlds): one for one in islice(works, 1)}
                yield work, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def on_cluster(address: str, threads: int, works: Iterator[Work]) -> Iterator[tuple[Work, Done]]:
    """Tasks on the workers of a Dask cluster; one that dies is survived: its task runs elsewhere.

    threads: on which a worker runs the points of a task.  Raises InputFault where there is no such
    cluster, or where a worker has another version of the theory.
    """
    distributed = _distributed()
    with _client(distributed, address) as client:
        awaited = distributed.as_completed()
        begun: dict[str, Work] = {}

        def begin(some: int) -> None:
            for work in islice(works, some):
                future = client.submit(carry_out_there, work, threads, pure=False)
                begun[future.key] = work
                awaited.add(future)

        begin(AHEAD * max(1, sum(client.nthreads().values())))
        ours = theory_hash(PACKAGE)
        for future in awaited:
            theory, done = future.result()
            if theory != ours:
                raise InputFault(
                    f"--scheduler: a worker at {address} has another version of the theory; install"
                    " the same version of this package there"
                )
            yield begun.pop(future.key), done
            begin(1)


def carry_out_there(work: Work, threads: int) -> tuple[str, Done]:
    """Carry out a task in a worker process; with it the version of the theory it has."""
    return _theory_here(), carry_out(work, _worlds_here(), threads)


@functools.cache
def _theory_here() -> str:
    return theory_hash(PACKAGE)


@functools.cache
def _worlds_here() -> Worlds:
    return Worlds()


def _distributed() -> Any:  # noqa: ANN401 (a library that need not be installed)
    try:
        import distributed
    except ImportError:
        raise InputFault(
            "--scheduler: a cluster needs Dask: pip install 'treaty-snowball[cluster]'"
        ) from None
    return distributed


def _client(distributed: Any, address: str) -> Any:  # noqa: ANN401
    try:
        return distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        why = " ".join(str(fault).split())[:200]
        raise InputFault(
            f"--scheduler: {address!r} cannot be reached ({why}); give the address that"
            " `dask scheduler` prints, as in tcp://127.0.0.1:8786"
        ) from None
