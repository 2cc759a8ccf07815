"""What a lab shows as functions of x, such as f and the z of each unit: formulas in texts are compared with them."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property

from tutor.expression import ExpressionError, Measure, Measures, Node, UndefinedError, evaluate
from tutor.lab import Lab, Settings, measures_at, start_settings
from tutor.lesson.proofs.algebra import calls, free, renamed
from tutor.lesson.proofs.known import rows_of
from tutor.store import Store

Values = tuple[Fraction | None, ...]

_POINTS = "-13 -5 -3 -9/4 -1 -1/3 0 1/7 1/2 3/4 1 5/2 3 17"
POINTS = tuple(map(Fraction, _POINTS.split()))
"""Where functions are compared: on all sides of the breakpoints that lessons have. Between them f is a line."""

SHIFTS = (Fraction(0), Fraction(3, 2), Fraction(-2, 3))
"""How far the knobs that a formula names are turned, so that their place in the formula counts."""

_TURNED = re.compile(r"[wbv]\d+(?:_\d+)*|c|rate")
_OF_A_UNIT = re.compile(r"v?[za](\d+)")
_NUMBER = re.compile(r"[\d_]+$")
_ARGUMENTS: dict[int, tuple[tuple[Fraction, ...], ...]] = {
    0: ((),),
    1: ((Fraction(0),), (Fraction(1),), (Fraction(2),)),
}
"""What a measure is read at, by the number of its arguments, for a formula that depends on knobs alone."""


class Functions:
    """The functions of one lab at some settings, those of its start unless given."""

    def __init__(self, lab: Lab, store: Store, settings: Settings | None = None) -> None:
        self.lab, self.store = lab, store
        self.start = start_settings(lab) if settings is None else settings
        self._found: dict[tuple[str, ...], dict[str, Values]] = {}

    @cached_property
    def measures(self) -> Measures:
        """The measures at these settings."""
        return measures_at(self.lab, self.start, self.store)

    def has(self, node: Node, named: str = "", units: frozenset[int] = frozenset()) -> bool:
        """Whether a formula is one of the lab's functions of x, its labels, or a number that depends on its knobs.

        Args:
            node: the formula.
            named: what the text calls it, such as f; then it is this function, or one of the units' if it is z or a.
            units: the units that the sentence names, if it does; then it is no function of another unit.
        """
        node = self._with_units(node)
        knobs = tuple(sorted(name for name in free(node) if name in self.start))
        others = [name for name in free(node) if name not in self.start]
        if not all(map(_TURNED.fullmatch, knobs)):
            return False
        if len(others) == 1:
            wanted = _wanted(named, units)
            return self._is_function(node, others[0], knobs, wanted) or self._is_labels(node, others[0])
        return not others and bool(knobs) and self._is_number(node, knobs)

    def names(self, name: str) -> bool:
        """Whether the lab has a function of this name, or one of each unit."""
        ones = (each for each, measure in self.measures.items() if measure.takes == 1)
        return any(name in {each, _NUMBER.sub("", each)} for each in ones)

    def _with_units(self, node: Node) -> Node:
        """w0, b0 and v0 for w, b and v, where there is one unit only."""
        if "w0" not in self.start or "w1" in self.start:
            return node
        return renamed(node, {"w": "w0", "b": "b0", "v": "v0"})

    def _turned(self, knobs: tuple[str, ...], shift: Fraction) -> Measures:
        settings = self.start
        for count, name in enumerate(knobs, 1):
            settings = self.lab.turn(settings, name, settings[name] + count * shift)
        return measures_at(self.lab, settings, self.store)

    def _is_function(self, node: Node, variable: str, knobs: tuple[str, ...], wanted: Callable[[str], bool]) -> bool:
        measures = self._turned(knobs, SHIFTS[1])
        if knobs not in self._found:
            self._found[knobs] = _functions(measures)
        found = [values for name, values in self._found[knobs].items() if wanted(name)]
        values = tuple(_at(node, measures, {variable: x}) for x in POINTS)
        if set(values) != {None} and values in found:
            return True
        low, high = getattr(self.lab, "range", None) or (1, 0)
        inside = [i for i, x in enumerate(POINTS) if low <= x <= high]
        if "max" in calls(node) or len(inside) < 3:  # a line, or |x|: on the range it may be f all the same
            return False
        return tuple(values[i] for i in inside) in {tuple(each[i] for i in inside) for each in found}

    def _is_labels(self, node: Node, variable: str) -> bool:
        rows, labels = rows_of(self.lab)
        return len(set(labels)) > 1 and [_at(node, {}, {variable: x}) for x in rows] == labels

    def _is_number(self, node: Node, knobs: tuple[str, ...]) -> bool:
        if self.lab.clock:
            return False
        shifted = [self._turned(knobs, shift) for shift in SHIFTS]
        values = [_at(node, measures, {}) for measures in shifted]
        tried = [
            (name, arguments)
            for name, measure in shifted[0].items()
            if name not in knobs
            for arguments in _ARGUMENTS.get(measure.takes, ())
        ]
        return None not in values and any(
            [_read(measures.get(name), *arguments) for measures in shifted] == values for name, arguments in tried
        )


def values_of(node: Node, variable: str) -> Values:
    """The values of a formula with one variable at the points; None where it has none."""
    return tuple(_at(node, {}, {variable: x}) for x in POINTS)


def _wanted(named: str, units: frozenset[int]) -> Callable[[str], bool]:
    """Which functions of a lab may be meant, by their names."""

    def wanted(name: str) -> bool:
        unit = _OF_A_UNIT.fullmatch(name)
        belongs = not units or unit is None or int(unit[1]) in units
        return belongs and (not named or named in {name, _NUMBER.sub("", name)})

    return wanted


def _functions(measures: Measures) -> dict[str, Values]:
    """The measures of one number by name, as values; and v·a of each unit, which is what it adds to f."""
    found = {name: tuple(_read(measure, x) for x in POINTS) for name, measure in measures.items() if measure.takes == 1}
    for name in [name for name in found if name[0] == "a" and f"v{name[1:]}" in measures]:
        v = _read(measures[f"v{name[1:]}"])
        found[f"v{name}"] = tuple(None if a is None or v is None else v * a for a in found[name])
    return found


def _read(measure: Measure | None, *arguments: Fraction) -> Fraction | None:
    try:
        return measure.read(*arguments) if measure else None
    except UndefinedError:
        return None


def _at(node: Node, measures: Measures, values: Settings) -> Fraction | None:
    """The value of an expression, names being looked up in `values` first."""
    constants = {name: Measure(lambda value=value: value) for name, value in values.items()}
    try:
        return evaluate(node, {**measures, **constants})
    except (ExpressionError, UndefinedError):
        return None
