"""The formulas that hold for every network: what the letters of the course mean, and what follows for any numbers.

A lesson may use them as they stand here, and parts of them. None has a number of a lesson in it.
"""

from tutor.expression import Node
from tutor.lesson.proofs.algebra import folded, parts
from tutor.lesson.proofs.formula import formulas

_FORMULAS = """
z = w·x + b; a = max(0, z); f(x) = v·max(0, w·x + b); f(x) = c + v·max(0, w·x + b); f(x) = v·(w·x + b) + c
a = max(0, w·x + b); v·max(0, b); v·w; v·b; v·(−w); v·|w|; x = −b/w; −b; |w| = max(w, −w)
f(x1) + f(x2) = f(x1 + x2); x1 + x2; x + y; |x| = max(0, x) + max(0, −x)
f − y; (f − y)²; 2·(f − y)·v·x; 2·(f − y)·v; 2·(f − y)·a; (f − y)
w − rate·dL/dw; b − rate·dL/db; e^−z; 1/(1 + e^−z)
u = a·x + b; f = m·u + k; m·(a·x + b) + k
"""

_PARSED = tuple(
    tuple(map(folded, formula.sides))
    for line in _FORMULAS.strip().split("\n")
    for text in line.split(";")
    for formula in formulas(text, ("rate",))
)

NOTATION: frozenset[Node] = frozenset(part for sides in _PARSED for side in sides for part in parts(side))
"""Each side of these formulas, and each part of one."""

EQUATIONS: frozenset[tuple[Node, ...]] = frozenset(sides for sides in _PARSED if len(sides) == 2)
"""Those that are equations, as their two sides."""
