"""The terminal as text: every encoding, streams that are closed, and readers that go away."""

import codecs
import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from program import COMMAND, environment, in_shell, posix, process
from textual._border import BORDER_CHARS
from textual.scrollbar import ScrollBarRender

from tutor import terminal
from tutor.lesson.index import lessons_folder

FULL = Path("/dev/full")
"""A device that takes nothing: writing to it fails as on a full disk."""


SOURCES = Path(terminal.__file__).parent


class Screen(io.StringIO):
    """A stream with a person at it."""

    def isatty(self):
        return True


def encoded(text, encoding):
    """What standard output in an encoding gets of a line."""
    code = "from tutor import terminal; terminal.prepare(); terminal.say(input())"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.stdin.reconfigure(encoding='utf-8'); {code}"],
        input=text.encode(),
        env=environment(PYTHONIOENCODING=encoding),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode(encoding).rstrip("\r\n")


@pytest.fixture(autouse=True)
def _prepared():
    """The error handler that spells is there, as at every start."""
    codecs.register_error("relu-tutor", terminal._spelled)


# Encodings


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "−1 ≤ x² · 3, dead → ✓ █ 8.2·10⁻⁹"),
        ("ascii", "-1 <= x^2 * 3, dead -> + # 8.2e-9"),
        ("cp1252", "-1 <= x² · 3, dead -> + # 8.2e-9"),
        ("latin-1", "-1 <= x² · 3, dead -> + # 8.2e-9"),
        ("cp437", "-1 ≤ x² · 3, dead -> + █ 8.2e-9"),
    ],
)
def test_what_an_encoding_lacks_is_spelled_out(encoding, written):
    """Characters that the encoding has are kept, others are spelled, and powers of ten stay whole numbers."""
    assert encoded("−1 ≤ x² · 3, dead → ✓ █ 8.2·10⁻⁹", encoding) == written


def test_a_character_without_a_spelling_is_a_question_mark():
    """Any text can be written in any encoding."""
    assert encoded("a 界 b", "ascii") == "a ? b"


def test_every_spelling_is_ascii():
    """What stands for a character can itself be written everywhere."""
    spellings = {**terminal._SPELLING, **terminal._RAISED}
    assert all(len(character) == 1 and spelling.isascii() for character, spelling in spellings.items())


WRITTEN = {
    *"".join(path.read_text(encoding="utf-8") for path in (*SOURCES.rglob("*.py"), *lessons_folder().glob("*.*"))),
    *(sign for frame in BORDER_CHARS.values() for row in frame for sign in row),
    *ScrollBarRender.VERTICAL_BARS,
    *ScrollBarRender.HORIZONTAL_BARS,
    *map(chr, (*range(0x2400, 0x2420), 0x2421)),  # the signs of `visible`
}
"""Every character of the program and of its lessons, and of Textual's frames and bars."""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp932", "latin-1"])
def test_all_that_the_program_writes_has_a_spelling_in_every_encoding(encoding):
    """No character that stands in the program, its lessons or Textual's frames becomes a question mark."""
    lost = {each for each in WRITTEN - {"?"} if "?" in each.encode(encoding, "relu-tutor").decode(encoding)}
    # The first is ^?, the second a name in a comment, and braille is only drawn where the encoding has it.
    braille = set(map(chr, range(0x2800, 0x2900)))
    assert lost <= {"␡", "ú", *braille}


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
@pytest.mark.parametrize(
    "arguments",
    [("restarts", "--runs", "20", "--steps", "100"), ("restarts", "--help"), ("list",), ("--plain", "layers")],
    ids=" ".join,
)
@pytest.mark.today(2)
def test_what_commands_print_is_spelled_out(relu_tutor, arguments, encoding):
    """In a code page nothing that a command prints becomes a question mark: bars, powers, Greek, marks."""
    _, out, _ = relu_tutor(*arguments, piped="show\nskip\nshow\nskip\nshow\n")
    assert out.encode(encoding, "relu-tutor").count(b"?") == out.count("?")


@pytest.mark.parametrize(
    ("encoding", "offered"),
    [
        ("utf-8", ("braille", "block", "ascii")),
        ("gb18030", ("braille", "block", "ascii")),
        ("cp1252", ("ascii",)),
        ("cp437", ("ascii",)),
        ("ascii", ("ascii",)),
    ],
)
def test_only_markers_that_the_encoding_has_are_offered(encoding, offered, monkeypatch):
    """Curves are drawn with braille or blocks only where both streams can show them; ASCII is always there."""
    for out, error in ((encoding, "utf-8"), ("utf-8", encoding)):
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding=out))
        monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BytesIO(), encoding=error))
        assert terminal.markers() == offered


def test_a_power_of_several_digits_has_one_sign():
    """x² is x^2, and ten to the minus twelve is 10^-12, also where an encoding reports one character at a time."""
    for encoding in ("ascii", "euc-jp"):
        assert "x⁴ 10⁻¹⁰ wᵀ".encode(encoding, "relu-tutor").decode(encoding) == "x^4 10^-10 w^T"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.today(1)
def test_bytes_that_are_no_text_are_an_answer_that_is_none(encoding):
    """Typed bytes that are no text in the encoding are a wrong answer, not a bug."""
    done = process("--plain", "start", input=b"\xff\xfe\n\xe2\x88\x923\nquit\n", changes={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert done.stderr == b""


def test_messages_are_spelled_like_results():
    """A message on standard error is spelled where its encoding lacks a character."""
    done = process("restarts", "--lr", "−1", changes={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "1"})
    assert done.returncode == 2
    assert b"--lr: -1 is not above 0" in done.stderr


# Readers that go away, and full disks


@posix
@pytest.mark.parametrize(
    "command",
    [
        "$TUTOR list | head -1",
        "$TUTOR check nosuch | head -0",
        "$TUTOR --plain </dev/null | head -1",
        "$TUTOR --help | head -0",
    ],
)
@pytest.mark.today(2)
def test_a_reader_that_goes_away_is_no_traceback(command):
    """`relu-tutor list | head -1` says nothing on standard error."""
    assert in_shell(command).stderr == ""


@posix
@pytest.mark.parametrize(("arguments", "status"), [(["nosuch"], 2), (["check", "nosuch"], 1), (["list"], 0)])
@pytest.mark.today(1)
def test_errors_that_nobody_reads_leave_the_status_as_it_is(arguments, status):
    """With the reader of standard error gone, the exit status is that of the command."""
    reader, writer = os.pipe()
    os.close(reader)
    done = process(*arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer)
    os.close(writer)
    assert done.returncode == status


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["--version"], ["--plain", "start"]], ids=" ".join)
@pytest.mark.today(1)
def test_a_full_disk_is_one_line_and_no_bug(arguments):
    """Output that cannot be written is one line on standard error and status 1."""
    with FULL.open("w") as full:
        done = process(*arguments, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "relu-tutor: cannot write: No space left on device\n")


# Streams that the shell closed


@posix
@pytest.mark.parametrize("command", ["$TUTOR list >&-", "$TUTOR --plain <&-", "$TUTOR <&-", "$TUTOR --plain >&-"])
@pytest.mark.today(2)
def test_without_standard_input_or_output_there_is_no_bug(command):
    """A program that closes the streams and starts the tutor gets a status and no traceback."""
    done = in_shell(command)
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


@posix
def test_without_standard_error_messages_are_not_mixed_into_the_result():
    """With standard error closed, a message goes nowhere, least of all into the output."""
    done = in_shell("$TUTOR nosuch 2>&-")
    assert (done.returncode, done.stdout) == (2, "")


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.today(2)
def test_at_a_terminal_any_stream_may_be_closed(closed):
    """A person at a terminal who closed a stream gets no bug: what is left works."""
    ours, theirs = pytest.importorskip("pty").openpty()
    command = subprocess.Popen(
        ["sh", "-c", f"$TUTOR --plain one-unit {closed}"],
        env=environment(TUTOR=" ".join(COMMAND)),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, b"quit\n")
    seen = b""
    with suppress(OSError):  # Linux: the other end is closed
        while chunk := os.read(ours, 1 << 16):
            seen += chunk
    os.close(ours)
    assert command.wait(timeout=60) in {0, 1}
    assert b"bug" not in seen
    assert b"Traceback" not in seen
    assert (b"Step 1 of " in seen) is (">&-" not in closed.replace("2>&-", ""))


def test_messages_go_to_standard_error_and_empty_ones_nowhere(capsys):
    """A complaint names the program; a warning is printed as it is, unless it is empty."""
    terminal.complain("why")
    terminal.warn("")
    terminal.warn("look out")
    assert capsys.readouterr() == ("", "relu-tutor: why\nlook out\n")


# Who is there


PERSON, PIPE = Screen, io.StringIO


@pytest.mark.parametrize(
    ("streams", "term", "platform", "screen"),
    [
        ((PERSON, PERSON), "xterm-256color", "linux", True),
        ((PERSON, PERSON), None, "win32", True),
        ((PERSON, PERSON), None, "linux", False),
        ((PERSON, PERSON), "dumb", "linux", False),
        ((PERSON, PERSON), "dumb", "win32", False),
        ((PIPE, PERSON), "xterm", "linux", False),
        ((PERSON, PIPE), "xterm", "linux", False),
    ],
)
def test_the_full_screen_needs_a_person_at_both_ends_and_a_cursor(streams, term, platform, screen, monkeypatch):
    """The full screen runs in a terminal with a cursor and never in a pipe; Windows has no TERM, and has a cursor."""
    for name, stream in zip(("stdin", "stdout"), streams, strict=True):
        monkeypatch.setattr(f"sys.{name}", stream())
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.delenv("TERM", raising=False)
    if term is not None:
        monkeypatch.setenv("TERM", term)
    assert terminal.has_screen() is screen
    assert terminal.has_typist() is (streams[0] is PERSON)


def test_typed_lines_end_with_the_input(monkeypatch, capsys):
    """Each line that is typed follows a prompt, and the end of the input ends the lines."""
    monkeypatch.setattr("sys.stdin", io.StringIO("a\n\nb"))
    assert list(terminal.typed_lines()) == ["a", "", "b"]
    assert capsys.readouterr().out == "> " * 4
