"""Connections: too many are turned away, and who does not say what they want is given up."""

import contextlib
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from simulation.page import server as live
from simulation.page.answering import Answering
from simulation.page.door import hosts_of
from simulation.page.gate import MOST_CONNECTIONS, Gate, OneLine, gated, most_here

ASK = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def hello(_):
    return PlainTextResponse("hello")


@contextlib.contextmanager
def serving(app, gate, **more):
    here = socket.socket()
    here.bind(("127.0.0.1", 0))
    how = uvicorn.Config(
        app, http=gated(gate), log_config=None, access_log=False, lifespan="off", **more
    )
    server = uvicorn.Server(how)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [here]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield lambda: socket.create_connection(here.getsockname(), timeout=10)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def log():
    return []


def told(connection):
    """What comes on a connection until it closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(4096):
            parts.append(part)
    return b"".join(parts)


def hello_app():
    return Starlette(routes=[Route("/", hello)])


def test_half_a_head_is_given_up_however_slowly_it_goes_on(log):
    gate = Gate(log.append, seconds=0.3, home=lambda _: False)
    with serving(hello_app(), gate) as connect, connect() as slow, connect() as silent:
        with contextlib.suppress(OSError):
            for letter in ASK:
                slow.sendall(bytes([letter]))
                time.sleep(0.05)
        assert told(slow) == told(silent) == b""
        with connect() as quick:
            quick.sendall(ASK + b"Connection: close\r\n\r\n")
            assert told(quick).endswith(b"hello")


def test_more_of_one_address_than_may_be_are_turned_away_and_told_of_once(log):
    gate = Gate(log.append, of_one=2, home=lambda _: False)
    with serving(hello_app(), gate) as connect, connect() as one:
        with connect() as two:
            for kept in (one, two):
                kept.sendall(ASK + b"\r\n")
                assert kept.recv(4096).startswith(b"HTTP/1.1 200")
            for _ in range(3):
                with connect() as more:
                    assert told(more) == b""
        with connect() as later:
            later.sendall(ASK + b"Connection: close\r\n\r\n")
            assert told(later).endswith(b"hello")
    assert log == ["page: too many connections; some from 127.0.0.1 are turned away"]


def test_this_machine_is_let_in_where_all_places_are_taken(log):
    with serving(hello_app(), Gate(log.append, most=0)) as connect, connect() as mine:
        mine.sendall(ASK + b"Connection: close\r\n\r\n")
        assert told(mine).endswith(b"hello")
    assert log == []


def test_the_system_leaves_room_for_some():
    assert 0 < most_here() <= MOST_CONNECTIONS


def test_who_goes_or_stops_in_the_middle_of_a_choice_is_one_line(log, monkeypatch, caplog):
    monkeypatch.setattr(live, "SECONDS_TO_SAY", 0.2)
    app = live.app_of(Answering("classroom/riot", 20), hosts_of(["x"], 80), log.append)
    ask = b"POST /record HTTP/1.1\r\nHost: x:80\r\nContent-Length: 50\r\n\r\n{"
    with serving(app, Gate(log.append)) as connect:
        with connect() as gone:
            gone.sendall(ask)
        with connect() as stopped:
            stopped.sendall(ask)
            assert stopped.recv(4096).startswith(b"HTTP/1.1 408")
        while len(log) < 2:
            time.sleep(0.01)
    assert log == ["page: refused POST /record from 127.0.0.1: the choice did not come"] * 2
    assert caplog.text == ""


def test_what_a_library_complains_of_is_one_line_and_not_repeated(log):
    speaker = logging.Logger("library")
    speaker.addHandler(OneLine(log.append))
    for _ in range(3):
        try:
            raise ValueError("a long\nstory")
        except ValueError:
            speaker.exception("Exception in application\nand more")
    assert log == ["page: Exception in application (ValueError)"]


class Slow:
    """Answers nothing until it is let go."""

    def __init__(self):
        self.go, self.asked = threading.Event(), threading.Semaphore(0)

    def about(self):
        return {"scenario": "slow", "map": None}

    def choice(self, given):
        return given

    def record_json(self, _):
        self.asked.release()
        assert self.go.wait(20)
        return b"{}"


def test_the_teacher_does_not_stand_in_a_line_of_one_student(log):
    slow = Slow()
    app = live.app_of(slow, hosts_of(["x"], 80), log.append)
    with TestClient(app, "http://x:80", client=("127.0.0.1", 1)) as teacher:
        student = TestClient(app, "http://x:80", client=("192.168.1.9", 1))
        student.portal = teacher.portal  # one loop, as in one server

        def ask(who):
            return who.post("/record", headers={"Host": "x:80"}, content="{}").status_code

        with ThreadPoolExecutor(live.MOST_OF_ONE + 1) as pool:
            try:
                waiting = [pool.submit(ask, student) for _ in range(live.MOST_OF_ONE)]
                for _ in waiting:
                    assert slow.asked.acquire(timeout=20)
                assert ask(student) == 503
                mine = pool.submit(ask, teacher)
                assert slow.asked.acquire(timeout=20)
            finally:
                slow.go.set()
            assert [one.result() for one in (*waiting, mine)] == [200] * (live.MOST_OF_ONE + 1)
    assert len(log) == 1
