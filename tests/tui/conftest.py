"""Starting the app as the command line does, and pressing keys."""

import pytest
from app import opening, started

from tutor.progress import home


@pytest.fixture
def tutor():
    """`async with tutor("when-linear#bend-it") as pilot:` runs the app at a step, with its progress on disk."""
    return lambda target="", size=(100, 40): started(target, size, home())


@pytest.fixture
def welcome():
    """`async with welcome() as pilot:` runs the app from its opening, with its progress on disk."""
    return lambda size=(100, 40): opening(size, home())
