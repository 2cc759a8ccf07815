"""What the plot of a lesson shows beside its figure: the sketch over it, and the x that is asked for."""

from dataclasses import replace
from fractions import Fraction

from shipped import LESSONS, STORE

from tutor import bench as benches
from tutor.check import SketchCheck
from tutor.figure import Plot
from tutor.tui.lab_panel import Shown, Sketch, shown_figure


def _steps(kind):
    return [
        (step, check) for lesson in LESSONS for step in lesson.steps for check in step.checks if isinstance(check, kind)
    ]


def test_the_points_of_a_sketch_are_joined_and_marked():
    """The learner's points are joined by a line of their own colour, and the one that moves is marked over it."""
    for step, check in _steps(SketchCheck):
        bench = benches.set_up(step.lab, STORE)
        figure = shown_figure(Shown(bench, hidden=True, sketch=Sketch(check, check.blank, 1)))
        points, here = figure.points
        assert (points.joined, points.role, points.symbol) == (True, "guess", "×")
        assert [x for x, _ in points.points] == list(check.xs)
        assert (here.symbol, here.points) == ("◉", (points.points[1],))
        assert "=" not in here.label
        assert figure.curves == ()
        over = shown_figure(Shown(bench, sketch=Sketch(check, check.blank, None)))
        assert over.curves == bench.figure.curves
        assert over.points[-1] == points


def test_an_x_that_is_asked_for_has_its_tick_where_x_runs_along_the_axis():
    """The x that the check asks for reaches each figure over x, and no figure over steps or bars."""
    seen = set()
    for lesson in LESSONS:
        for step in lesson.steps:
            bench = benches.set_up(step.lab, STORE) if step.lab else None
            for view in step.lab.views if step.lab else ():
                figure = shown_figure(Shown(benches.show_view(bench, view), asked=(Fraction(1, 3),)))
                if isinstance(figure, Plot):
                    assert figure.asked == ((Fraction(1, 3),) if figure.over == "input" else ())
                    assert replace(figure, asked=()) == benches.show_view(bench, view).figure
                    seen.add(figure.over)
    assert seen >= {"input", "step", "bar"}


async def test_the_number_that_a_question_asks_for_stands_below_the_plot(tutor):
    """A question for f(−3) + f(5) and f(−3 + 5) hands their inputs down to the plot."""
    async with tutor("straight-or-bent#one-pair", (120, 40)) as pilot:
        await pilot.pause()
        assert pilot.app.screen.query_one("#lab").shown.asked == (-3, 5, 2)
