"""The room on the network: who is let in, what is refused, and that a phone may come back."""

import contextlib
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from simulation.page import room_host
from simulation.page.door import SAFE_HEADERS, hosts_of
from simulation.page.room_host import Host
from simulation.page.room_protocol import MOST_LETTERS
from simulation.page.room_server import WEB, WEB_FILES, routes
from simulation.scenario.faults import InputFault

CODE, KEY = "K7F2", "k" * 24
HOSTS = hosts_of(["127.0.0.1"], 8123)
HERE, THERE = ("127.0.0.1", 5000), ("192.168.1.9", 5000)
ADDRESS, ROOM = "http://127.0.0.1:8123", "ws://127.0.0.1:8123/room"


class Network:
    """A room on a network of its own."""

    def __init__(self, beside):
        self.log, self.now = [], [0.0]
        self.host = Host(
            beside, code=CODE, key=KEY, hosts=HOSTS, address="http://192.168.1.7:8123",
            log=self.log.append, clock=lambda: self.now[0],
        )  # fmt: skip
        self.app = Starlette(routes=routes(self.host))
        self.stack = contextlib.ExitStack()
        self.here = self.stack.enter_context(TestClient(self.app, ADDRESS, client=HERE))
        self.there = TestClient(self.app, ADDRESS, client=THERE)
        self.there.portal = self.here.portal  # one loop, as in one server

    def connect(self, client, first, **options):
        socket = self.stack.enter_context(client.websocket_connect(ROOM, **options))
        socket.send_text(first if isinstance(first, str) else json.dumps(first))
        return Talk(socket)

    def student(self, **more):
        return self.connect(self.there, {"do": "enter", "code": CODE, **more})

    def teacher(self):
        return self.connect(self.here, {"do": "teach", "key": KEY})


class Talk:
    """One connection; ``until`` reads on to the first message for which something holds."""

    def __init__(self, socket):
        self.socket = socket

    def until(self, holds):
        while True:
            message = self.socket.receive_json()
            if holds(message):
                return message

    def says(self, **message):
        self.socket.send_json(message)

    def sees(self, holds=lambda room: True):
        return self.until(lambda message: message["kind"] == "room" and holds(message))

    def closed(self):
        message = self.until(lambda message: message["kind"] == "closed")
        with pytest.raises(WebSocketDisconnect):
            self.socket.receive_json()
        return message["why"]


def phase(wanted):
    return lambda room: room["phase"] == wanted


def test_two_students_and_a_teacher_play_a_round(network):
    teacher, one, two = network.teacher(), network.student(), network.student()
    one.says(do="take", state="S00010")
    two.says(do="take")
    seats = [talk.sees(lambda room: room["seat"])["seat"] for talk in (one, two)]
    assert [seat["state"] for seat in seats] == ["S00010", "S00001"]
    teacher.says(do="others", others="model")
    teacher.says(do="open", turn=0)
    for talk, seat, decision in zip((one, two), seats, ("leave", "stay"), strict=True):
        talk.sees(phase("open"))
        talk.says(do="decide", seat=seat["token"], turn=1, decision=decision)
        talk.sees(lambda room, done=decision: room["seat"]["decision"] == done)
    table = teacher.sees(lambda room: phase("open")(room) and room["waiting"] == 0)
    assert {row["state"]: row["decision"] for row in table["seats"] if row["seated"]} == {
        "S00010": "leave", "S00001": "stay",
    }  # fmt: skip
    teacher.says(do="close", turn=1)
    told = two.sees(phase("between"))
    assert told["cascade"][0]["decided"] == ["S00010"]
    # S00001 stays, so nothing passes it; the eleventh carries five places on either side.
    assert told["cascade"][0]["followed"] == [
        f"S{n:05d}" for n in (5, 6, 7, 8, 9, 11, 12, 13, 14, 15)
    ]
    assert one.sees(phase("between"))["seat"]["left"]


def test_no_view_shows_a_token_of_somebody_else_or_an_open_decision(network):
    teacher, one, two = network.teacher(), network.student(), network.student()
    one.says(do="take", state="S00010")
    token = one.sees(lambda room: room["seat"])["seat"]["token"]
    teacher.says(do="open", turn=0)
    one.sees(phase("open"))
    one.says(do="decide", seat=token, turn=1, decision="signal")
    one.sees(lambda room: room["seat"]["decision"])
    shown = [teacher.sees(lambda room: room["seats"][0]["state"] and room["waiting"] == 0)]
    two.says(do="take")
    shown.append(two.sees(lambda room: room["seat"]))
    assert all(token not in json.dumps(each) for each in shown)
    assert "signal" not in json.dumps(shown[1]["cascade"])
    assert not any(row["decision"] for row in shown[1].get("seats", []))


def test_a_phone_that_is_cut_off_comes_back_to_its_seat(network):
    teacher = network.teacher()
    teacher.says(do="open", turn=0)
    teacher.sees(phase("open"))
    with network.there.websocket_connect(ROOM) as socket:
        phone = Talk(socket)
        phone.says(do="enter", code=CODE)
        phone.says(do="take", state="S00005")
        token = phone.sees(lambda room: room["seat"])["seat"]["token"]
        phone.says(do="decide", seat=token, turn=1, decision="leave")
        phone.sees(lambda room: room["seat"]["decision"])
    away = teacher.sees(
        lambda room: any(row["seated"] and not row["present"] for row in room["seats"])
    )
    assert away["phase"] == "open"
    again = network.student(seat=token)
    seat = again.sees()["seat"]
    assert (seat["state"], seat["decision"]) == ("S00005", "leave")


def test_a_freed_seat_is_not_found_again(network):
    teacher, phone = network.teacher(), network.student()
    phone.says(do="take", state="S00005")
    token = phone.sees(lambda room: room["seat"])["seat"]["token"]
    teacher.sees(lambda room: any(row["seated"] for row in room["seats"]))
    teacher.says(do="free", state="S00005")
    phone.sees(lambda room: room["seat"] is None)
    assert network.student(seat=token).sees()["seat"] is None


@pytest.mark.parametrize(
    "first",
    [
        {"do": "enter", "code": "nope"}, {"do": "enter", "code": ""}, {"do": "enter"},
        {"do": "take"}, {"do": "teach", "key": "nope"}, "", "{", "[]", "x" * 5000,
        {"do": "enter", "code": CODE, "teacher": True},
    ],
)  # fmt: skip
def test_whoever_has_no_code_is_shown_out_in_one_line(network, first):
    network.connect(network.there, first).closed()
    (line,) = network.log
    assert line.startswith("room: refused 192.168.1.9: ")
    assert "\n" not in line


def test_bytes_are_no_message(network):
    with network.there.websocket_connect(ROOM) as socket:
        socket.send_bytes(b"\x00\xff")
        assert Talk(socket).closed() == "this message is not understood here"


def test_the_teacher_sits_at_this_machine(network):
    network.connect(network.there, {"do": "teach", "key": KEY}).closed()
    assert network.there.get(f"/teacher?key={KEY}").status_code == 404
    assert network.there.get(f"/join.svg?key={KEY}").status_code == 404
    assert network.here.get(f"/teacher?key={KEY}").status_code == 200
    assert network.here.get("/teacher").status_code == 404
    assert network.here.get("/teacher?key=nope").status_code == 404


def test_after_many_wrong_codes_even_the_right_one_waits(network):
    for _ in range(20):
        network.connect(network.there, {"do": "enter", "code": "nope"}).closed()
    assert network.student().closed() == "too many wrong codes: wait a minute"
    network.now[0] = 61.0
    assert network.student().sees()["role"] == "student"


def test_whoever_speaks_too_fast_or_too_long_is_shown_out(network):
    fast, long = network.student(), network.student()
    for _ in range(21):
        fast.says(do="decide", seat="x", turn=0, decision="stay")
    assert fast.closed() == "too many messages"
    long.socket.send_text("x" * (MOST_LETTERS + 1))
    assert long.closed() == "a message too long"


def test_forged_and_replayed_messages_are_refused_and_change_nothing(network):
    teacher, mine, theirs = network.teacher(), network.student(), network.student()
    mine.says(do="take", state="S00003")
    theirs.says(do="take", state="S00004")
    token = theirs.sees(lambda room: room["seat"])["seat"]["token"]
    teacher.says(do="open", turn=0)
    mine.sees(phase("open"))
    before = network.host.room
    for message in (
        {"do": "decide", "seat": token, "turn": 1, "decision": "leave"},
        {"do": "rise", "seat": token},
        {"do": "close", "turn": 1},
        {"do": "decide-for", "state": "S00004", "turn": 1, "decision": "leave"},
    ):
        mine.says(**message)
        mine.until(lambda found: found["kind"] == "refused")
    theirs.says(do="decide", seat=token, turn=0, decision="leave")
    theirs.until(lambda found: found["kind"] == "refused")
    assert network.host.room is before


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "null"}]
)
def test_a_page_elsewhere_gets_nothing(network, headers):
    with pytest.raises(WebSocketDisconnect):
        network.connect(network.here, {"do": "teach", "key": KEY}, headers=headers)
    assert network.here.get(f"/teacher?key={KEY}", headers=headers).status_code == 404
    assert network.here.get("/play", headers=headers).status_code == 404


def test_a_full_house_lets_only_the_teacher_in(network, monkeypatch):
    monkeypatch.setattr(room_host, "MOST_CONNECTIONS", 1)
    network.student().sees()
    with pytest.raises(WebSocketDisconnect):
        network.student()
    assert network.teacher().sees()["role"] == "teacher"


def test_pages_are_ours_and_kept_nowhere(network):
    for place in ("/play", f"/teacher?key={KEY}", f"/join.svg?key={KEY}"):
        response = network.here.get(place)
        assert response.status_code == 200
        assert {name: response.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
        assert "http://" not in response.text.replace("http://www.w3.org/", "")


def test_a_model_that_cannot_look_ahead_is_one_line_and_no_end(network, monkeypatch):
    def fails(room):
        raise InputFault("the model cannot")

    monkeypatch.setattr(network.host.beside, "moment", fails)
    phone = network.student()
    phone.says(do="take")
    seat = phone.sees(lambda room: room["seat"])
    assert seat["situation"]["chance_now"] is None
    assert network.log == ["room: no look ahead: the model cannot"]


def test_the_code_leads_to_the_phone_page_and_is_sent_to_nobody(network):
    assert network.host.join_address == "http://192.168.1.7:8123/play#K7F2"


@pytest.mark.parametrize("name", WEB_FILES)
def test_our_files_ask_nobody_else_and_run_nothing_inline(name):
    text = (WEB / name).read_text(encoding="utf-8")
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text
    assert " onclick=" not in text
    assert "innerHTML" not in text
    assert "<script>" not in text
    assert " style=" not in text
