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
    "course": Action("the course: all lessons; l there: the thread, claim by claim", "c", "c", label="Course"),
    "light_or_dark": Action("dark or light", "t", "t", label="Dark or light"),
    "markers": Action("draw curves with braille, blocks or ASCII", "m", "m", label="Markers"),
    "palette": Action("everything by its name", display="Ctrl+P"),
    "quit": Action("leave; your place is kept", "q,ctrl+c", "q", footer="q", label="Leave", word="quit"),
}
