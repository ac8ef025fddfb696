"""Folders take their place whole, once, and never over somebody else's files."""

import os
import re
import subprocess
import sys

import pytest

from simulation.outcomes import publishing as module
from simulation.outcomes.publishing import publishing, stranger_among, tidy
from simulation.scenario.faults import InputFault
from tests.outcomes.made import names_in

OURS = re.compile("a|b|figures|figures/c")
POSIX = pytest.mark.skipif(os.name == "nt", reason="there a process cannot be asked for")


def ours(folder):
    return stranger_among(folder, OURS)


def written(folder, name, overwrite=None):
    with publishing(folder, overwrite) as part:
        (part / name).write_text(name)


def test_of_two_who_publish_at_once_the_later_is_refused(tmp_path):
    def late():
        with publishing(tmp_path / "x") as part:
            (part / "b").write_text("late")
            written(tmp_path / "x", "a")

    with pytest.raises(InputFault, match="holds other results"):
        late()
    assert names_in(tmp_path) == ["x"]
    assert names_in(tmp_path / "x") == ["a"]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "x").mkdir()
    written(tmp_path / "x", "a")
    assert names_in(tmp_path / "x") == ["a"]


@pytest.mark.parametrize("stranger", ["thesis.txt", "figures/mine.png", "empty/"])
def test_what_is_not_ours_is_never_replaced(tmp_path, stranger):
    written(tmp_path / "x", "a")
    place = tmp_path / "x" / stranger
    place.parent.mkdir(exist_ok=True)
    place.mkdir() if stranger.endswith("/") else place.write_text("years of work")
    with pytest.raises(InputFault, match=f"also holds {stranger.strip('/')}, which is no part"):
        written(tmp_path / "x", "b", overwrite=ours)
    assert place.exists()
    assert "a" in names_in(tmp_path / "x")
    assert names_in(tmp_path) == ["x"]


def test_a_file_that_appears_meanwhile_is_kept(tmp_path):
    written(tmp_path / "x", "a")
    with pytest.raises(InputFault, match="late"), publishing(tmp_path / "x", ours):
        (tmp_path / "x" / "late.txt").write_text("just now")
    assert names_in(tmp_path / "x") == ["a", "late.txt"]


def test_a_link_is_never_ours(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    written(tmp_path / "x", "a")
    (tmp_path / "x" / "figures").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert ours(tmp_path / "x") == "figures"


def test_what_file_browsers_leave_is_nobodys(tmp_path):
    written(tmp_path / "x", "a")
    (tmp_path / "x" / ".DS_Store").write_bytes(b"")
    written(tmp_path / "x", "b", overwrite=ours)
    assert names_in(tmp_path / "x") == ["b"]


def left_behind(tmp_path, what, process, machine=None):
    name = f".x.{what}-{machine or module._machine()}-{process:x}-1"
    (tmp_path / name).mkdir()
    (tmp_path / name / "a").write_text("half")
    return name


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@POSIX
def test_unfinished_folders_of_dead_processes_are_cleared(tmp_path, dead):
    left_behind(tmp_path, "part", dead)
    alive = left_behind(tmp_path, "part", os.getpid())
    elsewhere = left_behind(tmp_path, "part", dead, machine="0" * 8)
    (tmp_path / ".x.part-mine").mkdir()
    tidy(tmp_path / "x")
    assert names_in(tmp_path) == sorted([alive, elsewhere, ".x.part-mine"])


@POSIX
def test_a_result_that_lost_its_place_goes_back(tmp_path, dead):
    left_behind(tmp_path, "old", dead)
    tidy(tmp_path / "x")
    assert names_in(tmp_path) == ["x"]
    left_behind(tmp_path, "old", dead)
    tidy(tmp_path / "x")
    assert names_in(tmp_path) == ["x"]
