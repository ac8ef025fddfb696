"""``snowball page SCENARIO``: the classroom page, live or as one file."""

import argparse
import gc
import logging
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_scenario, naming_flags, overrides, whole
from simulation.cli.output import complain, tell
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from simulation.page.answering import Answering
    from simulation.page.room_host import Host

SUMMARY = "serve the classroom page on this machine, or write it as one file"

PORT, LOOPBACK = 8137, "127.0.0.1"

EVERYWHERE = ("0.0.0.0", "::")
"""All addresses of this machine, with its own among them."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_scenario(parser)
    add = parser.add_argument
    add("--port", metavar="P", help=f"port to serve on (default: {PORT}; 0: any that is free)")
    add("--host", default=LOOPBACK, metavar="H",
        help="address to serve on (default: this machine only); needs --join-code")  # fmt: skip
    add("--join-code", metavar="C", help="let a class play: the code that students enter")
    add("--export", metavar="FILE.html", help="write the page as one file that needs no server")
    add("--replicates", metavar="N", help="runs of each choice (default: 2,000)")
    add("--seed", metavar="S", help="seed of all luck (default: the scenario's)")
    add("--quiet", action="store_true", help="no progress, no log")
    add("--overwrite", action="store_true", help="replace the file of --export")


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault for a scenario that cannot be shown, an address beyond this machine without a
    join code, a port that is taken, and a file that is there already.
    """
    from simulation.page.answering import Answering

    _check(words)
    with naming_flags(words):
        answering = Answering(
            words.scenario, whole("--replicates", words.replicates), overrides(words)
        )
    gc.collect()
    gc.freeze()  # else each full collection walks through all libraries, thirty milliseconds
    if words.export:
        return _export(answering, Path(words.export), words)
    _serve(answering, words)
    return 0


def _check(words: argparse.Namespace) -> None:
    """Refuse what cannot be carried out, before anything takes time."""
    from simulation.page.door import LONGEST_WORD, at_home

    if words.join_code is not None and not 0 < len(words.join_code.strip()) <= LONGEST_WORD:
        raise InputFault(f"--join-code: must have 1 to {LONGEST_WORD} letters that are not blank")
    if words.host != "localhost" and not at_home(words.host) and words.join_code is None:
        raise InputFault(
            f"--host: {words.host[:60]!r} lets others in, so --join-code must say who may enter"
        )
    if words.export == "":
        raise InputFault("--export: must name a file")
    whole("--port", words.port)
    if words.export:
        out = Path(words.export)
        if out.is_dir():
            raise InputFault(f"--export: {escaped(str(out))} is a folder, must be a file")
        if out.exists() and not words.overwrite:
            raise InputFault(f"--export: {escaped(str(out))} exists; --overwrite replaces it")
        if not out.parent.is_dir():
            raise InputFault(f"--export: {escaped(str(out.parent))} must be a folder that exists")


def _export(answering: "Answering", out: Path, words: argparse.Namespace) -> int:
    """Write the file aside, then rename it."""
    from simulation.outcomes.publishing import plain_faults
    from simulation.page.exporting import exported

    with shown_progress(words.quiet, "records") as progress:
        text = exported(answering, progress)
    aside = out.with_name(f".{out.name}.part")
    with plain_faults(out):
        try:
            aside.write_text(text, encoding="utf-8", newline="\n")
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
    tell(f"{escaped(str(out))}: {len(text.encode()) / 1e6:.1f} MB, opens in any browser\n")
    return 0


def _serve(answering: "Answering", words: argparse.Namespace) -> None:
    """Serve until interrupted."""
    import uvicorn

    from simulation.page.gate import Gate, OneLine, gated

    log = _log(words)
    for name in ("uvicorn.error", "asyncio"):
        logging.getLogger(name).addHandler(OneLine(log))
        logging.getLogger(name).propagate = False
    port = PORT if words.port is None else whole("--port", words.port) or 0
    with ExitStack() as held:
        sockets = sockets_on(words.host, port, held)
        port = sockets[0].getsockname()[1]
        app, room = _app(answering, words, port, log)
        tell(f"The page is at http://{LOOPBACK}:{port}/\n")
        if room is not None:
            tell(f"The teacher's panel: http://{LOOPBACK}:{port}{room.teacher_path}\n")
        tell("Ctrl-C ends it.\n")
        how = uvicorn.Config(
            app, http=gated(Gate(log)), log_config=None, access_log=False, backlog=128,
            ws_max_size=4096, lifespan="off",
            timeout_graceful_shutdown=2,
        )  # fmt: skip
        uvicorn.Server(how).run(sockets=sockets)


def sockets_on(host: str, port: int, held: ExitStack) -> list[socket.socket]:
    """Sockets on the address asked for and on this machine's own, where the teacher sits."""
    sockets = [held.enter_context(_listening(host, port))]
    address, port, *_ = sockets[0].getsockname()
    if address not in (LOOPBACK, *EVERYWHERE):
        sockets.append(held.enter_context(_listening(LOOPBACK, port)))
    return sockets


def _listening(host: str, port: int) -> socket.socket:
    """A socket on the address asked for; InputFault where it cannot be had."""
    here = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        here.bind((host, port))
        here.listen(128)
    except (OSError, OverflowError) as fault:
        here.close()
        raise InputFault(
            f"--host {host[:60]} --port {port}: cannot be served on: {fault}; another --port, or 0"
            " for any that is free"
        ) from None
    return here


def _log(words: argparse.Namespace) -> Callable[[str], None]:
    """Where a line of the log goes, unless nobody wants any."""

    def log(line: str) -> None:
        """A line of the log."""
        if not words.quiet:
            complain(line)

    return log


def _app(
    answering: "Answering", words: argparse.Namespace, port: int, log: Callable[[str], None]
) -> "tuple[Starlette, Host | None]":
    from simulation.page.door import hosts_of, in_address
    from simulation.page.lesson_answers import Answers
    from simulation.page.room_beside import Beside
    from simulation.page.room_host import Host
    from simulation.page.server import app_of
    from simulation.scenario.reading import read

    address = _address(words.host)
    hosts = hosts_of([LOOPBACK, "localhost", "::1", words.host, address], port)
    room = None
    if words.join_code:
        beside = Beside(read(words.scenario, overrides(words)))
        room = Host(
            beside,
            code=words.join_code,
            hosts=hosts,
            address=f"http://{in_address(address)}:{port}",
            log=log,
        )
    return app_of(answering, hosts, log, room, Answers()), room


def _address(host: str) -> str:
    """Where phones find this machine: the address itself, or of "all of them" the one in use."""
    if host not in EVERYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as towards:
        try:
            towards.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses the address
            return str(towards.getsockname()[0])
        except OSError:
            return LOOPBACK
