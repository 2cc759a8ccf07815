"""The Textual app: which screen is shown, what is kept, and what happens when something breaks.

The imports at the top are what the first paint needs; everything else is imported after it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual._context import active_message_pump
from textual.app import ScreenError, ScreenStackError, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.filter import LineFilter
from textual.markup import escape
from textual.screen import Screen
from textual.widget import MountError, Widget

from tutor import terminal
from tutor.actions import PROGRAM
from tutor.lesson.cut import Source
from tutor.lesson.index import index, lessons_folder
from tutor.progress import Progress
from tutor.store import Store
from tutor.tui.bindings import bindings
from tutor.tui.keys import PatientApp
from tutor.tui.opening_screen import OpeningScreen
from tutor.tui.signals import heeded
from tutor.tui.signs import Signs
from tutor.tui.themes import DARK, LIGHT, THEMES, plot_colours
from tutor.visible import visible

if TYPE_CHECKING:
    from tutor.fine_lines import Markers
    from tutor.lesson.library import Course
    from tutor.session import Session
    from tutor.tui.bench_screen import BenchScreen
    from tutor.tui.lesson_screen import LessonScreen

ScreenType = TypeVar("ScreenType", bound=Screen[None])
_MARKERS: tuple[Markers, ...] = ("braille", "block", "ascii")
_MANY_OBJECTS = 20_000
"""New objects after which Python collects garbage in any case. A turn of a knob makes about 1500."""
_FRAMES_A_SEARCH = 25
"""Frames after which all that was made since loading is searched for garbage, which takes as long as a few frames."""
_SIGNS = Signs()


class TutorApp(PatientApp[str]):
    """Owns the course and the progress; the lesson screen owns the session. Returns a message, if it cannot go on."""

    TITLE = "relu-tutor"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (60, "-narrow"), (76, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (20, "-flat"), (24, "-low"), (30, "-high")]
    BINDINGS = [
        *bindings(PROGRAM),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    course: Course

    def __init__(self, progress: Progress, files: tuple[Source, ...], lesson_id: str = "", step_id: str = "") -> None:
        super().__init__(driver_class=_driver())
        self._loop_of_events: asyncio.AbstractEventLoop | None = None
        self.progress, self._sources = progress, files
        entries = index(files)
        last = lesson_id or progress.last_lesson() or ""
        self._entry = entries.get(last) or next(iter(entries.values()))
        self._step_id = step_id or progress.place(self._entry.id)
        self._warned = ""
        self._frames = 0
        self._store = Store()
        self._lesson: LessonScreen | None = None
        self._kept: Session | None = None
        """The session of the lesson screen as it was last kept."""
        self._offered = tuple(each for each in _MARKERS if each in terminal.markers())
        """The markers that the encoding of the terminal has."""
        wanted = progress.setting("markers")
        self._markers: Markers = next((each for each in self._offered if each == wanted), self._offered[0])
        for theme in THEMES:
            self.register_theme(theme)
        wanted = progress.setting("theme")
        self.theme = wanted if wanted in self.available_themes else DARK
        if os.environ.get("NO_COLOR") and self.theme.startswith("ansi"):
            self.theme = DARK  # without colour, Textual's ANSI themes print black on black

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of plots, for themes that have none of their own."""
        return dict(plot_colours(self.current_theme))

    def get_default_screen(self) -> Screen[object]:
        """The text of the step. With Textual's own, a blank screen would stay below all others."""
        step = self._entry.steps[self._entry.step(self._step_id)]
        return self._laid_out(OpeningScreen(self._entry.title, step))

    def on_load(self) -> None:
        """The loop runs, and the terminal is about to be taken."""
        self._loop_of_events = asyncio.get_running_loop()

    def on_mount(self) -> None:
        """Load what makes the step live, once its text is on screen."""
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        self.course = self.read_course()
        for problem in self.course.problems:
            self.notify(str(problem), title="A lesson is broken", severity="error", timeout=10)
        lesson = self.course.by_id.get(self._entry.id) or next(iter(self.course.lessons), None)
        if lesson is None:
            self.exit("there is no lesson that opens; see relu-tutor check")
        else:
            while len(self.screen_stack) > 1:  # pages that were opened while this was loading
                self.pop_screen()
            self._show(lesson.id, self._step_id)
        # What is loaded stays: a search through it for garbage takes longer than a frame. The rest is searched between
        # two frames; within one it takes some 2 ms of the 10 that a turn of a knob has.
        gc.freeze()
        gc.set_threshold(_MANY_OBJECTS)

    def read_course(self) -> Course:
        """All lessons in full, with the tables beside them."""
        from tutor.lesson import library  # noqa: PLC0415 -- after the first paint: models, labs, NumPy
        from tutor.lesson.tables import read_tables  # noqa: PLC0415

        return library.course(self._sources, read_tables([lessons_folder()]))

    def on_lesson_screen_changed(self, event: LessonScreen.Changed) -> None:
        """Keep what changed, once the frame is out."""
        if self._lesson is None or event.session.lesson.id != self._lesson.session.lesson.id:
            return  # of a lesson that was left, and kept when it was
        self._keep_and_show()
        self.progress.back_up()
        # The frame is out. Most of it lives until the next one, and is then garbage of the oldest generation.
        self._frames += 1
        gc.collect(1 if self._frames % _FRAMES_A_SEARCH else 2)

    def on_app_focus(self) -> None:
        """Take in what another window has kept meanwhile."""
        self._keep_and_show()

    def keep_answer(self, before: Session, after: Session) -> None:
        """Keep an answer before the frame that shows its verdict."""
        if after.answers_given != before.answers_given:
            self._keep_and_show()

    def keep_last(self) -> Session | None:
        """Keep the session of the lesson screen as it is now, also after a crash; returns what is to be shown."""
        from tutor.resume import keep_up  # noqa: PLC0415 -- loaded long since

        if self._lesson is None or self._kept is None:
            return None
        self._kept, joined = keep_up(self.progress, self._kept, self._lesson.session, self._store)
        return joined

    def _keep_and_show(self) -> None:
        """Keep the session; show what came from another window, and whether it could be kept."""
        joined = self.keep_last()
        if self._lesson is None or joined is None:
            return
        if joined is not self._lesson.session:
            self._lesson.session = joined
        self._lesson.sign = self.progress.sign
        if self.progress.warning != self._warned:
            self._warned = self.progress.warning
            self._tell_of_saving()

    def _tell_of_saving(self) -> None:
        if self.progress.warning:
            text = f"{self.progress.warning} The course (c) says this again."
            self.notify(text, title="Saving", severity="warning", timeout=10)

    def action_course(self) -> None:
        """All lessons, at the one that is open."""
        self._show_course(onward=False)

    def _show_course(self, *, onward: bool) -> None:
        """All lessons, at the open one, or at the next that is not finished."""
        from tutor.resume import resume  # noqa: PLC0415 -- loaded long since
        from tutor.tui.course_screen import CourseScreen  # noqa: PLC0415

        here = self._session
        if here is not None and self.screen is self._lesson:
            states = [
                here if lesson is here.lesson else resume(self.progress, lesson, self._store)
                for lesson in self.course.lessons
            ]
            at = self.course.lessons.index(here.lesson)
            following = (state.lesson for state in (*states[at + 1 :], *states[:at]) if not state.finished)
            meant = next(following, here.lesson) if onward else here.lesson
            self.push_screen(CourseScreen(states, self.course, meant.id), self._open)
            self._tell_of_saving()

    def on_lesson_screen_ended(self) -> None:
        """The last step is done: show what is left, and what comes next."""
        if self.screen is self._lesson:
            self._show_course(onward=True)
        else:
            self.pop_screen()

    def on_bench_screen_looked_inside(self, event: BenchScreen.LookedInside) -> None:
        """A screen of its own for the bench that was asked for."""
        from tutor.tui.inside_screen import InsideScreen  # noqa: PLC0415 -- only when asked for

        self.push_screen(self._laid_out(InsideScreen(event.bench, self._markers)))

    def action_command_palette(self) -> None:
        """Everything by its name."""
        from tutor.tui.palette import Palette  # noqa: PLC0415 -- only when asked for

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_suspend_process(self) -> None:
        """Back to the shell, until its `fg`."""
        if sys.platform == "win32" or os.getsid(os.getppid()) != os.getsid(0):
            self.notify("No shell has started this program: there is none to return to.")
        else:
            super().action_suspend_process()

    def action_help(self) -> None:
        """What can be pressed."""
        from tutor.tui.help_screen import HelpScreen  # noqa: PLC0415 -- only when asked for

        self.push_screen(HelpScreen())

    def action_light_or_dark(self) -> None:
        """The other of two themes."""
        self.theme = LIGHT if self.current_theme.dark else DARK
        self.progress.set("theme", self.theme)

    def action_markers(self) -> None:
        """Draw curves with the next kind of marker."""
        from tutor.tui.plot_view import PlotView  # noqa: PLC0415 -- loaded long since

        self._markers = self._offered[(self._offered.index(self._markers) + 1) % len(self._offered)]
        self.progress.set("markers", self._markers)
        for plot in self.screen.query(PlotView):
            plot.markers = self._markers
        self.notify(f"Curves are drawn with: {self._markers}")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: lessons, steps, and everything that has a key. Textual reads all of it as markup."""
        for lesson in self.course.lessons:
            yield SystemCommand(escape(lesson.title), escape(lesson.header.question), partial(self._open, lesson.id))
        here = self._session
        for i, step in enumerate(here.lesson.steps if here else ()):
            yield SystemCommand(
                f"Step {i + 1}: {escape(step.title)}", "A step of this lesson", partial(screen.run_action, f"go({i})")
            )
        for action, about in (
            ("hint", "Open the next hint"),
            ("solution", "Give up on this check and see its solution"),
            ("skip", "Leave this step unfinished"),
            ("reset", "All knobs back to their start"),
        ):
            yield SystemCommand(action.capitalize(), about, partial(screen.run_action, action))
        yield SystemCommand("Course", "All lessons and your progress", self.action_course)
        yield SystemCommand("Dark or light", "Change between the two themes", self.action_light_or_dark)
        yield SystemCommand("Markers", "Draw curves with braille, blocks or ASCII", self.action_markers)
        yield SystemCommand("Help", "What can be pressed", self.action_help)
        yield SystemCommand(
            "Screenshot", "Save this screen as SVG", partial(self.set_timer, 0.1, self.deliver_screenshot)
        )
        yield SystemCommand("Leave", "Your place is kept", self.exit)

    @property
    def _session(self) -> Session | None:
        """The session of the lesson on screen, if one is."""
        return getattr(self.screen, "session", None)

    def _open(self, place: str | None) -> None:
        """Go to a lesson where it was left, or to one of its steps; the lesson on screen stays if it is the one."""
        lesson_id, _, step_id = (place or "").partition("#")
        here = self._session
        if here and step_id and lesson_id == here.lesson.id:
            self.call_later(self.screen.run_action, f"go({here.lesson.step_index(step_id)})")
        elif here and lesson_id in self.course.by_id and lesson_id != here.lesson.id:
            self._show(lesson_id, step_id or None)

    def _show(self, lesson_id: str, step_id: str | None) -> None:
        from tutor.resume import load, open_at  # noqa: PLC0415 -- after the first paint
        from tutor.tui.lesson_screen import LessonScreen  # noqa: PLC0415

        self.keep_last()
        self._kept = load(self.progress, self.course.by_id[lesson_id], self._store)
        show = self.switch_screen if self._lesson else self.push_screen  # the opening stays below: Textual needs one
        self._lesson = LessonScreen(open_at(self._kept, step_id), self._markers)
        self.watch(self._lesson, "session", self.keep_answer, init=False)
        show(self._laid_out(self._lesson))

    def _laid_out(self, screen: ScreenType) -> ScreenType:
        """The screen with the classes of the breakpoints. Textual sets them a frame later."""
        for length, points in zip(self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            screen.add_class([name for start, name in points or () if length >= start][-1])
        return screen

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top, but never the lesson.

        A key that bounces on the course or the palette asks twice, the second time with the lesson on top already.
        """
        if self.screen is self._lesson:
            nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]  # untyped in Textual
            return nothing
        return super().pop_screen()

    def notify(self, message: str, *, markup: bool = False, **how: Any) -> None:  # noqa: ARG002 -- Textual's
        """Show a notice. Its text is never markup: it may quote what was typed, or the path of a file."""
        super().notify(visible(message), markup=False, **how)

    def leave(self) -> bool:
        """Ask the app to leave, from a signal; whether it runs and can be asked."""
        if self._loop_of_events is None:
            return False
        try:
            self._loop_of_events.call_soon_threadsafe(self.exit)
        except RuntimeError:  # the loop has ended
            return False
        return True

    def give_up(self) -> None:
        """Keep what can be kept and restore the terminal, now: the app does not answer. Never raises."""
        with suppress(Exception):
            self.keep_last()
        restore = getattr(self._driver, "restore", None)  # those of Windows and of tests have none
        if restore is not None:
            restore()

    def _handle_exception(self, error: Exception) -> None:
        # In a screen that closes, and in all once the app is leaving, Textual mounts nothing more: what is still on its
        # way there finds no widgets, those of Textual too. That is no bug. Anywhere else the same exception is.
        if not (isinstance(error, _GONE) and self._has_gone(active_message_pump.get(self))):
            super()._handle_exception(error)

    def _has_gone(self, where: object) -> bool:
        """Whether a widget or screen is closed, or about to be."""
        screens = where.ancestors_with_self if isinstance(where, Widget) else ()
        return (
            self._exit
            or not self.is_running
            or any(isinstance(each, Screen) and each not in self.screen_stack for each in screens)
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Every row of every widget goes through these; ours is the last."""
        return [*super().get_line_filters(), _SIGNS]

    def _fatal_error(self) -> None:
        # Textual would print the whole traceback over the shell. The command line tells it in one line, with the rest
        # in a file, once the terminal is restored. There is no public hook for this; a test holds it in place.
        self._close_messages_no_wait()


_GONE = (NoMatches, MountError, ScreenStackError, ScreenError)


def _driver() -> type[Driver] | None:
    """The driver for this platform; None leaves the choice to Textual."""
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from tutor.tui.terminal_driver import TerminalDriver  # noqa: PLC0415 -- POSIX alone has what it imports

    return TerminalDriver


def run(progress: Progress, files: tuple[Source, ...], lesson_id: str, step_id: str) -> str | Exception | None:
    """Run the app at a lesson and step, or where the learner was; returns the bug or the message that ended it.

    Raises:
        SystemExit: with 128 and the number of the signal, if one ended it.
    """
    app = TutorApp(progress, files, lesson_id, step_id)
    with heeded(app) as ended_by:
        message = app.run()
        app.keep_last()
        if number := ended_by():
            raise SystemExit(128 + number)
    return app._exception or message  # noqa: SLF001 -- as above
