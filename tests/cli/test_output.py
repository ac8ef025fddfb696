"""Standard output that cannot be written to: one plain line, and no fault of the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.cli.main import main
from simulation.cli.output import CannotPrint, tell

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")


def snowball(*words, out):
    """Exit code and stderr of the command, its output led somewhere."""
    with subprocess.Popen(
        [sys.executable, "-m", "simulation", *words],
        stdout=out, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        said = process.stderr.read().decode()
        return process.wait(), said


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "words", [["list"], ["schema"], ["--help"], ["--version"], ["run", "--help"]]
)
def test_a_full_disk_is_told_in_one_line(words):
    with FULL.open("w") as full:
        code, said = snowball(*words, out=full)
    assert code == 1
    assert said == "snowball: cannot write to standard output: No space left on device\n"


def test_a_closed_output_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["list"]) == 1
    assert capsys.readouterr().err == "snowball: cannot write to standard output: it is closed\n"


def test_letters_that_cannot_be_printed_are_no_fault_of_the_program(monkeypatch, tmp_path):
    with (tmp_path / "out").open("w", encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        with pytest.raises(CannotPrint, match="encoding, ascii"):
            tell("±")


def test_names_that_would_move_the_cursor_are_spelt_out(capsys):
    assert main(["check", "no\x1b[2Jsuch"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "no\\x1b[2Jsuch: no such scenario file" in err


def test_a_folder_name_that_would_move_the_cursor_is_spelt_out(capsys, tmp_path):
    out = tmp_path / "a\x1b[2Jb"
    words = ["run", "ottawa-2025", "--replicates", "2", "--no-figures", "--out", str(out)]
    assert main(words) == 0
    assert main(words) == 0
    assert main([*words, "--seed", "3"]) == 2
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert said.err.count("a\\x1b[2Jb") == 2
