"""Where the full screen begins. This module needs no Textual, so that a command may import it before it needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from tutor.bench import Bench


class Beginning(NamedTuple):
    """What was asked for on the command line; with nothing set, the opening.

    Attributes:
        lesson, step: the ids of a lesson, and of one of its steps.
        quick: the 20-minute route.
        play: the file of the playground; an empty path for the playground as it was left.
        opened: the bench of that file, and what there is to say of it, where it has been read already.
    """

    lesson: str = ""
    step: str = ""
    quick: bool = False
    play: Path | None = None
    opened: tuple[Bench, str] | None = None


OPENING = Beginning()
