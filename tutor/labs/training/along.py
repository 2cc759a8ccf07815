"""Two views along a run of the `training` lab, and along the run before it: the loss, and lanes of the units."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction

from tutor.figure import Curve, Figure, Plot, Points, Table, axis
from tutor.labs.loss_curve import SHORTEST, logs, thinned
from tutor.labs.over_x import heights
from tutor.labs.replay import MOST_MARKS
from tutor.labs.training.facts import TrainingFacts
from tutor.labs.training.shape import dead_units, shape
from tutor.rational import rounded, show


def loss(facts: TrainingFacts) -> Figure:
    """The logarithm of the loss over the steps so far, and the step that is shown; dotted, the run before."""
    first, before = facts.taken, facts.before
    losses = facts.run.losses[: facts.reached + 1]
    here = min(facts.step, len(losses) - 1)
    drawn = logs(losses, first, {here})
    mark = (first + here, drawn[first + here])
    curves = [Curve(tuple(drawn.items()), "curve", "log₁₀ of the loss")]
    if before:
        past = logs(before.run.losses[: before.reached + 1], before.taken)
        curves.insert(0, Curve(tuple(past.items()), "trace", "the run before", "dotted"))
    start, last = f"step {facts.told(0)}" if first else "the start", len(losses) - 1
    text = f"loss {rounded(losses[0], 3)} at {start}, {rounded(losses[-1], 3)} at step {facts.told(last)}"
    if before:
        text += f"; the run before: {rounded(before.loss, 3)} at step {before.told(before.step)}"
    diverged = facts.run.diverged
    if diverged and diverged.step <= facts.reached:
        text += f"; diverged at step {facts.told(diverged.step)}"
    begins, ends = (int(pick(x for each in curves for x, _ in each.points)) for pick in (min, max))
    return Plot(
        x=axis(Fraction(begins), Fraction(max(begins + SHORTEST, first + facts.reached, ends))),
        y=heights([*(float(y) for each in curves for _, y in each.points), mark[1]]),
        curves=tuple(curves),
        points=(Points((mark,), "mark", f"step {facts.told(here)}", "◆"),),
        over="step",
        text=text,
        tell=lambda: Table(
            ("step", "loss"),
            tuple((str(first + step), show(float(losses[step]))) for step in thinned(last, 11)),
            "the loss along the run",
        ),
    )


def lanes(facts: TrainingFacts) -> Figure:
    """Along the run so far: a row for each unit, dead or not, and a row for f, a line or not.

    In a run that went on from another one, the marks of that one come first, up to the step at which this one did.
    """
    before = facts.before
    most = (MOST_MARKS - 1) // 2 if before else MOST_MARKS
    past = before.run.sampled(before.step, most) if before else {}
    now = facts.run.sampled(facts.reached, most)
    networks, join = [*past.values(), *now.values()], len(past)
    low, high = map(float, facts.spec.span)
    dead = [dead_units(network, facts.plan.x) for network in networks]
    linear = [shape(network, low, high, facts.plan.x).linear for network in networks]

    def lane(marks: Iterable[str]) -> str:
        signs = "".join(marks)
        return f"{signs[:join]}|{signs[join:]}" if join else signs

    rows = {f"unit {i}": lane("×" if each[i] else "·" for each in dead) for i in range(len(dead[0]))}
    rows["f"] = lane("–" if each else "^" for each in linear)
    steps, place = list(now), facts.told(facts.step)
    here = bisect_right(steps, facts.step) - 1 + (join + 1 if join else 0)
    right = here > max(len(place), len(networks) // 2)
    rows["step"] = f"{place} ◆".rjust(here + 1) if right else f"{' ' * here}◆ {place}"
    marked = f"step {_ends([*past], before.taken)} | {_ends(steps, facts.taken)}" if before else _stretch(steps)
    return Table(
        ("", marked),
        tuple(rows.items()),
        f"× dead, · not dead; – line, ^ bent. Step {place}: {_verdicts(facts)}",
    )


def _ends(steps: Sequence[int], first: int) -> str:
    """From which step to which there are marks, counted from the very start."""
    return f"{first + steps[0]} to {first + steps[-1]}"


def _stretch(steps: Sequence[int]) -> str:
    """The same of a run without one before it, and how far apart the marks are."""
    spacing = steps[1] - steps[0] if len(steps) > 1 else 1
    return f"step {_ends(steps, 0)}{f', every {spacing} steps' if spacing > 1 else ''}"


def _verdicts(facts: TrainingFacts) -> str:
    dead = [str(u.unit) for u in facts.shape.units if u.dead_on_data]
    units = f"unit{'s' if len(dead) > 1 else ''} {', '.join(dead)} dead" if dead else "no unit dead"
    return f"{units} on the data; f is {'a' if facts.shape.linear else 'no'} line on the range"
