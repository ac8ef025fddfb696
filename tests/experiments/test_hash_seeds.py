"""Rows do not depend on the order in which Python walks sets and dictionaries of words."""

import json
import os
import subprocess
import sys

import pytest

from simulation.outcomes.records import TABLES

ASKED = ("run", "ottawa-2025", "--replicates", "40", "--no-figures", "--quiet", "--workers", "2")


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """Hashes of the tables under several hash seeds."""
    found = {}
    for seed in ("0", "1", "4711"):
        folder = tmp_path_factory.mktemp("seed") / "result"
        words = [sys.executable, "-m", "simulation", *ASKED, "--out", str(folder)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(words, check=True, capture_output=True, env=environment)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        found[seed] = {name: table["sha256"] for name, table in manifest["tables"].items()}
    return found


def test_every_hash_seed_gives_the_same_rows(contents):
    first, *others = contents.values()
    assert set(first) == set(TABLES)
    assert all(other == first for other in others)
