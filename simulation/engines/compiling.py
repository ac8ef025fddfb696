"""The compiler: plain functions become one kernel, kept between calls.  The only file with numba.

No fast-math: products and sums are never contracted or reordered, so compiled functions give the
bits that the same text gives when it is interpreted.
"""

import contextlib
import inspect
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CellType, FunctionType
from typing import Any, NamedTuple, TypeVar

import numba
from numba import types
from numba.core import cgutils, errors, ir
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_jitable,
    register_model,
    type_callable,
)

from simulation.engines import cache
from simulation.engines.refusing import refusal
from simulation.engines.rule_text import fingerprint, reads, researchers
from simulation.model.own import OwnRule, Situation
from simulation.model.parameters import Parameters
from simulation.scenario.faults import InputFault

Function = Callable[..., Any]
Kernel = Callable[..., Any]
Bundle = TypeVar("Bundle")
Internal = Any
"""Something of numba's own, which says nothing of its types."""

_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}

_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""For what only compiled code calls.  One set of options for each, or it is compiled twice."""

_known: set[Function] = set()
"""Functions that compiled code may call."""

FOLDERS: dict[str, Path | None] = {}
"""Name of a kernel -> where its code is kept; None: nowhere."""


def kernel(
    function: Function,
    theory: Sequence[Function],
    steps: Sequence[Function],
    rare: Sequence[Function] = (),
) -> Kernel:
    """A plain function, compiled when first called, with all that it calls.

    theory: the rules themselves, the text that the other engine interprets.  steps: what gathers,
    calls and commits; put in the place of each call, which would otherwise copy the descriptions of
    all arrays that it is handed.  rare: the same, but called too rarely for that to matter; putting
    these in place too would take longer to compile.
    """
    for parts, inlined in (((*theory, *steps), True), (rare, False)):
        for part in parts:
            if part not in _known:
                register_jitable(forceinline=inlined, **_OPTIONS, **_INSIDE)(part)
                _known.add(part)
    place = cache.folder((*theory, *steps, *rare, function, _call_at), numba.__version__)
    FOLDERS[function.__name__] = place
    with _kept_in(place):
        made: Kernel = numba.njit(cache=place is not None, no_cfunc_wrapper=True, **_OPTIONS)(
            function
        )
    return made


def shared(bundle: Bundle) -> Bundle:
    """A named tuple of arrays or numbers that compiled code hands on by its address.

    Otherwise each call copies the descriptions of all arrays, compiled in place or not, which takes
    most of the time to compile.  Its fields must not be exchanged while it is in use.
    """
    return bundle


class _Shared(types.Type):  # type: ignore[misc]
    """The compiler's type of a shared named tuple."""

    def __init__(self, bundle: Internal) -> None:
        self.bundle = bundle
        super().__init__(f"shared {bundle}")


register_model(_Shared)(models.OpaqueModel)


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = _Shared

    def generic_resolve(self, kind: Internal, name: str) -> Internal:
        """The type of a field of a bundle."""
        return kind.bundle.types[kind.bundle.fields.index(name)]


@lower_getattr_generic(_Shared)  # type: ignore[untyped-decorator]
def _field(
    context: Internal, builder: Internal, kind: Internal, address: Internal, name: str
) -> Internal:
    bundle = builder.bitcast(address, context.get_value_type(kind.bundle).as_pointer())
    place = kind.bundle.fields.index(name)
    return _constant(builder, cgutils.gep_inbounds(builder, bundle, 0, place))


def _constant(builder: Internal, address: Internal) -> Internal:
    """What lies at an address, never to change, number by number."""
    kind = address.type.pointee
    if not hasattr(kind, "elements") and not hasattr(kind, "element"):
        number = builder.load(address)
        number.set_metadata("invariant.load", builder.module.add_metadata(()))
        return number
    whole = cgutils.get_null_value(kind)
    for place in range(len(kind)):
        part = _constant(builder, cgutils.gep_inbounds(builder, address, 0, place))
        whole = builder.insert_value(whole, part, place)
    return whole


@type_callable(shared)  # type: ignore[untyped-decorator]
def _type_of_shared(_context: Internal) -> Function:
    def share(bundle: Internal) -> Internal:
        """A bundle as the kernel shares it."""
        return _Shared(bundle)

    return share


@lower_builtin(shared, types.Any)  # type: ignore[untyped-decorator]
def _keep(context: Internal, builder: Internal, signature: Internal, given: Internal) -> Internal:
    kept = cgutils.alloca_once_value(builder, given[0])
    return builder.bitcast(kept, context.get_value_type(signature.return_type))


def call(kernel: Kernel, *arguments: object) -> None:
    """Call a kernel, whether or not its code can be kept."""
    try:
        kernel(*arguments)
    except OSError:  # the code was compiled, but could not be kept: a full disk, a deleted folder
        kernel(*arguments)


@contextlib.contextmanager
def _kept_in(place: Path | None) -> Iterator[None]:
    """Point numba's cache at a folder, and give it back to whoever set it."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = before if place is None else str(place)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


class CompiledRule(NamedTuple):
    """An own rule in the form that a kernel can ask."""

    address: int
    """Where its code lies."""
    kept: object
    """What must live as long as the address is in use."""


_FLOATS = types.CPointer(types.float64)
_ASKED = types.float64(_FLOATS, _FLOATS)
"""A compiled rule takes the numbers of a situation and of parameters and gives a pressure, or nan
for whatever goes wrong."""

_SITUATION = types.NamedTuple(
    (types.int64, *(types.float64,) * (len(Situation._fields) - 1)), Situation
)
_PARAMETERS = types.NamedUniTuple(types.float64, len(Parameters._fields), Parameters)

_RULE_OPTIONS = {"nogil": True, "error_model": "python", "boundscheck": True}
"""As Python: division by zero and a place beyond a list's end raise."""

NAN = float("nan")

_rules: dict[tuple[OwnRule, str], CompiledRule] = {}
_compiling = threading.Lock()


def _call_at(
    context: Internal, builder: Internal, signature: Internal, arguments: Internal
) -> Internal:
    """Call the compiled rule at an address with the data of two arrays of records."""
    pointer = context.get_value_type(types.FunctionType(_ASKED).ftype)
    floats = context.get_value_type(_FLOATS)
    rule = builder.inttoptr(arguments[0], pointer)
    handed = []
    for kind, array in zip(signature.args[1:], arguments[1:], strict=True):
        data = context.make_array(kind)(context, builder, value=array).data
        handed.append(builder.bitcast(data, floats))
    return builder.call(rule, handed)


@intrinsic  # type: ignore[untyped-decorator]
def pressure_at(_typing: Internal, address: Internal, now: Internal, p: Internal) -> Internal:
    """The pressure that the rule at an address gives, or nan: ``pressure_at(address, now, p)``.

    now, p: arrays of one record, all of whose fields are floats in the order of ``Situation`` and
    of ``Parameters``.
    """
    return types.float64(address, now, p), _call_at


def _reader(kind: Internal) -> Internal:
    """What makes a named tuple of the floats at an address.

    One made otherwise, say of an array, is copied number by number whenever a rule is asked.
    """

    def read(
        context: Internal, builder: Internal, signature: Internal, arguments: Internal
    ) -> Internal:
        """Code that reads a tuple from where it lies."""
        values = []
        for place, field in enumerate(kind.types):
            number = builder.load(cgutils.gep_inbounds(builder, arguments[0], place))
            values.append(context.cast(builder, number, types.float64, field))
        return context.make_tuple(builder, signature.return_type, values)

    @intrinsic  # type: ignore[untyped-decorator]
    def tuple_at(_typing: Internal, address: Internal) -> Internal:
        """The tuple at an address."""
        return kind(address), read

    return tuple_at


_situation_at = _reader(_SITUATION)
_parameters_at = _reader(_PARAMETERS)


def compiled_rule(rule: OwnRule) -> CompiledRule:
    """An own rule, compiled; once for each state of the numbers that it reads.

    Raises InputFault, naming the line, for what numba cannot compile.
    """
    with _compiling:
        key = (rule, fingerprint(rule))
        if key not in _rules:
            try:
                _rules[key] = _compile_rule(rule)
            except Exception as fault:
                raise InputFault(refusal(rule, fault)) from None
        return _rules[key]


def _compile_rule(rule: OwnRule) -> CompiledRule:
    """A rule with a signature of plain pointers, in which whatever goes wrong is nan."""
    made = numba.njit(**_RULE_OPTIONS)(_own_copy(rule, ()))
    taken = (_SITUATION, _PARAMETERS, *_left_out(rule))
    made.compile(taken)
    given = made.overloads[taken]
    _refuse_mixture(given.type_annotation)

    def ask(asked: Internal, numbers: Internal) -> float:
        """Ask the rule in Python; nan where it raises."""
        now, p = _situation_at(asked), _parameters_at(numbers)
        try:
            return float(0.0 + made(now, p))
        except Exception:
            return NAN

    def nothing(_asked: Internal, _numbers: Internal) -> float:
        """Stands for a rule where there is none."""
        return NAN

    kind = given.signature.return_type
    number = isinstance(getattr(kind, "type", kind), types.Integer | types.Float)
    code = numba.cfunc(_ASKED)(ask if number else nothing)
    return CompiledRule(code.address, code)


def _left_out(rule: OwnRule) -> tuple[Internal, ...]:
    """What a rule takes beyond the two, each with a default."""
    _, _, *further = inspect.signature(rule, follow_wrapped=False).parameters.values()
    return tuple(types.Omitted(one.default) for one in further)


def _own_copy(function: Internal, around: tuple[Function, ...]) -> Function:
    """A function that calls compiled copies of the plain functions it reads, and they of theirs.

    Copies, because compiled code keeps the numbers it was compiled with, and the researcher may
    change them.  around: functions that call this one.
    """
    compiled = {
        name: numba.njit(**_RULE_OPTIONS)(_own_copy(value, (*around, function)))
        for name, value in reads(function).items()
        if isinstance(value, FunctionType) and _to_be_copied(value, (*around, function))
    }
    cells = [
        CellType(compiled[name]) if name in compiled else cell
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=True
        )
    ]
    copy = FunctionType(
        function.__code__,
        {**function.__globals__, **compiled},
        function.__name__,
        function.__defaults__,
        tuple(cells) or None,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _to_be_copied(function: FunctionType, around: tuple[Function, ...]) -> bool:
    """Whether it is a function of the researcher, or of ours without being known yet."""
    ours = str(function.__module__).partition(".")[0] == __name__.partition(".")[0]
    return function not in (*_known, *around) and (ours or researchers(function))


def _refuse_mixture(annotated: Internal) -> None:
    """Raises TypingError where something is now a number, now True or False.

    Compiled code would turn the one into the other, which Python does not.
    """
    kinds = annotated.typemap
    for step in (one for block in annotated.blocks.values() for one in block.body):
        if isinstance(step, ir.Assign) and isinstance(kinds.get(step.target.name), types.Number):
            for one in _handed_on(step.value):
                if isinstance(kinds.get(one.name), types.Boolean):
                    raise errors.TypingError("True or False in the place of a number", step.loc)


def _handed_on(value: Internal) -> list[Internal]:
    """The names whose values become another's without being reckoned with."""
    if isinstance(value, ir.Expr) and value.op in ("cast", "phi"):
        handed: list[Internal] = value.list_vars()
        return handed
    return [value] if isinstance(value, ir.Var) else []
