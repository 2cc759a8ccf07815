"""Whether a number or a formula in a text is tied to something that is proved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor import expression
from tutor.expression import FUNCTIONS, Call, Comparison, ExpressionError, Measures, Node, Numeral, UndefinedError
from tutor.lesson.proofs.algebra import calls, folded, free, is_name, lifted, matched, numerals, parts, put, value_of
from tutor.lesson.proofs.formula import Formula, before, formulas
from tutor.lesson.proofs.functions import Functions, values_of
from tutor.lesson.proofs.known import ALONE, BEND, GIVEN, LABEL, PLACE, ROW, Known
from tutor.lesson.proofs.notation import EQUATIONS, NOTATION

Roles = tuple[str, ...]

WORDS: dict[str, Roles] = {
    **dict.fromkeys(("bias", "biases"), ("b",)),
    **dict.fromkeys(("weight", "weights"), ("w", "v")),
    **dict.fromkeys(("label", "labels", "height", "heights"), (LABEL, ALONE)),
    **dict.fromkeys(("row", "rows"), (ROW,)),
    **dict.fromkeys(("at", "of", "between", "beyond", "before", "x"), (PLACE,)),
    **dict.fromkeys(("from", "to", "below", "above", "on", "for"), (PLACE, ALONE)),
}
"""The roles that a number may have behind one of these words."""

_LIST = re.compile(r"[ \n]*(?:,|,? ?(?:and|or|to|up to|at|are)(?: at)?|, …|…|, … up to)[ \n]*")
"""What stands between the numbers of a list, which all have the role of the first."""

_NAMED = re.compile(r"\b([a-z][a-z_0-9]*) (?:is|was|are|be|becomes|at)(?: now| again)? $")
"""A name whose value follows: `w is 2`."""

_NOTHING = Call("negative", (Numeral(Fraction(0), 0),))
"""−0 and 0/2, which nobody writes."""


@dataclass(frozen=True)
class Ties:
    """What a sentence may repeat.

    Attributes:
        known: the numbers and expressions that are known there.
        measures: those of the lab.
        functions: the functions of the labs that the step may speak of.
        units: the units that the sentence names.
        has_lab: whether the step has a lab of its own; if not, it may speak of other functions, too.
    """

    known: Known
    measures: Measures
    functions: Sequence[Functions]
    units: frozenset[int] = frozenset()
    has_lab: bool = True

    def formulas(self, text: str) -> Iterator[Formula]:
        """The numbers and formulas in a text, each with a number or an operator in it."""
        names = {name for name in (*self.known.roles, *self.measures) if name.isidentifier() and len(name) > 1}
        return (each for each in formulas(text, names - set(WORDS) - {ROW, LABEL, BEND, GIVEN}) if each.states)

    def loose(self, text: str) -> Iterator[Formula]:
        """Those that repeat nothing."""
        roles: Roles = ()
        end = 0
        for formula in self.formulas(text):
            goes_on = bool(roles) and _LIST.fullmatch(text[end : formula.start])
            if not goes_on or formula.operators:
                roles = self._roles(formula, before(text, formula.start))
            if not self._is_tied(formula, roles):
                yield formula
            first = formula.sides[0]
            if formula.operators and isinstance(first, Call) and is_name(first):
                roles = (first.name,)
            end = formula.end

    def _roles(self, formula: Formula, text: str) -> Roles:
        if text.endswith("["):
            return (PLACE,)
        named = _NAMED.search(text)
        for word in (named[1] if named else "", formula.before):
            if word in WORDS:
                return WORDS[word]
            if word in self.known.roles and (len(word) > 1 or named):
                return (word,)
        return (ALONE,)

    def _is_tied(self, formula: Formula, roles: Roles) -> bool:
        sides = tuple(map(folded, formula.sides))
        if any(part == _NOTHING for side in sides for part in parts(side)):
            return False
        if not formula.operators:
            return self._term(sides[0], roles)
        links = zip(sides, formula.operators, sides[1:], strict=False)
        return all(self._link(a, operator, b, roles) for a, operator, b in links)

    # Comparisons

    def _link(self, a: Node, operator: str, b: Node, roles: Roles) -> bool:
        """Whether a comparison gives a name a known value, stands in a claim, or is true of the lab."""
        for one, other in ((a, b), (b, a)):
            value = value_of(other)
            if isinstance(one, Call) and is_name(one) and value is not None:
                return self._is(value, ROW if ROW in roles and one.name == PLACE else one.name)
        if self.known.states(a, operator, b) or (operator == "=" and (a, b) in EQUATIONS):
            return True
        try:
            return expression.holds(Comparison((a, b), (operator,), (), ""), self.measures)
        except (ExpressionError, UndefinedError):
            return self._defines(a, b) if operator == "=" else self._both(a, b)

    def _defines(self, a: Node, b: Node) -> bool:
        """Whether f(x) = …, or z = …, is the function of that name, where the lab has one."""
        name = a.name if isinstance(a, Call) else ""
        own = [each for each in self.functions if self.has_lab and each.names(name)]
        if own and len(free(b)) == 1 and not NOTATION.issuperset((a, b)):
            return b in self.known or any(each.has(b, name, self.units) for each in own)
        return self._both(a, b)

    def _both(self, a: Node, b: Node) -> bool:
        return self._term(a, (ALONE,)) and self._term(b, (ALONE,))

    # Numbers

    def _is(self, value: Fraction, role: str) -> bool:
        return value in self._values(role) or (role == PLACE and self._is_put_in(value))

    def _values(self, role: str) -> set[Fraction]:
        """The numbers of a role. A sentence that proves something at an input speaks of that input and of no other."""
        known = self.known
        if role == PLACE:
            return known.said(PLACE) | known.said(BEND)
        if role == ALONE:
            return known.said(ALONE) | known.said(GIVEN)
        if role in {ROW, "z"} and known.numbers.get(PLACE):
            return known.numbers[PLACE]
        if role == "z":
            return known.everything("z") | known.everything(PLACE)
        return known.numbers.get(role) or known.everything(role)

    def _is_put_in(self, value: Fraction) -> bool:
        """Whether some proved arithmetic, of this sentence if it has any, is a formula of this check at this x."""
        if self.known.said(PLACE):
            return False
        proved = self.known.terms or self.known
        return any(put(shape, name, value) in proved for shape in self.known.shapes() for name in free(shape)[:1])

    # Formulas

    def _term(self, node: Node, roles: Roles) -> bool:
        """Whether a number, or a formula without a comparison, is known."""
        if isinstance(node, Numeral):
            return any(self._is(node.value, role) for role in roles)
        inner = node.arguments[0] if node.arguments else None
        if node.name == "positive":  # +2 is a change by 2, and no place
            return PLACE not in roles and isinstance(inner, Numeral) and self._term(inner, roles)
        if is_name(node):
            return True
        if node.name not in FUNCTIONS and all(isinstance(each, Numeral) for each in node.arguments):
            inputs = numerals(node)
            return all(each in self.known.said(PLACE) or self._is_put_in(each) for each in inputs)
        if node in self.known or node in NOTATION:
            return True
        if node.name.isidentifier() and node.name not in FUNCTIONS and all(map(is_name, node.arguments)):
            return True
        variables = free(node)
        if not variables:
            return self._arithmetic(node)
        alone = variables[0] if len(variables) == 1 else ""
        return (
            bool(alone and self._instance(node, alone))
            or any(each.has(node, units=self.units) for each in self.functions)
            or bool(alone and self._rewritten(node, alone))
        )

    def _arithmetic(self, node: Node) -> bool:
        """Whether arithmetic is a function of the lab at a known input, or comes to a known value."""
        known = self.known
        places = known.everything(PLACE) | known.everything(ROW) | known.said(BEND)
        for place in places & set(numerals(node)):
            if any(each.has(lifted(node, place), units=self.units) for each in self.functions):
                return True
        return "max" not in calls(node) and value_of(node) in known.said(ALONE)

    def _instance(self, node: Node, variable: str) -> bool:
        """Whether some proved arithmetic is this formula with something put in; if a number, the variable may be it."""
        found = [each for term in self.known.all_terms() if (each := matched(node, variable, term))]
        found = [each for each in found if isinstance(each, Numeral) or each.name != "negative"]
        self.known.know(variable, *(each.value for each in found if isinstance(each, Numeral)))
        return bool(found)

    def _rewritten(self, node: Node, variable: str) -> bool:
        """Whether another formula of this check, which is known, is the same function of this variable."""
        values = values_of(node, variable)
        return any(
            shape != node
            and free(shape) == [variable]
            and values_of(shape, variable) == values
            and (self._instance(shape, variable) or any(each.has(shape) for each in self.functions))
            for shape in self.known.shapes()
        )
