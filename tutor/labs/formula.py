"""Affine expressions and networks as text, with the numbers plugged in."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby

from tutor.net.network import Network
from tutor.net.pieces import Piece
from tutor.rational import show


def affine(slope: Fraction | float, intercept: Fraction | float, variable: str = "x") -> str:
    """slope·x + intercept as it is written by hand: `2x + 20`, `−x − 1`, `(1/3)x`, `7`."""
    if slope == 0:
        return show(intercept)
    return joined([_times(slope, variable)] + ([show(intercept)] if intercept else []))


def network(shown: Network) -> str:
    """c + Σ vᵢ·max(0, wᵢ·x + bᵢ), units with v = 0 left out."""
    (inner, outer), (biases, (c,)) = shown.weights, shown.biases
    units = zip(outer[0], inner[:, 0], biases, strict=True)
    terms = [_times(v, f"max(0, {affine(w, b)})") for v, w, b in units if v]
    return joined([*terms, show(c)] if c or not terms else terms)


def joined(terms: Iterable[str]) -> str:
    """The terms as a sum, a leading minus turned into a subtraction."""
    return " + ".join(terms).replace("+ −", "− ").replace("+ ≈−", "− ≈")


def piecewise(found: tuple[Piece, ...], most: int = 4) -> str:
    """`−x − 1 up to x = −1, then x + 1`; pieces that go on with the same formula are joined."""
    joined_up = [list(same) for _, same in groupby(found, key=lambda piece: (piece.slope, piece.intercept))]
    parts = [(affine(same[-1].slope, same[-1].intercept), same[-1].high) for same in joined_up]
    told = [f"{text} up to x = {show(end)}" for text, end in parts[:-1][: most - 1] if end is not None]
    return ", then ".join([*told, parts[-1][0] if len(parts) <= most else "…"])


def _times(factor: Fraction | float, what: str) -> str:
    if abs(factor) == 1:
        return what if factor > 0 else f"−{what}"
    text = show(factor)
    return f"({text}){what}" if "/" in text else f"{text}{what}" if len(what) == 1 else f"{text}·{what}"
