"""A cluster of worker processes: the same bytes, whatever becomes of its workers."""

import builtins
import contextlib
import logging
import os
import signal
import time
from pathlib import Path

import pytest

from simulation.experiments.sweeping import cluster, running
from simulation.scenario.faults import InputFault
from tests.experiments.sweeping.made import POSIX, same_result, small_tasks, swept, village
from tests.outcomes.made import names_in

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def distributed():
    return pytest.importorskip("distributed")


@contextlib.contextmanager
def two_workers(distributed):
    """A cluster of two worker processes."""
    quiet = {"silence_logs": logging.CRITICAL + 1, "dashboard_address": ":0"}
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, env={"PYTHONPATH": str(ROOT)}, **quiet
    ) as made:
        yield made


@pytest.fixture(scope="module")
def machines(distributed):
    with two_workers(distributed) as made:
        yield made


def pids(made):
    return [worker.process.process.pid for worker in made.workers.values()]


@POSIX
def test_one_of_two_workers_killed_half_way_leaves_the_same_bytes(
    machines, whole, tmp_path, monkeypatch
):
    small_tasks(monkeypatch, 20)
    after(3, monkeypatch, lambda: os.kill(pids(machines)[0], signal.SIGKILL))
    folder = swept(tmp_path / "x", scheduler=machines.scheduler_address)
    same_result(folder, whole)
    assert names_in(tmp_path) == ["x"]


def test_a_worker_of_another_theory_is_refused(machines, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_theory_here", lambda: "another")
    with pytest.raises(InputFault, match="has another version of the theory") as told:
        swept(tmp_path / "x", scheduler=machines.scheduler_address)
    assert len(told.value.faults) == 1
    assert names_in(tmp_path) == []


def anxious(now, p):
    return 0.01 * (1.0 + now.peers)


@pytest.mark.slow
def test_a_rule_of_ones_own_goes_along(machines, tmp_path):
    few = village(10)
    there = swept(tmp_path / "there", few, rule=anxious, scheduler=machines.scheduler_address)
    same_result(there, swept(tmp_path / "here", few, rule=anxious))


def after(tasks, monkeypatch, act):
    """Act once, when some tasks are on the disk."""
    keep, kept = running.keep, []

    def kept_and_acted(*given):
        part = keep(*given)
        kept.append(part)
        if len(kept) == tasks:
            act()
        return part

    monkeypatch.setattr(running, "keep", kept_and_acted)


@POSIX
def test_where_all_workers_die_what_is_done_is_kept(machines, whole, tmp_path, monkeypatch):
    small_tasks(monkeypatch, 20)
    monkeypatch.setattr(cluster, "GLANCE", 0.3)
    monkeypatch.setattr(cluster, "PATIENCE", 0.9)

    def end_all():
        machines.scale(0)
        time.sleep(0.2)

    after(3, monkeypatch, end_all)
    with pytest.raises(InputFault, match="has no workers any more; what is done is kept") as told:
        swept(tmp_path / "x", scheduler=machines.scheduler_address)
    assert len(told.value.faults) == 1
    assert names_in(tmp_path) == ["x.unfinished"]
    monkeypatch.undo()
    same_result(swept(tmp_path / "x"), whole)


@pytest.mark.slow
def test_a_cluster_that_ends_is_told(distributed, tmp_path, monkeypatch):
    small_tasks(monkeypatch, 20)
    told = r"--scheduler: the cluster at tcp\S+ (has stopped, or|has no workers any more)"
    with two_workers(distributed) as made:
        after(3, monkeypatch, made.close)
        with pytest.raises(InputFault, match=told):
            swept(tmp_path / "x", scheduler=made.scheduler_address)
    assert names_in(tmp_path) == ["x.unfinished"]


def test_without_dask_it_is_told_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *given, **named):
        if name == "distributed":
            raise ImportError(name)
        return real(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputFault, match=r"needs Dask: pip install 'treaty-snowball\[cluster\]'"):
        swept(tmp_path / "x", scheduler="tcp://127.0.0.1:8786")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("listening", [False, True])
def test_an_address_where_no_scheduler_is_is_told_soon(
    listening, distributed, tmp_path, monkeypatch
):
    import socket

    monkeypatch.setattr(cluster, "SECONDS", 1)
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        if listening:
            somebody.listen()
        began, address = time.monotonic(), f"tcp://127.0.0.1:{somebody.getsockname()[1]}"
        with pytest.raises(InputFault, match=f"--scheduler: {address} cannot be reached") as told:
            swept(tmp_path / "x", scheduler=address)
    assert time.monotonic() - began < 15
    assert len(told.value.faults) == 1
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("address", ["", "nonsense", "tcp://", "tcp://a:b", "a:0", "http://x:1"])
def test_what_is_no_address_is_refused(address, tmp_path):
    with pytest.raises(InputFault, match="is no address; give the address that"):
        swept(tmp_path / "x", scheduler=address)
    assert names_in(tmp_path) == []
