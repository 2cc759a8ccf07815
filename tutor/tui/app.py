"""The Textual app: which screen is shown, what is kept, and the way through the course.

The imports at the top are what the first paint needs; everything else is imported after it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import Screen

from tutor import terminal
from tutor.actions import PROGRAM
from tutor.lesson.cut import Source
from tutor.lesson.index import index, lessons_folder
from tutor.progress import Progress, config_home, home
from tutor.settings import PACES, Settings, read_settings
from tutor.store import Store
from tutor.tui.beginning import OPENING, Beginning
from tutor.tui.bindings import bindings
from tutor.tui.lasting_app import LastingApp
from tutor.tui.signals import heeded
from tutor.tui.themes import DARK, LIGHT, THEMES, plot_colours
from tutor.tui.welcome_screen import Entry, WelcomeScreen

if TYPE_CHECKING:
    from tutor.fine_lines import Markers
    from tutor.lesson.library import Course
    from tutor.session import Session
    from tutor.tui.bench_screen import BenchScreen
    from tutor.tui.finish_screen import Ending
    from tutor.tui.lesson_screen import LessonScreen, OnRoute
    from tutor.tui.palette import Doing
    from tutor.tui.play_screen import PlayScreen

ScreenType = TypeVar("ScreenType", bound=Screen[Any])
_MARKERS: tuple[Markers, ...] = ("braille", "block", "ascii")
_MANY_OBJECTS = 20_000
"""New objects after which Python collects garbage in any case. A turn of a knob makes about 1500."""
_FRAMES_A_SEARCH = 25
"""Frames after which all that was made since loading is searched for garbage, which takes as long as a few frames."""
_ROUTE = "20-minute route"


class TutorApp(LastingApp[str]):
    """Owns the course and the progress; the lesson screen owns the session. Returns a message, if it cannot go on."""

    TITLE = "relu-tutor"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (60, "-narrow"), (76, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (20, "-flat"), (24, "-low"), (30, "-high")]
    BINDINGS = [
        *bindings(PROGRAM),
        # From everywhere, and while something is typed: Textual has Ctrl+C copy there, and q is a letter.
        Binding("ctrl+c,ctrl+q", "quit", show=False, priority=True),
        Binding("colon", "command_line", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    course: Course

    def __init__(self, progress: Progress, files: tuple[Source, ...], begin: Beginning = OPENING) -> None:
        super().__init__()
        self.progress, self._sources = progress, files
        self.kept_settings = read_settings(config_home(), progress.setting)
        entries = index(files)
        self._is_asked_for = bool(begin.lesson)
        self._last = progress.last_lesson() or ""
        self._entry = entries.get(begin.lesson or self._last) or next(iter(entries.values()))
        self._step_id = begin.step or progress.place(self._entry.id)
        self._is_new = not self._last
        self._loaded = False
        self._play_file, self._opened = begin.play, begin.opened
        """The file of the playground that was asked for; empty for the one that was kept, None for no playground. And
        its bench, if it has been read."""
        self._wanted: Callable[[], object] | None = self._take_route if begin.quick else None
        """What was asked for before the course was loaded."""
        self._stop: int | None = None
        """Which stop of the route is on screen; None off the route."""
        self._warned = ""
        self._frames = 0
        self._store = Store()
        self._lesson: LessonScreen | None = None
        self._kept: Session | None = None
        """The session of the lesson screen as it was last kept."""
        self._offered = tuple(each for each in _MARKERS if each in terminal.markers())
        """The markers that the encoding of the terminal has."""
        for theme in THEMES:
            self.register_theme(theme)
        self._apply_settings()

    # The start

    def get_default_screen(self) -> Screen[object]:
        """The opening, or the text of the step that was asked for. Textual would put a blank one below all others."""
        if self._is_asked_for:
            from tutor.tui.opening_screen import OpeningScreen  # noqa: PLC0415 -- brings the Markdown parser

            step = self._entry.steps[self._entry.step(self._step_id)]
            return self._laid_out(OpeningScreen(self._entry.title, step))
        greeting = "relu-tutor" if self._is_new else "Welcome back"
        fine = self.markers == "braille"
        return self._laid_out(WelcomeScreen(greeting, self._ways(), moves=self._moves, fine=fine))

    def on_mount(self) -> None:
        """Load what makes the lessons live, once the first screen is painted."""
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        from tutor.tui import lesson_screen  # noqa: F401, PLC0415 -- after the first paint, and before a key asks for it

        self.course = self.read_course()
        if not self.course.lessons:
            self.exit("no lesson opens; see relu-tutor check")
            return
        self._loaded = True
        # What is loaded stays: a search through it for garbage takes longer than a frame. The rest is searched between
        # two frames; within one it takes some 2 ms of the 10 that a turn of a knob has.
        gc.freeze()
        gc.set_threshold(_MANY_OBJECTS)
        for problem in self.course.problems:
            self.notify(str(problem), title="A lesson is broken", severity="error", timeout=10)
        self._tell_of_settings()
        if self._is_asked_for:
            self._close_pages()
            self._go_on()
        elif isinstance(bottom := self.screen_stack[0], WelcomeScreen):
            bottom.show(self._ways())
            bottom.begin()
        if self._wanted:
            self._wanted()
        if self._play_file is not None:
            self.action_play()

    def read_course(self) -> Course:
        """All lessons in full, with the tables beside them."""
        from tutor.lesson import library  # noqa: PLC0415 -- after the first paint: models, labs, NumPy
        from tutor.lesson.tables import read_tables  # noqa: PLC0415

        return library.course(self._sources, read_tables([lessons_folder()]))

    def _once_loaded(self, do: Callable[[], object]) -> None:
        """Do it now, or as soon as the course is there."""
        if self._loaded:
            do()
        else:
            self._wanted = do

    def _ways(self) -> list[Entry]:
        """The entries of the opening; what is only known once the course is loaded is told then."""
        place, route, course = self._entry.title, "", ""
        if self._loaded:
            from tutor.tui.told import told_of_course, told_of_route  # noqa: PLC0415 -- after the first paint

            at, steps = self._entry.step(self._step_id), self._entry.steps
            place += f" · step {at + 1} of {len(steps)} · {steps[at].title}"
            sessions = self.sessions()
            route, course = told_of_route(self.course, sessions), told_of_course(sessions)
        ways = [
            Entry("on", "Start", "what this is, and how it works") if self._is_new else Entry("on", "Go on", place),
            Entry("route", f"The {_ROUTE}", route or "the three questions, in ten steps"),
            Entry("course", "The course", course),
            Entry("play", "Play", "build, train and edit a network of your own"),
            Entry("settings", "Settings", "colours, curves, motion, pace"),
        ]
        return [way for way in ways if way.id != "route" or not self._loaded or self.course.route]

    def on_welcome_screen_chosen(self, event: WelcomeScreen.Chosen) -> None:
        """Go where the entry leads."""
        ways = {
            "route": self._take_route,
            "course": self.action_course,
            "settings": self.action_settings,
            "play": self.action_play,
        }
        self._once_loaded(ways.get(event.entry, self._go_on))

    # Keeping

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

    def keep(self) -> None:
        """Keep the session of the lesson screen as it is now, and the playground."""
        for screen in self.screen_stack:
            if playground := getattr(screen, "keep", None):
                playground()
        self.keep_last()

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

    # The way through

    def sessions(self) -> list[Session]:
        """Every lesson as the learner left it, in the order of the course."""
        from tutor.resume import load  # noqa: PLC0415 -- loaded long since

        here = self._lesson.session if self._lesson else None
        return [
            here if here and here.lesson is lesson else load(self.progress, lesson, self._store)
            for lesson in self.course.in_order
        ]

    def open(self, place: str | None) -> None:
        """Go to a lesson where it was left, or to one of its steps; off the route. None changes nothing."""
        lesson_id, _, step_id = (place or "").partition("#")
        if lesson_id not in self.course.by_id:
            return
        self._leave_route()
        self._close_pages()
        here = self._lesson.session if self._lesson else None
        if self._lesson is None or here is None or lesson_id != here.lesson.id or self._lesson.route:
            self._show(lesson_id, step_id or None)
        elif step_id:
            self.call_later(self._lesson.run_action, f"go({here.lesson.step_index(step_id)})")

    def _go_on(self) -> None:
        if not self._is_asked_for and self.progress.setting("route") == "on":
            self._take_route()
        else:
            lesson = self.course.by_id.get(self._entry.id) or self.course.in_order[0]
            self._show(lesson.id, self._step_id)

    def _take_route(self) -> None:
        """To the first stop of the route that is not done; to its first, if all are."""
        from tutor.tui.told import first_open_stop  # noqa: PLC0415 -- loaded long since

        if self.course.route:
            self._close_pages()
            self._to_stop(first_open_stop(self.course, self.sessions()))

    def _to_stop(self, stop: int) -> None:
        from tutor.tui.lesson_screen import OnRoute  # noqa: PLC0415 -- loaded long since

        self._stop = stop
        self.progress.set("route", "on")
        at = self.course.route[stop]
        lesson_id, _, step_id = at.step.partition("#")
        title = f"{_ROUTE}, {stop + 1} of {len(self.course.route)}"
        self._show(lesson_id, step_id, OnRoute(title, at.bridge, is_first=stop == 0))

    def _leave_route(self) -> None:
        if self._stop is not None:
            self._stop = None
            self.progress.set("route", "")

    def _show(self, lesson_id: str, step_id: str | None, route: OnRoute | None = None) -> None:
        from tutor.resume import load, open_at  # noqa: PLC0415 -- after the first paint
        from tutor.tui.lesson_screen import LessonScreen  # noqa: PLC0415

        self.keep_last()
        loaded = load(self.progress, self.course.by_id[lesson_id], self._store)
        self._kept = replace(loaded, confidence=self.settings.confidence)
        show = self.switch_screen if self._lesson else self.push_screen  # the first stays below: Textual needs one
        if self._lesson is None:
            self.call_after_refresh(gc.freeze)  # what the first lesson brought along stays too
        self.hold_keys()  # what is typed from now on is for the lesson
        self._lesson = LessonScreen(open_at(self._kept, step_id), self.markers, route)
        self._set_pace(self._lesson)
        self.watch(self._lesson, "session", self.keep_answer, init=False)
        show(self._laid_out(self._lesson))

    def on_lesson_screen_ended(self, event: LessonScreen.Ended) -> None:
        """The last step is done, or the stop of the route: tell what was learnt, or go to the next stop."""
        from tutor.tui.told import end_of_lesson, end_of_route  # noqa: PLC0415 -- loaded long since

        if self._lesson is None or event.session is not self._lesson.session:
            return  # a key that bounced
        if self.screen is not self._lesson:
            self.pop_screen()
        elif self._stop is None:
            self._finish(end_of_lesson(self.sessions(), event.session))
        elif self._stop + 1 < len(self.course.route):
            self._to_stop(self._stop + 1)
        else:
            self.progress.set("route", "")  # the next start does not lead there; back from its end, one is still on it
            self._finish(end_of_route(self.course, self.sessions()))

    def on_lesson_screen_went_back(self) -> None:
        """The stop before this one."""
        if self._stop:
            self._to_stop(self._stop - 1)

    def _finish(self, ending: Ending) -> None:
        from tutor.tui.finish_screen import FinishScreen  # noqa: PLC0415 -- only when asked for

        def follow(place: str | None) -> None:
            if place == "course":
                self.action_course()
            else:
                self.open(place)

        self.push_screen(self._laid_out(FinishScreen(ending, moves=self._moves)), follow)

    def on_bench_screen_looked_inside(self, event: BenchScreen.LookedInside) -> None:
        """A screen of its own for the bench that was asked for."""
        from tutor.tui.inside_screen import InsideScreen  # noqa: PLC0415 -- only when asked for

        self.push_screen(self._laid_out(InsideScreen(event.bench, self.markers)))

    # The playground

    def action_play(self) -> None:
        """The playground, as it was left or with the file that was asked for."""
        self._once_loaded(self._show_playground)

    def _show_playground(self) -> None:
        from tutor.files import FileError  # noqa: PLC0415 -- only when asked for
        from tutor.playground.file import begun, place  # noqa: PLC0415
        from tutor.tui.play_screen import PlayScreen  # noqa: PLC0415

        if any(isinstance(screen, PlayScreen) for screen in self.screen_stack):
            return
        (wanted, opened), self._play_file, self._opened = (self._play_file, self._opened), None, None
        kept = place(home(), wanted)
        try:
            bench, said = opened or begun(wanted, kept, self._store)
        except FileError as problem:
            self.notify(str(problem), title="Playground", severity="error", timeout=10)
            return
        path = wanted if wanted and wanted.suffix == ".toml" else None
        self.push_screen(self._laid_out(PlayScreen(bench, self.markers, kept, path, said)))

    def on_bench_screen_played(self, event: BenchScreen.Played) -> None:
        """The playground with what is on the bench; the one that was kept stays as it is."""
        from tutor.playground.from_lab import from_lab  # noqa: PLC0415 -- only when asked for
        from tutor.tui.play_screen import PlayScreen  # noqa: PLC0415

        try:
            bench = from_lab(event.bench)
        except ValueError as problem:
            self.notify(f"Not here: {problem}.", title="Playground", severity="warning", timeout=6)
            return
        self.push_screen(self._laid_out(PlayScreen(bench, self.markers, None)))

    def on_play_screen_asked(self, event: PlayScreen.Asked) -> None:
        """A line for a command, begun."""
        from tutor.tui.ask_screens import CommandLine  # noqa: PLC0415 -- only when asked for

        self.push_screen(CommandLine(event.begun), self._command)

    # The keys of the program

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon is a letter where words are typed; everywhere else it opens the line for commands."""
        if action == "command_line":
            return self.focused is None or not self.focused.check_consume_key("colon", ":")
        return super().check_action(action, parameters)

    def action_course(self) -> None:
        """All lessons, at the one that is open."""
        self._once_loaded(self._show_course)

    def _show_course(self) -> None:
        from tutor.tui.course_screen import CourseScreen  # noqa: PLC0415 -- only when asked for

        if any(isinstance(screen, CourseScreen) for screen in self.screen_stack):
            return
        current = self._lesson.session.lesson.id if self._lesson else self._entry.id
        self.push_screen(self._laid_out(CourseScreen(self.sessions(), self.course, current)), self.open)
        self._tell_of_saving()

    def action_settings(self) -> None:
        """The page of settings."""
        self._once_loaded(self._show_settings)

    def _show_settings(self) -> None:
        from tutor.tui.settings_screen import SettingsScreen  # noqa: PLC0415 -- only when asked for

        if not any(isinstance(screen, SettingsScreen) for screen in self.screen_stack):
            themes = sorted(self.available_themes, key=lambda name: (name not in {DARK, LIGHT}, name))
            page = SettingsScreen(lambda: self.kept_settings, self.change_settings, themes, self._offered)
            self.push_screen(self._laid_out(page))

    def action_command_palette(self) -> None:
        """Everything by its name."""
        self._once_loaded(self._show_palette)

    def _show_palette(self) -> None:
        from tutor.tui.palette import Palette  # noqa: PLC0415 -- only when asked for
        from tutor.tui.places import places  # noqa: PLC0415

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.doings(self.screen), places(self.course), self.open))

    def doings(self, screen: Screen[Any]) -> Iterable[Doing]:
        """The commands of the palette that make sense on a screen."""
        from tutor.tui.doings import doings  # noqa: PLC0415 -- only when asked for

        return doings(self, screen)

    def action_help(self) -> None:
        """What can be pressed."""
        from tutor.tui.help_screen import HelpScreen  # noqa: PLC0415 -- only when asked for

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(getattr(self.screen, "help_first", "")))

    def action_command_line(self) -> None:
        """A line for a command, as in vi."""
        from tutor.tui.ask_screens import CommandLine  # noqa: PLC0415 -- only when asked for

        if not isinstance(self.screen, CommandLine):
            self.hold_keys()
            self.push_screen(CommandLine(), self._command)

    def _command(self, typed: str | None) -> None:
        from tutor.tui.play_screen import PlayScreen  # noqa: PLC0415 -- only when asked for

        if typed and isinstance(self.screen, PlayScreen) and self.screen.typed(typed):
            return
        if typed in {"q", "quit", "wq", "x"}:
            self.exit()
        elif typed in {"h", "help"}:
            self.action_help()
        elif typed:
            self.notify(f"There is no :{typed}. :q leaves, :help lists the keys.", severity="warning", timeout=4)

    def action_copy(self) -> None:
        """Copy the text that is selected."""
        text = self.screen.get_selected_text()
        if text:
            self.copy_to_clipboard(text)
            self.notify(f"{len(text)} characters are copied.", timeout=2)
        else:
            self.notify("Nothing is selected. Drag over a text with the mouse; then y copies it.", timeout=4)

    def save_picture(self) -> None:
        """Save the screen as a picture, once the palette has closed."""
        self.set_timer(0.1, self.deliver_screenshot)

    def confirm_start_again(self, place: str) -> None:
        """Ask, and then start a step, a lesson or, with an empty `place`, everything again."""
        from tutor.tui.ask_screens import ConfirmScreen  # noqa: PLC0415 -- only when asked for
        from tutor.tui.told import told_of_starting_again  # noqa: PLC0415

        told = told_of_starting_again(self.course, place)
        self.push_screen(ConfirmScreen(*told), lambda yes: self._start_again(place) if yes else None)

    def _start_again(self, place: str) -> None:
        from tutor.resume import start_again  # noqa: PLC0415 -- loaded long since

        self.keep_last()
        copy = self.progress.copy()
        if copy is None:
            self.notify("Nothing is started again: no copy of your progress can be made.", severity="error", timeout=10)
            return
        lesson_id, _, step_id = place.partition("#")
        lessons = [self.course.by_id[lesson_id]] if lesson_id else [*reversed(self.course.in_order)]
        for lesson in lessons:
            start_again(self.progress, lesson, self._store, step_id or None)
        self._kept = None  # what is on screen is no longer so
        self._leave_route()
        self._close_pages()
        self._show(lessons[-1].id, step_id or None)
        self.notify(f"The copy of your progress is {copy}", title="Started again", timeout=10)

    # Settings

    @property
    def settings(self) -> Settings:
        """What the learner has set."""
        return self.kept_settings.settings

    @property
    def markers(self) -> Markers:
        """What curves are drawn with: as it was set, where the terminal has it."""
        return next((each for each in self._offered if each == self.settings.markers), self._offered[0])

    @property
    def _moves(self) -> bool:
        return self.settings.motion and self.animation_level != "none"

    def change_settings(self, **values: Any) -> None:
        """Change settings, keep them, and let them hold at once."""
        before = self.kept_settings
        self.kept_settings = before.changed(**values)
        self._apply_settings()
        if self.kept_settings.problems != before.problems:
            self._tell_of_settings()

    def _tell_of_settings(self) -> None:
        for problem in self.kept_settings.problems:
            self.notify(problem, title="Settings", severity="warning", timeout=10)

    def _apply_settings(self) -> None:
        theme = self.settings.theme if self.settings.theme in self.available_themes else DARK
        # Without colour, Textual's ANSI themes print black on black.
        self.theme = DARK if os.environ.get("NO_COLOR") and self.available_themes[theme].ansi else theme
        if self._lesson is None:
            return
        from tutor.tui.plot_view import PlotView  # noqa: PLC0415 -- loaded long since

        self._set_pace(self._lesson)
        if self._lesson.session.confidence != self.settings.confidence:
            self._lesson.session = replace(self._lesson.session, confidence=self.settings.confidence)
        for screen in self.screen_stack:
            for plot in screen.query(PlotView):
                plot.markers = self.markers

    def _set_pace(self, lesson: LessonScreen) -> None:
        from tutor.tui.clock import RUN  # noqa: PLC0415 -- loaded long since

        lesson.clock.seconds = RUN * PACES[self.settings.pace]

    def action_light_or_dark(self) -> None:
        """The other of the tutor's two themes."""
        self.change_settings(theme=LIGHT if self.current_theme.dark else DARK)

    def action_markers(self) -> None:
        """Draw curves with the next kind of marker."""
        following = self._offered[(self._offered.index(self.markers) + 1) % len(self._offered)]
        self.change_settings(markers=following)
        self.notify(f"Curves are drawn with: {following}")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of plots, for themes that have none of their own."""
        return dict(plot_colours(self.current_theme))

    # Screens

    def _laid_out(self, screen: ScreenType) -> ScreenType:
        """The screen with the classes of the breakpoints. Textual sets them a frame later."""
        both = (
            screen.HORIZONTAL_BREAKPOINTS or self.HORIZONTAL_BREAKPOINTS,
            screen.VERTICAL_BREAKPOINTS or self.VERTICAL_BREAKPOINTS,
        )
        for length, points in zip(self.size, both, strict=True):
            screen.add_class([name for start, name in points or () if length >= start][-1])
        return screen

    def _close_pages(self) -> None:
        """Close every page that is open over the lesson, or over the first screen."""
        while len(self.screen_stack) > 1 and self.screen is not self._lesson:
            super().pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top, but never the lesson, nor the first screen.

        A key that bounces on the course or the palette asks twice, the second time with the lesson on top already.
        """
        if self.screen is self._lesson or len(self.screen_stack) == 1:
            nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]  # untyped in Textual
            return nothing
        return super().pop_screen()

    @property
    def farewell(self) -> str:
        """Where the learner was, and how to go on, in a line."""
        if self._lesson is None:
            return "Go on whenever you like: relu-tutor"
        session = self._lesson.session
        place = f"“{session.lesson.title}”, step {session.at + 1} of {len(session.states)}"
        return f"You were at {place}. Go on: relu-tutor, or relu-tutor {session.lesson.id}#{session.step.id}"


def run(
    progress: Progress, files: tuple[Source, ...], begin: Beginning = OPENING
) -> tuple[str | Exception | None, str]:
    """Run the app at a lesson and step, on the 20-minute route, in the playground, or from the opening.

    Returns the bug or the message that ended it, None if the learner left, and what to say then.

    Raises:
        SystemExit: with 128 and the number of the signal, if one ended it.
    """
    app = TutorApp(progress, files, begin)
    with heeded(app) as ended_by:
        message = app.run()
        app.keep_last()
        if number := ended_by():
            raise SystemExit(128 + number)
    return app._exception or message, app.farewell  # noqa: SLF001 -- Textual has no public name for it
