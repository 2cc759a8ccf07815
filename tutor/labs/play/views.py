"""The figures of the playground, one function for each view, and the table that names them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from tutor.figure import Axis, Curve, Figure, Panels, Plot, Point, Points, Table, axis
from tutor.labs.loss_curve import SHORTEST, Run, loss_curve
from tutor.labs.names import unit
from tutor.labs.over_x import SMOOTH, fitted, number, polyline, rows_told, target
from tutor.labs.plane_picture import ground, plane_picture
from tutor.labs.play.facts import PlayFacts
from tutor.labs.play.run import Plan
from tutor.labs.replay import MOST_MARKS
from tutor.labs.stages import stages
from tutor.labs.unit_rows import Group, unit_rows
from tutor.net.dataset import TARGETS
from tutor.net.float_pieces import float_pieces
from tutor.net.layout import Floats, pack
from tutor.net.liveness import dead_on
from tutor.net.network import Network
from tutor.net.zero_gradient import why_zero
from tutor.rational import counted, rounded

_ROOM = 1
"""Beyond the labels f is followed for so many times their spread."""

_DIGITS = 4


def _fit(facts: PlayFacts) -> Figure:
    """For one input f now and at the start, the function, and the data; for two the plane with its sides."""
    if facts.inputs == 2:
        return plane_picture(facts.over)
    low, high = facts.span
    start = _graph(facts.plan.start, facts.plan, facts.span)
    curves = [Curve(start, "trace", "at the start", "dotted")] if facts.step else []
    for name, run in facts.kept.items():
        if run.inputs == 1:
            graph = _graph(run.network, run.plan, facts.span)
            curves.append(Curve(graph, "trace", f"{name}, step {run.taken + run.step}", "dotted", name))
    if facts.plan.rows.data in TARGETS:
        curves.append(target(facts.plan.rows.data, low, high))
    now = _graph(facts.network, facts.plan, facts.span)
    curves.append(Curve(now, "curve", "f"))
    x, y = (each[:, 0].tolist() for each in facts.rows)
    return Plot(
        x=axis(low, high),
        y=fitted(y, [float(height) for _, height in now], _ROOM),
        curves=tuple(curves),
        points=(Points(tuple(zip(x, y, strict=True)), "data", "data", "○"),),
        text=_when(facts),
        tell=lambda: _rows_told(facts),
    )


def _units(facts: PlayFacts) -> Figure:
    """For one input, from z of each unit of the last hidden layer to f; for two, where each unit is active."""
    if facts.inputs == 2:
        return _planes(facts)
    low, high = facts.span
    along = axis(low, high, most=4)
    xs = np.array([x for x, _ in _graph(facts.network, facts.plan, facts.span)], float)[:, None]
    told = np.array(along.ticks, float)[:, None]
    with np.errstate(all="ignore"):
        return stages(facts.network, along, xs, told, _when(facts))


def _planes(facts: PlayFacts) -> Panels:
    """For each of the last units, where on the box z > 0."""
    x0, x1, y0, y1 = box = facts.over.box
    columns, rows = 33, 17
    with np.errstate(all="ignore"):
        z = facts.network.forward(facts.over.points(columns, rows)).z
    shown = facts.units[-_MOST_PLANES:]
    along, up = Axis(x0, x1, ()), Axis(y0, y1, ())
    plots = []
    for each in shown:
        heights = z[each.layer][:, each.unit].reshape(rows, columns)
        name = f"{facts.unit(each.layer, each.unit)}{' ×' * each.dead_on_data}"
        side = ground(box, heights, "active, z > 0")
        plots.append(Plot(along, up, (), (), name, lambda: _units_told(facts), ground=side, title=name))
    first = f" (the last {len(shown)})" if len(shown) < len(facts.units) else ""
    text = f"where each unit is active{first}; × dead on the data, {len(facts.dead)} of {len(facts.units)}"
    return Panels(tuple(plots), text, lambda: _units_told(facts))


_MOST_PLANES = 16


def _units_told(facts: PlayFacts) -> Table:
    """Each unit with what it gets, on how many rows it is active, and what it passes on."""
    passed = list(zip(facts.network.weights, facts.network.biases, strict=True))
    body = []
    for each in facts.units:
        weight, bias = passed[each.layer]
        after = facts.network.weights[each.layer + 1][:, each.unit]
        body.append(
            (
                f"unit {facts.unit(each.layer, each.unit)}",
                ", ".join(rounded(float(w), 3) for w in weight[each.unit][:_MOST_WEIGHTS]),
                rounded(float(bias[each.unit]), 3),
                f"{each.active_rows} of {each.rows}",
                ", ".join(rounded(float(w), 3) for w in after[:_MOST_WEIGHTS]),
                "dead" if each.dead_on_data else "",
            )
        )
    header = ("", "weights in", "bias", "active rows", "weights out", "")
    return Table(header, tuple(body), f"{counted(len(facts.dead), 'dead unit')} of {len(facts.units)}")


_MOST_WEIGHTS = 4


def _loss(facts: PlayFacts) -> Figure:
    """The logarithm of the loss at each step so far, and of the runs that are kept; in mini-batches of the batch."""
    losses = _losses(facts)
    if not len(losses):
        return Table(("step", "loss"), (("0", "too large for a float"),), "the loss cannot be drawn")
    others = [Run(name, run.taken, of) for name, run in facts.kept.items() if len(of := _losses(run))]
    here, last = min(facts.step, len(losses) - 1), facts.taken + max(len(losses) - 1, SHORTEST)
    name = "loss of the mini-batch" if facts.plan.batch else "loss"
    return loss_curve(Run(name, facts.taken, losses), here, last, others)


def _losses(facts: PlayFacts) -> Floats:
    """The loss at each step so far that has a finite one. An array: a run has many steps, and few are drawn."""
    losses = facts.run.losses[: facts.reached + 1]
    return losses[np.isfinite(losses)]


def _lanes(facts: PlayFacts) -> Figure:
    """Along the run so far: for each hidden unit, at which steps it was dead on the data."""
    run, x = facts.run, facts.rows[0]
    samples = run.sampled(facts.reached, MOST_MARKS)
    steps, place = list(samples), facts.told(facts.step)
    lanes: dict[str, str] = {}
    for network in samples.values():
        for name, dead in _dead_at(network, x).items():
            lanes[name] = lanes.get(name, "") + ("×" if dead else "·")
    here = bisect_right(steps, facts.step) - 1
    lanes["step"] = f"{' ' * here}◆ {place}"
    return Table(
        ("", f"step {facts.taken} to {facts.taken + steps[-1]}"),
        tuple(lanes.items()),
        f"× dead on the data, · not; {counted(len(facts.dead), 'dead unit')} at step {place}",
    )


def _dead_at(network: Network, x: np.ndarray) -> dict[str, bool]:
    """Whether each unit is dead on the data, by its name."""
    return {
        f"unit {unit(layer, i, len(network.activations))}": dead
        for layer, flags in enumerate(dead_on(network, x))
        for i, dead in enumerate(flags.tolist())
    }


def _rows(facts: PlayFacts) -> Figure:
    """On which rows each unit is active: along x, or class by class."""
    x, y = facts.rows
    order = np.argsort(x[:, 0], kind="stable")
    if facts.inputs == 2:
        groups = [Group(f"class {label}", order[y[order, 0] == label].tolist()) for label in (0, 1)]
    else:
        groups = [Group("x, ascending", order.tolist())]
    return unit_rows(facts.network, x, [group for group in groups if group.rows])


def _gradients(facts: PlayFacts) -> Table:
    """Layer by layer: how large the gradient is, how many of its numbers are 0, and how well it is checked."""
    slopes, body = facts.checked, []
    layer_of = np.array([parameter.layer for parameter in facts.places.values()])
    for layer in range(len(facts.network.weights)):
        mine = layer_of == layer
        gradient = slopes.backpropagated[mine]
        name = "output" if layer == len(facts.network.weights) - 1 else f"layer {layer + 1}"
        body.append(
            (
                name,
                str(int(mine.sum())),
                rounded(float(np.sqrt((gradient**2).mean())), 3),
                rounded(float(abs(gradient).max()), 3),
                str(int((gradient == 0).sum())),
                rounded(float(slopes.apart[mine].max()), 2),
            )
        )
    header = ("", "parameters", "mean size", "largest", "are 0", "off by at most")
    return Table(
        header,
        tuple(body),
        f"∂L/∂θ over all rows, and how far central differences are off, as a share{_at_corner(facts)}",
    )


def _at_corner(facts: PlayFacts) -> str:
    """A word on differences that are no mistake: at a corner the loss has two slopes, one on each side."""
    if float(facts.checked.apart.max()) < _APART:
        return ""
    return "; where they are far off a row stands at a bend, and the loss has no slope there"


_APART = 1e-3


def _parameters(facts: PlayFacts) -> Table:
    """Every parameter, its gradient by backpropagation and by central differences, and why the gradient is 0."""
    theta, slopes, (x, y), loss = pack(facts.network), facts.checked, facts.rows, facts.plan.loss_of_output
    body = []
    for i, (name, parameter) in enumerate(facts.places.items()):
        gradient = float(slopes.backpropagated[i])
        why = why_zero(facts.network, x, y, parameter, loss) if gradient == 0 else None
        body.append(
            (
                name,
                rounded(float(theta[i]), _DIGITS),
                rounded(gradient, _DIGITS),
                rounded(float(slopes.differences[i]), _DIGITS),
                why.value if why else "",
            )
        )
    return Table(("", "value", "∂L/∂θ", "checked", "why it is 0"), tuple(body), f"all parameters; {_when(facts)}")


TITLES = {
    "fit": "the fit",
    "units": "the units",
    "loss": "the loss",
    "lanes": "lanes of the units",
    "rows": "row by row",
    "gradients": "the gradients",
    "parameters": "all parameters",
}

VIEWS: dict[str, Callable[[PlayFacts], Figure]] = {
    "fit": _fit,
    "units": _units,
    "loss": _loss,
    "lanes": _lanes,
    "rows": _rows,
    "gradients": _gradients,
    "parameters": _parameters,
}


def _graph(network: Network, of: Plan, span: Sequence[Fraction]) -> tuple[Point, ...]:
    """f of a network of this plan over a range: through its corners, or through many points where f is smooth."""
    low, high = map(float, span)
    with np.errstate(all="ignore"):
        try:
            x = float_pieces(network, low, high).edges if network.is_piecewise_linear else None
        except ValueError:  # f overflows
            x = None
        if x is None:
            x = np.linspace(low, high, SMOOTH)
        if of.output != "identity":  # it may bend between two corners
            x = np.unique(np.concatenate([x, np.linspace(low, high, SMOOTH)]))
        return polyline(x, of.f(network, x[:, None])[:, 0])


def _rows_told(facts: PlayFacts) -> Table:
    """The rows with f and the residual."""
    x, y = facts.rows
    with np.errstate(all="ignore"):  # it is called later than the figure is made
        f = facts.plan.f(facts.network, x)[:, 0]
    order = np.argsort(x[:, 0], kind="stable")
    at, labels, told = (each[order].tolist() for each in (x[:, 0], y[:, 0], f))
    return rows_told(at, labels, told, f"the rows; {_when(facts)}")


def _when(facts: PlayFacts) -> str:
    if facts.diverged:
        return f"diverged at step {facts.told(facts.step)}"
    return f"step {facts.told(facts.step)}: loss {number(facts.loss)}"


def shape_of(plan: Plan) -> str:
    """`1-3-1`."""
    return "-".join(map(str, plan.sizes))
