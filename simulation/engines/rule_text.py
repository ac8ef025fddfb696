"""What an own rule is made of: its source and the values it reads, as one hash.

Two rules with one hash give the same pressures.  The converse need not hold: what cannot be
compared counts as different, so a result is never taken for that of another rule.
"""

import dis
import functools
import hashlib
import inspect
import io
import pickle
import sys
import sysconfig
import textwrap
import tokenize
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from simulation.model.own import OwnRule

PLAIN = (bool, int, float, complex, str, bytes, type(None))
READS = ("LOAD_GLOBAL", "LOAD_NAME")
ATTRIBUTES = ("LOAD_ATTR", "LOAD_METHOD")
STANDARD = sysconfig.get_path("stdlib")


def fingerprint(rule: OwnRule) -> str:
    """SHA-256 of a rule, in hexadecimal.

    It covers its source, that of the researcher's functions it calls, and all values it reads from
    outside, such as weights defined above it.  Comments, empty lines and the indentation of the
    whole do not count.
    """
    return hashlib.sha256("\n".join(_made_of(rule)).encode()).hexdigest()


def reads(function: FunctionType) -> dict[str, Any]:
    """What the names that a function reads from outside stand for: globals, then its closure."""
    known = function.__globals__
    outside = {name: known[name] for name in _names(function.__code__, READS) if name in known}
    return outside | inside(function)


def inside(function: FunctionType) -> dict[str, Any]:
    """What a closure holds; names without a value yet are left out."""
    held = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            held[name] = cell.cell_contents
        except ValueError:
            continue
    return held


def researchers(value: object) -> bool:
    """Whether a function, class or module is the researcher's own, not a library's or ours."""
    module = value if isinstance(value, ModuleType) else sys.modules.get(value.__module__)
    name = getattr(module, "__name__", "")
    if name.partition(".")[0] == "simulation":
        return False
    if isinstance(value, FunctionType):
        return not of_a_library(value.__code__.co_filename)
    file = getattr(module, "__file__", None)
    return name == "__main__" or (file is not None and not of_a_library(file))


def of_a_library(file: str) -> bool:
    """Whether a file comes with Python or is an installed package's."""
    place = Path(file)
    installed = {"site-packages", "dist-packages"} & set(place.parts)
    return bool(installed) or file.startswith("<frozen") or place.is_relative_to(STANDARD)


def _made_of(value: object, around: tuple[object, ...] = ()) -> Iterator[str]:
    """All that a value is made of, a line each; around: what it was found in."""
    value = getattr(value, "py_func", value)
    if isinstance(value, PLAIN):
        yield f"{type(value).__name__} {value!r}"
    elif any(value is other for other in around):
        yield f"again {next(n for n, other in enumerate(around) if value is other)}"
    elif isinstance(value, FunctionType) and (not around or researchers(value)):
        yield from _of_function(value, (*around, value))
    elif isinstance(value, list | tuple | dict):
        yield f"{type(value).__name__} of {len(value)}"
        for part in value.items() if isinstance(value, dict) else value:
            yield from _made_of(part, (*around, value))
    elif isinstance(value, functools.partial):
        yield from _made_of((value.func, value.args, value.keywords), (*around, value))
    elif isinstance(value, type) and researchers(value):
        yield f"class {value.__qualname__} {_source_of_class(value)}"
    elif isinstance(value, ModuleType | type | FunctionType | BuiltinFunctionType):
        yield f"{getattr(value, '__module__', '')} {value.__name__}"
    else:
        yield from _made_of(type(value), (*around, value))
        yield _pickled(value)


def _of_function(function: FunctionType, around: tuple[object, ...]) -> Iterator[str]:
    yield f"def {source(function.__code__)}"
    yield from _made_of(function.__defaults__, around)
    yield from _made_of(function.__kwdefaults__, around)
    attributes = _names(function.__code__, ATTRIBUTES)
    for name, value in sorted(reads(function).items()):
        yield f"{name} ="
        yield from _made_of(value, around)
        if isinstance(value, ModuleType) and researchers(value):
            for part in sorted(attributes & set(vars(value))):
                yield f"{name}.{part} ="
                yield from _made_of(vars(value)[part], around)


def _pickled(value: object) -> str:
    """A value that is no plain one; what cannot be written down is like nothing else."""
    try:
        return f"{type(value).__name__} {hashlib.sha256(pickle.dumps(value, 4)).hexdigest()}"
    except Exception:
        return f"{type(value).__name__} at {id(value)}"


def _source_of_class(kind: type) -> str:
    try:
        return _bare(inspect.getsource(kind))
    except (OSError, TypeError):
        return ""


@functools.lru_cache(maxsize=256)
def source(code: CodeType) -> str:
    """The source of a function without comments, or its compiled form where that cannot be had.

    It is looked up by what its file compiles to: a file may have been edited since, and then the
    text that stands there is not what runs.
    """
    try:
        lines, _ = inspect.findsource(code)
        for found in _codes(_compiled("".join(lines))):
            if found.co_name == code.co_name and _essence(found) == _essence(code):
                return _bare("".join(inspect.getblock(lines[found.co_firstlineno - 1 :])))
    except (OSError, TypeError, SyntaxError, ValueError, tokenize.TokenError):
        pass
    return repr(_essence(code))


def _bare(text: str) -> str:
    """Source without comments and empty lines, indented no more than needed."""
    lines = textwrap.dedent(text).splitlines()
    for token in tokenize.generate_tokens(io.StringIO("\n".join(lines) + "\n").readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _compiled(text: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, "a file of rules", "exec", dont_inherit=True)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A code and all codes within it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


def _essence(code: CodeType) -> tuple[object, ...]:
    """What a code does, wherever it stands."""
    values = tuple(
        _essence(part) if isinstance(part, CodeType) else (type(part).__name__, repr(part))
        for part in code.co_consts
    )
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (code.co_code, values, *names)


def _names(code: CodeType, how: tuple[str, ...]) -> set[str]:
    """Names that a code, and any code within it, loads in one of some ways."""
    return {
        str(step.argval)
        for part in _codes(code)
        for step in dis.get_instructions(part)
        if step.opname in how
    }
