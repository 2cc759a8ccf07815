"""The figures of the `training` lab, one function for each view, and the table that names them."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from tutor.figure import SIDE_BY_SIDE, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.loss_lines import SAMPLES, SHARES, Shelf, cut, shelf
from tutor.labs.over_x import fitted, number, rows_told, target
from tutor.labs.stages import stages
from tutor.labs.training.along import lanes, loss
from tutor.labs.training.facts import TrainingFacts
from tutor.labs.training.shape import graph
from tutor.labs.unit_rows import Group, unit_rows
from tutor.net.layout import pack
from tutor.net.network import Network
from tutor.rational import rounded, show

_TAGS = {"leaky_relu": "leaky"}
"""Names at the ends of lines that would take up too much of a narrow plot."""

_ROOM = 10
"""Beyond the labels f is followed for so many times their spread."""

_SMOOTH = 40
"""About the points of a smooth curve in a small plot."""


def _fit(facts: TrainingFacts) -> Figure:
    """f now, f at the start or where the run went on, the function to be learnt, and the data."""
    now, curves = _graph(facts, facts.network), []
    if facts.before:
        curves.append(Curve(_graph(facts, facts.before.network), "trace", "at the branch", "dotted"))
    elif facts.step:
        curves.append(Curve(_graph(facts, facts.plan.start), "trace", "at the start", "dotted"))
    curves += [*_target(facts), Curve(now, "curve", "f")]
    bends = ", ".join(rounded(each, 3) for each in facts.shape.bends or ())
    bent = facts.shape.reason if facts.shape.bends is None or facts.shape.linear else f"bends at {bends}"
    return _over_x(
        facts, tuple(curves), (now,), f"{_when(facts)}: loss {number(facts.loss)}; {bent}", lambda: _rows(facts)
    )


def _stages(facts: TrainingFacts) -> Figure:
    """From z of each unit to f at this step, in four plots."""
    along = axis(*(facts.spec.axis or facts.spec.span), most=4)
    xs, told = [x for x, _ in _graph(facts, facts.network)], list(map(float, along.ticks))
    xs = xs[:: 1 + len(xs) // _SMOOTH]
    text = f"{_when(facts)}: loss {number(facts.loss)}"
    return stages(facts.network, along, np.array(xs)[:, None], np.array(told)[:, None], text)


def _activations(facts: TrainingFacts) -> Figure:
    """f at this step with each of five activations, from the same start, data and learning rate."""
    networks = {name: run.network(facts.step) for name, run in facts.compared.items()}
    graphs = {name: _graph(facts, network) for name, network in networks.items()}
    losses = {name: facts.loss_of(network) for name, network in networks.items()}
    order = sorted(losses, key=lambda name: (not math.isfinite(losses[name]), losses[name]))
    found = {name: _end(facts, name) or number(losses[name]) for name in order}
    table = Table(("activation", "loss"), tuple(found.items()), f"the losses at step {facts.told(facts.step)}")
    return _over_x(
        facts,
        tuple(
            Curve(points, role, name, line, _TAGS.get(name, name))
            for (name, points), (role, line) in zip(graphs.items(), SIDE_BY_SIDE, strict=False)
        ),
        tuple(graphs.values()),
        f"step {facts.told(facts.step)}, loss: " + ", ".join(" ".join(each) for each in found.items()),
        lambda: table,
    )


def _end(facts: TrainingFacts, name: str) -> str:
    """The words for where the run with this activation diverged; empty if it did not."""
    diverged = facts.compared[name].diverged
    return f"diverged at step {facts.told(diverged.step)}" if diverged and diverged.step <= facts.step else ""


def _unit_rows(facts: TrainingFacts) -> Figure:
    """On which rows each unit is active at this step, from the smallest x to the largest."""
    x = facts.plan.x
    order = sorted(range(len(x)), key=x.__getitem__)
    group = Group(f"x from {show(x[order[0]])} to {show(x[order[-1]])}", order)
    return unit_rows(facts.network, facts.plan.rows[0], [group], list(map(show, x)))


def _shelf(facts: TrainingFacts) -> Figure:
    """The loss along one parameter at this step, where a unit switches on a row and evenly between."""
    name, (low, high) = facts.spec.shelf, facts.spec.shelf_ends
    turns = [t for t in facts.switches(name) if low < t < high]
    at = sorted({*np.linspace(float(low), float(high), SAMPLES).tolist(), *turns})
    ends = facts.with_parameters({name: low}), facts.with_parameters({name: high})
    curve = list(zip(at, facts.losses_between(ends, [(t - at[0]) / (at[-1] - at[0]) for t in at]), strict=True))
    here = float(pack(facts.network)[facts.places[name]])
    flat = _flat(curve) if facts.network.is_piecewise_linear else []  # a smooth one is flat nowhere, though nearly so

    def loss_at(value: Fraction) -> float:
        return facts.loss_of(facts.with_parameters({name: value}))

    return shelf(Shelf(name, (low, high), curve, flat, (here, facts.loss), loss_at))


def _flat(curve: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The intervals of three points or more on which the loss stays the same to within rounding."""
    found: list[tuple[float, float]] = []
    start = 0
    for stop in range(1, len(curve) + 1):
        if stop < len(curve) and abs(curve[stop][1] - curve[start][1]) <= _SAME * abs(curve[start][1]):
            continue
        if stop - start >= _FLAT:
            found.append((curve[start][0], curve[stop - 1][0]))
        start = stop
    return found


_FLAT = 3
"""Points of a flat part, at least: on either side of its lowest place a loss is twice the same."""

_SAME = 64 * float(np.finfo(float).eps)
"""Rounding in a loss, as a share of it."""


def _slice(facts: TrainingFacts) -> Figure:
    """The loss on the straight way from the parameters at this step to others."""
    given = facts.spec.slice
    other = facts.with_parameters(given.to if given else {})
    losses = facts.losses_between((facts.network, other), SHARES)
    return cut(losses, (facts.loss, facts.loss_of(other)), given.label if given else "")


TITLES = {
    "fit": "the fit",
    "stages": "stage by stage",
    "loss": "the loss",
    "lanes": "lanes of the units",
    "activations": "five activations",
    "rows": "row by row",
    "shelf": "the loss shelf",
    "slice": "a slice of the loss",
}

VIEWS: dict[str, Callable[[TrainingFacts], Figure]] = {
    "fit": _fit,
    "stages": _stages,
    "loss": loss,
    "lanes": lanes,
    "activations": _activations,
    "rows": _unit_rows,
    "shelf": _shelf,
    "slice": _slice,
}


def _over_x(
    facts: TrainingFacts,
    curves: tuple[Curve, ...],
    now: Sequence[tuple[Point, ...]],
    text: str,
    tell: Callable[[], Table],
) -> Plot:
    lab, data = facts.spec, tuple(zip(facts.plan.x, facts.plan.y, strict=True))
    return Plot(
        x=axis(*(lab.axis or lab.span)),
        y=axis(*lab.y_axis) if lab.y_axis else fitted(facts.plan.y, [float(y) for each in now for _, y in each], _ROOM),
        curves=curves,
        points=(Points(data, "data", "data", "○"),),
        text=text,
        tell=tell,
        shaded=lab.span if lab.axis else None,
    )


def _graph(facts: TrainingFacts, network: Network) -> tuple[Point, ...]:
    low, high = map(float, facts.spec.axis or facts.spec.span)
    return graph(network, low, high)


def _target(facts: TrainingFacts) -> list[Curve]:
    """The function to be learnt, if it has a name."""
    if facts.spec.target is None:
        return []
    return [target(facts.spec.target, *(facts.spec.axis or facts.spec.span))]


def _rows(facts: TrainingFacts) -> Table:
    x = facts.plan.rows[0]
    with np.errstate(all="ignore"):  # it is called later than the figure is made
        outputs = facts.network(x)[:, 0].tolist()
    return rows_told(facts.plan.x, facts.plan.y, outputs, f"the data and f at step {facts.told(facts.step)}")


def _when(facts: TrainingFacts) -> str:
    step = f"step {facts.told(facts.step)}"
    return f"diverged at {step}" if facts.diverged else step
