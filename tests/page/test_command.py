"""``snowball page``: what it refuses, in one line and before anything runs."""

import socket
from contextlib import ExitStack

import pytest

from simulation.cli.main import main
from simulation.cli.page import sockets_on


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("years of work")
    (tmp_path / "there.html").write_text("somebody's")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "nosuch: no such scenario file"),
        (["ottawa-2025", "--port", "abc"], "--port: 'abc' must be a whole number"),
        (["ottawa-2025", "--port", "99999"], "--port 99999: cannot be served on"),
        (["ottawa-2025", "--port", "-1"], "--port -1: cannot be served on"),
        (["ottawa-2025", "--replicates", "5"], "run.replicates = 5: must be from 20"),
        (["ottawa-2025", "--host", "0.0.0.0"], "--join-code must say who may enter"),
        (["ottawa-2025", "--join-code", "  "], "--join-code: must have 1 to 64 letters"),
        (["ottawa-2025", "--join-code", "x" * 65], "--join-code: must have 1 to 64 letters"),
        (["ottawa-2025", "--export", ""], "--export: must name a file"),
        (["ottawa-2025", "--export", "nowhere/x.html"], "nowhere must be a folder that exists"),
        (["ottawa-2025", "--export", "there.html"], "there.html exists; --overwrite replaces it"),
        (["ottawa-2025", "--export", "folder", "--overwrite"], "is a folder, must be a file"),
    ],
)
def test_what_cannot_be_served_or_written_is_refused(words, said, tmp_path, capsys):
    assert main(["page", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert (tmp_path / "there.html").read_text() == "somebody's"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "0.0.0.0"])
def test_wherever_else_it_listens_the_teacher_at_this_machine_is_heard(host):
    with ExitStack() as held:
        sockets = sockets_on(host, 0, held)
        port = sockets[0].getsockname()[1]
        assert len(sockets) == (2 if host == "127.0.0.2" else 1)
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
