"""The command line: finds the command, imports only that, and turns what it raises into a line and an exit status."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from tutor import crash, terminal
from tutor.commands import Command
from tutor.commands.arguments import UsageError
from tutor.files import FileError

COMMANDS = {
    "check": "tutor.commands.check",
    "list": "tutor.commands.listing",
    "quick": "tutor.commands.quick",
    "play": "tutor.commands.play",
    "inspect": "tutor.commands.inspect",
    "restarts": "tutor.commands.restarts",
    "experiments": "tutor.commands.experiments",
    "doctor": "tutor.commands.doctor",
    "reset": "tutor.commands.reset",
}
"""Each command and its module. No lesson may have such a name (`tutor.lesson.model.RESERVED`)."""

_LEARN = "tutor.commands.learn"
"""The module for all other command lines."""

_BUG, _INTERRUPTED = 70, 130
"""Exit statuses as in sysexits.h and of a shell."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run relu-tutor.

    Returns the exit status: 0; 1 for a wrong answer, a bad lesson or output that cannot be written; 2 for a bad
    command line or file; 70 for a bug; 130 for Ctrl+C.
    """
    terminal.prepare()
    # NumPy's products here are small, and a second thread of OpenBLAS waits for its turn on a busy machine: the pieces
    # of a network 1-64-64-64-64-64-1 then took 60 ms, with one thread 2 ms (tests/bench/pieces.py).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except (UsageError, FileError) as error:
        terminal.complain(str(error))
        return 2
    except BrokenPipeError:
        return 1  # the reader of our output went away, as `head` does
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the top: a bug is one line for the user, and a crash file
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            terminal.complain(f"cannot write: {error.strerror}")
            return 1
        terminal.complain(crash.report(error))
        return _BUG
    finally:
        terminal.flush()


def _run(arguments: list[str]) -> int:
    """The exit status of the command that the arguments ask for."""
    name = arguments[0] if arguments else ""
    module = COMMANDS.get(name)
    command: Command = import_module(module or _LEARN).run
    return command(arguments[1:] if module else arguments, terminal.say)
