"""Text from outside, made safe to show on a terminal: from files, lessons, keys, the environment, other libraries."""

import re

_HIDDEN = re.compile(
    "["
    "\0-\x09\x0b-\x1f\x7f-\x9f"  # controls, all but the newline: with ESC or CSI begin orders to the terminal
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the direction of writing: text that reads as another text
    "\u200b-\u200d\u2060\ufeff"  # zero width: names that look alike and differ
    "\u2028\u2029"  # separators of lines and paragraphs
    "\ud800-\udfff"  # lone surrogates, as in the names of files that are not UTF-8: no encoding takes them
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2061-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # others that draw nothing, tags
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f"  # other format characters
    "]"
)
"""All that Unicode counts as Cc, Cf, Cs, Zl, Zp or Default_Ignorable_Code_Point, except the newline."""


def visible(text: str) -> str:
    """The text with a sign for each character that would be hidden, or obeyed by a terminal; newlines stay.

    A control character becomes its picture (␛, ␉, ␡), any other its number (`<U+202E>`). What is returned goes through
    unchanged when it comes here again, so text may pass more than once.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_sign, text)


def hidden(text: str) -> str:
    """The sign of the first character that `visible` would change, or an empty string."""
    found = _HIDDEN.search(text)
    return _sign(found) if found else ""


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"
