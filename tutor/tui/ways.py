"""How far a learner is, as signs, words and bars."""

from collections.abc import Mapping
from typing import NamedTuple

from textual.content import Content

from tutor.tui.text import MARKS


class Stand(NamedTuple):
    """How a step or a lesson stands: a sign, a word, and the colour of both."""

    sign: str
    word: str
    style: str


STANDS: Mapping[str, Stand] = {
    "done": Stand(MARKS["done"], "done", "$text-success"),
    "solution": Stand(MARKS["solution"], "by solution", "$text-warning"),
    "begun": Stand(MARKS["begun"], "begun", "$text-primary"),
    "skipped": Stand(MARKS["skipped"], "skipped", "$text-muted"),
    "new": Stand(MARKS["new"], "open", "$text-muted"),
}


def legend() -> Content:
    """Every sign with its word."""
    parts = [Content.assemble((stand.sign, stand.style), f" {stand.word}") for stand in STANDS.values()]
    return Content("   ").join(parts)


def bar(part: int, whole: int, width: int) -> Content:
    """A share as a bar of `width` cells. Only all of it fills it, and any of it shows."""
    filled = width * part // max(1, whole)
    filled = min(max(filled, 1 if part else 0), width if part == whole else width - 1)
    return Content.assemble(("█" * filled, "$text-success"), ("░" * (width - filled), "$scrollbar"))


def duration(minutes: int) -> str:
    """Minutes as people say them: 45 min, 3 h, 2 h 20 min."""
    hours, rest = divmod(minutes, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])
