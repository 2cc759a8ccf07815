"""Network labs for tests, drawn and by hand, and what they compute, written once more in plain fractions."""

from fractions import Fraction
from itertools import pairwise

from by_hand import GS
from hypothesis import assume
from hypothesis import strategies as st

from tutor.labs.network import NetworkLab

D9 = {"x": range(-4, 5), "y": [abs(x + 1) for x in range(-4, 5)]}
A = {"w": [1, 1, 1], "b": [-10, 10, 10], "v": [1, 1, 1]}
B = {"w": [1, -1, 1], "b": [1, -1, -10], "v": [1, 1, 1]}
VIEWS = ("sum", "units", "pre-activations", "rows", "gradients")

halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
xs = st.integers(-60, 60).map(lambda n: Fraction(n, 12))


def network_lab(numbers, **more):
    """A lab with these numbers, on [−4, 4] unless another range is given."""
    return NetworkLab(**{"range": (-4, 4), **numbers, **more})


@st.composite
def relu_labs(draw):
    """A lab of one hidden layer of ReLU with everything in it; all breakpoints are multiples of 1/12."""
    units = draw(st.lists(st.tuples(halves, halves, halves), min_size=1, max_size=3))
    rows = draw(st.lists(st.tuples(halves, halves), min_size=1, max_size=4))
    low, high = sorted((draw(xs), draw(xs)))
    assume(low < high)
    w, b, v = zip(*units, strict=True)
    x, y = zip(*rows, strict=True)
    return NetworkLab(w=w, b=b, v=v, c=draw(halves), range=(low, high), data={"x": x, "y": y}, rate="1/10", show=VIEWS)


def f_of(lab, x):
    """f(x) at the start of a lab of one hidden layer of ReLU."""
    units = zip(lab.w, lab.b, lab.v, strict=True)
    return lab.c + sum((v * max(Fraction(0), w * x + b) for w, b, v in units), Fraction(0))


def change(lab, x):
    """The change of the slope of f at x, a multiple of 1/12."""
    h = Fraction(1, 24)
    return (f_of(lab, x + h) - 2 * f_of(lab, x) + f_of(lab, x - h)) / h


def twelfths(low, high):
    """The multiples of 1/12 from low to high."""
    return [Fraction(n, 12) for n in range(int(low * 12), int(high * 12) + 1)]


@st.composite
def deep_labs(draw, most_layers=3):
    """A lab with any of the activations and up to so many hidden layers."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=most_layers))
    (b, *then_b), (v,) = [draw(_matrix(1, n))[0] for n in sizes], draw(_matrix(1, sizes[-1]))
    weights = [draw(_matrix(n, m)) for m, n in pairwise(sizes)]
    rows = draw(st.lists(st.tuples(halves, halves), min_size=1, max_size=3))
    low, high = sorted(draw(st.lists(halves, min_size=2, max_size=2, unique=True)))
    return NetworkLab(
        activation=draw(st.sampled_from(sorted(GS))),
        w=draw(_matrix(1, sizes[0]))[0],
        b=b,
        then=[{"w": w, "b": b} for w, b in zip(weights, then_b, strict=True)],
        v=v,
        c=draw(halves),
        range=(low, high),
        data={"x": [x for x, _ in rows], "y": [y for _, y in rows]},
        rate="1/10",
        show=VIEWS,
    )


def _matrix(rows, columns):
    return st.lists(st.lists(halves, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def forward(lab, s, x):
    """Every z and a by its name, and f, from the settings s of a lab alone."""
    found, g, before = {}, GS[lab.activation], [x]
    for layer, units in enumerate((len(lab.w), *(len(each.w) for each in lab.then)), 1):
        names = [f"{layer}_{i}" if lab.then else f"{i}" for i in range(units)]
        into = [[s[f"w{n}_{j}" if lab.then else f"w{n}"] for j in range(len(before))] for n in names]
        z = [
            sum(w * a for w, a in zip(row, before, strict=True)) + s[f"b{n}"]
            for row, n in zip(into, names, strict=True)
        ]
        before = [g(each) for each in z]
        found |= {f"z{n}": each for n, each in zip(names, z, strict=True)}
        found |= {f"a{n}": each for n, each in zip(names, before, strict=True)}
    return found, s["c"] + sum(s[f"v{j}"] * a for j, a in enumerate(before))


def loss(lab, s):
    """The mean squared error at the settings s of a lab."""
    rows = list(zip(lab.data.x, lab.data.y, strict=True))
    return sum((forward(lab, s, x)[1] - y) ** 2 for x, y in rows) / Fraction(len(rows))
