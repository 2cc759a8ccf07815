"""What the palette can do on a screen."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Protocol

from textual.screen import Screen

from tutor.actions import PROGRAM
from tutor.session.actions import ANSWERING, MOVING
from tutor.tui.bench_screen import BenchScreen
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.palette import Doing


class Program(Protocol):
    """The app, as far as the palette asks something of it."""

    def confirm_start_again(self, place: str) -> None:
        """Ask, and then start something again."""

    async def run_action(self, action: str) -> bool:
        """Do what a key of the program does."""

    def save_picture(self) -> None:
        """Save the screen as a picture, once the palette has closed."""


def doings(app: Program, screen: Screen[Any]) -> Iterable[Doing]:
    """What works now on a screen, by the tables of actions; what works everywhere; and starting again."""
    if isinstance(screen, BenchScreen):
        tables = (*((MOVING, ANSWERING) if isinstance(screen, LessonScreen) else ()), screen.at_bench)
        for name, action in ((name, action) for table in tables for name, action in table.items()):
            if action.label and action.keys and not screen.barred(name):
                about = f"{action.does}; key: {action.display}"
                yield Doing(action.label, about, partial(screen.run_action, name))
    for name, program in PROGRAM.items():
        if program.label:
            yield Doing(program.label, f"{program.does}; key: {program.display}", partial(app.run_action, name))
    yield Doing("Screenshot", "this screen as a picture (SVG)", app.save_picture)
    if isinstance(screen, LessonScreen):
        session = screen.session
        place = f"{session.lesson.id}#{session.step.id}"
        yield Doing("Start this step again", "answers so far stay in the log", partial(app.confirm_start_again, place))
        about = f"{session.lesson.title}, from its first step"
        yield Doing("Start this lesson again", about, partial(app.confirm_start_again, session.lesson.id))
    yield Doing("Start everything again", "all lessons, as on the first day", partial(app.confirm_start_again, ""))
