"""A command, timed from outside, with its own peak memory.

A process that a large one starts is told to have been as large as that from the start, so the
command is started by a small process of its own, which measures it: this file, run as a script with
nothing imported that it does not need.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Took(NamedTuple):
    """What one command took, and what it said."""

    answered: float
    """Seconds until it began to print."""
    seconds: float
    """Until it ended."""
    peak: float
    """GB of memory at most."""
    said: str


def launched(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Took:
    """Run a command in a folder; RuntimeError with its last words where it fails."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", __file__, *command],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["ended without a word"])[-1])
    return Took(*json.loads(done.stdout))


def measured(command: Sequence[str]) -> Took:
    """Run a command in this process's folder; its errors go where this process's go."""
    with tempfile.TemporaryFile() as faults:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=faults)
        first = child.stdout.read(1)
        answered = time.perf_counter() - began
        said = first + child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            faults.seek(0)
            sys.exit(faults.read().decode(errors="replace"))
    kilobytes = 1024 if sys.platform != "darwin" else 1
    return Took(answered, took, used.ru_maxrss * kilobytes / 1e9, said.decode(errors="replace"))


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1:])))
