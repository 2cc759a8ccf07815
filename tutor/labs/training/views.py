"""The figures of the `training` lab, one function for each view, and the table that names them."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import numpy as np

from tutor.figure import SIDE_BY_SIDE, Axis, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.loss_curve import MOST_POINTS, SMALLEST, thinned
from tutor.labs.loss_lines import SAMPLES, SHARES, Shelf, cut, shelf
from tutor.labs.stages import stages
from tutor.labs.training.facts import TrainingFacts
from tutor.labs.training.shape import dead_units, graph, shape
from tutor.labs.unit_rows import Group, unit_rows
from tutor.net.activation import Array
from tutor.net.dataset import TARGETS
from tutor.net.layout import pack
from tutor.net.network import Network
from tutor.rational import rounded, show

_TAGS = {"leaky_relu": "leaky"}
"""Names at the ends of lines that would take up too much of a narrow plot."""

_SHORTEST = 8
"""The fewest steps on an axis: with fewer its ticks would not be whole numbers."""

_SMOOTH = 40
"""About the points of a smooth curve in a small plot."""

_MOST_MARKS = 30
"""Marks in a lane: as many as fit beside the text in 80 columns."""


def _fit(facts: TrainingFacts) -> Figure:
    """f now, f at the start, the function to be learnt, and the data."""
    now, curves = _graph(facts, facts.network), []
    if facts.step:
        curves.append(Curve(_graph(facts, facts.plan.start), "trace", "at the start", "dotted"))
    curves += [*_target(facts), Curve(now, "curve", "f")]
    bends = ", ".join(rounded(each, 3) for each in facts.shape.bends or ())
    bent = facts.shape.reason if facts.shape.bends is None or facts.shape.linear else f"bends at {bends}"
    return _over_x(
        facts, tuple(curves), (now,), f"{_when(facts)}: loss {_text(facts.loss)}; {bent}", lambda: _rows(facts)
    )


def _stages(facts: TrainingFacts) -> Figure:
    """From z of each unit to f at this step, in four plots."""
    along = axis(*(facts.spec.axis or facts.spec.span), most=4)
    xs, told = [x for x, _ in _graph(facts, facts.network)], list(map(float, along.ticks))
    xs = xs[:: 1 + len(xs) // _SMOOTH]
    text = f"{_when(facts)}: loss {_text(facts.loss)}"
    return stages(facts.network, along, np.array(xs)[:, None], np.array(told)[:, None], text)


def _loss(facts: TrainingFacts) -> Figure:
    """The logarithm of the loss over the steps so far, and the step that is shown."""
    losses = facts.run.losses[: facts.reached + 1]
    steps = thinned(len(losses) - 1, MOST_POINTS)
    logs = dict(zip(steps, np.log10(np.maximum(losses[steps], SMALLEST)).tolist(), strict=True))
    here = min(facts.step, len(losses) - 1)
    mark = (here, math.log10(max(float(losses[here]), SMALLEST)))
    text = f"loss {rounded(losses[0], 3)} at the start, {rounded(losses[-1], 3)} at step {len(losses) - 1}"
    diverged = facts.run.diverged
    return Plot(
        x=axis(Fraction(0), Fraction(max(_SHORTEST, facts.reached))),
        y=_axis_of([*logs.values(), mark[1]]),
        curves=(Curve(tuple(logs.items()), "curve", "log₁₀ of the loss"),),
        points=(Points((mark,), "mark", f"step {here}", "◆"),),
        over="step",
        text=f"{text}; diverged at step {diverged.step}" if diverged and diverged.step <= facts.reached else text,
        tell=lambda: Table(
            ("step", "loss"),
            tuple((str(step), show(float(losses[step]))) for step in thinned(len(losses) - 1, 11)),
            "the loss along the run",
        ),
    )


def _lanes(facts: TrainingFacts) -> Figure:
    """Along the run so far: a row for each unit, dead or not, and a row for f, a line or not."""
    run, (low, high) = facts.run, map(float, facts.spec.span)
    steps = [step for step in run.samples if step <= facts.reached]
    steps = steps[:: -(-len(steps) // _MOST_MARKS)]
    networks = [run.samples[step] for step in steps]
    dead = [dead_units(network, facts.plan.x) for network in networks]
    linear = [shape(network, low, high, facts.plan.x).linear for network in networks]
    here = bisect_right(steps, facts.step) - 1
    lanes = {f"unit {i}": "".join("×" if each[i] else "·" for each in dead) for i in range(len(dead[0]))}
    lanes["f"] = "".join("–" if each else "^" for each in linear)
    place = str(facts.step)
    right = here > max(len(place), len(steps) // 2)
    lanes["step"] = f"{place} ◆".rjust(here + 1) if right else f"{' ' * here}◆ {place}"
    spacing = steps[1] - steps[0] if len(steps) > 1 else 1
    every = f", every {spacing} steps" if spacing > 1 else ""
    return Table(
        ("", f"step 0 to {steps[-1]}{every}"),
        tuple(lanes.items()),
        f"× dead, · not dead; – line, ^ bent. Step {place}: {_verdicts(facts)}",
    )


def _activations(facts: TrainingFacts) -> Figure:
    """f at this step with each of five activations, from the same start, data and learning rate."""
    networks = {name: run.network(facts.step) for name, run in facts.compared.items()}
    graphs = {name: _graph(facts, network) for name, network in networks.items()}
    losses = {name: facts.loss_of(network) for name, network in networks.items()}
    order = sorted(losses, key=lambda name: (not math.isfinite(losses[name]), losses[name]))
    found = {name: _end(facts, name) or _text(losses[name]) for name in order}
    table = Table(("activation", "loss"), tuple(found.items()), f"the losses at step {facts.step}")
    return _over_x(
        facts,
        tuple(
            Curve(points, role, name, line, _TAGS.get(name, name))
            for (name, points), (role, line) in zip(graphs.items(), SIDE_BY_SIDE, strict=False)
        ),
        tuple(graphs.values()),
        f"step {facts.step}, loss: " + ", ".join(" ".join(each) for each in found.items()),
        lambda: table,
    )


def _end(facts: TrainingFacts, name: str) -> str:
    """The words for where the run with this activation diverged; empty if it did not."""
    diverged = facts.compared[name].diverged
    return f"diverged at step {diverged.step}" if diverged and diverged.step <= facts.step else ""


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
    flat = _flat(curve) if facts.network.activation.slopes else []  # a smooth one is flat nowhere, though nearly so

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
    "loss": _loss,
    "lanes": _lanes,
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
        y=axis(*lab.y_axis)
        if lab.y_axis
        else _fitted([y for _, y in data], [float(y) for each in now for _, y in each]),
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
    low, high = map(float, facts.spec.axis or facts.spec.span)
    x: Array = np.linspace(low, high, 129)
    y = TARGETS[facts.spec.target].function(x)
    return [Curve(tuple(zip(x.tolist(), y.tolist(), strict=True)), "good", facts.spec.target, "dashed")]


def _rows(facts: TrainingFacts) -> Table:
    x = facts.plan.rows[0]
    with np.errstate(all="ignore"):  # it is called later than the figure is made
        outputs = facts.network(x)[:, 0].tolist()
    body = zip(facts.plan.x, facts.plan.y, outputs, strict=True)
    return Table(
        ("x", "y", "f(x)", "f(x) − y"),
        tuple(tuple(map(_text, (x, y, f, f - y))) for x, y, f in body),
        f"the data and f at step {facts.step}",
    )


def _fitted(fixed: Iterable[float], moving: Iterable[float]) -> Axis:
    """An axis with all data on it, and f as far as f is near: a curve that runs off must not flatten the rest."""
    low, high = min(fixed), max(fixed)
    room = 10 * max(1.0, high - low)
    near = [min(high + room, max(low - room, y)) for y in moving if math.isfinite(y)]
    return _axis_of([low, high, *near])


def _axis_of(heights: Sequence[float]) -> Axis:
    """An axis whose ends are rounded outwards to 1/200: fractions of floats are long, and slow to work with."""
    low, high = math.floor(min(heights) * 200), math.ceil(max(heights) * 200)
    return axis(Fraction(low, 200), Fraction(high, 200), round_out=True, most=5)


def _when(facts: TrainingFacts) -> str:
    return f"diverged at step {facts.step}" if facts.diverged else f"step {facts.step}"


def _text(value: float) -> str:
    return show(value) if math.isfinite(value) else "too large"


def _verdicts(facts: TrainingFacts) -> str:
    dead = [str(u.unit) for u in facts.shape.units if u.dead_on_data]
    units = f"unit{'s' if len(dead) > 1 else ''} {', '.join(dead)} dead" if dead else "no unit dead"
    return f"{units} on the data; f is {'a' if facts.shape.linear else 'no'} line on the range"
