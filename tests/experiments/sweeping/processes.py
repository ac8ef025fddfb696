"""Sweeps in processes of their own, to be killed: children of a server with a warm engine.

A child begins at once, so that moments of a sweep are hit, not moments of Python's start.
"""

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from pathlib import Path

from simulation.cli.main import main
from simulation.experiments.sweeping import plan
from tests.experiments.sweeping.made import swept, village


def server():
    """A place to start children from, warm."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.warm"])
    length(context.Process(target=int))
    return context


def small(runs, least=25):
    """Tasks of few runs, in this process."""
    plan.RUNS, plan.LEAST = runs, least


def sweeping(folder, replicates, runs):
    """What a child does that is to be killed."""
    small(runs)
    swept(Path(folder), village(replicates), workers=2)


def commanded(words, errors, folder, size):
    """``snowball`` in a child: its stderr in a file, no file larger than a size; None: any."""
    os.chdir(folder)
    small(20)
    if size is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    sys.argv = ["snowball", *words]
    said = Path(errors).open("w", encoding="utf-8")  # noqa: SIM115 (closed with the child)
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = main(words)
    said.flush()
    os._exit(code)


def lived(child, seconds):
    """Start a child and kill it after some seconds; whether it came to its end before that."""
    child.start()
    child.join(seconds)
    if child.exitcode is None:
        child.kill()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL), child.exitcode
    return child.exitcode == 0


def length(child):
    """Seconds that a child takes."""
    began = time.monotonic()
    child.start()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - began
