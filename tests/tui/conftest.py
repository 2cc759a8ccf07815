"""Starting the app as the command line does, and pressing keys."""

import pytest
from app import opening, started
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tutor.progress import home

_PARSED = {}
_parse = Stylesheet._parse_rules


def _parsed_once(stylesheet, css, read_from, *kind, **kinds):
    """The rules of a style sheet, which are the same in each app of a worker, in each theme."""
    key = css, read_from, kind, *kinds.items(), *stylesheet._variables.items()
    if key not in _PARSED:
        _PARSED[key] = _parse(stylesheet, css, read_from, *kind, **kinds)
    return _PARSED[key]


# Most of a start of an app are its styles: parsing takes a tenth of it, and so does hashing rules by a method.
Stylesheet._parse_rules = _parsed_once
RuleSet.__hash__ = object.__hash__  # by identity, as before


@pytest.fixture
def tutor():
    """`async with tutor("when-linear#bend-it") as pilot:` runs the app at a step, with its progress on disk."""
    return lambda target="", size=(100, 40): started(target, size, home())


@pytest.fixture
def welcome():
    """`async with welcome() as pilot:` runs the app from its opening, with its progress on disk."""
    return lambda size=(100, 40): opening(size, home())
