"""The figures of the `network` lab, one function for each view, and the table that names them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np

from tutor.figure import DIGITS, SIDE_BY_SIDE, Axis, Curve, Figure, Panels, Plot, Point, Points, axis
from tutor.labs.chord import Chorded, chord
from tutor.labs.loss_lines import SAMPLES, SHARES, Shelf, cut, shelf
from tutor.labs.network import tables
from tutor.labs.network.facts import NetworkFacts, column
from tutor.labs.stages import stages
from tutor.net.activation import Array
from tutor.net.network import Forward, Network
from tutor.net.pieces import breakpoints
from tutor.rational import show


def _sum(facts: NetworkFacts) -> Figure:
    """f now, f at the start, f after one step of gradient descent, and the network beside it."""
    curves = []
    now, start = _graph(facts.network, facts), _graph(facts.spec.start, facts)
    if start != now:
        curves.append(Curve(start, "trace", "at the start", "dotted"))
    if facts.after is not None:
        curves.append(Curve(_graph(facts.after, facts), "after", "after one step", "dashed"))
    beside, other = facts.spec.beside, facts.spec.other
    if beside and other:
        curves.append(Curve(_graph(other, facts), "after", beside.label, "dashed"))
    curves.append(Curve(now, "curve", "f", slopes=True))
    plot = _plot(facts, tuple(curves), (*_data(facts), *_bends(facts)))
    if not beside or not other:
        return plot
    apart = f"at most {show(facts.apart)} apart from" if facts.apart else "on the range the same as"
    return replace(
        plot, text=f"{plot.text}; {apart} {beside.label}", tell=lambda: tables.numbers(facts, other, beside.label)
    )


def _units(facts: NetworkFacts) -> Figure:
    """What each unit of the last hidden layer adds to f, vᵢ·aᵢ, and f."""
    xs, along = _along(facts.network, facts.spec.x_limits)
    units = _unit_curves(
        _names(facts, len(facts.spec.hidden) - 1), xs, along.a[-2] * facts.network.weights[-1][0], "v{0}a{0}"
    )
    f = Curve(_graph(facts.network, facts), "curve", "f", "thick", "f")
    return replace(_plot(facts, (*units, f), _bends(facts)), tell=lambda: tables.bends_and_slopes((*units, f)))


def _pre_activations(facts: NetworkFacts) -> Figure:
    """The lines zᵢ = wᵢ·x + bᵢ of the first layer: a unit is active where its line is above 0."""
    zero = Curve(tuple((x, Fraction(0)) for x in facts.spec.x_limits), "trace", "z is 0", "dotted")
    xs, along = _along(facts.network, facts.spec.x_limits)
    units = _unit_curves(_names(facts, 0), xs, along.z[0], "z{0}")
    return replace(_plot(facts, (zero, *units), ()), tell=lambda: tables.lines(facts))


def _stages(facts: NetworkFacts) -> Figure:
    """From z of each unit of the last hidden layer to f, in four plots."""
    xs = column(_along(facts.network, facts.spec.x_limits)[0])
    return stages(facts.network, axis(*facts.spec.x_limits, most=4), xs, xs[:_MOST_TOLD], _bends_text(facts))


def _staircase(facts: NetworkFacts) -> Figure:
    """f, and below it the slope of f, which is constant on each piece and jumps where f bends."""
    low, high = facts.spec.x_limits
    steps = facts.slopes
    treads: list[Point] = []
    for start, end, slope in steps:
        treads += [*([_GAP] if treads else []), (start, slope), (end, slope)]
    risers = tuple(
        Curve(((end, before), (end, after)), "trace", "", "dotted") for (_, end, before), (*_, after) in pairwise(steps)
    )
    f = Curve(_graph(facts.network, facts), "curve", "f", slopes=True)
    numbers = [slope for *_, slope in steps]
    whole = _plot(facts, (f,), _bends(facts))
    below = Plot(
        x=whole.x,
        y=_axis_of_slopes(numbers),
        curves=(*risers, Curve(tuple(treads), "after", "its slope", "thick")),
        points=(),
        text="the slope of f",
        tell=lambda: tables.slopes(facts),
        shaded=whole.shaded,
        title="its slope",
    )
    found = f"slope{'s' if len(numbers) > 1 else ''} {tables.listed(numbers)} on [{show(low)}, {show(high)}]"
    return Panels((replace(whole, title="f"), below), found, lambda: tables.slopes(facts), stacked=True)


def _axis_of_slopes(slopes: Sequence[Fraction]) -> Axis:
    """An axis with its numbers at the slopes themselves, if they are few."""
    ticks = sorted(set(slopes))
    if 2 <= len(ticks) <= _FEW:
        return Axis(ticks[0], ticks[-1], tuple(ticks))
    return axis(ticks[0], ticks[-1], most=5)


_FEW = 5
"""Slopes that have their own numbers along the axis; more would stand on one another."""

_GAP: Point = (math.nan, math.nan)
"""The gap between two steps of a staircase: what is not finite is not drawn. At a bend f has no slope."""


def _chord(facts: NetworkFacts) -> Figure:
    """f, the chord between two of its points, and the middle of both."""
    ends = facts.spec.chord or facts.spec.range
    low, high = min(ends[0], facts.spec.x_limits[0]), max(ends[1], facts.spec.x_limits[1])
    return chord(Chorded(facts.f, _graph(facts.network, facts), ends, axis(low, high), facts.spec.y_axis))


def _shelf(facts: NetworkFacts) -> Figure:
    """The loss along one parameter: exact at every end of a stretch, and in floats between them."""
    spec, name = facts.spec, facts.spec.along
    knob = spec.knob_named(name)
    low, high = ends = spec.shelf_range or (knob.low, knob.high)
    curve: list[Point] = [(low, facts.loss_along(low))]
    flat = []
    for each in facts.stretches:
        start = low if each.low is None else max(low, each.low)
        end = high if each.high is None else min(high, each.high)
        if start >= end:
            continue
        if each.flat:
            flat.append((start, end))
        else:
            p, q, r = map(float, each.loss)
            inside = np.linspace(float(start), float(end), max(2, round(SAMPLES * (end - start) / (high - low))))[1:-1]
            curve += zip(inside.tolist(), ((p * inside + q) * inside + r).tolist(), strict=True)
        curve.append((end, each.at(end)))
    return shelf(Shelf(name, ends, curve, flat, (facts.settings[name], facts.loss), facts.loss_along))


def _slice(facts: NetworkFacts) -> Figure:
    """The loss on the straight way to other parameters."""
    label = facts.spec.slice.label if facts.spec.slice else ""
    ends = facts.loss, facts.loss_of(facts.other_end)
    return cut(facts.losses_to_other_end(SHARES), ends, label)


TITLES = {
    "sum": "the sum",
    "units": "each unit",
    "pre-activations": "before ReLU",
    "stages": "stage by stage",
    "staircase": "slopes below",
    "chord": "the chord",
    "rows": "row by row",
    "gradients": "the gradients",
    "shelf": "the loss shelf",
    "slice": "a slice of the loss",
}

VIEWS: dict[str, Callable[[NetworkFacts], Figure]] = {
    "sum": _sum,
    "units": _units,
    "pre-activations": _pre_activations,
    "stages": _stages,
    "staircase": _staircase,
    "chord": _chord,
    "rows": tables.rows,
    "gradients": tables.gradients,
    "shelf": _shelf,
    "slice": _slice,
}


def _graph(network: Network, facts: NetworkFacts) -> tuple[Point, ...]:
    """f as a polyline through its ends and its breakpoints."""
    xs, along = _along(network, facts.spec.x_limits)
    return tuple(zip(xs, along.output[:, 0], strict=True))


@lru_cache(maxsize=8)  # several views draw f, and the curve at the start stays while a knob turns
def _along(network: Network, axis: tuple[Fraction, Fraction]) -> tuple[tuple[Fraction, ...], Forward]:
    """The ends of the axis and the breakpoints between them, and the forward pass there."""
    low, high = axis
    xs = (low, *(p.x for p in breakpoints(network) if low < p.x < high), high)
    return xs, network.forward(column(xs))


def _names(facts: NetworkFacts, layer: int) -> list[str]:
    return [facts.spec.unit(layer, i) for i in range(facts.spec.hidden[layer])]


def _unit_curves(names: Sequence[str], xs: Sequence[Fraction], heights: Array, tag: str) -> tuple[Curve, ...]:
    """A curve for each of these units, tagged with its digit in `tag`; `heights` has shape (xs, units)."""
    each = zip(names, heights.T, SIDE_BY_SIDE, DIGITS, strict=False)
    return tuple(
        Curve(tuple(zip(xs, of_unit, strict=True)), role, f"unit {name}", line, tag.format(digit))
        for name, of_unit, (role, line), digit in each
    )


def _bends(facts: NetworkFacts) -> tuple[Points, ...]:
    bends = {p.x for p in facts.breakpoints if p.change}
    at = tuple(point for point in _graph(facts.network, facts) if point[0] in bends)
    return (Points(at, "mark", "bend", "◆"),) if at else ()


def _data(facts: NetworkFacts) -> tuple[Points, ...]:
    if not facts.spec.data:
        return ()
    rows, given = tuple(zip(facts.xs, facts.ys, strict=True)), len(facts.spec.data.x)
    own = (Points(rows[given:], "data", "your rows", "●"),) if rows[given:] else ()
    return (Points(rows[:given], "data", "data", "○"), *own)


def _plot(facts: NetworkFacts, curves: tuple[Curve, ...], points: tuple[Points, ...]) -> Plot:
    low, high = facts.spec.range
    drawn: tuple[Curve | Points, ...] = (*curves, *points)
    heights = [Fraction(y) for each in drawn for _, y in each.points]
    given = facts.spec.y_axis
    return Plot(
        x=axis(*facts.spec.x_limits),
        y=axis(*given) if given else axis(min(heights), max(heights), round_out=True, most=5),
        curves=curves,
        points=points,
        text=_bends_text(facts),
        tell=lambda: tables.numbers(facts),
        shaded=(low, high) if facts.spec.axis else None,
    )


def _bends_text(facts: NetworkFacts) -> str:
    """Where f bends on the range."""
    bends = [show(p.x) for p in facts.on_range.bends]
    if len(bends) > tables.MOST_NAMED:
        return f"{len(bends)} bends, from {bends[0]} to {bends[-1]}"
    low, high = map(show, facts.spec.range)
    return f"bends at {', '.join(bends)}" if bends else f"no bend on [{low}, {high}]"


_MOST_TOLD = 24
"""Rows of a table of inputs; several layers can bend f thousands of times."""
