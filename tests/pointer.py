"""Where in a widget something stands, to click on it."""

from textual.geometry import Offset


def place_of(rows, meta):
    """Where something with this meta stands in the rows."""
    for y in range(rows.size.height):
        x = 0
        for segment in rows.render_line(y):
            if segment.style and meta.items() <= segment.style.meta.items():
                return Offset(x, y)
            x += segment.cell_length
    raise AssertionError(f"nothing with {meta}")


def words_at(widget, words):
    """Where words stand in a widget."""
    for y in range(widget.size.height):
        x = "".join(segment.text for segment in widget.render_line(y)).find(words)
        if x >= 0:
            return Offset(x, y)
    raise AssertionError(f"no {words}")
