"""The claims page: what the thread says, in our words, and the verdict of the experiments."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tutor.lesson.tables import Claim
from tutor.session import Session
from tutor.tui.options import Pages
from tutor.tui.screens import Page

_SIGNS = {"true": "✓", "true with a condition": "◐", "not so": "✗", "depends": "≈", "answered": "✓"}


class ClaimsScreen(Page, Screen[str | None]):
    """One entry a claim; its verdict shows when the step that settles it is done. Returns `lesson#step` to open."""

    BINDINGS = [Binding("escape,l,c", "dismiss(None)", "Back", key_display="Esc")]

    def __init__(self, claims: dict[str, Claim], sessions: Sequence[Session]) -> None:
        super().__init__()
        self._claims, self._sessions = claims, {session.lesson.id: session for session in sessions}

    def compose(self) -> ComposeResult:
        """The claims in the order of the thread."""
        settled = [name for name, claim in self._claims.items() if self._settled(claim)]
        count = f"{len(settled)} of {len(self._claims)} settled"
        yield Static(f" The thread, claim by claim · {count} · Enter opens the experiment ", id="title")
        yield Pages(
            *(Option(_entry(name, claim, shown=name in settled), id=name) for name, claim in self._claims.items()),
            id="claims",
        )
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the step that shows it."""
        self.dismiss(self._claims[str(event.option_id)].step)

    def _settled(self, claim: Claim) -> bool:
        lesson_id, _, step_id = claim.step.partition("#")
        session = self._sessions.get(lesson_id)
        index = session.lesson.step_index(step_id) if session else None
        return session is not None and index is not None and session.step_done(index)


def _entry(name: str, claim: Claim, *, shown: bool) -> Content:
    verdict: Content = (
        Content.assemble((f"  {_SIGNS[claim.verdict]} {claim.verdict}. ", "bold $text-success"), claim.because)
        if shown
        else Content.styled("  ○ not seen yet", "$text-muted")
    )
    return Content.assemble((f"{name:4}", "bold"), claim.says, "\n", verdict, "\n")
