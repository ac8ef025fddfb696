"""Where tasks run: on threads of this process, or elsewhere (``cluster``).  Neither changes a row.

Tasks come back in any order.  Only a few are begun ahead, so that little is lost when a sweep is
interrupted, and so that memory does not grow with their number.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from simulation.experiments.sweeping.task import Done, Work, carry_out
from simulation.experiments.sweeping.worlds import Worlds

Place = Callable[[Iterator[Work]], Iterator[tuple[Work, Done]]]
"""Runs tasks, and hands back each with what it left."""


def on_threads(workers: int, worlds: Worlds, works: Iterator[Work]) -> Iterator[tuple[Work, Done]]:
    """Tasks on threads of this process."""
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
