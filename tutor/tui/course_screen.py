"""The course: its parts and lessons, how far the learner is in each, how long they take, and where to go on."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.lesson.keep import to_keep
from tutor.lesson.library import Course
from tutor.lesson.minutes import minutes_of
from tutor.session import Session
from tutor.session.account import DONE, done_steps, lesson_stands, minutes_left, next_step
from tutor.tui.claims_screen import ClaimsScreen, settled
from tutor.tui.note_screen import NoteScreen
from tutor.tui.painted import PaintedFooter
from tutor.tui.search import SearchPage, found
from tutor.tui.text import content
from tutor.tui.ways import STANDS, bar, duration, legend

_FILTERS = ("all", "open", "done")


class CourseScreen(SearchPage):
    """Returns the lesson that was chosen, or `lesson#step`, or None."""

    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (60, "-narrow"), (76, "-wide"), (108, "-roomy")]
    BINDINGS = [
        Binding("f", "filter", "Filter"),
        Binding("l", "claims", "Claims"),
        Binding("k", "keep", "To keep"),
        Binding("escape,c", "back", "Back", key_display="Esc"),
    ]

    CSS = """
    CourseScreen #heading { height: 1; padding: 0 1; background: $panel; }
    CourseScreen #overall { height: auto; padding: 0 1; border: round $scrollbar; border-title-color: $text-primary;
        border-title-style: bold; }
    CourseScreen #lessons { height: 1fr; padding: 0 1; border: round $scrollbar; border-title-color: $text-primary;
        border-title-style: bold; background: $background; scrollbar-size-vertical: 1; }
    CourseScreen #lessons:focus { border: round $primary; background-tint: $foreground 0%; }
    CourseScreen #column { width: 1fr; height: 1fr; layout: vertical; }
    CourseScreen #detail { display: none; width: 36%; max-width: 76; height: 1fr; padding: 0 1;
        border: round $scrollbar; border-title-color: $text-primary; border-title-style: bold;
        scrollbar-size-vertical: 1; }
    CourseScreen.-roomy #detail { display: block; }
    CourseScreen #about { height: 3; padding: 0 2; color: $text-muted; }
    CourseScreen.-roomy #about, CourseScreen.-squat #about { display: none; }
    CourseScreen #legend { height: 1; padding: 0 2; color: $text-muted; }
    CourseScreen.-flat #overall, CourseScreen.-squat #overall { border: none; height: 1; padding: 0 2; }
    CourseScreen.-low #overall { border: none; padding: 0 2; }
    CourseScreen #broken { height: auto; max-height: 4; padding: 0 2; }
    """

    def __init__(self, sessions: Sequence[Session], course: Course, current: str) -> None:
        super().__init__()
        self._course, self._current, self._filter = course, current, 0
        self._sessions = {session.lesson.id: session for session in sessions}
        self._widest = max((len(lesson.title) for lesson in course.lessons), default=0)

    def compose(self) -> ComposeResult:
        """How far one is, the lessons, and beside them what is in the one that has the keys."""
        yield Static("", id="heading")
        yield Static("", id="overall")
        with Horizontal():
            with VerticalScroll(id="column", can_focus=False):
                yield from self.compose_list("lessons")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static("", id="in-it")
        yield Static("", id="about")
        yield Static("", id="legend")
        if problems := self._course.problems:
            broken = "\n".join(f"broken: {problem}" for problem in problems)
            yield Static(Content.styled(broken, "$text-error"), id="broken")
        yield PaintedFooter(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Start at the lesson that is meant."""
        self.query_one("#overall").border_title = "How far you are"
        self.query_one("#lessons").focus()
        self.fill(self._current)

    def on_resize(self, event: events.Resize) -> None:
        """Columns are as wide as there is room."""
        super().on_resize(event)
        self.call_after_refresh(self.fill)

    def fill(self, at: str | None = None) -> None:
        """Show lessons, numbers and legend as they are now."""
        super().fill(at)
        shown = self._shown
        self.query_one("#heading", Static).update(
            Content.assemble(("The course", "bold"), ("  relu-tutor", "$text-muted"))
        )
        self.query_one("#lessons").border_title = "Lessons" if shown == "all" else f"Lessons that are {shown}"
        self.query_one("#overall", Static).update(self._overall())
        self.query_one("#legend", Static).update(legend())

    def body(self) -> Iterable[Option]:
        """A heading for each part, and its lessons; in a search also the steps that have the words."""
        query = self.query_text
        for part, lessons in self._course.parts:
            options = [option for lesson in lessons for option in self._options(self._sessions[lesson.id], query)]
            if options:
                if part is not None:
                    yield Option(self._heading(part.title, lessons), disabled=True)
                yield from options

    def _options(self, session: Session, query: str) -> Iterable[Option]:
        lesson, shown = session.lesson, self._shown
        if shown != "all" and (shown == "done") != (lesson_stands(session) in DONE):
            return
        hits = [i for i, step in enumerate(lesson.steps) if query.strip() and found(query, step.title, step.prose)]
        if hits or found(query, lesson.title, lesson.header.question):
            yield Option(self._row(session), id=lesson.id)
        for i in hits:
            step, sign = lesson.steps[i], STANDS[session.step_mark(i)]
            text = Content.assemble("     ", (f"{sign.sign} ", sign.style), f"{i + 1}  {step.title}")
            yield Option(text, id=f"{lesson.id}#{step.id}")

    @property
    def _shown(self) -> str:
        """Which lessons are listed."""
        return "all" if self.searches else _FILTERS[self._filter]

    @property
    def _width(self) -> int:
        """Cells of a row."""
        return max(20, self.query_one("#lessons").content_size.width - 1)

    def _heading(self, title: str, lessons: Sequence[object]) -> Content:
        here = [self._sessions[lesson.id] for lesson in lessons]  # type: ignore[attr-defined]
        done, count = sum(map(done_steps, here)), sum(len(each.states) for each in here)
        left = f"{done} of {count} steps"
        gap = max(2, self._width - len(title) - len(left))
        return Content.assemble((title, "bold $text-primary"), " " * gap, (left, "$text-muted"))

    def _row(self, session: Session) -> Content:
        """Sign, title, a mark for each step where there is room, how it stands, how long it takes."""
        stands, count = STANDS[lesson_stands(session)], len(session.states)
        marks = [STANDS[session.step_mark(i)] for i in range(count)]
        roomy = self._width >= self._widest + 42
        right = Content.assemble(
            *((mark.sign, mark.style) for mark in marks if roomy),
            " " * (13 - count) if roomy else "",
            (f"{f'{done_steps(session)}/{count}':>5}  ", "$text-muted"),
            (f"{stands.word:11}", stands.style),
            (f"{minutes_of(session.lesson):3} min", "$text-muted"),
        )
        left = Content.assemble((f" {stands.sign} ", stands.style), (session.lesson.title, "bold"))
        room = self._width - right.cell_length - 1
        return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", right)

    def _overall(self) -> Content:
        sessions = [*self._sessions.values()]
        done, count = sum(map(done_steps, sessions)), sum(len(each.states) for each in sessions)
        claims = self._course.tables.claims or {}
        seen = sum(settled(claim, self._sessions) for claim in claims.values())
        left = f"about {duration(minutes_left(sessions))} left" if done < count else "all of it done"
        width = 24 if self.size.width >= 76 else 10
        steps = Content.assemble(
            ("Steps  ", "bold"), bar(done, count, width), f"  {done} of {count}", (f", {left}", "$text-muted")
        )
        if not claims:
            return steps
        settling = Content.assemble(("Claims ", "bold"), bar(seen, len(claims), width), f"  {seen} of {len(claims)}")
        if self.has_class("-flat") or self.has_class("-squat"):
            return Content.assemble(
                ("Steps ", "bold"),
                bar(done, count, 10),
                f" {done} of {count}   ",
                ("Claims ", "bold"),
                f"{seen} of {len(claims)}",
            )
        return Content("\n").join([steps, Content.assemble(settling, (" of the thread settled", "$text-muted"))])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell of the lesson that has the keys."""
        session = self._sessions.get((event.option_id or "").partition("#")[0])
        if session is None:
            return
        at, lesson = next_step(session), session.lesson
        following = f"next: step {at + 1}, {lesson.steps[at].title}" if at is not None else "finished; k: what to keep"
        about = Content.assemble((following, "$text"), "\n", lesson.header.question)
        self.query_one("#about", Static).update(about)
        self.query_one("#detail").border_title = Content(lesson.title)
        self.query_one("#in-it", Static).update(_detail(session, following))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's
        """A course without claims has no page of them."""
        return action != "claims" or bool(self._course.tables.claims)

    def action_filter(self) -> None:
        """All lessons, those that are open, those that are done."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        self.fill()

    def action_keep(self) -> None:
        """Read once more what a lesson wants to be kept; before its end that would tell the answers."""
        session = self._sessions.get((self.highlighted or "").partition("#")[0])
        if session is None:
            return
        if lesson_stands(session) in DONE:
            self.app.push_screen(NoteScreen(f"To keep: {session.lesson.title}", content(to_keep(session.lesson))))
        else:
            self.notify("What to keep comes at the end of a lesson. This one is not finished.", timeout=4)

    def action_claims(self) -> None:
        """Open the page of the thread's claims."""
        self.app.push_screen(ClaimsScreen(self._course.tables.claims or {}, self._sessions), self._jump)

    def _jump(self, place: str | None) -> None:
        if place:
            self.dismiss(place)


def _detail(session: Session, following: str) -> Content:
    lines = [Content.styled(session.lesson.header.question, "italic"), Content("")]
    for i, step in enumerate(session.lesson.steps):
        stands = STANDS[session.step_mark(i)]
        lines.append(Content.assemble((f"{stands.sign} ", stands.style), f"{i + 1}  {step.title}"))
    lines += [Content(""), Content.styled(following[0].upper() + following[1:], "$text-muted")]
    if lesson_stands(session) in DONE:
        lines += [Content(""), Content.styled("To keep", "bold $text-primary"), content(to_keep(session.lesson))]
    return Content("\n").join(lines)
