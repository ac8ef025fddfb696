"""A real browser and a served page; where there is no Chromium the tests are skipped."""

import shutil
import socket
import threading
import time
from contextlib import contextmanager

import pytest

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def browser():
    """Closed again with its module: as long as it is open, nothing else may run an event loop."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        shown = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield shown
        shown.close()


class Watched:
    """A tab, what it asked for, and what went wrong in it."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.asked, self.faults = [], []
        self.tab.on("request", lambda one: self.asked.append(one.url))
        self.tab.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.tab.on("console", self._heard)

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def until(self, script, seconds=20.0):
        """Wait until a script says so; the page's policy forbids to wait inside of it."""
        ends = time.monotonic() + seconds
        while not self.tab.evaluate(script):
            assert time.monotonic() < ends, (script, self.faults)
            time.sleep(0.02)

    def redrawn(self, do):
        """Do something and wait until the page has drawn what came of it."""
        self.tab.evaluate("window.snowball.lastRedraw = null")
        do()
        self.until("window.snowball.lastRedraw !== null")

    def opened(self, address):
        self.tab.goto(address)
        self.until("!!window.snowball && window.snowball.lastRedraw != null")
        return self


@contextmanager
def tabs_of(browser, **options):
    made = []

    def tab():
        made.append(Watched(browser, **options))
        return made[-1]

    try:
        yield tab
    finally:
        for one in made:
            one.context.close()


@pytest.fixture
def tabs(browser):
    """Makes tabs, each a browser of its own; none may meet an error or ask anybody else."""
    with tabs_of(browser, viewport={"width": 1440, "height": 900}) as tab:
        made = []

        def watched():
            made.append(tab())
            return made[-1]

        yield watched
        for one in made:
            assert one.faults == []
            assert all(url.startswith(("http://127.0.0.1:", "data:", "file:", "blob:"))
                       for url in one.asked)  # fmt: skip


CODE = "K7F2"


class Served:
    """A page that is served in a thread of this process."""

    def __init__(self, source, replicates):
        import uvicorn

        from simulation.page.answering import Answering
        from simulation.page.door import hosts_of
        from simulation.page.lesson_answers import Answers
        from simulation.page.room_beside import Beside
        from simulation.page.room_host import Host
        from simulation.page.server import app_of
        from simulation.scenario.reading import read

        self.log = []
        self.answering = Answering(source, replicates)
        here = socket.socket()
        here.bind(("127.0.0.1", 0))
        self.port = here.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        hosts = hosts_of(["127.0.0.1"], self.port)
        hazard = self.answering.about()["rule"] == "hazard"
        self.room = Host(
            Beside(read(source)), code=CODE, hosts=hosts, address=self.address, log=self.log.append
        ) if hazard else None  # fmt: skip
        app = app_of(self.answering, hosts, self.log.append, self.room, Answers())
        how = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off",
                             ws_max_size=4096)  # fmt: skip
        self.server = uvicorn.Server(how)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [here]})
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def end(self):
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture(scope="session")
def page():
    served = Served("ottawa-2025", 200)
    yield served
    served.end()
