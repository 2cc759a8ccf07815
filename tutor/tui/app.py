"""The Textual app: which screen is shown, what is kept, and what happens when something breaks."""

import asyncio
import os
import signal
from collections.abc import Iterable
from functools import partial
from typing import get_args

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from tutor.lesson.library import Course
from tutor.plotting import Markers
from tutor.progress import Progress
from tutor.resume import keep, resume
from tutor.session import Session, go
from tutor.tui.course_screen import CourseScreen
from tutor.tui.help_screen import HelpScreen
from tutor.tui.lab_panel import LabPanel
from tutor.tui.lesson_screen import LessonScreen

_MARKERS: tuple[Markers, ...] = get_args(Markers)
_DARK, _LIGHT = "textual-dark", "textual-light"


class TutorApp(App[None]):
    """Owns the course and the progress; the lesson screen owns the session."""

    TITLE = "relu-tutor"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (60, "-narrow"), (90, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (20, "-low"), (30, "-high")]
    BINDINGS = [
        Binding("c", "course", "Course"),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("t", "light_or_dark", "Dark or light", show=False),
        Binding("m", "markers", "Markers", show=False),
        Binding("q,ctrl+q,ctrl+c", "quit", "Leave", key_display="q"),
    ]

    def __init__(self, course: Course, progress: Progress, session: Session) -> None:
        super().__init__()
        self.course, self.progress, self._first = course, progress, session
        self._warned = ""
        self._markers: Markers = next((m for m in _MARKERS if m == progress.setting("markers")), "braille")
        theme = progress.setting("theme")
        if theme in self.available_themes:
            self.theme = theme
        if os.environ.get("NO_COLOR") and self.theme.startswith("ansi"):
            self.theme = _DARK  # without colour, Textual's ANSI themes print black on black

    def on_mount(self) -> None:
        """Show the lesson; leave in order when the terminal is closed."""
        self.push_screen(LessonScreen(self._first))
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):  # Windows has no SIGHUP
                try:
                    asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)
                except (NotImplementedError, RuntimeError):
                    return  # this loop, or a thread that is not the main one, takes no signals
        for problem in self.course.problems:
            self.notify(str(problem), title="A lesson is broken", severity="error", timeout=10)

    def on_lesson_screen_changed(self, event: LessonScreen.Changed) -> None:
        """Keep what changed, and say once if that cannot be done."""
        if event.before is None:
            self._use_markers()
        keep(self.progress, event.before, event.after)
        if self.progress.warning != self._warned:
            self._warned = self.progress.warning
            self.notify(self._warned, title="Saving", severity="warning", timeout=10)

    def action_course(self) -> None:
        """All lessons."""
        if isinstance(self.screen, LessonScreen):
            here = self.screen.session
            states = [
                here if lesson is here.lesson else resume(self.progress, lesson) for lesson in self.course.lessons
            ]
            self.push_screen(CourseScreen(states, self.course.problems, here.lesson.id), self._open)

    def action_help(self) -> None:
        """What can be pressed."""
        self.push_screen(HelpScreen())

    def action_light_or_dark(self) -> None:
        """The other of two themes."""
        self.theme = _LIGHT if self.current_theme.dark else _DARK
        self.progress.set("theme", self.theme)

    def action_markers(self) -> None:
        """Draw curves with the next kind of marker."""
        self._markers = _MARKERS[(_MARKERS.index(self._markers) + 1) % len(_MARKERS)]
        self.progress.set("markers", self._markers)
        self._use_markers()
        self.notify(f"Curves are drawn with: {self._markers}")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: lessons, their steps, and everything that has a key."""
        for lesson in self.course.lessons:
            yield SystemCommand(lesson.title, lesson.header.question, partial(self._open, lesson.id))
        if isinstance(screen, LessonScreen):
            for i, step in enumerate(screen.session.lesson.steps):
                yield SystemCommand(f"Step {i + 1}: {step.title}", "A step of this lesson", partial(self._go, i))
            for name, about in (
                ("hint", "Open the next hint"),
                ("solution", "Give up on this check and see its solution"),
                ("skip", "Leave this step unfinished"),
                ("reset", "All knobs back to their start"),
            ):
                yield SystemCommand(name.capitalize(), about, getattr(screen, f"action_{name}"))
        yield SystemCommand("Course", "All lessons and your progress", self.action_course)
        yield SystemCommand("Dark or light", "Change between the two themes", self.action_light_or_dark)
        yield SystemCommand("Markers", "Draw curves with braille, blocks or ASCII", self.action_markers)
        yield SystemCommand("Help", "What can be pressed", self.action_help)
        yield SystemCommand(
            "Screenshot", "Save this screen as SVG", lambda: self.set_timer(0.1, self.deliver_screenshot)
        )
        yield SystemCommand("Leave", "Your place is kept", self.exit)

    def _open(self, lesson_id: str | None) -> None:
        if lesson_id and isinstance(self.screen, LessonScreen) and lesson_id != self.screen.session.lesson.id:
            self.switch_screen(LessonScreen(resume(self.progress, self.course.by_id[lesson_id])))

    def _go(self, step: int) -> None:
        if isinstance(self.screen, LessonScreen):
            self.screen.session = go(self.screen.session, step)

    def _use_markers(self) -> None:
        for panel in self.query(LabPanel):
            panel.markers = self._markers

    def _fatal_error(self) -> None:
        # Textual would print the whole traceback over the shell. The command line tells it in one line, with the rest
        # in a file, once the terminal is restored. There is no public hook for this; a test holds it in place.
        self._close_messages_no_wait()


def run(course: Course, progress: Progress, lesson_id: str | None, step_id: str | None) -> Exception | None:
    """Run the app at a lesson and step, or where the learner was; returns the bug that ended it, if one did."""
    lesson = course.by_id.get(lesson_id or progress.last_lesson() or "") or course.lessons[0]
    app = TutorApp(course, progress, resume(progress, lesson, step_id))
    app.run()
    return app._exception  # noqa: SLF001 -- as above
