"""Many draws at once: the text of ``simulation.chance`` over whole arrays, to the same bits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.world.starts import Uniforms
from simulation.world.world import Floats, Integers

AT_ONCE = 2**14
"""Draws made together: so many words stay near the processor."""

LN2_LOW = 1.90821492927058770002e-10
"""What the logarithm of 2 has beyond its first 33 bits, as in ``arithmetic``."""

_uniform: Callable[..., Any] = chance.uniform


def uniforms(
    seed: int, stream: str, replicate: int, low: NDArray[Any], high: NDArray[Any]
) -> Floats:
    """``chance.uniform`` for many subjects, (draws,), each given by its two words."""
    key = chance.stream_key(seed, stream)
    drawn = np.empty(len(low))
    for first in range(0, len(low), AT_ONCE):
        here = slice(first, first + AT_ONCE)
        drawn[here] = _uniform(
            replicate, low[here].astype(np.int64), high[here].astype(np.int64), *key
        )
    return drawn


def uniforms_of_many(
    seed: int, stream: str, replicates: Integers, low: Integers, high: Integers
) -> Floats:
    """(runs, subjects) ``chance.uniform`` for many replicates and subjects."""
    drawn = np.empty((len(replicates), len(low)))
    for place, replicate in enumerate(replicates.tolist()):
        drawn[place] = uniforms(seed, stream, replicate, low, high)
    return drawn


@dataclass(frozen=True)
class Luck:
    """The draws of one stream in one replicate, each a function of its number and its turn.

    A number says what is drawn (the third tie, the fifth state), a turn which attempt at it.
    """

    seed: int
    stream: str
    replicate: int
    make: Uniforms = uniforms_of_many
    """What makes the draws."""

    def uniforms(self, numbers: NDArray[Any], turn: NDArray[Any] | int = 0) -> Floats:
        """(draws,) numbers strictly between 0 and 1 for draws by number, 0..2**32 - 1."""
        turns = np.full(np.shape(numbers), turn, dtype=np.int64)
        replicates = np.array([self.replicate], dtype=np.int64)
        low = np.ascontiguousarray(numbers, dtype=np.int64)
        return np.asarray(self.make(self.seed, self.stream, replicates, low, turns)[0])


def words(states: Sequence[str], treaty: str) -> tuple[Integers, Integers]:
    """The two counter words, (states,) each, of all states' decisions about one treaty.

    Raises ``ValueError`` as ``chance.subjects`` does.
    """
    both = np.frombuffer(chance.digests(tuple(states), treaty), dtype="<u4").reshape(-1, 2)
    return both[:, 0].astype(np.int64), both[:, 1].astype(np.int64)


def shuffled(count: int, luck: Luck, turn: int = 0) -> Integers:
    """The numbers 0..count - 1 in an order drawn evenly.

    Sorted by their draws, of which as many bits are taken as fit beside a number into 63; where
    these agree the lower number comes first.
    """
    keys = _keys_of_order(luck.uniforms(np.arange(count), turn))
    keys.sort()
    return np.asarray(keys & _places(count))


def chosen(drawn: Floats, wanted: int) -> Integers:
    """(..., wanted) the first so many, in any order, of numbers ordered as by ``shuffled``.

    drawn: (..., count) the draws of the numbers 0..count - 1, which are used up.
    """
    keys = _keys_of_order(drawn)
    keys.partition(wanted - 1, axis=-1)
    return np.asarray(keys[..., :wanted] & _places(drawn.shape[-1]))


def _keys_of_order(drawn: Floats) -> Integers:
    """(..., count) a draw and the number it is of, in one number; the draws are used up."""
    count = drawn.shape[-1]
    room = _places(count).bit_length()
    drawn *= 2.0 ** min(52, 63 - room)
    keys = drawn.astype(np.int64)
    keys <<= room
    keys |= np.arange(count)
    return keys


def _places(count: int) -> int:
    """The bits that the numbers 0..count - 1 take.

    >>> _places(195), _places(1)
    (255, 1)
    """
    return int((1 << max(1, (count - 1).bit_length())) - 1)


def logarithms(values: Floats) -> Floats:
    """Natural logarithms of positive numbers, to the bits of ``arithmetic.log`` (held by a test).

    NumPy's own differ in their last bits between platforms.
    """
    mantissa, exponent = np.frexp(values)
    small = np.where(mantissa < 0.7071067811865476, 1.0, 0.0)
    mantissa, power = mantissa + small * mantissa, exponent - small
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    p = np.full_like(z, 1.0 / 21.0)
    for odd in (19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0):
        p = 1.0 / odd + z * p
    return np.asarray(power * 6.93147180369123816490e-01 + (2.0 * s * p + power * LN2_LOW))
