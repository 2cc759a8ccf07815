"""The steps of the lesson, beside a step that has no picture yet."""

from textual.content import Content

from tutor.session import Session
from tutor.tui.text import MARKS


def lesson_map(session: Session) -> Content:
    """What the lesson asks, and its steps, with the one on screen set off."""
    lines = [Content.styled(session.lesson.header.question, "italic"), Content("")]
    for i, step in enumerate(session.lesson.steps):
        mark = (f" {MARKS[session.step_mark(i)]} ", "$text-accent")
        here = i == session.at
        lines.append(Content.assemble(("▸" if here else " "), mark, (f"{i + 1}  {step.title}", "bold" if here else "")))
    if session.hidden:
        lines += [
            Content(""),
            Content.styled("The lab opens here when you have made your prediction.", "$text-warning"),
        ]
    return Content("\n").join(lines)
