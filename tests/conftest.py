"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("tutor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tutor")


def pytest_configure(config):
    """A lesson is long when it is printed; the failure that it belongs to is worth reading all the same."""
    config.addinivalue_line("filterwarnings", "ignore:Generating overly large repr")


LESSONS = Path(__file__).parent.parent / "lessons"


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    """No test sees, or touches, the progress of whoever runs it."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def lessons():
    """The folder of shipped lessons."""
    return LESSONS
