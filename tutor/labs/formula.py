"""Affine expressions and networks as text, with the numbers plugged in."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from tutor.labs.names import unit
from tutor.net.activation import Activation
from tutor.net.network import Network
from tutor.net.pieces import Piece
from tutor.rational import show

_APPLIED = {"relu": "max(0, {})", "identity": "({})"}


def affine(slope: Fraction | float, intercept: Fraction | float, variable: str = "x") -> str:
    """slope·x + intercept as it is written by hand: `2x + 20`, `−x − 1`, `(1/3)x`, `7`."""
    return _sum((slope,), (variable,), intercept)


def applied(activation: Activation, what: str) -> str:
    """An activation of something: `max(0, x + 1)`, `leaky_relu(x + 1)`, and for the identity `(x + 1)` or just `x`."""
    if activation.name == "identity" and what.isalpha():
        return what
    return _APPLIED.get(activation.name, f"{activation.name}({{}})").format(what)


def network(shown: Network) -> str:
    """c + Σ vᵢ·g(wᵢ·x + bᵢ), units with v = 0 left out; for one hidden layer."""
    (inner, outer), (biases, (c,)) = shown.weights, shown.biases
    return _sum(
        outer[0], [applied(shown.activation, affine(w, b)) for w, b in zip(inner[:, 0], biases, strict=True)], c
    )


def layers(shown: Network) -> tuple[str, ...]:
    """f, a line for each layer where there are several hidden ones: their activations by name, then f of the last."""
    if len(shown.weights) == 2:
        return (f"f(x) = {network(shown)}",)
    lines, names = [], ["x"]
    for layer, (weight, bias) in enumerate(zip(shown.weights[:-1], shown.biases[:-1], strict=True)):
        units = [applied(shown.activation, _sum(row, names, b)) for row, b in zip(weight, bias, strict=True)]
        names = [f"a{unit(layer, i)}" for i in range(len(units))]
        lines.append("; ".join(f"{name} = {text}" for name, text in zip(names, units, strict=True)))
    return (*lines, f"f(x) = {_sum(shown.weights[-1][0], names, shown.biases[-1][0])}")


def joined(terms: Iterable[str]) -> str:
    """The terms as a sum, a leading minus turned into a subtraction."""
    return " + ".join(terms).replace("+ −", "− ").replace("+ ≈−", "− ≈")


def piecewise(found: tuple[Piece, ...], most: int = 4) -> str:
    """`−x − 1 up to x = −1, then x + 1`; pieces that go on with the same formula are joined."""
    joined_up = [list(same) for _, same in groupby(found, key=lambda piece: (piece.slope, piece.intercept))]
    parts = [(affine(same[-1].slope, same[-1].intercept), same[-1].high) for same in joined_up]
    told = [f"{text} up to x = {show(end)}" for text, end in parts[:-1][: most - 1] if end is not None]
    return ", then ".join([*told, parts[-1][0] if len(parts) <= most else "…"])


def _sum(factors: Sequence[Fraction | float], of: Sequence[str], constant: Fraction | float) -> str:
    terms = [_times(factor, what) for factor, what in zip(factors, of, strict=True) if factor]
    return joined([*terms, show(constant)] if constant or not terms else terms)


def _times(factor: Fraction | float, what: str) -> str:
    if abs(factor) == 1:
        return what if factor > 0 else f"−{what}"
    text = show(factor)
    return f"({text}){what}" if "/" in text else f"{text}{what}" if len(what) == 1 else f"{text}·{what}"
