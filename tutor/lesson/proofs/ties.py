"""Whether a number or a formula in a text is tied to something that is proved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.expression import FUNCTIONS, Call, Comparison, ExpressionError, Measures, Node, Numeral, UndefinedError, holds
from tutor.lesson.proofs.algebra import folded, free, is_name, lifted, matched, parts, put, value_of
from tutor.lesson.proofs.formula import Formula, formulas
from tutor.lesson.proofs.functions import Functions, values_of
from tutor.lesson.proofs.known import ALONE, BEND, GIVEN, LABEL, PLACE, ROW, Known
from tutor.lesson.proofs.notation import EQUATIONS, NOTATION

WORDS = {
    **dict.fromkeys(("bias", "biases"), ("b",)),
    **dict.fromkeys(("weight", "weights"), ("w", "v")),
    **dict.fromkeys(("label", "labels", "height", "heights"), (LABEL, ALONE)),
    **dict.fromkeys(("row", "rows"), (ROW,)),
    **dict.fromkeys(("at", "of", "between", "beyond", "before", "x"), (PLACE,)),
    **dict.fromkeys(("from", "to", "below", "above", "on", "for"), (PLACE, ALONE)),
}
"""The roles of a number that stands behind one of these words."""

_NOTHING = frozenset({Call("negative", (Numeral(Fraction(0), 0),))})
"""What nobody writes, such as −0."""

_LIST = re.compile(r"[ \n]*(?:,|,? ?(?:and|or|to|up to|at|are)(?: at)?|, …|…|, … up to)[ \n]*")
_NAMED = re.compile(r"\b([a-z][a-z_0-9]*|rows?|bias(?:es)?|weights?|labels?) (?:is|was|are|be|becomes|at)(?: now| again)? $")


@dataclass
class Ties:
    """What a text may repeat, and what decides about formulas.

    Attributes:
        known: the numbers and terms.
        measures: those of the lab, for closed comparisons.
        functions: the functions of the labs that the text may speak of.
        units: the units that the sentence names.
        has_lab: whether the step has a lab of its own; if not, a text may speak of other functions, too.
    """

    known: Known
    measures: Measures
    functions: Sequence[Functions]
    units: frozenset[int] = frozenset()
    has_lab: bool = True

    def formulas(self, text: str) -> Iterator[Formula]:
        """The numbers and formulas in a text."""
        names = [name for name in (*self.known.roles, *self.measures) if name.isidentifier() and len(name) > 1]
        found = formulas(text, frozenset(names) - set(WORDS) - {ROW, LABEL})
        return (formula for formula in found if formula.states)

    def loose(self, text: str) -> Iterator[Formula]:
        """The numbers and formulas in a text that nothing proves."""
        roles: tuple[str, ...] = ()
        end = 0
        for formula in self.formulas(text):
            if not (roles and _LIST.fullmatch(text[end : formula.start])):
                roles = self._roles(formula, text)
            elif formula.operators:
                roles = self._roles(formula, text)
            if not self.tied(formula, roles):
                yield formula
            if formula.operators and is_name(formula.sides[0]):
                roles = (formula.sides[0].name,)  # type: ignore[union-attr]
            end = formula.end

    def _roles(self, formula: Formula, text: str) -> tuple[str, ...]:
        if text[: formula.start].endswith("["):
            return (PLACE,)
        named = _NAMED.search(text[: formula.start])
        for word in (named[1] if named else "", formula.before):
            if word in WORDS:
                return WORDS[word]
            if word in self.known.roles and (len(word) > 1 or named):
                return (word,)
        return (ALONE,)

    def tied(self, formula: Formula, roles: tuple[str, ...]) -> bool:
        """Whether a number in one of some roles, a formula, or each link of a comparison repeats what is known."""
        sides = tuple(map(folded, formula.sides))
        if any(part in _NOTHING for side in sides for part in parts(side)):
            return False
        if not formula.operators:
            return self._term(sides[0], roles)
        return all(
            self._link(a, operator, b, roles)
            for a, operator, b in zip(sides, formula.operators, sides[1:], strict=False)
        )

    def _link(self, a: Node, operator: str, b: Node, roles: tuple[str, ...]) -> bool:
        for one, other in ((a, b), (b, a)):
            value = value_of(other)
            if isinstance(one, Call) and is_name(one) and value is not None:
                role = ROW if ROW in roles and one.name == PLACE else one.name
                return value in self._values(role) or (role == PLACE and self._is_place(value))
        if self.known.states(a, operator, b) or (operator == "=" and (a, b) in EQUATIONS):
            return True
        try:
            return holds(Comparison((a, b), (operator,), (), ""), self.measures)
        except (ExpressionError, UndefinedError):
            return self._defines(a, b) if operator == "=" else all(self._term(side, (ALONE,)) for side in (a, b))

    def _defines(self, a: Node, b: Node) -> bool:
        """Whether f(x) = …, or z = …, is the function of that name, where the lab has one."""
        name = a.name if isinstance(a, Call) else ""
        own = [each for each in self.functions if each.names(name)] if self.has_lab else []
        if own and not NOTATION.issuperset((a, b)) and len(free(b)) == 1:
            return any(each.has(b, name, self.units) for each in own) or b in self.known
        return all(self._term(side, (ALONE,)) for side in (a, b))

    def _values(self, role: str) -> set[Fraction]:
        """The numbers of a role. A sentence that proves something at an input speaks of that input and no other."""
        own = self.known.numbers.get(PLACE if role in {ROW, "z"} else role)
        if own and role not in {ALONE, PLACE}:
            return own
        if role == PLACE:
            return self.known.said(PLACE) | self.known.said(BEND)
        if role == ALONE:
            return self.known.said(ALONE) | self.known.said(GIVEN)
        if role == "z":
            return self.known.everything("z") | self.known.everything(PLACE)
        return self.known.everything(role)

    def _term(self, node: Node, roles: tuple[str, ...]) -> bool:
        if isinstance(node, Numeral):
            return any(node.value in self._values(role) for role in roles) or (
                PLACE in roles and self._is_place(node.value)
            )
        if node.name == "positive":  # +2 is a change by 2, and no place
            return PLACE not in roles and isinstance(node.arguments[0], Numeral) and self._term(node.arguments[0], roles)
        if is_name(node):
            return True
        if node.name not in FUNCTIONS and node.arguments and all(isinstance(each, Numeral) for each in node.arguments):
            return all(self._is_input(each.value) for each in node.arguments)  # type: ignore[union-attr]
        if node in self.known or node in NOTATION:
            return True
        if node.arguments and all(is_name(each) for each in node.arguments) and node.name.isidentifier():
            return node.name not in {"max", "abs", "min"} or node in NOTATION
        variables = free(node)
        if not variables:
            return self._arithmetic(node)
        if len(variables) == 1 and self._instance(node, variables[0]):
            return True
        if any(functions.has(node, units=self.units) for functions in self.functions):
            return True
        return len(variables) == 1 and self._rewritten(node, variables[0])

    def _is_input(self, value: Fraction) -> bool:
        return value in self.known.said(PLACE) or self._is_place(value)

    def _is_place(self, value: Fraction) -> bool:
        """Whether some proved arithmetic, of this sentence if it has any, is a formula of this check at this x."""
        if self.known.said(PLACE):
            return False
        proved = self.known.terms or self.known
        return any(put(shape, name, value) in proved for shape in self.known.shapes() for name in free(shape)[:1])

    def _arithmetic(self, node: Node) -> bool:
        """A closed formula: a function of the lab at a known input, or a value that is known."""
        stands = {part.value for part in parts(node) if isinstance(part, Numeral)}
        for place in stands & (self.known.everything(PLACE) | self.known.everything(ROW) | self.known.said(BEND)):
            if any(functions.has(lifted(node, place), units=self.units) for functions in self.functions):
                return True
        if any(isinstance(part, Call) and part.name == "max" for part in parts(node)):
            return False
        value = value_of(node)
        return value is not None and value in self.known.said(ALONE)

    def _instance(self, node: Node, variable: str) -> bool:
        """Whether some proved arithmetic is this formula with something put in for its variable."""
        found = [
            each
            for term in self.known.all_terms()
            if (each := matched(node, variable, term)) and getattr(each, "name", "") != "negative"
        ]
        self.known.know(variable, *(each.value for each in found if isinstance(each, Numeral)))
        return bool(found)

    def _rewritten(self, node: Node, variable: str) -> bool:
        """Whether another formula of this check that is tied is the same function of this variable."""
        values = values_of(node, variable)
        return any(
            shape != node
            and free(shape) == [variable]
            and values_of(shape, variable) == values
            and (self._instance(shape, variable) or any(each.has(shape) for each in self.functions))
            for shape in self.known.shapes()
        )
