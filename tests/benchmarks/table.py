"""From lines to what is printed and stored: a page of Markdown, and the same as JSON."""

import json
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import machine
from tests.benchmarks.lines import Line, markdown, wanted_table
from tests.benchmarks.timing import Pace

READ = """Medians over rounds in which everybody took turns in one process; "rounds" gives the
lowest and the highest. A ratio is taken within each round. Figures of one page belong together;
those of two pages do not.
"""


class Report:
    """What was measured, where, and what failed."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.machine = machine.described()
        self.lines: list[Line] = []

    def add(self, make: Callable[[Pace], list[Line]], name: str, pace: Pace) -> None:
        """Lines of one section; a section that fails is said so and stops no other."""
        try:
            self.lines += make(pace)
        except Exception as failed:  # a rival or an engine in the making: the others still count
            traceback.print_exc()
            reason = f"{type(failed).__name__}: {failed}".splitlines()[0][:200]
            self.lines.append(Line(f"Failed: {name}", name, None, "", note=reason))

    def text(self) -> str:
        """The page."""
        about = "\n".join(f"| {key} | {value} |" for key, value in self.machine.items())
        return "\n".join(
            [
                f"# Benchmarks, {self.mode} mode", "", READ,
                "## Machine", "", "| | |", "|---|---|", about, "",
                wanted_table(self.lines), markdown(self.lines),
            ]
        )  # fmt: skip

    def store(self, folder: Path) -> None:
        """``table.md`` and ``table.json``."""
        folder.mkdir(parents=True, exist_ok=True)
        told = {
            "mode": self.mode,
            "machine": self.machine,
            "lines": [line.record() for line in self.lines],
        }
        (folder / "table.md").write_text(self.text(), encoding="utf-8")
        plain = json.dumps(told, indent=1, ensure_ascii=False)
        (folder / "table.json").write_text(plain + "\n", encoding="utf-8")
