"""The figures of the `training` lab, one function for each view, and the table that names them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np

from tutor.figure import SIDE_BY_SIDE, Axis, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.training.shape import dead_units, graph, shape
from tutor.net.activation import Array
from tutor.net.dataset import TARGETS
from tutor.net.network import Network
from tutor.rational import rounded, show

if TYPE_CHECKING:
    from tutor.labs.training.facts import TrainingReading

_SYMBOLS = {"relu": "r", "leaky_relu": "l", "tanh": "t", "sigmoid": "s", "swish": "w"}

_MOST_POINTS = 160
"""Of a curve over the steps: more than a terminal has columns."""

_SHORTEST = 8
"""Steps on an axis, at least: then its ticks are whole numbers."""

_MOST_MARKS = 30
"""In a lane; as many as fit beside the text in 80 columns."""

_SMALLEST = 1e-30
"""A loss below this is drawn as this: 0 has no logarithm."""


def _fit(reading: TrainingReading) -> Figure:
    """f now, where it began, what it is to learn, and the data."""
    now, curves = _graph(reading, reading.network), []
    if reading.step:
        curves.append(Curve(_graph(reading, reading.plan.start), "trace", "at the start", "·"))
    curves += [*_target(reading), Curve(now, "curve", "f")]
    shape = reading.shape
    bends = ", ".join(rounded(each, 3) for each in shape.bends or ())
    bent = shape.reason if shape.bends is None or shape.linear else f"bends at {bends}"
    return _over_x(
        reading, tuple(curves), (now,), f"{_when(reading)}: loss {_text(reading.loss)}; {bent}", lambda: _rows(reading)
    )


def _loss(reading: TrainingReading) -> Figure:
    """The logarithm of the loss over the steps so far, and where the scrubber is."""
    losses = reading.run.losses[: reading.reached + 1]
    steps = _thinned(len(losses) - 1, _MOST_POINTS)
    logs = dict(zip(steps, np.log10(np.maximum(losses[steps], _SMALLEST)).tolist(), strict=True))
    here = min(reading.step, len(losses) - 1)
    mark = (here, math.log10(max(float(losses[here]), _SMALLEST)))
    told = f"loss {rounded(losses[0], 3)} at the start, {rounded(losses[-1], 3)} at step {len(losses) - 1}"
    diverged = reading.run.diverged
    return Plot(
        x=axis(Fraction(0), Fraction(max(_SHORTEST, reading.reached))),
        y=_axis_of([*logs.values(), mark[1]]),
        curves=(Curve(tuple(logs.items()), "curve", "log₁₀ of the loss"),),
        points=(Points((mark,), "mark", f"step {here}", "◆"),),
        text=f"{told}; diverged at step {diverged.step}" if diverged and diverged.step <= reading.reached else told,
        tell=lambda: Table(
            ("step", "loss"),
            tuple((str(step), show(float(losses[step]))) for step in _thinned(len(losses) - 1, 11)),
            "the loss along the run",
        ),
    )


def _lanes(reading: TrainingReading) -> Figure:
    """Along the run so far, a row for each unit, dead or not, and one for f, a line or not."""
    run, (low, high) = reading.run, map(float, reading.lab.span)
    steps = [step for step in run.samples if step <= reading.reached]
    steps = steps[:: -(-len(steps) // _MOST_MARKS)]
    networks = [run.samples[step] for step in steps]
    dead = [dead_units(network, reading.plan.x) for network in networks]
    linear = [shape(network, low, high, reading.plan.x).linear for network in networks]
    here = bisect_right(steps, reading.step) - 1
    lanes = {f"unit {i}": "".join("×" if each[i] else "·" for each in dead) for i in range(len(dead[0]))}
    lanes["f"] = "".join("–" if each else "^" for each in linear)
    place = str(reading.step)
    right = here > max(len(place), len(steps) // 2)
    lanes["step"] = f"{place} ◆".rjust(here + 1) if right else f"{' ' * here}◆ {place}"
    spacing = steps[1] - steps[0] if len(steps) > 1 else 1
    every = f", every {spacing} steps" if spacing > 1 else ""
    return Table(
        ("", f"step 0 to {steps[-1]}{every}"),
        tuple(lanes.items()),
        f"× dead, · not dead; – line, ^ bent. Step {place}: {_verdicts(reading)}",
    )


def _activations(reading: TrainingReading) -> Figure:
    """The same start, data and learning rate with five activations, all at this step."""
    networks = {name: run.network(reading.step) for name, run in reading.compared.items()}
    graphs = {name: _graph(reading, network) for name, network in networks.items()}
    losses = {name: reading.loss_of(network) for name, network in networks.items()}
    order = sorted(losses, key=lambda name: (not math.isfinite(losses[name]), losses[name]))
    told = {name: _end(reading, name) or _text(losses[name]) for name in order}
    table = Table(("activation", "loss"), tuple(told.items()), f"the losses at step {reading.step}")
    return _over_x(
        reading,
        tuple(
            Curve(points, role, name, _SYMBOLS[name])
            for (name, points), role in zip(graphs.items(), cycle(SIDE_BY_SIDE), strict=False)
        ),
        tuple(graphs.values()),
        f"step {reading.step}, loss: " + ", ".join(" ".join(each) for each in told.items()),
        lambda: table,
    )


def _end(reading: TrainingReading, name: str) -> str:
    """Where the run with this activation diverged, if it did."""
    diverged = reading.compared[name].diverged
    return f"diverged at step {diverged.step}" if diverged and diverged.step <= reading.step else ""


VIEWS: dict[str, Callable[[TrainingReading], Figure]] = {
    "fit": _fit,
    "loss": _loss,
    "lanes": _lanes,
    "activations": _activations,
}


def _over_x(
    reading: TrainingReading,
    curves: tuple[Curve, ...],
    now: Sequence[tuple[Point, ...]],
    text: str,
    tell: Callable[[], Table],
) -> Plot:
    lab, data = reading.lab, tuple(zip(reading.plan.x, reading.plan.y, strict=True))
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


def _graph(reading: TrainingReading, network: Network) -> tuple[Point, ...]:
    low, high = map(float, reading.lab.axis or reading.lab.span)
    return graph(network, low, high)


def _target(reading: TrainingReading) -> list[Curve]:
    """The function that is to be learnt, where it has a name."""
    if reading.lab.target is None:
        return []
    low, high = map(float, reading.lab.axis or reading.lab.span)
    x: Array = np.linspace(low, high, 129)
    y = TARGETS[reading.lab.target].function(x)
    return [Curve(tuple(zip(x.tolist(), y.tolist(), strict=True)), "good", reading.lab.target, "-")]


def _rows(reading: TrainingReading) -> Table:
    x = reading.plan.rows[0]
    with np.errstate(all="ignore"):  # it is called later than the figure is made
        outputs = reading.network(x)[:, 0].tolist()
    body = zip(reading.plan.x, reading.plan.y, outputs, strict=True)
    return Table(
        ("x", "y", "f(x)", "f(x) − y"),
        tuple(tuple(map(_text, (x, y, f, f - y))) for x, y, f in body),
        f"the data and f at step {reading.step}",
    )


def _fitted(fixed: Iterable[float], moving: Iterable[float]) -> Axis:
    """An axis with all data on it, and f as far as it keeps near: a curve that runs off must not flatten the rest."""
    low, high = min(fixed), max(fixed)
    room = 10 * max(1.0, high - low)
    near = [min(high + room, max(low - room, y)) for y in moving if math.isfinite(y)]
    return _axis_of([low, high, *near])


def _axis_of(heights: Sequence[float]) -> Axis:
    """Rounded outwards to 1/200, since fractions of floats are long, and slow; ticks have three decimals at most."""
    low, high = math.floor(min(heights) * 200), math.ceil(max(heights) * 200)
    return axis(Fraction(low, 200), Fraction(high, 200), round_out=True, most=5)


def _thinned(last: int, most: int) -> list[int]:
    """At most so many of the steps 0 … last, evenly spaced, the first and the last among them."""
    count = min(last + 1, most)
    return [round(i * last / max(1, count - 1)) for i in range(count)]


def _when(reading: TrainingReading) -> str:
    return f"diverged at step {reading.step}" if reading.diverged else f"step {reading.step}"


def _text(value: float) -> str:
    return show(value) if math.isfinite(value) else "too large"


def _verdicts(reading: TrainingReading) -> str:
    dead = [str(u.unit) for u in reading.shape.units if u.dead_on_data]
    units = f"unit{'s' if len(dead) > 1 else ''} {', '.join(dead)} dead" if dead else "no unit dead"
    return f"{units} on the data; f is {'a' if reading.shape.linear else 'no'} line on the range"
