"""Where the full screen begins. This module needs no Textual, so that a command may import it before it needs one."""

from pathlib import Path
from typing import NamedTuple


class Beginning(NamedTuple):
    """What was asked for on the command line; with nothing set, the opening.

    Attributes:
        lesson, step: the ids of a lesson, and of one of its steps.
        quick: the 20-minute route.
        play: the file of the playground; an empty path for the playground as it was left.
    """

    lesson: str = ""
    step: str = ""
    quick: bool = False
    play: Path | None = None


OPENING = Beginning()
