"""Exact pieces of a network with one input and one hidden layer of piecewise-linear units, in rationals.

f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), where g has slope l left of 0 and slope r right of it. Unit i has its breakpoint at
−bᵢ/wᵢ, and there the slope of f changes by vᵢ·|wᵢ|·(r − l), whichever way the unit faces.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from tutor.net.network import Network, exact
from tutor.rational import show


@dataclass(frozen=True)
class Breakpoint:
    """An x where the pre-activation of some unit is 0.

    Attributes:
        x: where.
        units: the units that have their breakpoint here, ascending.
        changes: for each of them, by how much it changes the slope of f.
    """

    x: Fraction
    units: tuple[int, ...]
    changes: tuple[Fraction, ...]

    @property
    def change(self) -> Fraction:
        """The slope of f right of x less the slope left of it; 0 where the units cancel."""
        return sum(self.changes, Fraction(0))


@dataclass(frozen=True)
class Piece:
    """An interval on which the activation pattern is constant: there f(x) = slope·x + intercept.

    An end that is None lies at infinity.
    """

    low: Fraction | None
    high: Fraction | None
    slope: Fraction
    intercept: Fraction


@dataclass(frozen=True)
class Linearity:
    """Whether f is one straight line on an interval, and why.

    Attributes:
        inside: the breakpoints strictly inside the interval, ascending.
        where: the interval in words, for the reason.
    """

    inside: tuple[Breakpoint, ...]
    where: str

    @property
    def bends(self) -> tuple[Breakpoint, ...]:
        """The breakpoints at which the slope really changes."""
        return tuple(point for point in self.inside if point.change != 0)

    @property
    def linear(self) -> bool:
        """True exactly when no breakpoint inside changes the slope."""
        return not self.bends

    @property
    def reason(self) -> str:
        """The proof in one sentence."""
        if self.bends:
            first = self.bends[0]
            return f"the slope changes by {show(first.change)} at {show(first.x)}"
        if not self.inside:
            return f"no breakpoint {self.where}"
        cancelling = [point for point in self.inside if any(point.changes)]
        if not cancelling:
            return f"no unit with a breakpoint {self.where} reaches the output"
        terms = " + ".join(show(change) for change in cancelling[0].changes).replace("+ −", "− ")
        more = f", and so at {len(cancelling) - 1} more" if len(cancelling) > 1 else ""
        return f"the slope changes at {show(cancelling[0].x)} cancel: {terms} = 0{more}"


@lru_cache(maxsize=32)  # pieces, linearity and figures of one network all begin here
def breakpoints(network: Network) -> tuple[Breakpoint, ...]:
    """All breakpoints on the whole axis, ascending; units with w = 0 are constant and have none.

    Raises:
        ValueError: if the network has another shape, or its activation is not piecewise linear.
    """
    left, right = _slopes(network)
    (inner, outer), biases = network.weights, network.biases[0]
    at: defaultdict[Fraction, list[tuple[int, Fraction]]] = defaultdict(list)
    for unit, (w, b, v) in enumerate(zip(inner[:, 0], biases, outer[0], strict=True)):
        if w != 0 and left != right:
            at[-b / w].append((unit, v * abs(w) * (right - left)))
    return tuple(
        Breakpoint(x, tuple(unit for unit, _ in at[x]), tuple(change for _, change in at[x])) for x in sorted(at)
    )


def pieces(network: Network, low: Fraction | None = None, high: Fraction | None = None) -> tuple[Piece, ...]:
    """The pieces of f from `low` to `high`, left to right; None is infinity.

    Raises:
        ValueError: as `breakpoints`, and for an empty interval.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError(f"empty interval: {low} ≥ {high}")
    ends = (low, *(point.x for point in _inside(breakpoints(network), low, high)), high)
    return tuple(Piece(start, end, *_affine(network, _between(start, end))) for start, end in pairwise(ends))


def linearity(network: Network, low: Fraction | None = None, high: Fraction | None = None) -> Linearity:
    """Whether f is linear from `low` to `high` (None is infinity): proved from its breakpoints."""
    return Linearity(_inside(breakpoints(network), low, high), _where(low, high))


def values(network: Network, xs: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """f at each of the inputs, exactly, in one forward pass."""
    return tuple(network(exact([[x] for x in xs]))[:, 0])


def value(network: Network, x: Fraction) -> Fraction:
    """f(x), exactly."""
    return values(network, (x,))[0]


def chord_deviation(network: Network, low: Fraction, high: Fraction) -> Fraction:
    """The largest |f(x) − chord(x)| on [low, high], the chord being the line through both ends.

    Between breakpoints the difference is affine, so it is largest at one of them.
    """
    xs = (low, *(point.x for point in _inside(breakpoints(network), low, high)), high)
    heights = values(network, xs)
    slope = (heights[-1] - heights[0]) / (high - low)
    return max(abs(y - heights[0] - slope * (x - low)) for x, y in zip(xs, heights, strict=True))


def off_line(points: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction] | None:
    """The first point that is not on the line through the two outermost ones; None if all are on one line.

    Points are (x, y), in any order. Two different y at one x are on no line y = m·x + k.
    """
    ordered = sorted(set(points))
    if len(ordered) < 2:
        return None
    (x0, y0), (x1, y1) = ordered[0], ordered[-1]
    return next(((x, y) for x, y in ordered if (y - y0) * (x1 - x0) != (y1 - y0) * (x - x0) or x0 == x1), None)


def _slopes(network: Network) -> tuple[Fraction, Fraction]:
    shapes = [weight.shape for weight in network.weights]
    if len(shapes) != 2 or shapes[0][1] != 1 or shapes[1][0] != 1:
        raise ValueError(f"needs one input, one hidden layer and one output, got weights {shapes}")
    if network.activation.slopes is None:
        raise ValueError(f"{network.activation.name} has no breakpoints: it is not piecewise linear")
    return network.activation.slopes


def _where(low: Fraction | None, high: Fraction | None) -> str:
    if low is None:
        return "anywhere" if high is None else f"below {show(high)}"
    return f"above {show(low)}" if high is None else f"between {show(low)} and {show(high)}"


def _inside(points: tuple[Breakpoint, ...], low: Fraction | None, high: Fraction | None) -> tuple[Breakpoint, ...]:
    return tuple(p for p in points if (low is None or p.x > low) and (high is None or p.x < high))


def _between(low: Fraction | None, high: Fraction | None) -> Fraction:
    """A point strictly between the two ends."""
    if low is None and high is None:
        return Fraction(0)
    if low is None or high is None:
        return high - 1 if low is None and high is not None else (low or Fraction(0)) + 1
    return (low + high) / 2


def _affine(network: Network, x: Fraction) -> tuple[Fraction, Fraction]:
    """Slope and intercept of f around x, which is no breakpoint."""
    (inner, outer) = network.weights
    z = network.forward(exact([[x]])).z[0][0]
    slopes = network.activation.derivative(z)
    slope = sum((v * g * w for v, g, w in zip(outer[0], slopes, inner[:, 0], strict=True)), Fraction(0))
    return slope, value(network, x) - slope * x
