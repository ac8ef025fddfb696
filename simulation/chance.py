"""Chance: seed, replicate, stream, state, treaty and episode decide every draw.

The only file that names a random generator.  It is counter-based: a draw is a pure function of
what it is for, so replicate 17 of 10,000 is replicate 17 alone, the order of states or threads
cannot matter, and two scenarios are compared on the same luck, state by state.

Generator: Philox4x32-10 (Salmon et al. 2011, SC11, doi:10.1145/2063384.2063405); its published
known answers are held by a test.  (NumPy's Philox is the 4x64 one, another generator.)
Key: BLAKE2b-64 of seed and stream name.  Counter: replicate, BLAKE2b-64 of state, treaty and
episode as two words, block.
"""

import functools
import hashlib
import struct
from collections.abc import Iterable, Sequence

from simulation.model.arithmetic import log

STREAM_VERSION = 1
"""Raised when the same seed would give other draws."""

RESISTANCE = "resistance"
RETURN_RESISTANCE = "resistance to returning"
DOMESTIC_DELAY = "domestic delay"
INITIAL_VALUES = "initial values"
NETWORKS = "synthetic networks"
SEEDS = "synthetic seeds"
THRESHOLDS = "thresholds"
THREATS = "synthetic threat"
COMMITMENTS = "synthetic commitment"

_SEPARATOR = "\x1f"


def philox(
    first: int, second: int, third: int, fourth: int, key_low: int, key_high: int
) -> tuple[int, int, int, int]:
    """Philox4x32-10: four random words of 32 bits from a counter of four words and a key of two.

    Written with masks so that the text gives the same words with Python's integers and with
    wrapping 64-bit ones.

    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(10):
        product = 0xD2511F53 * first
        other_product = 0xCD9E8D57 * third
        first = ((other_product >> 32) & 0xFFFFFFFF) ^ second ^ key_low
        third = ((product >> 32) & 0xFFFFFFFF) ^ fourth ^ key_high
        second = other_product & 0xFFFFFFFF
        fourth = product & 0xFFFFFFFF
        key_low = (key_low + 0x9E3779B9) & 0xFFFFFFFF
        key_high = (key_high + 0xBB67AE85) & 0xFFFFFFFF
    return first, second, third, fourth


def uniform(replicate: int, low: int, high: int, key_low: int, key_high: int) -> float:
    """A number strictly between 0 and 1, evenly spread, with 52 random bits.

    low, high: the two words of what the draw is for (``subject``); key: of seed and stream.
    """
    first, second, _, _ = philox(replicate, low, high, 0, key_low, key_high)
    return ((first >> 6) * 67108864.0 + (second >> 6) + 0.5) * 2.220446049250313e-16


def exponential(replicate: int, low: int, high: int, key_low: int, key_high: int) -> float:
    """A draw from Exponential(1), always above 0; arguments as for ``uniform``."""
    return resistance_of(uniform(replicate, low, high, key_low, key_high))


def resistance_of(luck: float) -> float:
    """The draw from Exponential(1) that belongs to an even one.

    >>> resistance_of(0.5) == -log(0.5)
    True
    """
    return -log(luck)


def stream_key(seed: int, stream: str) -> tuple[int, int]:
    """The two key words of a stream.

    >>> stream_key(2025, RESISTANCE) == stream_key(2025, DOMESTIC_DELAY)
    False
    """
    return _two_words(f"{seed}{_SEPARATOR}{stream}")


def subject(state: str, treaty: str, episode: int = 0) -> tuple[int, int]:
    """The two counter words of a decision: whose, about which treaty, which time in a run.

    >>> subject("FIN", "APMBC") == subject("FIN", "CCM")
    False
    """
    return _two_words(_SEPARATOR.join((state, treaty, str(episode))))


def subjects(states: Sequence[str], treaty: str) -> list[tuple[int, int]]:
    """The counter words of all states' decisions about one treaty.

    ValueError where two decisions would share their luck: equal identifiers, colliding digests, or
    a name that holds the separator of names.
    """
    return list(struct.iter_unpack("<II", digests(tuple(states), treaty)))


@functools.lru_cache(maxsize=8)
def digests(states: tuple[str, ...], treaty: str) -> bytes:
    """What ``subjects`` returns as bytes: for each state the lower word, then the higher one.

    Each word has four bytes, the lowest first.  Kept for equal arguments: worlds drawn anew for
    each replicate ask for the same states again and again.
    """
    if _SEPARATOR in treaty or any(_SEPARATOR in state for state in states):
        raise ValueError(f"a state or treaty name holds the control character {_SEPARATOR!r}")
    about = _SEPARATOR.join(("", treaty, "0"))
    found = [_digest(state + about) for state in states]
    if len(set(found)) < len(found):
        raise ValueError(f"states share their luck: {', '.join(_sharing(states, found))}")
    return b"".join(found)


def _two_words(text: str) -> tuple[int, int]:
    low, high = struct.unpack("<II", _digest(text))
    return low, high


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def _sharing(states: Sequence[str], found: Iterable[bytes]) -> list[str]:
    seen: dict[bytes, str] = {}
    sharing: list[str] = []
    for state, digest in zip(states, found, strict=True):
        if digest in seen:
            sharing += [seen[digest], state]
        seen[digest] = state
    return sharing
