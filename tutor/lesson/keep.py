"""What a lesson wants to be remembered: the text behind “To keep” at its end."""

from tutor.lesson.model import Lesson

_WORDS = "To keep"


def to_keep(lesson: Lesson) -> str:
    """The Markdown behind “To keep:” in the last step that has it; the question of the lesson where none has."""
    for step in reversed(lesson.steps):
        for text in (step.prose, *(check.explain for check in step.checks)):
            if _WORDS in text:
                return text.rpartition(_WORDS)[2].partition(":")[2].strip()
    return lesson.header.question
