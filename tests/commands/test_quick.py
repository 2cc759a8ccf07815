"""relu-tutor quick: the route line by line, from the first stop that is not done."""

import re

import pytest

from tutor.lesson import library
from tutor.lesson.index import lessons_folder

ROUTE = library.load([lessons_folder()]).route
ANSWERED = "solution\nsolution\n" * 4


def stops(printed):
    """The stops that were told, by number."""
    return [int(number) for number in re.findall(r"^(?:> )?Stop (\d+) of", printed, re.MULTILINE)]


def test_the_route_is_told_to_its_end(relu_tutor):
    """Skipping leads along all stops in order; each begins with what leads to it; nothing but the stops is told."""
    status, printed, errors = relu_tutor("quick", "--plain", typed="skip\n" * len(ROUTE))
    assert (status, errors) == (0, "")
    assert stops(printed) == [*range(1, len(ROUTE) + 1)]
    flat = " ".join(printed.split())
    assert all(" ".join(stop.bridge.split()) in flat for stop in ROUTE)


def test_what_is_done_on_the_route_counts_and_is_not_asked_again(relu_tutor):
    """The first stop that is done is done in its lesson, too; the next start begins at the second."""
    relu_tutor("quick", "--plain", typed=ANSWERED + "quit\n")
    lesson = ROUTE[0].step.partition("#")[0]
    assert re.search(rf"^{lesson} +1 of", relu_tutor("list")[1], re.MULTILINE)
    assert stops(relu_tutor("quick", "--plain", typed="quit\n")[1]) == [2]


@pytest.mark.parametrize("last", ["quit\n", ""])
def test_leaving_ends_the_route(relu_tutor, last):
    """Who leaves at a stop, or whose input ends there, is not led to the next one."""
    assert stops(relu_tutor("quick", "--plain", typed="skip\n" + last)[1]) == [1, 2]


def test_an_argument_that_is_none_is_refused(relu_tutor):
    """The route has no lesson to name."""
    status, _, errors = relu_tutor("quick", "when-linear")
    assert status == 2
    assert "when-linear" in errors
