"""The inputs that a check asks about, so that a plot can name them on its axis."""

import re
from contextlib import suppress
from fractions import Fraction

from tutor import expression
from tutor.check.base import CheckBase
from tutor.check.number import NumberCheck
from tutor.check.sketch import SketchCheck
from tutor.expression import ExpressionError, UndefinedError

_AT = re.compile(r"\bx = ([−-]?\d+(?:[./]\d+)?)")
_APPLIED = re.compile(r"\b([A-Za-z]\w*)\(([^()]*)\)")


def asked_inputs(check: CheckBase) -> tuple[Fraction, ...]:
    """The inputs that a check asks about, each once.

    Of a sketch, those of its points. Of another check, 4 if its question has `f(4)` or `x = 4`, or its proof `f(4)`.
    """
    if isinstance(check, SketchCheck):
        return check.xs
    proof = check.proof if isinstance(check, NumberCheck) else None
    applied = _APPLIED.findall(f"{check.ask} {proof or ''}")
    named = [argument for name, argument in applied if name not in expression.FUNCTIONS]
    found: dict[Fraction, None] = {}
    for text in (*named, *_AT.findall(check.ask)):
        with suppress(ExpressionError, UndefinedError):
            found[expression.evaluate(expression.parse(text), {})] = None
    return tuple(found)
