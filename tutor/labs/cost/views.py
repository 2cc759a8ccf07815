"""The figures of the `cost` lab, one function for each view, and the table that names them."""

from collections.abc import Callable
from itertools import pairwise

from tutor.figure import Figure, Table
from tutor.labs.cost.facts import CostFacts
from tutor.labs.cost.spec import COLUMNS, ELEMENTS, NAMES, PASSES, ROUNDS, TYPES, Column, Written

_WORDS: dict[Written, str] = {
    "tutor": "as this program writes them, for accuracy",
    "plain": "as a line of NumPy",
}


def how(written: Written, facts: CostFacts) -> str:
    """What was measured, and how often."""
    return f"{_WORDS[written]}; {ELEMENTS:,} numbers, {len(facts.rounds)} of {ROUNDS} rounds"


def _cost(written: Written, facts: CostFacts) -> Table:
    """A row for each activation and pass, a column for each type."""
    rows = tuple(
        (f"{name} {passing}", *(facts.spreads[name, passing, dtype].text if facts.rounds else "·" for dtype in TYPES))
        for passing in PASSES
        for name in NAMES
    )
    return Table(("activation", *TYPES), rows, f"median ns a number (quartiles), {how(written, facts)}")


def _order(_: Written, facts: CostFacts) -> Table:
    """The activations from the cheapest down, a column for each pass and type."""
    columns = [_ranked(facts, column) if facts.rounds else ["·"] * len(NAMES) for column in COLUMNS]
    rows = tuple((str(place), *names) for place, names in enumerate(zip(*columns, strict=True), 1))
    header = ("place", *(f"{dtype} {passing}" for passing, dtype in COLUMNS))
    return Table(header, rows, "cheapest first; ≈ where the quartiles overlap those above")


def _ranked(facts: CostFacts, column: Column) -> list[str]:
    names = facts.order(column)
    near = [False, *(facts.alike(*both, column) for both in pairwise(names))]
    return [f"≈ {name}" if alike else name for alike, name in zip(near, names, strict=True)]


TITLES = {"cost": "the cost", "order": "the order of cost"}

VIEWS: dict[str, Callable[[Written, CostFacts], Figure]] = {"cost": _cost, "order": _order}
