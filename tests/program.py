"""The program as a user starts it: as a process of its own, with its own streams and environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tutor

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")

ROOT = Path(tutor.__file__).parents[1]
COMMAND = [sys.executable, "-m", "tutor"]


def environment(**changes):
    """The environment of a process under test; its crash files go to the folder of the test."""
    here = str(Path(os.environ["RELU_TUTOR_HOME"]).parent)
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": here, "PYTHONUNBUFFERED": "", **changes}


def process(*arguments, changes=None, **options):
    """Run the program to its end: status, output and errors, as bytes unless `text` is given."""
    streams = {} if "stdout" in options or "stderr" in options else {"capture_output": True}
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(**(changes or {})), check=False, timeout=60, **streams, **options
    )


def in_shell(command):
    """Run a line of shell, with $TUTOR for the program."""
    return subprocess.run(
        ["sh", "-c", command],
        env=environment(TUTOR=" ".join(COMMAND)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
