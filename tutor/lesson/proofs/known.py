"""What a text may repeat: the numbers and formulas that its step states, or that its check is about.

A number is known in a role. In "at x = 3 the unit gives 5" it is 3 for x and 5 by itself; that 5 is known says nothing
about x = 5.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction

from tutor.check import Check, DrawnCheck, GoalCheck, MatchCheck, NumberCheck, OrderCheck, SketchCheck
from tutor.check.choice import ChoiceCheck, ManyCheck
from tutor.expression import (
    FUNCTIONS,
    Call,
    Comparison,
    ExpressionError,
    Measures,
    Node,
    Numeral,
    UndefinedError,
    parse,
    parse_comparison,
)
from tutor.lab import Lab
from tutor.labs.data import Data, Task
from tutor.labs.network.spec import NetworkSpec
from tutor.lesson.proofs.algebra import folded, is_name, parts, value_of

PLACE, ROW, LABEL, ALONE = "x", "row", "label", ""
"""The roles of a number that is not the value of a knob: an input, a row of the data, a label, or none of them."""

BEND, GIVEN = "bend", "given"
"""Two more, which the lab has everywhere in its step: an end of its range or a breakpoint; what else it states."""

_PARAMETER = re.compile(r"[wbv]\d+(?:_\d+)*|c")
_BREAKPOINT = re.compile(r"breakpoint\d+")


class Known:
    """What is known in a part of a step: in the step, in a check, in a text, in a sentence.

    Attributes:
        around: what is known in the part around it.
        numbers: the numbers of each role; names of knobs are roles, too.
        terms: the expressions, folded, with all their parts.
    """

    def __init__(self, around: "Known | None" = None) -> None:
        self.around = around
        self.numbers: dict[str, set[Fraction]] = defaultdict(set)
        self.terms: set[Node] = set()
        self.links: set[tuple[Node, str, Node]] = set()
        self.formulas: set[Node] = set()
        self.decided: set[str] = set()

    def said(self, role: str) -> set[Fraction]:
        """The numbers of a role: those of the nearest part that has any."""
        if self.numbers.get(role) or self.around is None:
            return self.numbers.get(role, set())
        return self.around.said(role)

    def everything(self, role: str) -> set[Fraction]:
        """The numbers of a role here and in all that is around."""
        around = self.around if role not in self.decided else None
        return self.numbers.get(role, set()) | (around.everything(role) if around else set())

    def all_terms(self) -> Iterator[Node]:
        """Every expression that is proved, here and around."""
        yield from self.terms
        if self.around:
            yield from self.around.all_terms()

    def shapes(self) -> set[Node]:
        """The formulas with a variable that the texts of a check, and what is around, write down."""
        return self.formulas | (self.around.shapes() if self.around else set())

    @property
    def roles(self) -> set[str]:
        """All roles that have numbers."""
        return {*self.numbers, *(self.around.roles if self.around else ())}

    def __contains__(self, term: Node) -> bool:
        """Whether an expression is proved."""
        return term in self.terms or (self.around is not None and term in self.around)

    def states(self, a: Node, operator: str, b: Node) -> bool:
        """Whether a comparison stands in a claim as it is."""
        return (a, operator, b) in self.links or (self.around is not None and self.around.states(a, operator, b))

    def know(self, role: str, *values: Fraction) -> None:
        """Numbers in a role."""
        self.numbers[role].update(values)

    def name(self, name: str, value: Fraction) -> None:
        """The value of a name such as b0; it is also one of b."""
        self.know(name, value)
        self.know(name.rstrip("0123456789_"), value)
        if _BREAKPOINT.fullmatch(name):
            self.know(PLACE, value)

    def expression(self, node: Node) -> None:
        """An expression that is proved, and its parts; the argument of a measure is an input."""
        self._parts(folded(node))
        negative = (part for part in parts(node) if isinstance(part, Call) and part.name == "negative")
        self.know(ALONE, *_values(negative))

    def _parts(self, node: Node) -> None:
        self.terms.add(node)
        self.know(ALONE, *_values([node]))
        for each in node.arguments if isinstance(node, Call) else ():
            if isinstance(node, Call) and node.name not in FUNCTIONS and isinstance(each, Numeral):
                self.know(PLACE, each.value)
            else:
                self._parts(each)

    def claim(self, claim: Comparison) -> None:
        """A comparison, and the values after `when`."""
        for side in claim.sides:
            self.expression(side)
        sides = tuple(map(folded, claim.sides))
        self.links.update(zip(sides, claim.operators, sides[1:], strict=False))
        for side in claim.sides:
            if isinstance(side, Call) and is_name(side):
                for value in _values(claim.sides):
                    self.name(side.name, value)
        for name, node in claim.when:
            for value in _values([node]):
                self.name(name, value)

    def claims(self, texts: Iterable[str | None]) -> None:
        """Comparisons as they are written in a check; those that are none are told elsewhere."""
        for text in filter(None, texts):
            try:
                self.claim(parse_comparison(text))
            except ExpressionError:
                continue

    def expressions(self, texts: Iterable[str | None]) -> None:
        """Expressions as they are written in a check."""
        for text in filter(None, texts):
            try:
                self.expression(parse(text))
            except ExpressionError:
                continue

    def lab(self, lab: Lab, measures: Measures) -> None:
        """What a lab states: its knobs and parameters, its range, its rows, and how it is trained."""
        for knob in lab.all_knobs:
            self.name(knob.name, knob.start)
        for name, measure in measures.items():
            if measure.takes == 0 and _PARAMETER.fullmatch(name):
                self.name(name, measure.read())
        rows, labels = rows_of(lab)
        self.know(ROW, *rows)
        self.know(LABEL, *labels)
        self.bends(lab, measures)
        if not isinstance(lab, NetworkSpec):
            self.know(GIVEN, *(lab.stated - {*rows, *labels} if labels else lab.stated))

    def bends(self, lab: Lab, measures: Measures) -> None:
        """The ends of the range of a lab, and the breakpoints of its units."""
        ends = getattr(lab, "range", None) or (lab.ends if isinstance(lab, Task) else ())
        self.know(BEND, *ends)
        for name, measure in measures.items():
            if _BREAKPOINT.fullmatch(name):
                try:
                    self.know(BEND, measure.read())
                except UndefinedError:  # a unit with w = 0 has none
                    continue

    def check(self, check: Check) -> None:
        """What a check states, besides its texts."""
        match check:
            case NumberCheck():
                self.expressions((check.proof,))
                self.know(ALONE, check.answer, *(each.value for each in check.wrong))
                if check.proof and "breakpoint" in check.proof:
                    self.know(PLACE, check.answer)
            case DrawnCheck():
                self.expressions((check.proof, *(each.value for each in check.wrong)))
                self.claims(check.where)
            case OrderCheck():
                self.expressions(item.worth for item in check.items)
            case MatchCheck():
                self.claims(pair.holds for pair in check.pairs)
            case ChoiceCheck() | ManyCheck():
                self.claims(option.holds for option in check.options)
            case SketchCheck():
                self.know(PLACE, *check.xs)
                self.know(ALONE, *check.heights)
            case GoalCheck():
                self.claims(check.claims)
                for name, value in check.solution.items():
                    self.name(name, value)
                    self.decided |= {name, name.rstrip("0123456789_")}


def _values(nodes: Iterable[Node]) -> list[Fraction]:
    """The values of those that are mere arithmetic."""
    return [value for value in map(value_of, nodes) if value is not None]


def rows_of(lab: Lab) -> tuple[list[Fraction], list[Fraction]]:
    """The inputs and the labels of a lab with one input; empty where it has no rows."""
    data = getattr(lab, "data", None)
    if isinstance(data, Data):
        return list(data.x), list(data.y)
    if isinstance(lab, Task):
        x, y = lab.rows
        return [Fraction(str(each)) for each in x], [Fraction(str(each)) for each in y]
    return [], []
