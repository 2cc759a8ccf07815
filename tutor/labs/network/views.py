"""The figures of the `network` lab, one function for each view, and the table that names them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np

from tutor.figure import DIGITS, SIDE_BY_SIDE, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs import names
from tutor.labs.loss_lines import SAMPLES, SHARES, Shelf, cut, shelf
from tutor.labs.network.facts import NetworkFacts, column
from tutor.labs.stages import stages
from tutor.net.activation import Array
from tutor.net.liveness import active_on
from tutor.net.network import Forward, Network
from tutor.net.pieces import breakpoints, values
from tutor.net.zero_gradient import Parameter, Why, why_zero
from tutor.rational import Real, show


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
    return replace(plot, text=f"{plot.text}; {apart} {beside.label}", tell=lambda: _numbers(facts, other, beside.label))


def _units(facts: NetworkFacts) -> Figure:
    """What each unit of the last hidden layer adds to f, vᵢ·aᵢ, and f."""
    last = len(facts.spec.hidden) - 1
    xs, along = _along(facts.network, _axis(facts))
    units = _unit_curves(last, xs, along.a[-2] * facts.network.weights[-1][0], "v{0}a{0}")
    f = Curve(_graph(facts.network, facts), "curve", "f", "thick", "f")
    return replace(_plot(facts, (*units, f), _bends(facts)), tell=lambda: _bends_and_slopes((*units, f)))


def _pre_activations(facts: NetworkFacts) -> Figure:
    """The lines zᵢ = wᵢ·x + bᵢ of the first layer: a unit is active where its line is above 0."""
    zero = Curve(tuple((x, Fraction(0)) for x in _axis(facts)), "trace", "z is 0", "dotted")
    xs, along = _along(facts.network, _axis(facts))
    units = _unit_curves(0, xs, along.z[0], "z{0}")
    return replace(_plot(facts, (zero, *units), ()), tell=lambda: _lines(facts))


def _stages(facts: NetworkFacts) -> Figure:
    """From z of each unit of the last hidden layer to f, in four plots."""
    xs = column(_along(facts.network, _axis(facts))[0])
    return stages(facts.network, axis(*_axis(facts), most=4), xs, xs[:_MOST_TOLD], _bends_text(facts))


def _rows(facts: NetworkFacts) -> Figure:
    """Data rows × units: the activation where the unit is active or leaks, a dot where it is not."""
    active = active_on(facts.network, facts.inputs)
    header = ("x", *map(show, facts.xs), "verdict")
    body = tuple(
        (
            f"unit {names.unit(u.layer, u.unit)}",
            *(
                show(Fraction(a)) if on or a else "·"
                for a, on in zip(facts.forward.a[u.layer + 1][:, u.unit], active[u.layer][:, u.unit], strict=True)
            ),
            u.status,
        )
        for u in facts.liveness
    )
    return Table(header, body, f"the activation of each unit on each row{_LEGENDS[facts.spec.activation]}")


_LEGENDS = {
    "relu": "; · where it is inactive (z ≤ 0)",
    "leaky_relu": "; below 0 where it is inactive and leaks, · where z = 0",
    "identity": "",
}


def _gradients(facts: NetworkFacts) -> Figure:
    """The parameters with the gradient of the loss by each, and why a gradient of 0 is 0."""
    text = f"loss {show(facts.loss)}, and its gradient by each parameter"
    if len(facts.spec.hidden) > 1:
        return Table(("", "value", "gradient", "why 0"), _gradient_rows(facts), text)
    slope, s = facts.gradients, facts.settings
    by = zip(slope.weights[0][:, 0], slope.biases[0], slope.weights[1][0], strict=True)
    body = [
        (
            f"unit {i}",
            *(
                show(Fraction(each))
                for pair in zip((s[f"w{i}"], s[f"b{i}"], s[f"v{i}"]), bys, strict=True)
                for each in pair
            ),
            _why(facts, i),
        )
        for i, bys in enumerate(by)
    ]
    of_c = slope.biases[1][0]
    body.append(("c", "", "", show(s["c"]), show(Fraction(of_c)), "", "", _NO_SUM if of_c == 0 else ""))
    header = ("", "w", "dL/dw", "b", "dL/db", "v", "dL/dv", "why 0")
    return Table(header, tuple(body), text)


_NO_SUM = "the residuals sum to 0"


def _gradient_rows(facts: NetworkFacts) -> tuple[tuple[str, ...], ...]:
    """A row for each parameter of a network of several hidden layers."""
    rows = []
    for name, parameter in facts.spec.parameters.items():
        by = facts.gradient(parameter)
        why = why_zero(facts.network, facts.inputs, facts.labels, parameter) if by == 0 else None
        reason = "" if why is None else _NO_SUM if name == "c" else why.value
        rows.append((name, show(facts.settings[name]), show(by), reason))
    return tuple(rows)


def _shelf(facts: NetworkFacts) -> Figure:
    """The loss along one parameter: exact at every end of a stretch, and in floats between them."""
    spec, name = facts.spec, facts.spec.along
    knob = next(knob for knob in spec.all_knobs if knob.name == name)
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
    "rows": _rows,
    "gradients": _gradients,
    "shelf": _shelf,
    "slice": _slice,
}


def _why(facts: NetworkFacts, unit: int) -> str:
    """Why a gradient of this unit is 0; empty where none is."""
    parameters = (Parameter(0, unit, 0), Parameter(0, unit), Parameter(1, 0, unit))
    reasons = (why_zero(facts.network, facts.inputs, facts.labels, parameter) for parameter in parameters)
    why = next((reason for reason in reasons if reason), None)
    if why is None:
        return ""
    return {Why.NO_INPUT: "x is 0 on its active rows", Why.NO_WAY_OUT: f"v{unit} is 0"}.get(why, why.value)


def _axis(facts: NetworkFacts) -> tuple[Fraction, Fraction]:
    return facts.spec.axis or facts.spec.range


def _graph(network: Network, facts: NetworkFacts) -> tuple[Point, ...]:
    """f as a polyline through its ends and its breakpoints."""
    xs, along = _along(network, _axis(facts))
    return tuple(zip(xs, along.output[:, 0], strict=True))


@lru_cache(maxsize=8)  # several views draw f, and the curve at the start stays while a knob turns
def _along(network: Network, axis: tuple[Fraction, Fraction]) -> tuple[tuple[Fraction, ...], Forward]:
    """The ends of the axis and the breakpoints between them, and the forward pass there."""
    low, high = axis
    xs = (low, *(p.x for p in breakpoints(network) if low < p.x < high), high)
    return xs, network.forward(column(xs))


def _unit_curves(layer: int, xs: Sequence[Fraction], heights: Array, tag: str) -> tuple[Curve, ...]:
    """A curve for each unit of a layer, tagged with its digit in `tag`; `heights` has shape (xs, units)."""
    return tuple(
        Curve(tuple(zip(xs, of_unit, strict=True)), role, f"unit {names.unit(layer, i)}", line, tag.format(DIGITS[i]))
        for i, (of_unit, (role, line)) in enumerate(zip(heights.T, SIDE_BY_SIDE, strict=False))
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
        x=axis(*_axis(facts)),
        y=axis(*given) if given else axis(min(heights), max(heights), round_out=True, most=5),
        curves=curves,
        points=points,
        text=_bends_text(facts),
        tell=lambda: _numbers(facts),
        shaded=(low, high) if facts.spec.axis else None,
    )


def _bends_text(facts: NetworkFacts) -> str:
    """Where f bends on the range."""
    bends = [show(p.x) for p in facts.on_range.bends]
    if len(bends) > _MOST_NAMED:
        return f"{len(bends)} bends, from {bends[0]} to {bends[-1]}"
    low, high = map(show, facts.spec.range)
    return f"bends at {', '.join(bends)}" if bends else f"no bend on [{low}, {high}]"


_MOST_TOLD = 24
"""Rows of a table of inputs; several layers can bend f thousands of times."""

_MOST_NAMED = 10
"""Bends that are listed in the line of text; several layers can make many more."""


def _bends_and_slopes(curves: tuple[Curve, ...]) -> Table:
    """What each curve adds: where it bends, its slope on each piece, and its height at both ends."""
    (low, _), *_, (high, _) = curves[0].points
    rows = []
    for curve in curves:
        slopes = [(x0, Fraction(y1 - y0) / Fraction(x1 - x0)) for (x0, y0), (x1, y1) in pairwise(curve.points)]
        bends = [after for before, after in pairwise(slopes) if before[1] != after[1]]
        at, after = [x for x, _ in bends], [slope for _, slope in (slopes[0], *bends)]
        ends = (show(y) for _, y in (curve.points[0], curve.points[-1]))
        rows.append((curve.label, _listed(at) or "nowhere", _listed(after), *ends))
    header = ("", "bends at", "slopes", f"at x = {show(low)}", f"at x = {show(high)}")
    return Table(header, tuple(rows), "what each unit adds to f")


def _listed(numbers: Sequence[Real]) -> str:
    """The numbers in a row, the first few of many."""
    more = len(numbers) - _MOST_NAMED
    return ", ".join([*map(show, numbers[:_MOST_NAMED]), *([f"and {more} more"] if more > 0 else [])])


def _lines(facts: NetworkFacts) -> Table:
    """Each line z: its slope, where it is 0, and its height at both ends of the axis."""
    low, high = _axis(facts)
    heights = facts.network.forward(column((low, high))).z[0]
    rows = []
    for i, (w, b) in enumerate(zip(facts.network.weights[0][:, 0], facts.network.biases[0], strict=True)):
        zero = show(Fraction(-b) / Fraction(w)) if w else "nowhere" if b else "everywhere"
        rows.append((f"z{DIGITS[i]}", show(w), zero, *map(show, heights[:, i])))
    header = ("", "slope", "is 0 at x =", f"at x = {show(low)}", f"at x = {show(high)}")
    return Table(header, tuple(rows), "the lines before ReLU")


def _numbers(facts: NetworkFacts, other: Network | None = None, label: str = "") -> Table:
    """The pieces of f; with another network, cut at the breakpoints of both, and with its heights."""
    low, high = facts.spec.range
    both = {p.x for each in (facts.network, other) if each for p in breakpoints(each) if low < p.x < high}
    ends = (low, *sorted(both), high)
    heights = [values(each, ends) for each in (facts.network, other) if each]
    header = ("from", "to", "slope", "f at from", "f at to", f"{label} at from", f"{label} at to")
    rows = []
    for (start, end), *at in zip(pairwise(ends), *map(pairwise, heights), strict=True):
        slope = (at[0][1] - at[0][0]) / (end - start)
        rows.append(tuple(map(show, (start, end, slope, *chain.from_iterable(at)))))
    return Table(
        header[: len(rows[0])], tuple(rows), f"the pieces of f, beside {label}" if other else "the pieces of f"
    )
