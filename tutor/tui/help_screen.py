"""What can be pressed, on one page."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_HELP = """\
[b]Going through a lesson[/b]
  n        next step (when this one is done)      p  step before
  k        skip this step                         c  the course: all lessons
  PgUp/Dn  scroll the text, also Space            q  leave; your place is kept

[b]Answering[/b]
  1–9 or ↑ ↓ Enter   choose an option
  digits, Enter      a number; fractions such as 1/3 are kept exactly
  ← → ↑ ↓, Enter     a sketch: choose a point, move it, hand it in; the mouse works too
  h  hint            s  solution

[b]Turning knobs[/b]
  Tab, ↑ ↓    the next knob            ← →        turn it
  [ ]         turn it far, also Shift + ← →       Backspace  back to its start
  digits      type a value: 1/2, -0.5  Enter      set it      Esc  keep the old one
  u  undo     r  redo                  x  all knobs back to their start
  v  the next view of the lab

[b]The program[/b]
  t  dark or light     m  what curves are drawn with: braille, blocks, ASCII
  Ctrl+P  every command, and every lesson by name
  relu-tutor --plain   the same lessons line by line, for a screen reader
"""


class HelpScreen(ModalScreen[None]):
    """Closed by any of the usual keys."""

    BINDINGS = [Binding("escape,question_mark,q,enter,space", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help"):
            yield Static(_HELP.replace("[ ]", r"\[ ]"))
