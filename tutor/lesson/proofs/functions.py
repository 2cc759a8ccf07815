"""The functions that a lab shows, for comparing a formula with them: f, z of each unit, and so on, as values at points."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from tutor.expression import ExpressionError, Measure, Measures, Node, UndefinedError, evaluate
from tutor.lab import Lab, Settings, measures_at, start_settings
from tutor.lesson.proofs.algebra import free, parts, renamed
from tutor.lesson.proofs.known import rows_of
from tutor.store import Store

Values = tuple[Fraction | None, ...]

POINTS = tuple(map(Fraction, ("-13", "-5", "-3", "-9/4", "-1", "-1/3", "0", "1/7", "1/2", "3/4", "1", "5/2", "3", "17")))
"""Where functions are compared. A ReLU network is a line between its breakpoints, so these tell any two apart that a
lesson is likely to have: they lie on all sides of its breakpoints."""

SHIFTS = (Fraction(0), Fraction(3, 2), Fraction(-2, 3))
"""How far the knobs that a formula names are turned, so that their place in it counts."""


_OF_A_UNIT = re.compile(r"v?[za](\d+)")


class Functions:
    """The functions of one lab at some settings, those of its start unless given."""

    def __init__(self, lab: Lab, store: Store, settings: Settings | None = None) -> None:
        self.lab, self.store = lab, store
        self.start = start_settings(lab) if settings is None else settings
        self._found: dict[tuple[str, ...], dict[str, Values]] = {}

    @cached_property
    def measures(self) -> Measures:
        """The measures at the start."""
        return measures_at(self.lab, self.start, self.store)

    def has(self, node: Node, named: str = "", units: frozenset[int] = frozenset()) -> bool:
        """Whether a formula is one of the lab's functions of x, its labels, or a number that depends on its knobs.

        Args:
            node: the formula.
            named: what the text calls it, such as f; then it is this function, or one of the units' if it is z or a.
            units: the units that the sentence names, if it does; then it is none of another unit's functions.
        """
        node = self._with_units(node)
        knobs = tuple(sorted(name for name in free(node) if name in self.start))
        others = [name for name in free(node) if name not in self.start]
        if len(others) == 1:
            return self._is_function(node, others[0], knobs, named, units) or self._is_labels(node, others[0])
        return not others and bool(knobs) and self._is_number(node, knobs)

    def names(self, name: str) -> bool:
        """Whether the lab has a function of this name, or one of each unit."""
        ones = (each for each, measure in self.measures.items() if measure.takes == 1)
        return any(name in {each, each.rstrip("0123456789_")} for each in ones)

    def _with_units(self, node: Node) -> Node:
        """w0, b0 and v0 for w, b and v, where there is one unit only."""
        if "w0" not in self.start or "w1" in self.start:
            return node
        return renamed(node, {"w": "w0", "b": "b0", "v": "v0"})

    def _turned(self, knobs: Sequence[str], shift: Fraction) -> Measures:
        settings = self.start
        for count, name in enumerate(knobs, 1):
            settings = self.lab.turn(settings, name, settings[name] + count * shift)
        return measures_at(self.lab, settings, self.store)

    def _is_function(  # noqa: PLR0917 -- the parts of one question
        self, node: Node, variable: str, knobs: tuple[str, ...], named: str, units: frozenset[int]
    ) -> bool:
        measures = self._turned(knobs, SHIFTS[1])
        if knobs not in self._found:
            one = {name: measure for name, measure in measures.items() if measure.takes == 1}
            values = {name: tuple(_read(each, x) for x in POINTS) for name, each in one.items()}
            for name in [name for name in values if _OF_A_UNIT.fullmatch(name) and name[0] == "a" and f"v{name[1:]}" in measures]:
                factor = _read(measures[f"v{name[1:]}"])  # what the unit adds to f
                values[f"v{name}"] = tuple(None if None in {y, factor} else factor * y for y in values[name])
            self._found[knobs] = values
        found = {
            each
            for name, each in self._found[knobs].items()
            if (not named or named in {name, name.rstrip("0123456789_")}) and _belongs(name, units)
        }
        mine = tuple(_at(node, measures, {variable: x}) for x in POINTS)
        if any(value is not None for value in mine) and mine in found:
            return True
        if any(getattr(part, "name", "") == "max" for part in parts(node)):
            return False
        ends = getattr(self.lab, "range", None)
        inside = [i for i, x in enumerate(POINTS) if ends and ends[0] <= x <= ends[1]]
        on_range = {tuple(each[i] for i in inside) for each in found}
        return len(inside) > 2 and tuple(mine[i] for i in inside) in on_range

    def _is_labels(self, node: Node, variable: str) -> bool:
        rows, labels = rows_of(self.lab)
        values = [_at(node, {}, {variable: x}) for x in rows]
        return len(set(labels)) > 1 and values == list(labels)

    def _is_number(self, node: Node, knobs: tuple[str, ...]) -> bool:
        if self.lab.clock:
            return False
        shifted = [self._turned(knobs, shift) for shift in SHIFTS]
        values = [_at(node, measures, {}) for measures in shifted]
        if None in values:
            return False
        for name, measure in shifted[0].items():
            if measure.takes == 0 and all(
                _read(m[name]) == value for m, value in zip(shifted, values, strict=True) if name in m
            ):
                return name not in knobs
            if measure.takes == 1:
                for x in (0, 1, 2):
                    if all(_read(m[name], Fraction(x)) == value for m, value in zip(shifted, values, strict=True)):
                        return True
        return False


def _belongs(name: str, units: frozenset[int]) -> bool:
    match = _OF_A_UNIT.fullmatch(name)
    return not units or match is None or int(match[1]) in units


def _read(measure: Measure, *arguments: Fraction) -> Fraction | None:
    try:
        return measure.read(*arguments)
    except UndefinedError:
        return None


def _at(node: Node, measures: Measures, values: Settings) -> Fraction | None:
    """The value of an expression, names being looked up in `values` first."""
    constants = {name: Measure(lambda value=value: value) for name, value in values.items()}
    try:
        return evaluate(node, {**measures, **constants})
    except (ExpressionError, UndefinedError):
        return None


def values_of(node: Node, variable: str) -> Values:
    """The values of a formula with one variable at the points; None where it has none."""
    return tuple(_at(node, {}, {variable: x}) for x in POINTS)
