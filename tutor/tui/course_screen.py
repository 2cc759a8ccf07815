"""The course: the lessons, the question each settles, how far the learner is, and where to go on."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.lesson.library import Course
from tutor.session import Session
from tutor.tui.claims_screen import ClaimsScreen
from tutor.tui.options import Pages
from tutor.tui.screens import Page
from tutor.tui.text import MARKS


class CourseScreen(Page, Screen[str | None]):
    """Returns the lesson that was chosen, or `lesson#step`, or None."""

    BINDINGS = [
        Binding("l", "claims", "The thread, claim by claim"),
        Binding("escape,c", "dismiss", "Back to the lesson"),
    ]

    def __init__(self, sessions: Sequence[Session], course: Course, current: str) -> None:
        super().__init__()
        self._sessions, self._course, self._current = sessions, course, current

    def compose(self) -> ComposeResult:
        """One entry a lesson; broken ones below."""
        yield Static(" relu-tutor · the course · ↑ ↓ and Enter open a lesson ", id="title")
        yield Pages(*(Option(_entry(session), id=session.lesson.id) for session in self._sessions), id="lessons")
        if problems := self._course.problems:
            yield Static("\n".join(f"broken: {problem}" for problem in problems), id="broken", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Start at the lesson that is meant."""
        lessons = self.query_one(OptionList)
        lessons.highlighted = lessons.get_option_index(self._current)
        lessons.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's
        """A course without claims has no page of them."""
        return action != "claims" or bool(self._course.tables.claims)

    def action_claims(self) -> None:
        """Open the page of the thread's claims."""
        self.app.push_screen(ClaimsScreen(self._course.tables.claims or {}, self._sessions), self._jump)

    def _jump(self, place: str | None) -> None:
        if place:
            self.dismiss(place)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lesson."""
        self.dismiss(event.option_id)


def _entry(session: Session) -> Content:
    lesson = session.lesson
    marks = [session.step_mark(i) for i in range(len(session.states))]
    done = sum(map(session.step_done, range(len(marks))))
    state = "finished" if session.finished else f"{done} of {len(marks)} steps"
    if 0 < done < len(marks):
        state += f", next: {session.step.title}"
    return Content.assemble(
        (lesson.title, "bold"),
        "  ",
        ("".join(MARKS[mark] for mark in marks), "$text-accent"),
        (f"  {state}", "$text-muted"),
        "\n",
        lesson.header.question,
    )
