"""The tables of the `network` lab: the numbers behind its plots, its units on each row, and its gradients."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, pairwise

from tutor.figure import DIGITS, Curve, Figure, Table
from tutor.labs import names
from tutor.labs.network.facts import NetworkFacts, column
from tutor.net.liveness import active_on
from tutor.net.network import Network
from tutor.net.pieces import breakpoints, values
from tutor.net.zero_gradient import Parameter, Why, why_zero
from tutor.rational import Real, show

MOST_NAMED = 10
"""Bends that are listed in the line of text; several layers can make many more."""


def rows(facts: NetworkFacts) -> Figure:
    """Data rows × units: the activation where the unit is active or leaks, a dot where it is not."""
    active = active_on(facts.network, facts.inputs)
    header = ("x", *map(show, facts.xs), "verdict")
    body = tuple(
        (
            f"unit {names.unit(u.layer, u.unit, len(active))}",
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


def gradients(facts: NetworkFacts) -> Figure:
    """The parameters with the gradient of the loss by each, and why a gradient of 0 is 0."""
    text = f"loss {show(facts.loss)}, and its gradient with respect to each parameter"
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
    return Table(header, tuple(body), text, together=2)


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


def _why(facts: NetworkFacts, unit: int) -> str:
    """Why a gradient of this unit is 0; empty where none is."""
    parameters = (Parameter(0, unit, 0), Parameter(0, unit), Parameter(1, 0, unit))
    reasons = (why_zero(facts.network, facts.inputs, facts.labels, parameter) for parameter in parameters)
    why = next((reason for reason in reasons if reason), None)
    if why is None:
        return ""
    return {Why.NO_INPUT: "x is 0 on its active rows", Why.NO_WAY_OUT: f"v{unit} is 0"}.get(why, why.value)


def bends_and_slopes(curves: tuple[Curve, ...]) -> Table:
    """What each curve adds: where it bends, its slope on each piece, and its height at both ends."""
    (low, _), *_, (high, _) = curves[0].points
    rows = []
    for curve in curves:
        slopes = [(x0, Fraction(y1 - y0) / Fraction(x1 - x0)) for (x0, y0), (x1, y1) in pairwise(curve.points)]
        bends = [after for before, after in pairwise(slopes) if before[1] != after[1]]
        at, after = [x for x, _ in bends], [slope for _, slope in (slopes[0], *bends)]
        ends = (show(y) for _, y in (curve.points[0], curve.points[-1]))
        rows.append((curve.label, listed(at) or "nowhere", listed(after), *ends))
    header = ("", "bends at", "slopes", f"at x = {show(low)}", f"at x = {show(high)}")
    return Table(header, tuple(rows), "what each unit adds to f")


def listed(numbers: Sequence[Real]) -> str:
    """The numbers in a row, the first few of many."""
    more = len(numbers) - MOST_NAMED
    return ", ".join([*map(show, numbers[:MOST_NAMED]), *([f"and {more} more"] if more > 0 else [])])


def slopes(facts: NetworkFacts) -> Table:
    """Each piece of f with its slope, and by how much the slope changes where the piece ends."""
    found = facts.slopes
    changes = [show(after - before) for (*_, before), (*_, after) in pairwise(found)]
    rows = (
        (show(start), show(end), show(slope), change)
        for (start, end, slope), change in zip(found, [*changes, ""], strict=True)
    )
    return Table(("from", "to", "slope", "then it changes by"), tuple(rows), "the slope of f, piece by piece")


def lines(facts: NetworkFacts) -> Table:
    """Each line z: its slope, where it is 0, and its height at both ends of the axis."""
    low, high = facts.spec.x_limits
    heights = facts.network.forward(column((low, high))).z[0]
    rows = []
    for i, (w, b) in enumerate(zip(facts.network.weights[0][:, 0], facts.network.biases[0], strict=True)):
        zero = show(Fraction(-b) / Fraction(w)) if w else "nowhere" if b else "everywhere"
        rows.append((f"z{DIGITS[i]}", show(w), zero, *map(show, heights[:, i])))
    header = ("", "slope", "is 0 at x =", f"at x = {show(low)}", f"at x = {show(high)}")
    return Table(header, tuple(rows), "the lines before ReLU")


def numbers(facts: NetworkFacts, other: Network | None = None, label: str = "") -> Table:
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
