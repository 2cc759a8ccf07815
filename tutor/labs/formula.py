"""Formulas and arithmetic as text, with the numbers plugged in: sums, products, means, and whole networks."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from tutor.labs.names import unit
from tutor.net.activation import Activation
from tutor.net.network import Network
from tutor.net.pieces import Piece
from tutor.rational import Real, rounded, show

_APPLIED = {"relu": "max(0, {})", "identity": "({})"}

_MOST_TERMS = 10
"""A longer sum leaves out terms in the middle."""


def affine(slope: Real, intercept: Real, variable: str = "x") -> str:
    """slope·x + intercept as it is written by hand: `2x + 20`, `−x − 1`, `(1/3)x`, `7`."""
    return weighted_sum((slope,), (variable,), intercept)


def weighted_sum(weights: Sequence[Real], terms: Sequence[str], constant: Real) -> str:
    """Σ weightᵢ·termᵢ + constant, terms of weight 0 left out: `x − 2y + 1`, `2·max(0, x) − 3`, `7`."""
    found = [_times(weight, term) for weight, term in zip(weights, terms, strict=True) if weight]
    return joined([*found, show(constant)] if constant or not found else found)


def joined(terms: Iterable[str]) -> str:
    """The terms as a sum, a leading minus turned into a subtraction."""
    return " + ".join(terms).replace("+ −", "− ").replace("+ ≈−", "− ≈")


def applied(activation: Activation, what: str) -> str:
    """An activation of something: `max(0, x + 1)`, `leaky_relu(x + 1)`, and for the identity `(x + 1)` or just `x`."""
    if activation.name == "identity" and what.isalpha():
        return what
    return _APPLIED.get(activation.name, f"{activation.name}({{}})").format(what)


def network(shown: Network) -> str:
    """c + Σ vᵢ·g(wᵢ·x + bᵢ), units with v = 0 left out; for one hidden layer."""
    (inner, outer), (biases, (c,)) = shown.weights, shown.biases
    units = [applied(shown.activations[0], affine(w, b)) for w, b in zip(inner[:, 0], biases, strict=True)]
    return weighted_sum(outer[0], units, c)


def layers(shown: Network) -> tuple[str, ...]:
    """f, a line for each layer where there are several hidden ones: their activations by name, then f of the last."""
    if len(shown.weights) == 2:
        return (f"f(x) = {network(shown)}",)
    lines, names = [], ["x"]
    for layer, (weight, bias, g) in enumerate(zip(shown.weights, shown.biases, shown.activations, strict=False)):
        units = [applied(g, weighted_sum(row, names, b)) for row, b in zip(weight, bias, strict=True)]
        names = [f"a{unit(layer, i, len(shown.activations))}" for i in range(len(units))]
        lines.append("; ".join(f"{name} = {text}" for name, text in zip(names, units, strict=True)))
    return (*lines, f"f(x) = {weighted_sum(shown.weights[-1][0], names, shown.biases[-1][0])}")


def piecewise(found: tuple[Piece, ...], most: int = 20) -> str:
    """`−x − 1 up to x = −1, then x + 1`; neighbours with the same formula are joined, and `…` ends more than `most`."""
    joined_up = [list(same) for _, same in groupby(found, key=lambda piece: (piece.slope, piece.intercept))]
    parts = [(affine(same[-1].slope, same[-1].intercept), same[-1].high) for same in joined_up]
    shown = [f"{text} up to x = {show(end)}" for text, end in parts[:-1][: most - 1] if end is not None]
    return ", then ".join([*shown, parts[-1][0] if len(parts) <= most else "…"])


def factor(value: Fraction, *, leads: bool = False) -> str:
    """A number in a product or behind a minus: `(−1)`, `(1/3)`, `2`; in front, a minus needs no brackets."""
    text = show(value)
    return f"({text})" if "/" in text or ("−" in text and not leads) else text


def rounded_factor(value: float, digits: int = 3) -> str:
    """A positive number in a product, to some digits; in brackets where it has a power of ten: `(3.1·10⁻⁶)`."""
    text = rounded(value, digits)
    return f"({text})" if "·" in text else text


def product(*values: Fraction) -> str:
    """`2·(−3)·(1/3)`."""
    first, *others = values
    return "·".join([factor(first, leads=True), *map(factor, others)])


def shortened(terms: Sequence[str]) -> list[str]:
    """The terms; of more than ten the first five, `…` and the last two."""
    return [*terms] if len(terms) <= _MOST_TERMS else [*terms[:5], "…", *terms[-2:]]


def mean(terms: Sequence[str], count: int) -> str:
    """`(4 + 9)/3`: the sum of the terms, divided by a count that may be larger, since terms that are 0 are left out."""
    total = joined(shortened(terms))
    if count == 1:
        return total
    return f"{total}/{count}" if len(terms) == 1 and "/" not in total else f"({total})/{count}"


def equation(name: str, *sides: str) -> str:
    """`name = side = side`, a side that repeats the one before left out; without a name a line that goes on."""
    kept = [side for i, side in enumerate(sides) if i == 0 or side != sides[i - 1]]
    return " = ".join([name, *kept]).strip().replace("= ≈", "≈ ")


def _times(weight: Real, what: str) -> str:
    if abs(weight) == 1:
        return what if weight > 0 else f"−{what}"
    text = show(weight)
    return f"({text}){what}" if "/" in text else f"{text}{what}" if len(what) == 1 else f"{text}·{what}"


def abridged(line: str, room: int) -> str:
    """A formula in about `room` characters: its first terms and how many more it has, or how many it has in all.

    Terms are parted by ` + ` and ` − ` outside of brackets.
    """
    if len(line) <= room:
        return line
    ends = [i for i in _top_level(line) if line[i : i + 3] in {" + ", " − "}]
    for kept in range(len(ends) - 1, -1, -1):
        short = f"{line[: ends[kept]]} + {len(ends) - kept} more"
        if len(short) <= room:
            return short
    name = max(line.find("= "), line.find("≈ ")) + 2  # the last of the two signs that there is, before the first term
    return f"{line[:name]}{len(ends) + 1} terms" if ends else line


def _top_level(line: str) -> list[int]:
    """The places of a line that are in no brackets."""
    depth, places = 0, []
    for i, character in enumerate(line):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            places.append(i)
    return places
