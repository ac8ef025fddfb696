"""Signals that tell the command to stop: cleaned up, said so, and an exit code of their own."""

import os
import signal
import threading

import pytest

from simulation.cli import main as cli
from simulation.cli.main import main
from simulation.cli.stopping import Stopped, stoppable
from simulation.experiments import runner
from tests.outcomes.made import names_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there processes are ended otherwise")


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_run_that_is_told_to_stop_leaves_nothing(name, code, tmp_path, monkeypatch, capsys):
    def stop(*_):
        assert names_in(tmp_path)
        os.kill(os.getpid(), getattr(signal, name))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "build", stop)
    before = signal.getsignal(getattr(signal, name))
    assert main(["run", "ottawa-2025", "--replicates", "4", "--no-figures"]) == code
    assert "nothing was written; to run it: snowball" in capsys.readouterr().err
    assert names_in(tmp_path) == []
    assert signal.getsignal(getattr(signal, name)) == before


def test_a_second_signal_does_not_disturb_the_cleaning_up():
    cleaned = []

    def told_twice():
        with stoppable():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                os.kill(os.getpid(), signal.SIGTERM)
                cleaned.append(True)

    with pytest.raises(Stopped):
        told_twice()
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_signal_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_outside_the_main_thread_signals_are_left_alone(monkeypatch):
    codes = []
    monkeypatch.setattr(cli, "_carried_out", lambda _: 0)
    thread = threading.Thread(target=lambda: codes.append(main([])))
    thread.start()
    thread.join()
    assert codes == [0]
