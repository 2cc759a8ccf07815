"""The arithmetic that lessons are written in: goals, answers, and the equations in their prose.

    f(4) = 28
    max(0, 4 − 10) + 14 = 14
    2/13 ≈ 0.1538
    bends = 1 when b1 = 2
    [success_relu_3] = 79.1        what stands in brackets is proved, and not shown: people read 79.1

Exact over rationals. A name is a measure of the lab or one of the functions below, and nothing else exists: nothing
that a lesson contains is ever executed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tutor import rational


class ExpressionError(ValueError):
    """The text is no expression, or it names something unknown; the message says which."""


class UndefinedError(ValueError):
    """A measure has no value here, such as the slope where the curve bends."""


@dataclass(frozen=True)
class Measure:
    """A quantity of a lab, by its name.

    Attributes:
        read: from `takes` rational arguments to a rational. Raises `UndefinedError` where there is no value.
        takes: the number of arguments.
    """

    read: Callable[..., Fraction]
    takes: int = 0


Measures = Mapping[str, Measure]


@dataclass(frozen=True)
class Numeral:
    """A number as written; `places` are its decimals, for ≈."""

    value: Fraction
    places: int


@dataclass(frozen=True)
class Call:
    """A name applied to arguments. Operators are calls too: `a + b` is Call("+", (a, b))."""

    name: str
    arguments: tuple["Node", ...]


Node = Numeral | Call


@dataclass(frozen=True)
class Comparison:
    """`side operator side …`, and the knob values under which it is meant (`when b1 = 2`)."""

    sides: tuple[Node, ...]
    operators: tuple[str, ...]
    when: tuple[tuple[str, Node], ...]
    text: str

    @property
    def pretty(self) -> str:
        """The text as people read it."""
        return pretty(self.text)


def _divide(a: Fraction, b: Fraction) -> Fraction:
    if b == 0:
        raise UndefinedError("division by zero")
    return a / b


FUNCTIONS: Measures = {
    "+": Measure(lambda a, b: a + b, 2),
    "-": Measure(lambda a, b: a - b, 2),
    "*": Measure(lambda a, b: a * b, 2),
    "/": Measure(_divide, 2),
    "negative": Measure(lambda a: -a, 1),
    "max": Measure(max, 2),
    "min": Measure(min, 2),
    "abs": Measure(abs, 1),
    "relu": Measure(lambda z: max(Fraction(0), z), 1),
}

_SAME = {"−": "-", "·": "*", "×": "*", "≤": "<=", "≥": ">=", "==": "=", "≠": "!="}
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "-": "−", "*": "·"}
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|!=|==|[-+*/(),<>=≈≤≥≠−·×]))")
_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


_UNSHOWN = re.compile(r"\[[^\]]*\]\s*[=≈<>]*\s*")


def pretty(text: str) -> str:
    """An expression as people read it: − for -, · for *, ≤ for <=; without what stands in brackets."""
    return re.sub(r"<=|>=|!=|-|\*", lambda match: _SIGNS[match[0]], _UNSHOWN.sub("", text))


def parse(text: str) -> Node:
    """The expression in `text`. Raises ExpressionError where it is none."""
    reader = _Reader(text)
    node = reader.sum()
    reader.end()
    return node


def parse_comparison(text: str) -> Comparison:
    """The comparison in `text`, with its `when`. Raises ExpressionError where it is none."""
    reader = _Reader(text)
    sides, operators = [reader.sum()], []
    while reader.next in _HOLDS or reader.next == "≈":
        operators.append(reader.take())
        sides.append(reader.sum())
    if not operators:
        raise ExpressionError(f"`{text}` compares nothing")
    when: list[tuple[str, Node]] = []
    if reader.next == "when":
        while not when or reader.next == ",":
            reader.take()
            name = reader.take()
            reader.expect("=")
            when.append((name, reader.sum()))
    reader.end()
    return Comparison(tuple(sides), tuple(operators), tuple(when), text)


def evaluate(node: Node, measures: Measures) -> Fraction:
    """The value of the expression, names being looked up in `measures` and in the functions.

    Raises:
        ExpressionError: for an unknown name or a wrong number of arguments.
        UndefinedError: where a measure has no value.
    """
    if isinstance(node, Numeral):
        return node.value
    measure = FUNCTIONS.get(node.name) or measures.get(node.name)
    if measure is None:
        raise ExpressionError(f"unknown measure {node.name}")
    if len(node.arguments) != measure.takes:
        raise ExpressionError(f"{node.name} takes {measure.takes} numbers, not {len(node.arguments)}")
    return measure.read(*(evaluate(argument, measures) for argument in node.arguments))


def holds(comparison: Comparison, measures: Measures) -> bool:
    """Whether every link of the comparison is true; the caller has applied `when`. Raises as `evaluate`."""
    values = [evaluate(side, measures) for side in comparison.sides]
    links = zip(values, values[1:], comparison.operators, pairwise(comparison.sides), strict=False)
    return all(
        abs(a - b) <= _rounding(*sides) if operator == "≈" else _HOLDS[operator](a, b)
        for a, b, operator, sides in links
    )


def names(*nodes: Node) -> Iterator[str]:
    """Every name in the expressions, operators and functions left out."""
    for node in nodes:
        if isinstance(node, Call):
            if node.name not in FUNCTIONS:
                yield node.name
            yield from names(*node.arguments)


def _rounding(*sides: Node) -> Fraction:
    """Half a unit in the last decimal of the side that is written as a number."""
    bare = [side.arguments[0] if isinstance(side, Call) and side.name == "negative" else side for side in sides]
    places = [side.places for side in bare if isinstance(side, Numeral)]
    if not places:
        raise ExpressionError("≈ needs a number on one side, such as 0.1538")
    return Fraction(1, 2 * 10 ** max(places))


_LONGEST = 200
"""Characters. The parser recurses for each parenthesis, and the evaluation for each operator."""


_BRACKETS = str.maketrans("[]", "  ")


class _Reader:
    """Recursive descent over the tokens: sum → term → factor."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise ExpressionError(f"`{text[:20]}…` is too long: {len(text)} characters, at most {_LONGEST}")
        self.text = text
        self.tokens: list[str] = []
        position, text = 0, text.translate(_BRACKETS).rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ExpressionError(f"`{text}`: cannot read “{text[position:].strip()[:12]}”")
            self.tokens.append(_SAME.get(match[0].strip(), match[0].strip()))
            position = match.end()

    @property
    def next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self) -> str:
        if not self.tokens:
            raise ExpressionError(f"`{self.text}` ends too early")
        return self.tokens.pop(0)

    def expect(self, token: str) -> None:
        if self.next != token:
            raise ExpressionError(f"`{self.text}`: expected “{token}”, found “{self.next or 'the end'}”")
        self.take()

    def end(self) -> None:
        if self.tokens:
            raise ExpressionError(f"`{self.text}`: nothing may follow here, found “{self.next}”")

    def sum(self) -> Node:
        return self._chain(self.term, "+-")

    def term(self) -> Node:
        return self._chain(self.factor, "*/")

    def _chain(self, part: Callable[[], Node], operators: str) -> Node:
        node = part()
        while self.next and self.next in operators:
            operator = self.take()
            node = Call(operator, (node, part()))
        return node

    def factor(self) -> Node:
        token = self.take()
        if token == "-":
            return Call("negative", (self.factor(),))
        if token == "(":
            node = self.sum()
            self.expect(")")
            return node
        if token[0].isdigit():
            try:
                return Numeral(rational.parse(token), len(token.partition(".")[2]))
            except rational.NumberError as problem:
                raise ExpressionError(str(problem)) from None
        if token.isidentifier():
            return Call(token, self._arguments() if self.next == "(" else ())
        raise ExpressionError(f"`{self.text}`: a number or a name is missing before “{token}”")

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while not arguments or self.next == ",":
            self.take()
            arguments.append(self.sum())
        self.expect(")")
        return tuple(arguments)
