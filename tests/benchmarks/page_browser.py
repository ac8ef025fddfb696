"""How soon a real browser has redrawn: alone, and beside a class that turns controls as well.

The page is served by a process of its own, as a teacher starts it.  A class is 29 clients that ask
for another choice every five seconds, each from its own walk; nobody's choice is asked for twice
by the same one, but several may ask for one, as in a class.
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from simulation.page.answering import Answering
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.page_records import SCENARIO, walk
from tests.benchmarks.timing import FULL, Pace

CLIENTS, EVERY = 29, 5.0
MOVES, QUICK_MOVES = 60, 8
CONTROLS = ("rival", "guarantee", "norm", "neighbours")
REPOSITORY = Path(__file__).parents[2]
SECTION = f"The page in Chromium: {SCENARIO}, 2,000 runs for each choice"


def lines(pace: Pace, minutes: float = 2.0) -> list[Line]:
    """First drawing, moves alone, moves beside a class; minutes: how long the class turns."""
    if shutil.which("chromium") is None:
        return [Line(SECTION, "in a browser", None, "s", note="there is no Chromium here")]
    whole = pace == FULL
    with served() as (address, process), opened() as browser:
        first = [first_drawing(browser, address) for _ in range(5 if whole else 1)]
        alone = moved(browser, address, MOVES if whole else QUICK_MOVES)
        seconds = 60.0 * minutes if whole else 10.0
        beside, clients, sizes, faults = with_class(browser, address, process.pid, seconds)
    return [
        Line(SECTION, "until the first drawing", statistics.median(first), "s", min(first),
             max(first), at_most(2.0), "loopback, empty cache of the browser"),
        *_pair("from a move to the redrawn picture, alone", alone, 0.25, 0.5),
        *_pair(f"the same beside {CLIENTS} clients", beside, None, 1.5),
        *_pair(f"what the {CLIENTS} clients wait", clients, None, None),
        Line(SECTION, "faults and refusals", float(faults), "", wanted=at_most(0.0)),
        Line(SECTION, "memory of the server at the end", sizes[-1], "GB", min(sizes), max(sizes),
             note=f"over {seconds / 60:.1f} minutes beside the class"),
    ]  # fmt: skip


def _pair(
    what: str, seconds: list[float], median: float | None, late: float | None
) -> Iterator[Line]:
    middle = statistics.median(seconds)
    last = float(np.quantile(seconds, 0.95))
    note = f"{len(seconds)} moves"
    yield Line(SECTION, f"{what}: median", middle, "s",
               wanted=None if median is None else at_most(median), note=note)  # fmt: skip
    yield Line(SECTION, f"{what}: 95th percentile", last, "s",
               wanted=None if late is None else at_most(late), note=note)  # fmt: skip


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A page in a process of its own, on any free port."""
    command = [sys.executable, "-m", "simulation", "page", SCENARIO, "--port", "0"]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    try:
        said = (process.stdout.readline() for _ in range(5)) if process.stdout else iter(())
        address = next(found[0] for line in said if (found := re.search(r"http://\S+", line)))
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def opened() -> Iterator[Any]:
    """Debian's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        shown = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        try:
            yield shown
        finally:
            shown.close()


def first_drawing(browser: Any, address: str) -> float:
    """Seconds until a new browser has drawn the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    began = time.perf_counter()
    tab.goto(address, wait_until="commit")
    _until(tab, "!!window.snowball && window.snowball.lastRedraw != null")
    took = time.perf_counter() - began
    context.close()
    return took


def moved(browser: Any, address: str, moves: int, until: Callable[[], bool] | None = None,
          rest: float = 0.0, seed: int = 7) -> list[float]:  # fmt: skip
    """Seconds from each move of a control to the redrawn picture, as the page itself tells them.

    until: true when enough, however many moves.  rest: seconds between moves.  seed: another one
    moves otherwise, since a choice that was asked for before is only looked up.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    tab.goto(address)
    _until(tab, "!!window.snowball && window.snowball.lastRedraw != null")
    luck, at, seconds = np.random.default_rng(seed), dict.fromkeys(CONTROLS, 2), []
    while len(seconds) < moves and not (until and until()):
        name = str(luck.choice(CONTROLS))
        at[name] = int(luck.choice([level for level in range(5) if level != at[name]]))
        seconds.append(_one_move(tab, name, at[name]))
        time.sleep(rest)
    context.close()
    return seconds


def _one_move(tab: Any, name: str, level: int) -> float:
    tab.evaluate("window.snowball.lastRedraw = null")
    tab.locator(f'input[name="level-{name}"]').nth(level).check(force=True)
    _until(tab, "window.snowball.lastRedraw !== null")
    return float(tab.evaluate("window.snowball.lastRedraw")) / 1000.0


def _until(tab: Any, script: str) -> None:
    ends = time.perf_counter() + 60.0
    while not tab.evaluate(script):
        if time.perf_counter() > ends:
            raise RuntimeError(f"the page does not come to: {script}")
        time.sleep(0.01)


def with_class(
    browser: Any, address: str, process: int, seconds: float
) -> tuple[list[float], list[float], list[float], int]:
    """Waits of the browser and of the clients, sizes of the server in GB, and faults."""
    over = time.perf_counter() + seconds
    waits: list[float] = []
    faults: list[str] = []
    page = Answering(SCENARIO)
    walks = [_choices(page, number, int(seconds / EVERY) + 2) for number in range(CLIENTS)]
    members = [
        threading.Thread(target=_client, args=(address, choices, over, waits, faults, number))
        for number, choices in enumerate(walks)
    ]
    sizes = [_size(process)]
    for member in members:
        member.start()

    def enough() -> bool:
        sizes.append(_size(process))
        return time.perf_counter() >= over

    seen = moved(browser, address, 1_000_000, until=enough, rest=1.0, seed=8)
    for member in members:
        member.join()
    return seen, waits, sizes, len(faults)


def _choices(page: Answering, number: int, steps: int) -> list[bytes]:
    walked = walk(page, steps, number)
    return [json.dumps(choice.plain()).encode() for choice in walked]


def _client(
    address: str, choices: list[bytes], over: float, waits: list[float], faults: list[str],
    number: int,
) -> None:  # fmt: skip
    """Asks for one choice after another until it is over."""
    time.sleep(EVERY * number / CLIENTS)
    for choice in choices:
        began = time.perf_counter()
        if began >= over:
            return
        try:
            _asked(address, choice)
            waits.append(time.perf_counter() - began)
        except OSError as fault:
            faults.append(str(fault))
        time.sleep(max(0.0, EVERY - (time.perf_counter() - began)))


def _asked(address: str, choice: bytes) -> bytes:
    headers = {"Content-Type": "application/json"}
    wanted = urllib.request.Request(f"{address.rstrip('/')}/record", choice, headers)
    with urllib.request.urlopen(wanted, timeout=30) as answer:
        told: bytes = answer.read()
    return told


def _size(process: int) -> float:
    """GB of memory that a process holds now; nan where the system does not tell."""
    told = Path(f"/proc/{process}/status")
    if not told.exists():
        return float("nan")
    found = re.search(r"VmRSS:\s+(\d+) kB", told.read_text(encoding="utf-8"))
    return float(found[1]) * 1024 / 1e9 if found else float("nan")
