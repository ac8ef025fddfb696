"""Tasks on a Dask cluster, which may lose workers, all of them, or its scheduler."""

import asyncio
import contextlib
import functools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any

from simulation.experiments.sweeping.task import Done, Work, carry_out
from simulation.experiments.sweeping.worlds import Worlds
from simulation.outcomes.manifest import PACKAGE, data_files, theory_hash
from simulation.scenario.faults import InputFault, escaped

AHEAD = 2
"""Tasks begun for each thread."""

PATIENCE = 60.0
"""Seconds for which a cluster may be without any worker."""

GLANCE = 5.0
"""Seconds between looks at whether there are workers."""

SECONDS = 8
"""To connect in."""


def on_cluster(address: str, threads: int, works: Iterator[Work]) -> Iterator[tuple[Work, Done]]:
    """Tasks on the workers of a Dask cluster; one that dies is survived: its task runs elsewhere.

    threads: on which a worker runs the points of a task.  Raises InputFault where there is no such
    cluster, where all its workers are gone, and where a worker has another version of the theory,
    or other data files.
    """
    distributed = _distributed()
    with _quiet(), _client(distributed, address) as client:
        begun: dict[str, Work] = {}
        ended: SimpleQueue[Any] = SimpleQueue()

        def begin(some: int) -> None:
            """Hand some more tasks to the cluster."""
            for work in islice(works, some):
                future = client.submit(carry_out_there, work, threads, pure=False)
                begun[future.key] = work
                future.add_done_callback(ended.put)  # which holds on to the future till then

        begin(AHEAD * max(1, sum(client.nthreads().values())))
        while begun:
            future = _patiently(lambda seconds: ended.get(timeout=seconds), client, address)
            left = _patiently(partial(_result, distributed, future, address), client, address)
            work = begun.pop(future.key)
            yield work, _checked(left, work, address)
            begin(1)


def carry_out_there(work: Work, threads: int) -> tuple[dict[str, Any], Done]:
    """Carry out a task in a worker process; with it what the worker has of what decides rows."""
    return _ground(work, _theory_here()), carry_out(work, _worlds_here(), threads)


def _ground(work: Work, theory: str) -> dict[str, Any]:
    """Theory and data files that a task rests on."""
    return {"theory": theory, "files": [data_files(job.scenario) for job in work.jobs]}


@functools.cache
def _theory_here() -> str:
    return theory_hash(PACKAGE)


@functools.cache
def _worlds_here() -> Worlds:
    return Worlds()


def _patiently(attempt: Callable[[float], Any], client: Any, address: str) -> Any:  # noqa: ANN401
    """What an attempt gives that may take some seconds; again and again while there are workers.

    Also what is done can be lost, with the worker that holds it.
    """
    alone = 0.0
    while True:
        with contextlib.suppress(Empty, TimeoutError):
            return attempt(GLANCE)
        alone = 0.0 if _workers(client) else alone + GLANCE
        if alone >= PATIENCE or client.status != "running":
            raise InputFault(_left(address, "has no workers any more"))


def _workers(client: Any) -> int:  # noqa: ANN401
    """How many workers there are; 0 where the scheduler does not answer."""
    with contextlib.suppress(OSError, ValueError, TimeoutError):
        return len(client.nthreads())
    return 0


def _result(distributed: Any, future: Any, address: str, seconds: float) -> Any:  # noqa: ANN401
    """What a task left; TimeoutError: not yet; InputFault: the cluster could not carry it out."""
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        raise
    except distributed.KilledWorker:
        raise InputFault(
            _left(address, "lost every worker that took up one task (out of memory?)")
        ) from None
    except (distributed.CancelledError, OSError):
        raise InputFault(_left(address, "has stopped, or cannot read a file")) from None
    except (ImportError, AttributeError) as fault:
        raise InputFault(
            f"--scheduler: a worker at {escaped(address)} cannot run this package"
            f" ({_one_line(fault)}); install the same version of it there"
        ) from None


def _checked(left: tuple[Mapping[str, Any], Done], work: Work, address: str) -> Done:
    """What a task left, unless it rests on another theory, or on other files, than ours."""
    ground, done = left
    ours = _ground(work, _theory_here())
    for key, what in (("theory", "another version of the theory"), ("files", "other data files")):
        if ground[key] != ours[key]:
            raise InputFault(
                f"--scheduler: a worker at {escaped(address)} has {what}; give it the same version"
            )
    return done


def _left(address: str, what: str) -> str:
    return (
        f"--scheduler: the cluster at {escaped(address)} {what}; what is done is kept beside --out,"
        " and the same command goes on, there or here"
    )


def _one_line(fault: BaseException) -> str:
    said = " ".join(str(fault).split()) or type(fault).__name__
    return escaped(said[:200])


def _distributed() -> Any:  # noqa: ANN401 (a library that need not be installed)
    try:
        import distributed
    except ImportError:
        raise InputFault(
            "--scheduler: a cluster needs Dask: pip install 'treaty-snowball[cluster]'"
        ) from None
    return distributed


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Dask does not tell on stderr what is told in one line anyway."""
    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?\[?([^\s/\[\]]+)\]?:([0-9]{1,5})")
HOW = "give the address that `dask scheduler` prints, as in tcp://127.0.0.1:8786"


def checked_address(address: str | None) -> str | None:
    """The address of a scheduler, or InputFault.

    >>> checked_address("tcp://127.0.0.1:8786")
    'tcp://127.0.0.1:8786'
    """
    found = None if address is None else ADDRESS.fullmatch(address)
    if address is not None and (found is None or not 0 < int(found[2]) < 2**16):
        raise InputFault(f"--scheduler: {escaped(address)!r} is no address; {HOW}")
    return address


async def _answer(distributed: Any, address: str) -> None:  # noqa: ANN401
    """Waits for a scheduler to say who it is; a client would wait for ever if nobody answers."""
    async with distributed.rpc(address) as there:
        await there.identity()


@contextlib.contextmanager
def _client(distributed: Any, address: str) -> Iterator[Any]:  # noqa: ANN401
    try:
        asyncio.run(asyncio.wait_for(_answer(distributed, address), SECONDS))
        client = distributed.Client(address, timeout=f"{SECONDS} s", set_as_default=False)
    except Exception as fault:
        raise InputFault(
            f"--scheduler: {escaped(address)} cannot be reached ({_one_line(fault)}); {HOW}"
        ) from None
    try:
        yield client
    finally:
        client.close(timeout=2)
