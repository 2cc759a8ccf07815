"""An answer that is put together row by row: options to be chosen, things to be put in order or matched."""

from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.check import Answer, DraftCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.tui.text import content

_KEYS = {
    ManyCheck: "Space or a digit chooses; Enter hands in",
    OrderCheck: "← → move a row up or down; Enter hands in",
}
_OTHER_KEYS = "← → change what stands on the right; Enter hands in"


class Rows(Widget, can_focus=True):
    """Shows the draft that is handed down, with the row that the keys are on; a key asks the screen to change them."""

    BINDINGS = [
        Binding("up", "screen.row(-1)", "Row", key_display="↑↓"),
        Binding("down", "screen.row(1)", "Next row", show=False),
        Binding("left", "screen.adjust(-1)", "Change", key_display="←→"),
        Binding("right", "screen.adjust(1)", "Change up", show=False),
        Binding("space", "screen.adjust(1)", "Change", show=False),
        Binding("enter", "screen.hand_in", "Done"),
    ]

    row: reactive[int] = reactive(0)
    draft: reactive[Answer] = reactive((), layout=True)

    def __init__(self, check: DraftCheck, draft: Answer) -> None:
        super().__init__(id="answer")
        self.check = check
        self.set_reactive(Rows.draft, draft)

    def render(self) -> Content:
        """A line for each row, the one with the keys marked."""
        lines = []
        for i, row in enumerate(self.check.rows(self.draft)):
            here = i == self.row and self.has_focus
            line = Content.assemble(("▸ " if here else "  ", "bold"), (f"{i + 1}  ", "bold"), content(row))
            lines.append(line.stylize("reverse") if here else line)
        if isinstance(self.check, MatchCheck):
            choices = Content("  ·  ").join(
                content(right).stylize("dim strike" if i in self.draft else "")
                for i, right in enumerate(self.check.rights)
            )
            lines.append(Content.assemble(("to choose from:  ", "$text-muted"), choices))
        if not self.disabled:
            lines.append(Content.styled(_KEYS.get(type(self.check), _OTHER_KEYS), "$text-muted"))
        return Content("\n").join(lines)

    def watch_disabled(self, disabled: bool) -> None:  # noqa: FBT001 -- Textual's
        """What is answered needs no keys, and no row to tell them."""
        super().watch_disabled(disabled)
        self.refresh(layout=True)
