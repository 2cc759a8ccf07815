"""What a screen with a bench does: knobs, views, the clock, explanations."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from tutor.actions import Action
from tutor.bench import (
    Bench,
    go_on,
    look_inside,
    next_view,
    redo,
    reset,
    show_view,
    take_offer,
    to_go_on,
    turn,
    undo,
)
from tutor.fine_lines import Markers
from tutor.lab import KnobError, Settings
from tutor.session.actions import AT_BENCH
from tutor.tui.bindings import action_of
from tutor.tui.branch_screen import BranchScreen
from tutor.tui.clock import Clock
from tutor.tui.explain_screen import ExplainScreen
from tutor.tui.keys import Unheeded
from tutor.tui.knob import Knob
from tutor.tui.painted import Painted
from tutor.tui.screens import Steady
from tutor.tui.text import Text
from tutor.tui.tile import Tile

_WIDE, _BROAD = 76, 100
"""Columns from which on text and lab stand beside each other, and panels have borders all round."""
_HIGH, _TALL = 28, 46
"""Rows from which on there is room for borders and for text above the lab, and for the steps of the lesson as well."""


_NOTICE = 4
"""Seconds for which a notice stays, if nothing else takes it away."""


TOO_SMALL = "This terminal is too small for the plots: make it 60 × 20 or larger, or run relu-tutor --plain (q leaves)."


class BenchScreen(Painted, Steady, Screen[None]):
    """A screen that changes its bench by `work`, and shows all it knows by `hand_down`."""

    at_bench: ClassVar[Mapping[str, Action[Bench]]] = AT_BENCH
    """What can be done with the bench."""

    AUTO_FOCUS = ""  # the keys go where the task is; Textual would give them to the first knob, in sight or not

    class Played(Message):
        """The learner wants to play with what is on the bench."""

        def __init__(self, bench: Bench) -> None:
            self.bench = bench
            super().__init__()

    class LookedInside(Message):
        """The learner wants a closer look at what is picked on the bench."""

        def __init__(self, bench: Bench) -> None:
            self.bench = bench
            super().__init__()

    def __init__(self, markers: Markers) -> None:
        super().__init__()
        self.markers: Markers = markers
        """What curves are drawn with, when the screen is composed."""
        self.clock = Clock(self)
        self.composed = False
        self.message = ""
        """What is wrong with the value that was typed last; empty when all is well."""

    @property
    def there(self) -> bool:
        """Whether the widgets are there: they come after the screen, and they go before it, when it or the app closes.

        What arrives for a screen that is not there is dropped; it shows its state as it is when it comes.
        """
        return self.composed and self.is_attached and self in self.app.screen_stack

    async def on_mount(self) -> None:
        """The widgets are there."""
        self.composed = True
        self._set_classes()
        await self.begin()

    async def begin(self) -> None:
        """Show what there is to be seen first."""
        raise NotImplementedError

    def on_resize(self, event: events.Resize) -> None:
        """Textual sets the classes of its breakpoints, one for each direction; ours are about both."""
        super().on_resize(event)
        self._set_classes()

    def _set_classes(self) -> None:
        width, height = self.app.size
        self.set_class(width >= _BROAD and height >= _HIGH, "-broad")
        self.set_class(width >= _BROAD and height >= _TALL, "-tall")
        self.set_class(self.takes_turns, "-turns")

    @property
    def takes_turns(self) -> bool:
        """Whether there is no room for text and lab at once."""
        return self.app.size.width < _WIDE and self.app.size.height < _HIGH

    def later(self, do: Callable[[], object]) -> None:
        """Do something once the next frame is out, if the screen is still there."""
        self.call_after_refresh(lambda: self.there and do())

    @property
    def bench(self) -> Bench | None:
        """The bench, if it is in sight."""
        raise NotImplementedError

    def work(self, change: Callable[..., Bench], *given: Any, show: bool = True) -> bool:
        """Change the bench; hand it down if it is to be shown. Returns whether anything changed."""
        raise NotImplementedError

    def hand_down(self) -> None:
        """Show everything as it is now."""
        raise NotImplementedError

    def barred(self, action: str) -> str:
        """Why an action of the tables has nothing to do now, or nothing. Raises KeyError for an unknown one."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work now; the footer shows these. Textual asks about actions of its own, too."""
        if not _is_ours(type(self), action):
            return super().check_action(action, parameters)
        if action == "knobs" and isinstance(self.focused, Knob):
            return False
        return not self.barred(action) and self.there

    def on_unheeded(self, event: Unheeded) -> None:
        """Say why a key does nothing now."""
        if self.there:
            self._say(self.why_unheeded(event.key) or f"{event.named} does nothing here: ? lists the keys.")

    def why_unheeded(self, key: str) -> str:
        """Why a key that did nothing did nothing; empty where it is no key of this screen."""
        if key in _TURNING:
            return self.barred("knobs") or "Tab goes to the knobs, and there ← → turn."
        action = action_of(key, self.at_bench)
        return self.barred(action) if action else ""

    def _say(self, message: str) -> None:
        """Say something in a line above the keys, until the next change."""
        notice = self.query_one("#notice", Text)
        notice.display = bool(message)
        notice.show(Content(message))
        if message:
            self.set_timer(_NOTICE, partial(self._unsay, message))

    def _unsay(self, message: str) -> None:
        """Take a notice away that has been there for a while, unless it is another one by now."""
        if self.there and self.query_one("#notice", Text).content == Content(message):
            self._say("")

    # Knobs

    def action_knobs(self) -> None:
        """To the knobs."""
        self.app.action_focus_next()

    def action_turn(self, steps: int) -> None:
        """Turn the knob that has the keys, unless a number is being typed there."""
        self._turn_focused(steps, coarse=False)

    def action_turn_far(self, steps: int) -> None:
        """Turn the knob that has the keys by coarse steps, unless a number is being typed there."""
        self._turn_focused(steps, coarse=True)

    def action_turn_to_start(self) -> None:
        """Put the knob that has the keys back to where it started."""
        if isinstance(self.focused, Knob):
            self.set_knob(self.focused.knob.name, self.focused.knob.start)

    def set_knob(self, name: str, value: Fraction) -> None:
        """Turn a knob to a value. A key that came while another step was being shown does nothing."""
        if self.bench and self.bench.knob(name):
            self.message = ""
            if not self.work(turn, name, value):
                self.hand_down()

    def _turn_focused(self, steps: int, *, coarse: bool) -> None:
        if not isinstance(self.focused, Knob):
            return
        if self.focused.draft is None:
            self.turn_by(self.focused.knob.name, steps, coarse=coarse)
        else:
            self._say(_TYPING)

    def turn_by(self, name: str, steps: int, *, coarse: bool = False) -> None:
        """Turn a knob by some steps."""
        knob = self.bench.knob(name) if self.bench else None
        if knob and self.bench:
            before = self.bench.settings[name]
            self.set_knob(name, after := knob.moved(before, steps, coarse=coarse))
            if after == before:
                self._say(f"{name} goes from {knob.shown(knob.low)} to {knob.shown(knob.high)}.")

    @on(Knob.Typed)
    def _typed(self, event: Knob.Typed) -> None:
        try:
            self.set_knob(event.knob.name, event.knob.typed(event.text))
        except KnobError as problem:
            self.complain(f"{problem}. The old value stays.")

    @on(Knob.Stray)
    def _stray(self, event: Knob.Stray) -> None:
        self.complain(f"“{event.character}” is not a digit. {_TYPING}")

    @on(Knob.Wheel)
    def _wheel(self, event: Knob.Wheel) -> None:
        self.turn_by(event.knob.name, event.steps)

    def complain(self, message: str) -> None:
        """Say beside the knobs what is wrong."""
        self.message = message
        self.hand_down()

    @on(Tile.Picked)
    def _picked(self, event: Tile.Picked) -> None:
        self.work(show_view, event.view)

    # The bench as a whole

    def action_view(self) -> None:
        """The next view of the lab."""
        self.work(next_view)

    def action_undo(self) -> None:
        """Back by one turn."""
        self.clock.stop()
        self.work(undo)

    def action_redo(self) -> None:
        """Forward by one turn."""
        self.clock.stop()
        self.work(redo)

    def action_reset(self) -> None:
        """All knobs to where they started."""
        self.clock.stop()
        self.work(reset)

    def action_run(self) -> None:
        """Start the clock, or stop it."""
        (self.clock.stop if self.clock.running else self.clock.start)()

    def action_one_on(self) -> None:
        """The clock one mark further."""
        if self.bench and self.bench.clock and not self.clock.running:
            self.turn_by(self.bench.clock.name, 1)

    def action_offer(self) -> None:
        """Do what the lab offers where it could not go on."""
        self.work(take_offer)

    def action_branch(self) -> None:
        """Go on from this step, once it is said with which numbers; at once where no knob has one."""
        if not self.bench:
            return
        self.clock.stop()
        if numbers := to_go_on(self.bench).values():
            self.app.push_screen(BranchScreen(numbers), self._go_on)
        else:
            self._go_on({})

    def _go_on(self, changes: Settings | None) -> None:
        if changes is not None:
            self.message = ""
            self.work(go_on, changes)

    def action_explain(self) -> None:
        """The arithmetic behind a number on show, and what there is no room for."""
        if self.bench:
            self.app.push_screen(ExplainScreen(self.bench, self.markers))

    def action_to_playground(self) -> None:
        """The playground, with what stands here."""
        if self.bench:
            self.clock.stop()
            self.post_message(self.Played(self.bench))

    def action_inside(self) -> None:
        """A bench for what is picked on this one."""
        inside = look_inside(self.bench) if self.bench else None
        if inside is not None:
            self.clock.stop()
            self.post_message(self.LookedInside(inside))


_TYPING = "Enter sets what is typed, Esc keeps the old value."

_TURNING = {"left", "right", "up", "down", "shift+left", "shift+right", "left_square_bracket", "right_square_bracket"}
"""Keys that turn a knob, or go through rows, where there is something of the kind."""


def _is_ours(screen: type, action: str) -> bool:
    """Whether one of our own classes, and not Textual, defines the action."""
    return any(f"action_{action}" in vars(each) for each in screen.__mro__ if each.__module__.startswith("tutor."))
