"""Characters that a terminal hides or obeys, and what the full screen sends to it."""

import unicodedata

UNSEEN = {
    "clipboard": "\x1b]52;c;aGk=\x07",
    "title": "\x1b]2;owned\x1b\\",
    "clear": "\x9b2J",
    "delete": "\x7f",
    "right to left": "\u202e",
    "isolate": "\u2066",
    "zero width": "\u200b",
    "joiner": "\u2060",
    "line separator": "\u2028",
    "tag": "\U000e0041",
}


def clean(text):
    """Whether all of a text is seen, by Unicode's own categories."""
    return not {unicodedata.category(each) for each in text if each != "\n"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def painted(pilot):
    """All rows of the screen as they go to the terminal."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
