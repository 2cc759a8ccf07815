"""Random networks as plain numbers, and a second way to work them out: no arrays, only fractions."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, exact, one_hidden_layer

PIECEWISE = tuple(name for name, row in ACTIVATIONS.items() if row.slopes is not None)
SLOPES = {"identity": (1, 1), "relu": (0, 1), "leaky_relu": (Fraction(1, 100), 1)}

halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
"""A small grid on purpose: zeros, equal breakpoints and sums of exactly 0 are common."""

fractions = halves | st.integers(-420, 420).map(lambda n: Fraction(n, 84))


@dataclass(frozen=True)
class Plain:
    """f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ) as its numbers."""

    units: tuple[tuple[Fraction, Fraction, Fraction], ...]
    c: Fraction
    name: str = "relu"

    @property
    def network(self):
        w, b, v = zip(*self.units, strict=True)
        return one_hidden_layer(w, b, v, self.c, ACTIVATIONS[self.name])

    def z(self, unit, x):
        w, b, _ = self.units[unit]
        return w * x + b

    def __call__(self, x):
        left, right = SLOPES[self.name]
        total = self.c
        for unit, (_, _, v) in enumerate(self.units):
            z = self.z(unit, x)
            total += v * (right * z if z > 0 else left * z)
        return total


@st.composite
def _plain(draw, numbers, names=("relu",)):
    triples = st.tuples(numbers, numbers, numbers)
    units = draw(st.lists(triples, min_size=1, max_size=4))
    # Now and then a partner whose bend, at the same x, undoes that of the first unit.
    w, b, v = units[0]
    for factor in draw(
        st.lists(st.sampled_from([Fraction(1), Fraction(-1), Fraction(2), Fraction(-1, 2)]), max_size=1)
    ):
        units.append((factor * w, factor * b, -v / abs(factor)))
    return Plain(tuple(units), draw(numbers), draw(st.sampled_from(names)))


@dataclass(frozen=True)
class Deep:
    """A network with one input and one output as nested tuples: for each layer its rows (weights, bias)."""

    layers: tuple[tuple[tuple[tuple[Fraction, ...], Fraction], ...], ...]
    names: tuple[str, ...]
    """The activation of each hidden layer."""

    @property
    def network(self):
        weights = tuple(exact([list(w) for w, _ in rows]) for rows in self.layers)
        biases = tuple(exact([b for _, b in rows]) for rows in self.layers)
        return Network(weights, biases, tuple(ACTIVATIONS[name] for name in self.names))

    def zs(self, x):
        """The pre-activations of each layer, the output last."""
        a, found = [x], []
        for rows, (left, right) in zip(self.layers, [*(SLOPES[name] for name in self.names), (1, 1)], strict=True):
            z = [sum((w * ai for w, ai in zip(ws, a, strict=True)), b) for ws, b in rows]
            found.append(z)
            a = [right * zi if zi > 0 else left * zi for zi in z]
        return found

    def __call__(self, x):
        return self.zs(x)[-1][0]

    def pattern(self, x):
        """Which hidden units are active at x."""
        return tuple(tuple(z > 0 for z in zs) for zs in self.zs(x)[:-1])


@st.composite
def _deep(draw, numbers, names):
    sizes = [1, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)), 1]
    layers = []
    for before, units in pairwise(sizes):
        row = st.tuples(st.tuples(*[numbers] * before), numbers)
        rows = draw(st.lists(row, min_size=units, max_size=units))
        if units > 1 and draw(st.booleans()):  # a unit twice, so that breakpoints coincide
            rows[1] = rows[0]
        layers.append(tuple(rows))
    hidden = len(layers) - 1
    alike = st.sampled_from(names).map(lambda name: (name,) * hidden)
    return Deep(tuple(layers), draw(alike | st.tuples(*[st.sampled_from(names)] * hidden)))


@pytest.fixture(scope="session")
def deeps():
    """A strategy for exact networks of one to four hidden layers, with many ties: small whole numbers."""
    return _deep(st.integers(-2, 2).map(Fraction), ("relu", "identity"))


@pytest.fixture(scope="session")
def deeps_of_any_kind():
    """The same with every piecewise-linear activation of the table, in one network too."""
    return _deep(st.integers(-2, 2).map(Fraction), PIECEWISE)


@pytest.fixture(scope="session")
def plains():
    """A strategy for random ReLU networks in exact numbers."""
    return _plain(fractions)


@pytest.fixture(scope="session")
def plains_on_a_grid():
    """The same with all numbers multiples of 1/2 up to 2: every breakpoint is a multiple of 1/12."""
    return _plain(halves)


@pytest.fixture(scope="session")
def plains_of_any_kind():
    """The same with every piecewise-linear activation of the table."""
    return _plain(fractions, PIECEWISE)


@pytest.fixture(scope="session")
def plain():
    """Makes a network from its numbers."""

    def make(w, b, v, c=0, name="relu"):
        units = tuple((Fraction(wi), Fraction(bi), Fraction(vi)) for wi, bi, vi in zip(w, b, v, strict=True))
        return Plain(units, Fraction(c), name)

    return make


@pytest.fixture(scope="session")
def net_a(plain):
    """One unit that is silent on [-4, 4] and two that always speak there."""
    return plain((1, 1, 1), (-10, 10, 10), (1, 1, 1))


@pytest.fixture(scope="session")
def net_b(plain):
    """Three units with breakpoints at -1, 1 and 10; the first two face each other."""
    return plain((1, -1, 1), (1, -1, -10), (1, 1, 1))
