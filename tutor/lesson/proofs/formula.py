"""The numbers and formulas in running text, found and parsed.

People write formulas in another way than claims are written: 2x, |x|, x², with words and commas around them.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from tutor.expression import Call, Node, Numeral
from tutor.rational import RAISED

_SAME = {"−": "-", "·": "*", "≤": "<=", "≥": ">=", "≠": "!="}
_COMPARING = frozenset({"=", "<", "<=", ">", ">=", "!=", "≈"})
_SIGNED = {"-": "negative", "+": "positive"}
_CLOSING = {"(": ")", "|": "|"}
_RAISED = str.maketrans("²³" + RAISED, "23-0123456789")
_NAME = r"[a-z](?:\d+(?:_\d+)*)?|dL/d[a-z]\d*(?:_\d+)*|max|min|abs|relu"
_SIGN = r"<=|>=|!=|[+−·*/=<>≤≥≠≈(),|^]|(?<![\w-])-(?=[\w(])"

_NEAR = 60
"""Characters. How far the word before a formula is looked for."""

_DEEPEST = 40
"""How deep a formula may be nested, and how many terms a sum may have: what is longer is read as several formulas."""


@dataclass(frozen=True)
class Formula:
    """A number, a formula, or a comparison of formulas, in a text.

    Attributes:
        sides: the formulas that are compared; a single one where nothing is.
        operators: what stands between them.
        start, end: its place in the text.
        before: the word before it, in small letters; empty at the beginning of a sentence.
    """

    sides: tuple[Node, ...]
    operators: tuple[str, ...]
    start: int
    end: int
    before: str

    @property
    def states(self) -> bool:
        """Whether there is a number or an operator in it, rather than a mere name such as x or f(x)."""
        return bool(self.operators) or any(map(_states, self.sides))


def formulas(text: str, known: Collection[str]) -> Iterator[Formula]:
    """The formulas in a text, in order; `known` are the names that may stand there, besides single letters."""
    reader = _Reader(text, frozenset(known))
    while reader.at < len(reader.tokens):
        start = reader.at
        found = reader.comparison()
        if found is None:
            reader.at = start + 1
        else:
            sides, operators = found
            first, last = reader.tokens[start], reader.tokens[reader.at - 1]
            yield Formula(sides, operators, first.start, last.end, _word_before(before(text, first.start)))


def _states(node: Node) -> bool:
    if isinstance(node, Numeral):
        return True
    return not node.name[0].isalpha() or node.name in {"negative", "abs"} or any(map(_states, node.arguments))


def before(text: str, place: int) -> str:
    """What stands shortly before a place in a text."""
    return text[max(0, place - _NEAR) : place]


def _word_before(text: str) -> str:
    match = re.search(r"([A-Za-z_]+)[ \n]*$", text)
    return match[1].lower() if match else ""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@cache
def _token(known: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    name = rf"(?:{words}|{_NAME})" if words else rf"(?:{_NAME})"
    return re.compile(
        rf"(?P<numeral>(?<![\w.])\d+(?:\.\d+)?(?![A-Za-z0-9_]))|(?P<factor>(?<![\w.])\d+(?:\.\d+)?(?=[a-z]\b))"
        rf"|(?P<name>(?:(?<![A-Za-z0-9_’'])|(?<=\d)(?=[a-z]\b)){name}(?![A-Za-z0-9_’'])|\{{[a-z]+\}})"
        rf"|(?P<raised>[{RAISED}]+|[²³])|(?P<sign>{_SIGN})"
    )


class _Reader:
    """Recursive descent over the tokens of a text. What cannot be parsed is given back: the place goes back, too."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.tokens = [
            _Token(match.lastgroup or "", _SAME.get(match[0], match[0]), match.start(), match.end())
            for match in _token(known).finditer(text)
        ]

    @property
    def next(self) -> str:
        """The next token, if nothing but blanks stands before it."""
        if self.at >= len(self.tokens):
            return ""
        start = self.tokens[self.at - 1].end if self.at else 0
        token = self.tokens[self.at]
        return token.text if not self.text[start : token.start].strip(" \n") else ""

    @property
    def touches(self) -> bool:
        """Whether the next token follows at once, without a blank."""
        return 0 < self.at < len(self.tokens) and self.tokens[self.at - 1].end == self.tokens[self.at].start

    def comparison(self) -> tuple[tuple[Node, ...], tuple[str, ...]] | None:
        first = self.sum()
        if first is None:
            return None
        sides, operators = [first], []
        while (operator := self.next) in _COMPARING:
            side = self.after(self.sum)
            if side is None:
                break
            operators.append(operator)
            sides.append(side)
        return tuple(sides), tuple(operators)

    def after(self, part: Callable[[], Node | None]) -> Node | None:
        """The part behind the next token; None, and the token is given back, where there is none."""
        start = self.at
        self.at += 1
        self.depth += 1
        node = part() if self.next and self.depth < _DEEPEST else None
        self.depth -= 1
        if node is None:
            self.at = start
        return node

    def sum(self) -> Node | None:
        return self._chain(self.product, "+-")

    def product(self) -> Node | None:
        return self._chain(self.power, "*/")

    def _chain(self, part: Callable[[], Node | None], signs: str) -> Node | None:
        node, length = part(), 1
        while node is not None and length < _DEEPEST and (sign := self.next) and sign in signs:
            right, length = self.after(part), length + 1
            if right is None:
                break
            node = Call(sign, (node, right))
        return node

    def power(self) -> Node | None:
        node = self.signed()
        while node is not None and self.touches:
            token = self.tokens[self.at]
            if token.kind == "raised":
                self.at += 1
                node = Call("^", (node, Numeral(Fraction(int(token.text.translate(_RAISED))), 0)))
            elif isinstance(node, Numeral) and token.kind == "name":
                factor = self.atom()
                assert factor is not None  # noqa: S101 -- a name is one
                node = Call("*", (node, factor))
            elif token.text == "^" and (exponent := self.after(self.signed)):
                node = Call("^", (node, exponent))
            else:
                break
        return node

    def signed(self) -> Node | None:
        sign = _SIGNED.get(self.tokens[self.at].text)
        if sign is None:
            return self.atom()
        node = self.after(self.power)
        return None if node is None else Call(sign, (node,))

    def atom(self) -> Node | None:
        token = self.tokens[self.at]
        if token.kind in {"numeral", "factor"}:
            self.at += 1
            return Numeral(Fraction(token.text), len(token.text.partition(".")[2]))
        if token.kind == "name":
            self.at += 1
            arguments = self.after(self.arguments) if self.touches and self.tokens[self.at].text == "(" else None
            return Call(token.text.strip("{}"), arguments.arguments if isinstance(arguments, Call) else ())
        if token.text in _CLOSING:
            start = self.at
            node = self.after(self.sum)
            if node is None or self.next != _CLOSING[token.text]:
                self.at = start
                return None
            self.at += 1
            return node if token.text == "(" else Call("abs", (node,))
        return None

    def arguments(self) -> Node | None:
        """What stands in the parentheses of a call, up to the closing one, as a call without a name."""
        found: list[Node] = []
        while self.next:
            node = self.sum()
            if node is None:
                return None
            found.append(node)
            closing = self.next
            self.at += 1
            if closing != ",":
                return Call("", tuple(found)) if closing == ")" else None
        return None
