"""The room's log: whoever gets nothing is one line, without codes and keys."""

import json

import pytest
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync import client

from simulation.page.door import hosts_of
from simulation.page.gate import Gate
from simulation.page.room_host import Host
from simulation.page.room_server import routes
from tests.page.test_gate import serving
from tests.page.test_room_server import CODE, HERE, KEY, THERE


def test_a_wrong_address_of_the_teachers_panel_is_one_line_without_the_key(network):
    tried = [(network.here, "/teacher?key=nope"), (network.there, f"/teacher?key={KEY}"),
             (network.there, f"/join.svg?key={KEY}")]  # fmt: skip
    for browser, place in tried:
        network.log.clear()
        assert browser.get(place).status_code == 404
        who = HERE[0] if browser is network.here else THERE[0]
        path = place.partition("?")[0]
        assert network.log == [
            f"room: refused {who}: {path}: not the teacher's address, or not this machine"
        ]
    network.log.clear()
    assert network.here.get(f"/teacher?key={KEY}").status_code == 200
    assert network.there.get("/play", headers={"host": "evil.example"}).status_code == 404
    assert network.log == [f"room: refused {THERE[0]}: /play: the address is not ours"]


def test_a_message_beyond_the_servers_limit_is_one_line(beside):
    """The server closes the connection before the room hears anything."""
    log = []
    host = Host(beside, code=CODE, hosts=hosts_of(["127.0.0.1"], 1), address="", log=log.append)
    with serving(Starlette(routes=routes(host)), Gate(log.append), ws_max_size=4096) as connect:
        with connect() as phone:
            host.hosts = hosts_of(["127.0.0.1"], phone.getpeername()[1])
            address = f"ws://127.0.0.1:{phone.getpeername()[1]}/room"
        with client.connect(address) as phone:
            phone.send(json.dumps({"do": "enter", "code": CODE}))
            phone.recv()
            phone.send("x" * 5_000)
            with pytest.raises(ConnectionClosed):
                list(phone)
    assert log == ["room: refused 127.0.0.1: a message too long"]
