"""What can be pressed, on one page."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

_PAGE = {
    "Going through a lesson": {
        "n, Enter": "the next question or step, when this is done",
        "p": "the one before",
        "k": "skip this step",
        "PgUp PgDn Space": "scroll the text",
        "c": "the course: all lessons; l there: the thread, claim by claim",
    },
    "Answering": {
        "1 2 3 …": "choose an option; or ↑ ↓ and Enter",
        "digits, Enter": "a number; 1/3 is kept exactly",
        "← → ↑ ↓, Enter": "a sketch: point, height, hand in; or click",
        "1 2 3": "how sure you are, when it asks; Esc changes the answer",
        "← →, Enter": "put rows in order, or match them; Enter hands in",
        "i": "a goal cannot be done",
        "a": "the same question in other numbers, once answered",
        "h": "a hint; there are three",
        "s": "the solution",
    },
    "Turning knobs": {
        "Tab ↑ ↓": "go to the next knob",
        "← →": "turn it; or the mouse wheel",
        "[ ], Shift ← →": "turn it far",
        "digits, Enter": "set it: 5, -0.5, 1/3; Esc keeps the old value",
        "Backspace": "back to its start; x does so for all",
        "u, r": "undo, redo",
        "v": "the next view of the lab",
        "g": "run, or pause: training and the like; f goes one step on",
        "o": "take what is offered, such as a smaller rate",
        "e": "explain a number on show",
        "w": "look inside what is picked",
    },
    "The program": {
        "t": "dark or light",
        "m": "draw curves with braille, blocks or ASCII",
        "Ctrl+P": "everything by its name",
        "q": "leave; your place is kept",
    },
}


class HelpScreen(ModalScreen[None]):
    """Closed by any of the usual keys."""

    BINDINGS = [Binding("escape,question_mark,q,enter,space", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help"):
            for title, keys in _PAGE.items():
                yield Static(Content.styled(title, "bold $text-primary"))
                for key, does in keys.items():
                    yield Static(Content.assemble((f"  {key:16}", "bold"), does))
