"""The figures of the `depth` lab, one function for each view, and the table that names them."""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from tutor.figure import Axis, Curve, Figure, Panels, Plot, Point, Points, Table, axis
from tutor.labs.depth.facts import DepthFacts, Stack
from tutor.labs.loss_curve import Run, loss_curve
from tutor.labs.unit_rows import INACTIVE, SHADES
from tutor.net.stack import LARGEST_SLOPE, Passage, power_of_ten
from tutor.rational import rounded, show

_HALF = Fraction(2, 5)
"""Half the width of a bar; the middles of two are 1 apart."""


def _gradient(facts: DepthFacts) -> Figure:
    """The size of the gradient on its way down from the last layer, as a power of ten of its size above."""
    now, start, layers = facts.now.passage, facts.start.passage, facts.plan.layers
    slope = LARGEST_SLOPE.get(facts.plan.activation, Fraction(1))
    bound = ((Fraction(0), 0.0), (Fraction(layers), layers * math.log10(slope)))
    curves = [Curve(bound, "good", f"{slope} a layer", "dashed")] if slope < 1 else []
    if facts.step:
        curves.append(Curve(_way(start), "trace", "at the start", "dotted"))
    curves.append(Curve(_way(now), "curve", "log₁₀ by layers passed"))
    return Plot(
        x=axis(Fraction(0), Fraction(layers), most=layers),
        y=_axis_of(float(y) for curve in curves for _, y in curve.points),
        curves=tuple(curves),
        points=(Points(_way(now), "mark", "", "◆"),),
        over="layer",
        text=f"factor {told(now.factor)}{_before(facts, told(start.factor))}",
        tell=lambda: _sizes(facts),
    )


def _way(passed: Passage) -> tuple[Point, ...]:
    """log₁₀ of the gradient over that above, by the number of layers passed, as far as there is one."""
    above = passed.by_a[-1]
    powers = [power_of_ten(size / above) for size in reversed(passed.by_a)] if above else [0.0]
    return tuple((Fraction(k), power) for k, power in enumerate(powers) if math.isfinite(power))


def told(number: float) -> str:
    """A number to three digits; a dash where no gradient arrives, or where it is too large for a float."""
    return rounded(number, 3) if math.isfinite(number) else "–"


def _before(facts: DepthFacts, text: str) -> str:
    """What was so at the start, once training has begun."""
    return f"; at the start {text}" if facts.step else ""


def _sizes(facts: DepthFacts) -> Table:
    """From the last layer down: what arrives, what slopes and weights multiply it by, and what has come of it."""
    passed, start = facts.now.passage, facts.start.passage
    columns = {
        "∂L/∂a": passed.by_a[1:],
        "slopes": passed.slopes,
        "∂L/∂z": passed.by_z,
        "weights": passed.weights,
        "so far": _so_far(passed),
        **({"at the start": _so_far(start)} if facts.step else {}),
    }
    rows = enumerate(zip(*columns.values(), strict=True), start=1)
    body = [(str(layer), *map(told, numbers)) for layer, numbers in rows]
    what = "what the layers multiply the gradient by, from the last one down"
    return Table(("layer", *columns), tuple(reversed(body)), what)


def _so_far(passed: Passage) -> list[float]:
    """For each layer from the first to the last, the gradient below it over that above all layers."""
    return [size / passed.by_a[-1] if passed.by_a[-1] else math.nan for size in passed.by_a[:-1]]


def _dead(facts: DepthFacts) -> Figure:
    """The share of dead units of each layer in percent, now and at the start."""
    layers, width = facts.plan.layers, facts.plan.width
    now, start = ([Fraction(100 * dead, width) for dead in each.dead] for each in (facts.now, facts.start))
    then = [(Fraction(layer), share) for layer, share in enumerate(start, start=1)]
    return Plot(
        x=Axis(Fraction(0), Fraction(layers + 1), tuple(map(Fraction, range(1, layers + 1)))),
        y=Axis(Fraction(0), Fraction(100), tuple(map(Fraction, range(0, 101, 25)))),
        curves=(Curve(_outline(now), "curve", "dead units, %"),),
        points=(Points(tuple(then), "mark", "at the start", "○"),) if facts.step else (),
        over="layer",
        text=f"{deaths(facts.now)}{_before(facts, str(sum(facts.start.dead)))}",
        tell=lambda: Table(
            ("layer", "dead units", "at the start", "%"),
            tuple(
                (str(layer), str(dead), str(before), show(share))
                for layer, dead, before, share in zip(
                    range(1, layers + 1), facts.now.dead, facts.start.dead, now, strict=True
                )
            ),
            f"the dead units of each layer, of {width}",
        ),
    )


def deaths(seen: Stack) -> str:
    """How many units are dead, in words."""
    layers, width = seen.active.shape
    return f"{sum(seen.dead)} of {layers * width} units dead"


def _outline(heights: Sequence[Fraction]) -> tuple[Point, ...]:
    """Bars side by side as one line around them."""
    points: list[Point] = [(Fraction(0), Fraction(0))]
    for layer, height in enumerate(heights, start=1):
        left, right = layer - _HALF, layer + _HALF
        points += [(left, Fraction(0)), (left, height), (right, height), (right, Fraction(0))]
    return (*points, (Fraction(len(heights) + 1), Fraction(0)))


def _activity(facts: DepthFacts) -> Figure:
    """A line for each layer with a sign for each unit: the share of the rows on which it is active."""
    width = facts.plan.width
    return Table(
        ("layer", f"units 0 to {width - 1}" if width > 1 else "unit 0"),
        tuple(
            (str(layer), "".join(map(_sign, shares))) for layer, shares in enumerate(facts.now.active.tolist(), start=1)
        ),
        f"active on: {INACTIVE} no row, {SHADES[0]} few … {SHADES[-1]} most",
        tell=lambda: _activities(facts),
    )


def _sign(share: float) -> str:
    """The sign of a share of the rows: one for each quarter, and one for none."""
    return SHADES[math.ceil(share * len(SHADES)) - 1] if share else INACTIVE


def _activities(facts: DepthFacts) -> Table:
    """For each layer: on how many rows its units are active, and how many are active on none or on all."""
    body = tuple(
        (
            str(layer),
            rounded(100 * float(shares.mean()), 3),
            str(int((shares == 0).sum())),
            str(int((shares == 1).sum())),
        )
        for layer, shares in enumerate(facts.now.active, start=1)
    )
    header = ("layer", "active, % of units and rows", "units active on no row", "on all rows")
    return Table(header, body, f"activity of the {facts.plan.width} units of each layer on {facts.plan.rows} rows")


def _along(facts: DepthFacts) -> Figure:
    """Over the steps so far: the power of ten that the layers multiply by, and the share of dead units."""
    seen, units = facts.along, facts.plan.layers * facts.plan.width
    powers = {step: power_of_ten(each.passage.factor) for step, each in seen.items()}
    dead = {step: Fraction(100 * sum(each.dead), units) for step, each in seen.items()}
    here = power_of_ten(facts.now.passage.factor), Fraction(100 * sum(facts.now.dead), units)
    names = "log₁₀ of the factor", "dead units, %"
    return Panels(
        plots=(
            _over_steps(facts, names[0], powers, here[0], [-1.0, 1.0]),
            _over_steps(facts, names[1], dead, here[1], [0.0, 10.0]),
        ),
        text=f"factor {told(facts.now.passage.factor)}, {deaths(facts.now)}",
        tell=lambda: Table(
            ("step", "factor", "dead units"),
            tuple((str(step), told(each.passage.factor), str(sum(each.dead))) for step, each in seen.items()),
            "what the layers multiply the gradient by, and the dead units, along the run",
        ),
        stacked=True,
    )


def _over_steps(
    facts: DepthFacts,
    title: str,
    heights: dict[int, float] | dict[int, Fraction],
    here: float | Fraction,
    most: list[float],
) -> Plot:
    """A small plot over the steps, with a mark at the one that is shown; `most` is on its axis in any case."""
    points = tuple((Fraction(step), height) for step, height in heights.items() if math.isfinite(height))
    mark = ((Fraction(facts.step), here),) if math.isfinite(here) else ()
    return Plot(
        x=axis(Fraction(0), Fraction(facts.spec.steps), most=6),
        y=_axis_of([*(float(y) for _, y in (*points, *mark)), *most]),
        curves=(Curve(points, "curve", ""),) if len(points) > 1 else (),
        points=(Points(mark, "mark", "now", "◆"),),
        over="step",
        title=title,
        text=title,
        tell=lambda: Table(("step", title), tuple((show(x), told(float(y))) for x, y in points), title),
    )


def _loss(facts: DepthFacts) -> Figure:
    """The loss at each step so far; where training diverged, up to the step before."""
    losses = facts.losses
    return loss_curve(Run("loss", 0, losses or [0.0]), min(facts.step, max(len(losses) - 1, 0)), facts.spec.steps)


def _axis_of(heights: Iterable[float]) -> Axis:
    """An axis that holds 0 and all heights; its ends are whole before they are rounded outwards, and quick to draw."""
    found = [0.0, *heights]
    low, high = math.floor(min(found)), math.ceil(max(found))
    return axis(Fraction(low), Fraction(high), round_out=True, most=5)


TITLES = {
    "gradient": "the gradient",
    "dead": "dead units",
    "activity": "units by layer",
    "along": "along the run",
    "loss": "the loss",
}

VIEWS: dict[str, Callable[[DepthFacts], Figure]] = {
    "gradient": _gradient,
    "dead": _dead,
    "activity": _activity,
    "along": _along,
    "loss": _loss,
}
