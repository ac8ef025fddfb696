"""The plain model in C (``plain.c``), compiled on the spot where there is a compiler."""

import ctypes
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.rivals.ground import Floats, Ground, Integers

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
WIDE = ("-mprefer-vector-width=512",)
"""For processors whose compiler settings would rather not use their widest vectors."""

SOURCE = Path(__file__).with_name("plain.c")


class Terms(ctypes.Structure):
    """The numbers of the case, in the order of ``Terms`` in plain.c."""

    _fields_ = (
        *((name, ctypes.c_int64) for name in ("states", "months")),
        *(
            (name, ctypes.c_double)
            for name in (
                "base_rate", "threat_weight", "norm_weight", "border_weight", "alliance_weight",
                "peer_weight", "threat_months", "norm_months", "erosion_border",
                "erosion_alliance", "erosion_peers",
            )
        ),
        *((name, ctypes.c_int64) for name in ("key_low", "key_high")),
    )  # fmt: skip


def compiler() -> str | None:
    """Path of a C compiler; None where there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def widens() -> bool:
    """Whether the compiler knows the flag for the widest vectors."""
    try:
        return compiler() is not None and _library(wide=True) is not None
    except subprocess.CalledProcessError:
        return False


@functools.cache
def _library(wide: bool = False) -> ctypes.CDLL:
    flags = (*FLAGS, *WIDE) if wide else FLAGS
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "plain.so"
        command = [str(compiler()), *flags, str(SOURCE), "-o", str(made), "-lm"]
        subprocess.run(command, check=True, capture_output=True)
        return ctypes.CDLL(str(made))


def run(g: Ground, replicates: Integers, wide: bool = False) -> Floats:
    """(runs, states) month of leaving, -1: never; each run draws its own resistances."""
    states = len(g.start)
    given = {name: getattr(g.parameters, name, None) for name, _ in Terms._fields_}
    given |= {"states": states, "months": g.months, "base_rate": g.base_rate}
    given |= {"key_low": g.key[0], "key_high": g.key[1]}
    left = np.full((len(replicates), states), -1, dtype=np.int16)
    arrays = (
        np.ascontiguousarray(replicates, dtype=np.int64), g.words, g.party, g.start, g.target,
        np.where(g.possible > 0.0, g.possible, 1.0), g.ties_from, g.looker, g.weight,
        *(np.empty(places * states) for places in (3, 1, 1, 1, 1)),
        left,
    )  # fmt: skip
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
    runs = ctypes.c_int64(len(replicates))
    _library(wide).live(ctypes.byref(Terms(**given)), runs, *pointers)
    return left
