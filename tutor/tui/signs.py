"""The last look at every row before it is painted: no character in it is one that a terminal hides or obeys."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tutor.visible import visible


class Signs(LineFilter):
    """Puts a sign for each such character, whatever widget painted it and wherever the text came from.

    Text that is known to come from outside is made visible earlier, before it is laid out, for a sign is wider than
    what it stands for.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 -- Textual's
        """The segments of a row, with signs; nearly always they are these."""
        row = "".join([segment.text for segment in segments if not segment.control])
        if visible(row) is row:
            return segments
        return [segment if segment.control else Segment(visible(segment.text), segment.style) for segment in segments]
