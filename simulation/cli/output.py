"""What a command prints on standard output, and what happens when that cannot be written to."""

import contextlib
import os
import sys


class CannotPrint(Exception):  # noqa: N818 (it names what happened)
    """Standard output is full or closed."""


def tell(text: str = "") -> None:
    """Print a text as it is, at once; without one, what is still held back.

    Raises CannotPrint where standard output cannot be written to, and BrokenPipeError where its
    reader has gone.
    """
    if sys.stdout is None:
        raise CannotPrint("it is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except UnicodeEncodeError as fault:
        raise CannotPrint(f"its encoding, {fault.encoding}, lacks some letters") from None
    except (OSError, ValueError) as fault:
        raise CannotPrint(getattr(fault, "strerror", None) or str(fault)) from None


def complain(*lines: str) -> None:
    """Lines on standard error; where that is closed there is nobody to tell."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.writelines(f"{line}\n" for line in lines)
        sys.stderr.flush()


def leave_quietly() -> None:
    """What is still held back for standard output goes nowhere."""
    if sys.__stdout__ is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno())
        os.close(nowhere)
