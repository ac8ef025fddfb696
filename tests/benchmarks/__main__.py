"""``python -m tests.benchmarks``: measure everything side by side, print and store the table."""

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: one thread means one thread

SECTIONS = ("regimes", "spreading", "limits", "growth", "whole", "page", "browser", "sweeps")
OUT = Path(__file__).parents[2] / "results" / "benchmarks"


def main(given: Sequence[str] | None = None) -> int:
    """Exit code: 0; with --guard 1 where something grew."""
    asked = _arguments().parse_args(given)
    if importlib.util.find_spec("simulation") is None:
        print("install the project first", file=sys.stderr)
        return 2
    if asked.guard:
        from tests.benchmarks import guard

        return guard.run(asked.write)
    return _measure(asked)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute or two; rough figures")
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=SECTIONS, metavar="SECTION",
                        help=f"of {', '.join(SECTIONS)}")  # fmt: skip
    parser.add_argument("--ten-million", action="store_true",
                        help="run ten million runs instead of only extrapolating")  # fmt: skip
    parser.add_argument("--minutes", type=float, default=2.0,
                        help="how long a class turns controls in the section browser")  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=OUT, help="folder (default: results/benchmarks)"
    )
    parser.add_argument("--guard", action="store_true", help="compare work done with guard.json")
    parser.add_argument("--write", action="store_true", help="with --guard: renew guard.json")
    return parser


def _measure(asked: argparse.Namespace) -> int:
    from tests.benchmarks import (
        growth,
        limits,
        page_browser,
        page_records,
        regimes,
        spreading,
        sweeps,
        table,
        whole,
    )
    from tests.benchmarks.timing import FULL, QUICK, Pace

    pace = QUICK if asked.quick else FULL
    makers: dict[str, Callable[[Pace], list]] = {
        "regimes": regimes.lines,
        "spreading": spreading.lines,
        "limits": limits.lines,
        "growth": growth.lines,
        "page": page_records.lines,
        "browser": lambda pace: page_browser.lines(pace, asked.minutes),
        "sweeps": sweeps.lines,
        "whole": lambda pace: whole.lines(pace, asked.ten_million),
    }
    report = table.Report(mode="quick" if asked.quick else "full")
    for name in asked.only:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        report.add(makers[name], name, pace)
    report.store(asked.out)
    print(report.text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
