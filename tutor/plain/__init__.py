"""The line-based front end: a session by question and answer, for screen readers, pipes and scripts.

No box drawing, no braille, no cursor movement. Each plot is told in one line and as a table of its numbers.
"""

from tutor.plain.dialogue import Around, PlainResult, run

__all__ = ["Around", "PlainResult", "run"]
