"""Expressions as trees: one way of writing each, what they are made of, and one thing put in the place of another."""

from collections.abc import Iterator
from fractions import Fraction

from tutor.expression import Call, ExpressionError, Node, Numeral, UndefinedError, evaluate, names


def folded(node: Node) -> Node:
    """An expression in one way of writing it: max(0, z) for relu(z), −3 and 1/2 as numbers, u·u for u²."""
    if isinstance(node, Numeral):
        return Numeral(node.value, 0)
    arguments = tuple(map(folded, node.arguments))
    match node.name, arguments:
        case "negative", (Numeral(value),) if value:
            return Numeral(-value, 0)
        case "/", (Numeral(a), Numeral(b)) if a and b:
            return Numeral(a / b, 0)
        case "^", (Numeral(a), Numeral(b)) if a and b.denominator == 1 and abs(b) < 20:
            return Numeral(Fraction(a) ** int(b), 0)
        case "^", (base, Numeral(value)) if value == 2:
            return Call("*", (base, base))
        case "relu", (z,):
            return Call("max", (Numeral(Fraction(0), 0), z))
    return Call(node.name.replace("/", "_") if node.name != "/" else "/", arguments)


def parts(node: Node) -> Iterator[Node]:
    """An expression, and all that it is made of."""
    yield node
    if isinstance(node, Call):
        for each in node.arguments:
            yield from parts(each)


def put(node: Node, name: str, value: Fraction) -> Node:
    """An expression with a number in the place of a name, folded."""
    return folded(_put(node, Call(name, ()), Numeral(value, 0)))


def lifted(node: Node, value: Fraction) -> Node:
    """An expression with x in the place of each number that has this value."""
    return _put(node, Numeral(value, 0), Call("x", ()))


def _put(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    return (
        node if isinstance(node, Numeral) else Call(node.name, tuple(_put(each, old, new) for each in node.arguments))
    )


def value_of(node: Node) -> Fraction | None:
    """The value of mere arithmetic; None of anything else."""
    try:
        return evaluate(node, {})
    except (ExpressionError, UndefinedError):
        return None


def is_name(node: Node) -> bool:
    """Whether it is a name without arguments, such as x or b0."""
    return isinstance(node, Call) and not node.arguments


def numerals(node: Node) -> list[Fraction]:
    """The numbers in an expression."""
    return [part.value for part in parts(node) if isinstance(part, Numeral)]


def calls(node: Node) -> set[str]:
    """The names and operators in an expression."""
    return {part.name for part in parts(node) if isinstance(part, Call)}


def free(node: Node) -> list[str]:
    """The names in an expression, each once, functions left out."""
    return list(dict.fromkeys(name for name in names(node) if name != "^"))


def matched(pattern: Node, name: str, node: Node) -> Node | None:
    """What has to stand for a name in a pattern to make it an expression; None where nothing does. Both are folded."""
    found: list[Node] = []
    return found[0] if _match(pattern, Call(name, ()), node, found) and found else None


def _match(pattern: Node, hole: Node, node: Node, found: list[Node]) -> bool:
    if pattern == hole:
        found.append(node)
        return node == found[0]
    if isinstance(pattern, Numeral) or isinstance(node, Numeral):
        if isinstance(node, Numeral) and isinstance(pattern, Call) and pattern.name == "negative":
            return _match(pattern.arguments[0], hole, Numeral(-node.value, 0), found)
        return pattern == node
    return (
        pattern.name == node.name
        and len(pattern.arguments) == len(node.arguments)
        and all(_match(a, hole, b, found) for a, b in zip(pattern.arguments, node.arguments, strict=True))
    )


def renamed(node: Node, names_: dict[str, str]) -> Node:
    """An expression with other names in the place of some."""
    if isinstance(node, Numeral):
        return node
    return Call(names_.get(node.name, node.name), tuple(renamed(each, names_) for each in node.arguments))
