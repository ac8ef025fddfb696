"""Work done side by side on threads, its results taken in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")


def in_order(
    one: Callable[[Task], Done], tasks: Iterable[Task], workers: int, ahead: int, name: str
) -> Iterator[Done]:
    """Results of all tasks in their order.

    workers: threads.  ahead: for each of them, how many tasks are begun or finished before their
    turn.  That bounds memory, and when one fails or the user interrupts, little is left to wait
    for.  name: what the threads' names begin with.
    """
    left = iter(tasks)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name) as pool:
        begun = deque(pool.submit(one, task) for task in islice(left, ahead * workers))
        try:
            while begun:
                done = begun.popleft().result()
                begun.extend(pool.submit(one, task) for task in islice(left, 1))
                yield done
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
