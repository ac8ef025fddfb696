"""Comparisons that the points of a sweep must keep, read by a small grammar of their own.

    comparison = sum, (("<=" | "<" | ">=" | ">" | "==" | "!="), sum)+
    sum        = product, (("+" | "-"), product)*
    product    = factor, (("*" | "/"), factor)*
    factor     = "-", factor | number | key | "(", sum, ")"

A scenario is data: nothing is executed.  Numbers are compared as written, so that 0.1 + 0.2 is 0.3.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from simulation.scenario.faults import did_you_mean

Numbers = Mapping[str, Fraction]
Term = Callable[[Numbers], Fraction]
Constraint = Callable[[Numbers], bool]
"""Whether the numbers of a point, by key, keep it; ZeroDivisionError where it divides by 0."""

COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "!=": operator.ne,
}
SUMS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
}
PRODUCTS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "*": operator.mul,
    "/": operator.truediv,
}
DEEPEST = 20

_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?(?![\w.])")
_MARK = re.compile(r"<=|>=|==|!=|[-<>+*/()]")
_WORD = re.compile(r"[^\s<>=!+*/()]+")


class UnreadableError(ValueError):
    """Text that is no comparison; says why, to follow the text."""


def constraint(text: str, keys: Iterable[str]) -> Constraint:
    """A comparison of some keys, read from text.

    Raises UnreadableError.

    >>> constraint("a.b <= 2 * c-d", ["a.b", "c-d"])({"a.b": Fraction(3), "c-d": Fraction(1)})
    False
    """
    return _Reader(list(_pieces(text, sorted(keys, key=len, reverse=True)))).comparison()


def exact(number: float) -> Fraction:
    """A number as it is written.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return Fraction(repr(number))


class _Piece(str):
    """A mark, or a key or number whose value is ``term``."""

    term: Term | None = None


def _pieces(text: str, keys: list[str]) -> Iterable[_Piece]:
    """The marks, numbers and keys of a text; keys, the longest first, may hold a hyphen."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        piece = _piece(text, at, keys)
        yield piece
        at += len(piece)


def _piece(text: str, at: int, keys: list[str]) -> _Piece:
    key = next((key for key in keys if _stands_at(text, at, key)), None)
    if key is not None:
        return _with_term(key, lambda numbers: numbers[key])
    if found := _NUMBER.match(text, at):
        value = Fraction(found[0])
        return _with_term(found[0], lambda _: value)
    if found := _MARK.match(text, at):
        return _Piece(found[0])
    word = found[0] if (found := _WORD.match(text, at)) else text[at]
    hint = did_you_mean(word, keys) or "; varied are " + ", ".join(sorted(keys)[:6])
    raise UnreadableError(f'"{word[:60]}" must be a varied key, a number or + - * / ( ){hint}')


def _stands_at(text: str, at: int, key: str) -> bool:
    end = at + len(key)
    return text.startswith(key, at) and not re.match(r"[\w.]", text[end : end + 1])


def _with_term(text: str, term: Term) -> _Piece:
    piece = _Piece(text)
    piece.term = term
    return piece


class _Reader:
    """Reads pieces from the left; each method reads what the grammar calls by its name."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self.pieces = pieces[::-1]
        self.depth = 0

    def comparison(self) -> Constraint:
        """Terms with a comparison between each two."""
        terms, signs = [self.sum()], []
        while self.next_is(COMPARISONS):
            signs.append(COMPARISONS[self.pieces.pop()])
            terms.append(self.sum())
        if self.pieces:
            raise UnreadableError(f'"{self.pieces[-1]}" must not stand where it stands')
        if not signs:
            raise UnreadableError("must compare with one of " + " ".join(COMPARISONS))
        return _all_of(terms, signs)

    def sum(self) -> Term:
        """Products, added and subtracted."""
        return self.joined(self.product, SUMS)

    def product(self) -> Term:
        """Factors, multiplied and divided."""
        return self.joined(self.factor, PRODUCTS)

    def joined(
        self,
        part: Callable[[], Term],
        signs: Mapping[str, Callable[[Fraction, Fraction], Fraction]],
    ) -> Term:
        """Parts joined by signs, from the left."""
        term = part()
        while self.next_is(signs):
            term = _both(signs[self.pieces.pop()], term, part())
        return term

    def factor(self) -> Term:
        """A key, a number, a bracket, or one of these with a minus."""
        if not self.pieces:
            raise UnreadableError("ends where a key or number must stand")
        piece = self.pieces.pop()
        if piece.term is not None:
            return piece.term
        if piece not in ("-", "("):
            raise UnreadableError(f'"{piece}" must not stand where it stands')
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableError(f"nests deeper than {DEEPEST}")
        term = _negated(self.factor()) if piece == "-" else self.in_brackets()
        self.depth -= 1
        return term

    def in_brackets(self) -> Term:
        """A sum and the bracket that closes it."""
        term = self.sum()
        if not self.pieces or self.pieces.pop() != ")":
            raise UnreadableError('a bracket is not closed, must be closed with ")"')
        return term

    def next_is(self, marks: Iterable[str]) -> bool:
        """Whether one of some marks stands next."""
        return bool(self.pieces) and self.pieces[-1] in marks


def _both(sign: Callable[[Fraction, Fraction], Fraction], one: Term, other: Term) -> Term:
    return lambda numbers: sign(one(numbers), other(numbers))


def _negated(term: Term) -> Term:
    return lambda numbers: -term(numbers)


def _all_of(terms: list[Term], signs: list[Callable[[Fraction, Fraction], bool]]) -> Constraint:
    def kept(numbers: Numbers) -> bool:
        """Whether some numbers keep the constraint."""
        held = [term(numbers) for term in terms]
        return all(map(lambda sign, one, other: sign(one, other), signs, held, held[1:]))

    return kept
