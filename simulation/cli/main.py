"""The command ``snowball``: finds the command, runs it, and turns faults into exit codes.

Exit codes: 0 done; 2 the user's input is at fault, one line a fault on stderr; 1 a fault of ours,
or standard output cannot be written to; 130 interrupted; 129 and 143 told to stop by SIGHUP and
SIGTERM.
"""

import argparse
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from simulation.cli.output import CannotPrint, complain, leave_quietly, tell
from simulation.cli.parsing import Parser, refuse_unknown
from simulation.cli.stopping import exit_code, stoppable
from simulation.scenario.faults import InputFault

COMMANDS = (
    "run", "sweep", "compare", "interventions", "attribute", "sensitivity", "shape", "tipping",
    "plot", "report", "page", "check", "list", "show", "schema", "verify",
)  # fmt: skip
"""In the order of ``--help``; each is a module of this package."""

DONE, OURS, THEIRS = 0, 1, 2

DEBUG = "SNOWBALL_DEBUG"
"""Set to 1 in the environment to see the traceback of a fault of ours."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code.  argv: its words; the default is the real ones."""
    with stoppable():
        return _ended(sys.argv[1:] if argv is None else argv)


def _ended(argv: Sequence[str]) -> int:
    """The exit code of the command, however it ends."""
    try:
        return _carried_out(argv)
    except InputFault as fault:
        _say(*fault.faults)
        return THEIRS
    except KeyboardInterrupt as stop:
        _say(str(stop) or "interrupted")
        return exit_code(stop)
    except CannotPrint as fault:
        leave_quietly()
        _say(f"cannot write to standard output: {fault}")
        return OURS
    except BrokenPipeError:
        leave_quietly()
        return DONE
    except Exception as error:
        return _our_fault(error)


def _carried_out(argv: Sequence[str]) -> int:
    """Runs the command that the words name."""
    commands = {name: module for name in COMMANDS if (module := _module(name))}
    parser, known = _parsers(commands)
    try:
        words, unknown = parser.parse_known_args(argv)
    except SystemExit as shown:
        tell()
        return int(shown.code or DONE)
    refuse_unknown(unknown, known[words.command])
    return int(commands[words.command].run(words))


def _module(name: str) -> ModuleType | None:
    """A command's module, if it is there."""
    place = f"simulation.cli.{name}"
    return importlib.import_module(place) if importlib.util.find_spec(place) else None


def _parsers(
    commands: dict[str, ModuleType],
) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The whole parser, and the parser of each command."""
    parser = Parser(prog="snowball", description=PURPOSE, epilog=HOW_ON, allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    below = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    known: dict[str, argparse.ArgumentParser] = {}
    for name, module in commands.items():
        known[name] = below.add_parser(
            name, help=module.SUMMARY, description=module.SUMMARY, allow_abbrev=False
        )
        module.add_options(known[name])
    return parser, known


PURPOSE = "If one state leaves a treaty, who follows?"
HOW_ON = "snowball COMMAND --help says more about a command."


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        tell(f"snowball {version('treaty-snowball')}\n")
        parser.exit()


def _say(*lines: str) -> None:
    complain(*(f"snowball: {line}" for line in lines))


def _our_fault(error: Exception) -> int:
    """One line for a fault of the program, and the traceback for those who ask for it."""
    if os.environ.get(DEBUG) == "1":
        import traceback

        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    _say(f"a fault of this program, not of your input: {what} ({DEBUG}=1 shows the traceback)")
    return OURS
