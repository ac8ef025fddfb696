"""Who may come in: the addresses the page goes by, codes, and how often one may try.

Nothing here belongs to a framework; the server asks these before it does anything else.
"""

import base64
import hmac
import ipaddress
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SAFE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Sent with every page and picture here: nothing from elsewhere, in no frame, kept nowhere."""

TOKEN_BYTES = 15
"""120 random bits: not to be guessed, and 24 letters without padding."""

LONGEST_WORD = 64
"""Letters of a code, a token or a key; longer ones are not even compared."""

MOST_ADDRESSES = 1000
"""Addresses whose wrong codes are remembered; the oldest are forgotten first."""


def fresh_token() -> str:
    """A word that nobody can guess, for a seat or the teacher's key.

    From the operating system's randomness, and so no draw of a simulation: those are decided by a
    seed and may be guessed (``simulation.chance``), which is what a token must not be.

    >>> len(fresh_token())
    24
    """
    return base64.b32encode(os.urandom(TOKEN_BYTES)).decode().lower()


def same_word(given: str, wanted: str) -> bool:
    """Whether two words are the same, in a time that does not tell how far they agree.

    Capitals and blanks do not matter: phones put them where they like.

    >>> same_word(" k7f2", "K7F2"), same_word("", ""), same_word("K7F", "K7F2")
    (True, False, False)
    """
    one, other = (
        word.strip().casefold().encode("utf-8", "surrogatepass") for word in (given, wanted)
    )
    return bool(other) and hmac.compare_digest(one, other)


def hosts_of(names: Iterable[str], port: int) -> frozenset[str]:
    """What a browser may write in ``Host`` for these names or addresses and this port.

    >>> sorted(hosts_of(["127.0.0.1", "::1"], 8123))
    ['127.0.0.1:8123', '[::1]:8123']
    """
    return frozenset(f"{in_address(name).lower()}:{port}" for name in names)


def in_address(name: str) -> str:
    """A name or address as it stands in ``http://NAME:PORT``.

    >>> in_address("fe80::1"), in_address("192.168.1.7")
    ('[fe80::1]', '192.168.1.7')
    """
    return f"[{name}]" if ":" in name else name


def misplaced(headers: Mapping[str, str], hosts: frozenset[str]) -> str | None:
    """Why a request is none of ours, in one line; None where it is.

    headers: with names in small letters.  A page elsewhere that had its name point to this machine
    (DNS rebinding) is told by ``Host``, one that calls us from a visitor's browser by ``Origin``.
    Programs that are no browsers send no ``Origin``, and need none to be kept out: they have no
    visitor whose access they could borrow.

    >>> misplaced({"host": "evil.example"}, frozenset({"localhost:8123"}))
    'the address is not ours'
    >>> misplaced({"host": "localhost:8123"}, frozenset({"localhost:8123"}))
    """
    if headers.get("host", "").lower() not in hosts:
        return "the address is not ours"
    origin = headers.get("origin")
    if origin is not None and not _ours(origin, hosts):
        return "the request comes from another page"
    return None


def _ours(origin: str, hosts: frozenset[str]) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == "http" and parts.netloc.lower() in hosts


def at_home(address: str) -> bool:
    """Whether an address is this machine's own.

    Where both kinds of addresses are listened to, an old one comes written as a new one.

    >>> at_home("127.0.0.1"), at_home("::ffff:127.0.0.1"), at_home("192.168.1.7"), at_home("x")
    (True, True, False, False)
    """
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(told, "ipv4_mapped", None) or told).is_loopback


@dataclass
class Tries:
    """Wrong codes by address: after some of them nobody there may try for a while."""

    clock: Callable[[], float]
    """Seconds that only go up."""
    most: int = 20
    """Wrong codes in a stretch; a whole class may stand behind one address."""
    seconds: float = 60.0
    """Length of the stretch."""
    missed: "OrderedDict[str, list[float]]" = field(default_factory=OrderedDict)
    """Address -> when it gave a wrong code lately."""

    def barred(self, address: str) -> bool:
        """Whether an address has given too many wrong codes lately."""
        return len(self._lately(address)) >= self.most

    def miss(self, address: str) -> None:
        """An address gave a wrong code."""
        self.missed[address] = [*self._lately(address), self.clock()][-self.most :]
        self.missed.move_to_end(address)
        while len(self.missed) > MOST_ADDRESSES:
            self.missed.popitem(last=False)

    def _lately(self, address: str) -> list[float]:
        since = self.clock() - self.seconds
        return [when for when in self.missed.get(address, []) if when > since]


@dataclass
class Pace:
    """How fast one connection may speak: so many messages at once, then so many a second."""

    clock: Callable[[], float]
    """Seconds that only go up."""
    burst: float = 20.0
    """Messages at once; nobody taps so fast."""
    rate: float = 4.0
    """Messages a second in the long run."""
    left: float = 20.0
    """Messages still free."""
    since: float | None = None
    """When it was last asked."""

    def allows(self) -> bool:
        """Whether one more message is allowed now; it counts."""
        now = self.clock()
        passed = 0.0 if self.since is None else now - self.since
        self.left, self.since = min(self.burst, self.left + passed * self.rate), now
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True
