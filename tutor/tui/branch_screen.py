"""The dialog in which training goes on from a step, with the network as it is or with one number changed."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.lab import Knob as LabKnob
from tutor.lab import KnobError, Settings
from tutor.tui.knob import Knob
from tutor.tui.screens import Page

_SAID = (
    "Enter goes on from this step with the network as it is; then turn the rate or another knob. To change a number of "
    "the network first, pick it, type a value and press Enter. Momentum and Adam start afresh."
)


class BranchScreen(Page, ModalScreen[Settings | None]):
    """Returns the numbers to be changed, none or one; None where nothing goes on."""

    BINDINGS = [
        Binding("enter", "go_on", "Go on"),
        Binding("escape,b,q", "dismiss(None)", "Close"),
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    def __init__(self, knobs: Iterable[LabKnob]) -> None:
        super().__init__()
        self._numbers = tuple(knobs)

    def compose(self) -> ComposeResult:
        """What it does, and the numbers of the network at this step."""
        with Vertical(id="branch") as panel:
            panel.border_title, panel.border_subtitle = "Go on from here", "Enter: go on · Esc: close"
            yield Static(_SAID, id="about", markup=False)
            with VerticalScroll(can_focus=False):
                yield from (_typed_only(knob) for knob in self._numbers)

    def on_mount(self) -> None:
        """The first number has the keys."""
        self.query(Knob).first().focus()

    @on(Knob.Typed)
    def _typed(self, event: Knob.Typed) -> None:
        try:
            self.dismiss({event.knob.name: event.knob.typed(event.text)})
        except KnobError as problem:
            self._complain(f"{problem}.")

    @on(Knob.Stray)
    def _stray(self, event: Knob.Stray) -> None:
        self._complain(f"“{event.character}” is not a digit. Enter sets what is typed, Esc drops it.")

    def _complain(self, what: str) -> None:
        """Say what is wrong in place of what the dialog does: in a low terminal there is no other row for it."""
        self.query_one("#about", Static).update(Content.styled(what, "$text-error"))

    def action_go_on(self) -> None:
        """Go on with the network as it is."""
        self.dismiss({})

    def action_turn(self, _: int) -> None:
        """Numbers are typed here."""
        self._complain("Type a value: these numbers do not turn.")

    def action_to_task(self) -> None:
        """Esc on a number closes, as it does elsewhere."""
        self.dismiss(None)


def _typed_only(knob: LabKnob) -> Knob:
    """A knob without the arrows that say it turns."""
    shown = Knob(knob, knob.start)
    shown.set_reactive(Knob.locked, True)
    return shown
