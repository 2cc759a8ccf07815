"""A lab whose clock needs no time: it counts, and stops where its rate is too high."""

from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from tutor.check import GoalCheck, NumberCheck
from tutor.expression import Measure
from tutor.figure import Table
from tutor.lab import Knob, Lab, Offer, Reading
from tutor.lesson.fence import Fence
from tutor.lesson.model import Header, Lesson, Step

LAST, STOP, SLICE = 10, 7, 3
HINTS = ("a", "b", "c")


class CountReading(Reading):
    def __init__(self, settings):
        self.settings = settings

    @property
    def measures(self):
        return {name: Measure(lambda value=value: value) for name, value in self.settings.items()}

    lamps = ()

    @property
    def formula(self):
        return (f"count = {self.settings['count']}, rate = {self.settings['rate']}",)

    def figure(self, view):
        return Table(("count",), ((str(self.settings["count"]),),), f"{view} at {self.settings['count']}")

    @property
    def explainable(self):
        return ("count",)

    def explain(self, number):
        if number != "count":
            raise KeyError(number)
        return (f"one for each second: {self.settings['count']}",)

    @property
    def offer(self):
        if self.settings["rate"] > 1 and self.settings["count"] == STOP:
            return Offer("Too fast.", {"rate": Fraction(1, 2), "count": Fraction(0)})
        return None


class CountLab(Lab):
    """Counts from 0 to 10; with a rate above 1 it comes no further than 7."""

    @property
    def all_knobs(self):
        one = Fraction(1)
        return (
            Knob("rate", one, Fraction(0), Fraction(4), one, one),
            Knob("count", Fraction(0), Fraction(0), Fraction(LAST), one, one),
        )

    knobs: tuple[str, ...] = ("rate", "count")
    views: ClassVar = ("first", "second")
    titles: ClassVar = {"first": "the first", "second": "the second"}
    stated: ClassVar = frozenset()
    clock: ClassVar = "count"
    needs_pacing: ClassVar = True

    def read(self, settings, store):  # noqa: ARG002 -- the signature of all labs
        return CountReading(settings)

    def advance(self, settings, seconds, most, store):  # noqa: ARG002 -- the signature of all labs
        end = min(most, STOP if settings["rate"] > 1 else LAST)
        return min(Fraction(end), settings["count"] + round(SLICE * seconds))


def goal(want="count >= 6", **changes):
    fields = {"id": "far", "ask": "Let it run.", "want": (want,), "hints": HINTS, "explain": "It ran."}
    return GoalCheck.model_validate({**fields, "solution": {"count": 6}, **changes})


def prediction():
    fields = {"id": "guess", "ask": "How far?", "answer": 0, "proof": "count", "otherwise": "o", "hints": HINTS}
    return NumberCheck.model_validate({**fields, "predict": True, "explain": "e"})


def lesson(*checks):
    """A lesson of one step on the counting lab."""
    header = Header(format=1, id="counting", question="How far?")
    step = Step("count", "Count", "Let it run.", 1, CountLab(), checks, None, tuple(Fence((), "", 1) for _ in checks))
    return Lesson(Path("x.md"), "Counting", header, Fence((), "", 1), (step,))
