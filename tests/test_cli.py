"""The command line as a whole: which command runs, what is loaded for it, and with which status it ends."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest
from program import ROOT, environment, process

import tutor
from tutor import cli
from tutor.lesson import library
from tutor.lesson.model import RESERVED


def test_the_version_is_the_one_that_is_installed(relu_tutor):
    """The printed version is that of the package."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert relu_tutor("--version")[:2] == (0, f"relu-tutor {tutor.__version__}\n")
    assert f'version = "{tutor.__version__}"' in project or "dynamic" in project


def test_help_names_every_command_and_option(relu_tutor):
    """Help names every command and option, and each command has its own."""
    status, printed, _ = relu_tutor("--help")
    assert status == 0
    assert all(word in printed for word in ("--plain", "--version", "LESSON[#STEP]", "RELU_TUTOR_HOME"))
    for command in cli.COMMANDS:
        assert f"  relu-tutor {command} " in printed
        status, of_command, _ = relu_tutor(command, "--help")
        assert status == 0
        assert of_command.startswith(f"usage: relu-tutor {command} ")


def test_no_lesson_may_have_the_name_of_a_command():
    """The names that lessons may not take are exactly the commands."""
    assert cli.COMMANDS.keys() == RESERVED


def test_every_command_has_the_same_signature():
    """Every command runs as `run(arguments, say)`, where the command line looks for it."""
    for module in (*cli.COMMANDS.values(), cli._LEARN):
        assert list(inspect.signature(import_module(module).run).parameters) == ["arguments", "say"]


@pytest.mark.parametrize(
    "arguments",
    [["--nosuch"], ["a", "b"], ["list", "x"], *([command, "--nosuch"] for command in cli.COMMANDS)],
    ids=" ".join,
)
def test_a_wrong_command_line_is_one_line_and_status_2(arguments, relu_tutor):
    """A mistake in a command line is one line that points to the help of the command, and status 2."""
    status, printed, errors = relu_tutor(*arguments)
    assert (status, printed) == (2, "")
    assert errors.startswith("relu-tutor: ")
    assert errors.count("\n") == 1
    program = f"relu-tutor {arguments[0]}" if arguments[0] in cli.COMMANDS else "relu-tutor"
    assert errors.endswith(f"; see {program} --help\n")


def test_a_file_that_cannot_be_read_is_one_line_and_status_2(relu_tutor):
    """A missing file is one line that names it, and status 2."""
    assert relu_tutor("inspect", "nowhere.npz") == (2, "", "relu-tutor: nowhere.npz: there is no such file\n")


def test_the_module_and_the_command_are_the_same():
    """`python -m tutor` runs the command and hands on its status."""
    done = process("nosuch", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert b"nosuch" in done.stderr


# When something is wrong with the program itself


def bug(*_arguments):
    """What stands for a bug."""
    raise RuntimeError("first line\nsecond line")


def test_a_bug_is_one_line_that_names_the_file_with_the_traceback(relu_tutor, monkeypatch, tmp_path):
    """A bug ends with status 70 and one line; the whole traceback is in the file that the line names."""
    monkeypatch.setattr(library, "load", bug)
    (tmp_path / "home").mkdir()
    status, printed, errors = relu_tutor("list")
    assert (status, printed) == (70, "")
    (crash,) = (tmp_path / "home").glob("crash-*.txt")
    assert str(crash) in errors
    assert "RuntimeError" in errors
    assert errors.count("\n") == 1
    text = crash.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "second line" in text
    assert "in bug" in text


def test_a_bug_is_reported_even_where_nothing_can_be_written(relu_tutor, monkeypatch, tmp_path):
    """A bug is reported with its traceback where neither the home nor the temporary folder takes a file."""
    (tmp_path / "file").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(library, "load", bug)
    for place in (tmp_path / "file" / "x", "~no-such-user/x"):
        monkeypatch.setenv("RELU_TUTOR_HOME", str(place))
        status, _, errors = relu_tutor("list")
        assert status == 70
        assert "RuntimeError" in errors
        # With no file to name, the traceback itself is printed.
        assert "in bug" in errors or str(place) in errors


def test_ctrl_c_is_status_130_and_no_traceback(relu_tutor, monkeypatch):
    """Ctrl+C ends any command silently, with the status that shells expect."""

    def interrupted(_paths):
        raise KeyboardInterrupt

    monkeypatch.setattr(library, "load", interrupted)
    assert relu_tutor("list") == (130, "", "")


# What is loaded


def modules_after(*arguments):
    """The modules that a run of the program has loaded at its end."""
    code = (
        "import sys\nfrom tutor.cli import main\n"
        f"status = main({list(arguments)!r})\n"
        "print('\\n' + 'MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (["--plain", "when-linear"], {"textual", "rich"}),
        (["check", str(ROOT / "lessons" / "05-when-linear.md")], {"textual", "rich"}),
        (["list"], {"textual", "rich"}),
        (["inspect", "nowhere.npz"], {"textual", "rich", "markdown_it"}),
        (["--version"], {"textual", "rich", "numpy", "pydantic", "markdown_it"}),
    ],
    ids=["plain", "check", "list", "inspect", "version"],
)
@pytest.mark.today(2)
def test_each_command_loads_only_what_it_needs(arguments, needless):
    """Only the full screen loads Textual, and the version loads neither models nor NumPy."""
    assert not modules_after(*arguments) & needless
