"""The claims page: what the thread says, in our words, and the verdict of the experiments."""

from collections.abc import Iterable, Mapping

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from tutor.lesson.tables import Claim
from tutor.session import Session
from tutor.tui.painted import PaintedFooter
from tutor.tui.search import SearchPage, found
from tutor.tui.ways import bar

_SIGNS = {
    "true": ("✓", "$text-success"),
    "true with a condition": ("◐", "$text-warning"),
    "not so": ("✗", "$text-error"),
    "depends": ("≈", "$text-warning"),
    "answered": ("✓", "$text-success"),
}
_FILTERS = ("all", "open", "settled")


def settled(claim: Claim, sessions: Mapping[str, Session]) -> bool:
    """Whether the step that settles a claim is done, for the learner whose lessons these are."""
    lesson_id, _, step_id = claim.step.partition("#")
    session = sessions.get(lesson_id)
    index = session.lesson.step_index(step_id) if session else None
    return session is not None and index is not None and session.step_done(index)


class ClaimsScreen(SearchPage):
    """One entry a claim; its verdict shows when the step that settles it is done. Returns `lesson#step` to open."""

    BINDINGS = [Binding("f", "filter", "Filter"), Binding("escape,l,c", "back", "Back", key_display="Esc")]

    CSS = """
    ClaimsScreen #heading { height: 1; padding: 0 1; background: $panel; }
    ClaimsScreen #count { height: 1; padding: 0 2; }
    ClaimsScreen #column { height: 1fr; align-horizontal: center; }
    ClaimsScreen #count, ClaimsScreen #claims, ClaimsScreen #search { width: 100%; max-width: 104; }
    ClaimsScreen #claims { height: 1fr; padding: 0 1; border: round $scrollbar; border-title-color: $text-primary;
        border-title-style: bold; background: $background; scrollbar-size-vertical: 1; }
    ClaimsScreen #claims:focus { border: round $primary; background-tint: $foreground 0%; }
    """

    def __init__(self, claims: dict[str, Claim], sessions: Mapping[str, Session]) -> None:
        super().__init__()
        self._claims, self._filter = claims, 0
        self._settled = {name: settled(claim, sessions) for name, claim in claims.items()}

    def compose(self) -> ComposeResult:
        """How many are settled, and the claims in the order of the thread."""
        done, count = sum(self._settled.values()), len(self._claims)
        yield Static(
            Content.assemble(("The thread, claim by claim", "bold"), ("  Enter opens the experiment", "$text-muted")),
            id="heading",
        )
        with Vertical(id="column"):  # beside the heading, which is as wide as the screen, nothing would be centred
            yield Static(Content.assemble(bar(done, count, 24), f"  {done} of {count} settled"), id="count")
            yield from self.compose_list("claims")
        yield PaintedFooter(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one("#claims").focus()
        self.fill()

    def on_resize(self, event: events.Resize) -> None:
        """Long claims are broken into lines that keep their indent."""
        super().on_resize(event)
        self.call_after_refresh(self.fill)

    def fill(self, at: str | None = None) -> None:
        """Show the claims as they are now."""
        super().fill(at)
        shown = self._shown
        self.query_one("#claims").border_title = "Claims" if shown == "all" else f"Claims that are {shown}"

    def body(self) -> Iterable[Option]:
        """The claims that are searched for; a verdict is found only once it shows."""
        width = max(20, min(96, self.query_one("#claims").content_size.width - 1))
        for name, claim in self._claims.items():
            shown = self._settled[name]
            if self._shown != "all" and (self._shown == "settled") != shown:
                continue
            texts = (name, claim.says, *((claim.verdict, claim.because) if shown else ()))
            if found(self.query_text, *texts):
                yield Option(_entry(name, claim, width, shown=shown), id=name)

    @property
    def _shown(self) -> str:
        """Which claims are listed."""
        return "all" if self.searches else _FILTERS[self._filter]

    def action_filter(self) -> None:
        """All claims, those that are open, those that are settled."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        self.fill()

    def chosen(self, option: str | None) -> None:
        """Go to the step that shows it."""
        self.dismiss(self._claims[str(option)].step)


def _entry(name: str, claim: Claim, width: int, *, shown: bool) -> Content:
    """The claim, and under it its verdict; both keep their left edge where they run over several rows."""
    sign, style = _SIGNS[claim.verdict] if shown else ("○", "$text-muted")
    verdict = (
        Content.assemble((f"{claim.verdict}. ", f"bold {style}"), claim.because)
        if shown
        else Content.styled("not seen yet", "$text-muted")
    )
    rows = [
        *_hanging(Content.styled(f"{name:5}", "bold $text-primary"), Content(claim.says), width),
        *_hanging(Content.styled(f"   {sign} ", style), verdict, width),
    ]
    return Content("\n").join(rows)


def _hanging(mark: Content, text: Content, width: int) -> Iterable[Content]:
    for i, line in enumerate(text.wrap(width - mark.cell_length)):
        yield Content.assemble(mark if i == 0 else " " * mark.cell_length, line)
