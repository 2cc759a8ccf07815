"""The chord between two points of f, and its middle: a linear function is as high there as its chord."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from tutor.figure import Axis, Curve, Plot, Point, Points, Table, axis
from tutor.labs.formula import equation
from tutor.rational import show


class Chorded(NamedTuple):
    """A function, and two of its points.

    Attributes:
        f: the function.
        graph: its corners within the limits of x, ascending.
        ends: the x of the two points, ascending; or one x twice, and then there is no chord.
        x: the axis.
        y_limits: the limits of y; fitted to what is drawn, unless given.
    """

    f: Callable[[Fraction], Fraction]
    graph: Sequence[Point]
    ends: tuple[Fraction, Fraction]
    x: Axis
    y_limits: tuple[Fraction, Fraction] | None = None


def chord(of: Chorded) -> Plot:
    """f, the chord, and both in the middle between its ends."""
    low, high = of.ends
    left, middle, right = at = ((low, of.f(low)), ((low + high) / 2, of.f((low + high) / 2)), (high, of.f(high)))
    half = (left[1] + right[1]) / 2
    apart = abs(half - middle[1])
    heights = [Fraction(y) for _, y in (*of.graph, *at)]
    gap = (Curve((middle, (middle[0], half)), "bad", "", "dotted"),) if apart else ()
    line = (Curve((left, right), "after", "chord", "dashed"),) if low < high else ()
    return Plot(
        x=of.x,
        y=axis(*of.y_limits) if of.y_limits else axis(min(heights), max(heights), round_out=True, most=5),
        curves=(Curve(tuple(of.graph), "curve", "f"), *line, *gap),
        points=(
            Points((left, right), "data", "", "○"),
            Points(((middle[0], half),), "bad" if apart else "good", "middle", "◆"),
            Points((middle,), "mark", "f there", "●"),
        ),
        text=_said(middle, half) if low < high else "one point has no chord: it takes two",
        tell=lambda: _told(at, half),
    )


def _said(middle: tuple[Fraction, Fraction], half: Fraction) -> str:
    """`f(0) = 1; the chord says 4; 3 apart`."""
    f, apart = equation(f"f({show(middle[0])})", show(middle[1])), abs(half - middle[1])
    return f"{f}; the chord says {show(half)}; {show(apart)} apart" if apart else f"{f}, as the chord says"


def _told(at: Sequence[tuple[Fraction, Fraction]], half: Fraction) -> Table:
    """Ends and middle, with the height of f and of the chord."""
    names, chords = ("left end", "middle", "right end"), (at[0][1], half, at[2][1])
    rows = (
        (name, show(x), show(y), show(on_chord), show(y - on_chord))
        for name, (x, y), on_chord in zip(names, at, chords, strict=True)
    )
    return Table(("", "x", "f(x)", "the chord", "f − chord"), tuple(rows), "f and its chord")
