"""On what machine, with what software, and how busy it was; no names of hosts or folders."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
from pathlib import Path

SOFTWARE = ("numpy", "numba", "llvmlite", "mesa", "networkx", "cynetdiff", "ndlib", "EoN")


def described() -> dict[str, object]:
    """A table of plain values."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_at_start": load(),
        "python": platform.python_version(),
        "compiler": _compiler(),
        **{name: _version(name) for name in SOFTWARE},
    }


def load() -> float | None:
    """Processes waiting or running over the last minute; above 0 before we begin: others were."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory() -> float | None:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1)


def _compiler() -> str | None:
    found = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if found is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return said.stdout.splitlines()[0] if said.stdout else "unknown"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
