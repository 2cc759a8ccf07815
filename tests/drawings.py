"""Plots to be drawn, and what is found in a drawing."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from tutor.figure import Curve, Plot, Points, Table, axis

TABLE = Table(("x", "f(x)"), (("−4", "12"), ("0.25", "7/3")), "two points")
FOUR = axis(Fraction(-4), Fraction(4))
MARKERS = ("braille", "block", "ascii")
LINES = ("solid", "thick", "dashed", "dotted", "dash-dot", "long-dash", "dash-dot-dot")

finite = st.fractions(-6, 6, max_denominator=12)
lengths = st.fractions(Fraction(1, 20), 200, max_denominator=20)
axes = st.builds(lambda low, length, out: axis(low, low + length, round_out=out), finite, lengths, st.booleans())
sizes = st.tuples(st.integers(0, 130), st.integers(0, 50))
roomy = st.tuples(st.integers(30, 110), st.integers(8, 40))
chains = st.lists(st.tuples(finite, finite), max_size=6, unique_by=lambda point: point[0]).map(sorted).map(tuple)


def plot(curves=(), points=(), x=FOUR, y=FOUR, **more):
    return Plot(x, y, tuple(curves), tuple(points), "a plot", lambda: TABLE, **more)


def line(points, line="solid", role="curve", **more):
    return Curve(tuple(points), role, "f", line, **more)


def dot(x, y, symbol="@"):
    return Points(((x, y),), "mark", "here", symbol)


def lines(drawing):
    """The rows of a drawing as text."""
    return ["".join(text for text, *_ in row) for row in drawing.rows]


def canvas_cells(drawing):
    """(column, row, character, role, what is behind it) of every cell of the plot itself."""
    canvas = drawing.canvas
    for y, row in enumerate(drawing.rows):
        x = 0
        for text, role, under in row:
            for character in text:
                inside = canvas.left <= x < canvas.left + canvas.width and canvas.top <= y < canvas.top + canvas.height
                if inside:
                    yield x, y, character, role, under
                x += 1


def cells(drawing, symbol):
    """The (column, row) of every cell of the plot itself that holds the symbol."""
    return [(x, y) for x, y, character, *_ in canvas_cells(drawing) if character == symbol]


def drawn(drawing, role="curve"):
    """The (column, row) of every cell of the plot itself in which something of a role is drawn."""
    return {(x, y) for x, y, character, of, _ in canvas_cells(drawing) if character not in " ⠀" and of == role}


def passed(points, canvas):
    """The cells through which a polyline goes inside the limits, their edges counted as theirs; exactly."""
    across = (canvas.width - 1) / (canvas.x.high - canvas.x.low)
    down = (canvas.height - 1) / (canvas.y.high - canvas.y.low)
    half = Fraction(1, 2)
    ends = [(half + (x - canvas.x.low) * across, half + (canvas.y.high - y) * down) for x, y in points]
    found = set()
    for (x0, y0), (x1, y1) in pairwise(ends):
        for column in range(canvas.width):
            left, right = max(min(x0, x1), column), min(max(x0, x1), column + 1)
            if left > right:
                continue
            heights = [y0, y1] if x0 == x1 else [y0 + (x - x0) / (x1 - x0) * (y1 - y0) for x in (left, right)]
            low, high = min(heights), max(heights)
            rows = (row for row in range(canvas.height) if row <= high and row + 1 >= low)
            found |= {(canvas.left + column, canvas.top + row) for row in rows}
    return found
