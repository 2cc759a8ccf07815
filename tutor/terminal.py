"""The terminal as text: lines and messages out, typed lines in. Any encoding will do, and any stream may be closed."""

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from tutor.rational import with_e
from tutor.visible import visible

_SPELLING = {
    # signs
    "−": "-",
    "·": "*",
    "×": "x",
    "½": "1/2",
    "√": "sqrt",
    "∂": "d",
    "′": "'",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+-",
    "⊙": "(.)",
    "∞": "inf",
    "°": "deg",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",
    # indices
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "ᵢ": "_i",
    "ⱼ": "_j",
    "ₙ": "_n",
    "ⁿ": "^n",
    "₊": "+",
    "₋": "-",
    # Greek
    "α": "alpha",
    "β": "beta",
    "δ": "delta",
    "ε": "epsilon",
    "η": "rate",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "\N{MICRO SIGN}": "mu",
    "π": "pi",
    "σ": "sigma",
    "Σ": "sum",
    "Φ": "Phi",
    "φ": "phi",
    # punctuation
    "–": "-",
    "—": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "’": "'",
    # marks
    "→": "->",
    "←": "<-",
    "↑": "up",
    "↓": "down",
    "•": "*",
    "◂": "<",
    "▸": ">",
    "›": ">",
    "○": "( )",
    "◌": "( )",
    "◐": "(-)",
    "◉": "(@)",
    "●": "(*)",
    "□": "[ ]",
    "■": "[x]",
    "◎": "(o)",
    "◆": "*",
    "△": "^",
    "▲": "A",
    "✓": "+",
    "✗": "x",
    # bars, in one cell as all that follows
    "█": "#",
    "▓": "+",
    "▒": "-",
    "░": ".",
    # samples of lines
    "▬": "=",
    "┄": ".",
    # frames: of plots, and of Textual
    **dict.fromkeys("─━═╍┄▬╸╺", "-"),
    **dict.fromkeys("│┃║┊╏▏▎▌▐▕▊╹╻", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼┏┓┗┛┣┳╔╗╚╝╭╮╰╯▖▗▘▙▚▛▜▝▞▟", "+"),
    **dict.fromkeys("▀▔", "^"),
    **dict.fromkeys("▁▂▃▄", "_"),
    **dict.fromkeys("▅▆▇▉▋▍", "#"),
    # the pictures of control characters
    **{chr(0x2400 + code): f"^{chr(0x40 + code)}" for code in range(0x20)},
    "␡": "^?",
}
"""What is written for a character that the encoding lacks; `?` for any other."""

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵏᵗ", "0123456789-Tkt", strict=True))
"""The same for powers, behind a `^`; ¹, ² and ³ are in more encodings than the others."""

_DOTS = {"braille": "⠁⣿", "block": "▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"}
"""What the markers of curves are drawn with, the finest first; ASCII ones can be drawn everywhere."""

_NO_SCREEN = {"dumb", ""}
"""Values of TERM that stand for a terminal without cursor movement."""


def prepare() -> None:
    """Make the standard streams safe to use: none is missing, and each takes any text.

    A stream that the shell closed leads nowhere. A character that the encoding lacks is spelled out, and bytes that
    are no text are replaced.
    """
    codecs.register_error("relu-tutor", _spelled)
    for name, mode, errors in (("stdin", "r", "replace"), ("stdout", "w", "relu-tutor"), ("stderr", "w", "relu-tutor")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- it stays
        if isinstance(stream := getattr(sys, name), TextIOWrapper):
            stream.reconfigure(errors=errors)


def _spelled(error: UnicodeError) -> tuple[str, int]:
    """The spelling of what cannot be encoded, and where encoding goes on; an error handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_spelling(error.object, at) for at in range(error.start, error.end)), error.end


def _spelling(text: str, at: int) -> str:
    """The spelling of one character of a text; a power of several digits has one `^`."""
    if (digit := _RAISED.get(text[at])) is None:
        return _SPELLING.get(text[at], "?")
    return digit if text[max(0, at - 1)] in _RAISED and at else f"^{digit}"


def markers() -> tuple[str, ...]:
    """The markers that curves can be drawn with on this terminal, the finest first."""
    streams = (sys.stdout, sys.stderr)  # the full screen is drawn on the one or the other, as the platform wants
    return (*(name for name, dots in _DOTS.items() if all(_takes(each, dots) for each in streams)), "ascii")


def _takes(stream: TextIO, text: str) -> bool:
    """Whether the encoding of a stream has all characters of a text."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def say(line: str) -> None:
    """Print one line on standard output at once: a pipe or a screen reader waits for it.

    Whatever the line quotes is made visible here, and in `warn`, for every command.

    Raises:
        OSError: if the reader went away or the disk is full.
    """
    if not _takes(sys.stdout, "⁻"):  # an encoding may have ¹ but not ⁻, and half of a power of ten is another number
        line = with_e(line)
    print(visible(line), flush=True)


def complain(message: str) -> None:
    """Say on standard error why the command did not do what was asked."""
    warn(f"relu-tutor: {message}")


def warn(message: str) -> None:
    """Say something on standard error, unless it is empty."""
    if message:
        with suppress(OSError):  # the reader went away, or the disk is full: there is no other place to say so
            print(visible(message), file=sys.stderr, flush=True)


def show_progress(text: str) -> bool:
    """Write text over the last line of standard error, nothing to clear it; returns whether that is a terminal."""
    if not sys.stderr.isatty():
        return False
    print(f"\r{text}" if text else "\r\x1b[K", end="", file=sys.stderr, flush=True)
    return True


def flush() -> None:
    """Write what is still buffered. Output that nobody reads is thrown away, so that Python's own exit is quiet."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def has_screen() -> bool:
    """Whether the full-screen front end can run: a person at both ends, and a terminal that can move its cursor."""
    unnamed = "windows" if sys.platform == "win32" else ""  # Windows sets no TERM, and its console has a screen
    return sys.stdout.isatty() and has_typist() and os.environ.get("TERM", unnamed) not in _NO_SCREEN


def has_typist() -> bool:
    """Whether a person types on standard input; if not, it is a file or a pipe."""
    return sys.stdin.isatty()


def typed_lines() -> Iterator[str]:
    """The lines that a person types, each after a prompt, until the end of input."""
    while True:
        try:
            yield input("> ")
        except EOFError:
            return
