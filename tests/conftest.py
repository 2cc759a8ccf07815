"""What all tests share."""

from pathlib import Path

import profiles  # noqa: F401 -- registers the profiles
import pytest
from hypothesis import settings

LESSONS = Path(__file__).parent.parent / "lessons"


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run what is marked full, and ten times as many examples")


def pytest_configure(config):
    settings.load_profile("full" if config.getoption("full") else "quick")
    # A lesson is long when it is printed; the failure that it belongs to is worth reading all the same.
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


def pytest_collection_modifyitems(config, items):
    """Leave out what is marked `full`, unless `--full` asks for it."""
    if config.getoption("full"):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("full")])
    items[:] = [item for item in items if not item.get_closest_marker("full")]


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    """No test sees, or touches, the progress of whoever runs it."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def lessons():
    """The folder of shipped lessons."""
    return LESSONS
