"""What all tests share."""

import io
import os
import shutil
import sys
from collections import defaultdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import profiles  # noqa: F401 -- registers the profiles
import pytest
from hypothesis import settings

from tutor.cli import main
from tutor.commands import check, listing
from tutor.lesson import index, library
from tutor.lesson.cut import Source

LESSONS = Path(__file__).parent.parent / "lessons"

# Each worker, and each of hundreds of processes under test, would compile all modules anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The workers inherit the day, so that all of them have the same cases, at midnight too.
DAY = int(os.environ.setdefault("RELU_TUTOR_DAY", str(datetime.now(UTC).toordinal())))

_read = library.read


@lru_cache(maxsize=128)
def _read_once(path, text):
    return _read(Source(path, text))


# A lesson is frozen, so what a file holds is read once. Reading the shipped ones takes most of many a test.
library.read = lambda file: _read(file) if file.unreadable else _read_once(file.path, file.text)


def pytest_addoption(parser):
    parser.addoption(
        "--full", action="store_true", help="run what is marked full, all cases, and 25 times as many examples"
    )


def pytest_xdist_auto_num_workers():
    """The workers of `-n auto`: tests of screens wait more than they work, so there are twice as many as cores."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure(config):
    settings.load_profile("full" if config.getoption("full") else "quick")
    # A lesson is long when it is printed; the failure that it belongs to is worth reading all the same.
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


def pytest_terminal_summary(terminalreporter, config):
    """How to run the cases of this run again, where one of them failed."""
    if terminalreporter.stats.get("failed") and not config.getoption("full"):
        terminalreporter.write_line(f"These are the cases of one day: RELU_TUTOR_DAY={DAY} runs them again.")


def pytest_collection_modifyitems(config, items):
    """Leave out what is marked `full`, and cases that are not of today, unless `--full` asks for them."""
    if config.getoption("full"):
        return
    left_out = {item for item in items if item.get_closest_marker("full")}
    left_out |= _not_of_today([item for item in items if item not in left_out])
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]


def _not_of_today(items):
    """The cases but those of today: as many as the mark says, evenly spread, and each day begins one further on."""
    cases = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("today"):
            cases[item.nodeid.partition("[")[0], mark.args[0]].append(item)
    left_out = set()
    for (_, count), all_of_one in cases.items():
        step = max(1, len(all_of_one) // count)
        today = {(DAY + i * step) % len(all_of_one) for i in range(count)}
        left_out |= {item for i, item in enumerate(all_of_one) if i not in today}
    return left_out


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    """No test sees, or touches, the progress of whoever runs it."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def lessons():
    """The folder of shipped lessons."""
    return LESSONS


class _Keyboard(io.StringIO):
    """A standard input at which a person types."""

    def isatty(self):
        return True


@pytest.fixture
def relu_tutor(monkeypatch, capsys, tmp_path):
    """Runs the program within this process, with lines on its standard input; returns status, output and errors."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(*arguments, typed=None, piped=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(piped) if typed is None else _Keyboard(typed))
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = end.code or 0
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def own_lessons(monkeypatch, tmp_path):
    """A copy of the shipped lessons for the commands to read, which a test may break."""
    folder = tmp_path / "lessons"
    shutil.copytree(LESSONS, folder)
    for module in (index, check, listing):  # opening a lesson imports it from the first when it runs
        monkeypatch.setattr(module, "lessons_folder", lambda: folder)
    return folder
