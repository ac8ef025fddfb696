"""Whatever a sweep dies of, and when: called again it goes on, and ends as if nothing had been."""

import os
import random
import re
import shutil
import signal

import pytest

pytest.importorskip("resource")

from simulation.cli.main import main
from simulation.experiments.sweeping import running, unfinished
from tests.experiments.sweeping import processes
from tests.experiments.sweeping.made import POSIX, same_result, small_tasks, swept, village
from tests.outcomes.made import names_in

pytestmark = POSIX

OURS = re.compile(r"x|x\.unfinished|\.x\.part-.*")
RUNS = 60


@pytest.fixture(scope="module")
def server():
    return processes.server()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return swept(tmp_path_factory.mktemp("large") / "x", village(RUNS))


@pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_goes_on(kills, server, large, tmp_path):
    def child(folder):
        return server.Process(target=processes.sweeping, args=(folder, RUNS, 20))

    seconds = processes.length(child(tmp_path / "undisturbed"))
    luck, killed, waiting = random.Random(kills), 0, 0
    place = tmp_path / "here"
    place.mkdir()
    while killed < kills:
        done = processes.lived(child(place / "x"), luck.uniform(0.02, 0.6 * seconds))
        assert all(OURS.fullmatch(name) for name in names_in(place))
        waiting += (place / "x.unfinished").exists()
        killed += not done
        if done:
            ended(place, large)
            shutil.rmtree(place / "x")
    assert waiting
    assert processes.lived(child(place / "x"), None)
    ended(place, large)


def ended(place, large):
    assert names_in(place) == ["x"]
    same_result(place / "x", large)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(SOURCE)
    return tmp_path


SOURCE = """title = "A village"
[time]
start = 2000-01-01
end = 2001-12-31
[run]
replicates = 60
seed = 7
trajectories = 0
cascade_size = 3
[world]
source = "synthetic"
states = 12
seeds = { count = 1 }
fixed = true
layers.border = { graph = "ring", degree = 2 }
layers.peers = { graph = "erdos-renyi", mean_degree = 3.0 }
[rule]
name = "hazard"
[sweep.vary]
"rule.parameters.base_rate" = [-5.0, -4.5, -4.0, -3.5, -3.0]
"""
COMMAND = ("sweep", "x.toml", "--no-figures", "--workers", "2")


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
@pytest.mark.parametrize("more", [(), ("--overwrite",)])
def test_told_to_stop_it_says_how_to_go_on(
    name, code, more, here, whole, monkeypatch, capsys
):  # fmt: skip
    words = (*COMMAND, *more)
    small_tasks(monkeypatch, 20)
    monkeypatch.setattr("sys.argv", ["snowball", *words])
    keep, kept = running.keep, []

    def stop(*given):
        part = keep(*given)
        kept.append(part.folder.name)
        if len(kept) == 3:
            os.kill(os.getpid(), getattr(signal, name))
        return part

    monkeypatch.setattr(running, "keep", stop)
    assert main(words) == code
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.endswith(f"to go on: snowball {' '.join(words)}")
    assert names_in(here / "results") == ["x.unfinished"]
    assert main(words) == 0
    assert len(set(kept)) == len(kept)
    assert names_in(here / "results") == ["x"]
    same_result(here / "results" / "x", whole)


def test_told_to_stop_before_anything_is_done_nothing_stays(here, monkeypatch):
    def stop(*_):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(running, "keep", stop)
    assert main(COMMAND) == 143
    assert names_in(here) == ["x.toml"]


@pytest.mark.parametrize("moment", ["running", "merging"])
def test_a_full_disk_is_told_in_one_line_and_survived(moment, server, here, whole, monkeypatch):
    small_tasks(monkeypatch, 20)
    if moment == "merging":
        interrupt_merging(here, monkeypatch)
    size = {"running": 2000, "merging": 4000}[moment]
    errors = here / "said"
    words = (*COMMAND, "--quiet")
    child = server.Process(target=processes.commanded, args=(words, errors, here, size))
    child.start()
    child.join()
    (line,) = errors.read_text().splitlines()
    assert child.exitcode == 2
    assert line.startswith("snowball: ")
    assert "cannot be written (File too large)" in line
    left = ["x.unfinished"] if moment == "merging" else []
    assert (names_in(here / "results") if left else names_in(here)) == (left or ["said", "x.toml"])
    assert main(words) == 0
    assert names_in(here / "results") == ["x"]
    same_result(here / "results" / "x", whole)


def interrupt_merging(here, monkeypatch):
    """Leave a sweep of which only the tables are to be written."""
    with monkeypatch.context() as patch:
        patch.setattr("simulation.experiments.sweeping.sweep.write_result", interrupted)
        with pytest.raises(KeyboardInterrupt):
            swept(here / "results" / "x", "x.toml")


def interrupted(*_):
    raise KeyboardInterrupt


def waiting_tasks(folder):
    return sorted((folder / unfinished.TASKS).iterdir())


def torn(path):
    path.write_bytes(path.read_bytes()[:-7])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES = {
    "torn": lambda task: torn(task / "runs.arrow"),
    "flipped": lambda task: flipped(task / "exits.arrow"),
    "lost": lambda task: (task / "sums.arrow").unlink(),
    "torn seal": lambda task: torn(task / "seal.json"),
    "torn order": lambda task: torn(task.parents[1] / unfinished.ORDER),
    "lost order": lambda task: (task.parents[1] / unfinished.ORDER).unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_run_again_and_nothing_else(damage, here, whole, monkeypatch):
    small_tasks(monkeypatch, 20)
    interrupt_merging(here, monkeypatch)
    waiting = here / "results" / "x.unfinished"
    DAMAGES[damage](waiting_tasks(waiting)[-1])
    kept, keep = [], running.keep
    monkeypatch.setattr(running, "keep", lambda *given: kept.append(1) or keep(*given))
    same_result(swept(here / "results" / "x", "x.toml"), whole)
    assert len(kept) == (0 if "order" in damage else 1)
    assert names_in(here / "results") == ["x"]
