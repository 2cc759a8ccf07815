"""What a learner can do: what an action is, and those of the program as a whole. Light: the first paint needs them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Where = TypeVar("Where")


@dataclass(frozen=True)
class Action(Generic[Where]):
    """Something a learner can do.

    Attributes:
        does: what it does, in a line.
        keys: of the screen, separated by commas; empty where a widget binds them, or where there are none.
        display: how the keys are written on the page of keys.
        footer: how they are written in the footer, if not as they are.
        label: its name in the footer and in the palette; empty where it has no keys.
        word: what is typed in the line-based front end; empty where nothing is.
        barred: why it has nothing to do now, in a sentence; empty where it works.
    """

    does: str
    keys: str = ""
    display: str = ""
    footer: str | None = None
    label: str = ""
    word: str = ""
    barred: Callable[[Where], str] = lambda _: ""

    def works(self, where: Where) -> bool:
        """Whether it has something to do now."""
        return not self.barred(where)


PROGRAM: Mapping[str, Action[object]] = {
    # Help first: where the footer is cut, it is cut at the end.
    "help": Action("what can be pressed or typed", "question_mark", "?", footer="?", label="Help", word="help"),
    "course": Action("the course: all lessons, and how far you are", "c", "c", label="Course"),
    "light_or_dark": Action("dark or light", "t", "t", label="Dark or light"),
    "markers": Action("draw curves with braille, blocks or ASCII", "m", "m", label="Markers"),
    "settings": Action("settings: colours, curves, motion, pace of runs", "comma", ",", label="Settings"),
    "copy": Action("copy the text that is selected with the mouse", "y", "y", label="Copy"),
    "palette": Action("find anything by its name, or a word in it", display="Ctrl+P"),
    "quit": Action("leave; your place is kept", "q", "q, Ctrl+C, :q", footer="q", label="Leave", word="quit"),
}
