"""The table of activations: one row for each, with its function and its derivative.

Functions take an array of any shape and return one of the same shape. The piecewise-linear ones (`slopes` given)
work on arrays of `Fraction` as well, exactly; the others need float64.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.net.normal import ROOT_2_PI, density, distribution, distribution_in_place
from tutor.net.program import Program, constant

Array = NDArray[Any]
"""float64, or dtype object holding `Fraction`s: the same formulas serve both."""


@dataclass(frozen=True)
class Activation:
    """One activation a = g(z).

    Attributes:
        name: as in the literature, and as written in lesson files.
        formula: g(z), for people.
        function: g, elementwise.
        derivative: g′, elementwise. At a corner it takes the slope on the left: ReLU′(0) = 0, the usual choice in
            automatic differentiation. This is the only place where that choice is made.
        in_place: (z, a, slope), three float arrays of one shape → two programs. The first writes g(z) to `a`. The
            second, run after it, writes g′(z) to `slope` and may overwrite z; it starts from `a` where that is faster,
            and so loses digits that `derivative` keeps where a unit is saturated. For ReLU, `slope` may hold booleans.
        slopes: for the piecewise-linear ones, the slope left and right of z = 0; else None.
    """

    name: str
    formula: str
    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    in_place: Callable[[Array, Array, Array], tuple[Program, Program]]
    slopes: tuple[Fraction, Fraction] | None = None

    @property
    def leaks(self) -> bool:
        """Whether a gradient passes where z < 0, so that no unit is ever dead."""
        return bool(self.derivative(np.array([-1.0]))[0])

    @property
    def switches(self) -> bool:
        """Whether the two sides of z = 0 differ, so that a unit with z > 0 counts as active and others do not."""
        return self.slopes is None or self.slopes[0] != self.slopes[1]

    @property
    def jumps(self) -> bool:
        """Whether it is not continuous. Its pieces are linear, and have no `slopes`, which do not tell how far."""
        return self.name == "step"

    @property
    def why_whole(self) -> str:
        """Why f is not taken apart into pieces or regions; for an activation without `slopes`."""
        return "it jumps, and only an f without jumps is taken apart" if self.jumps else "it is not piecewise linear"


Activations = Activation | tuple[Activation, ...]
"""g of all hidden layers, or that of each, from the first on."""


def by_layer(activations: Activations, hidden: int) -> tuple[Activation, ...]:
    """g of each of some number of hidden layers.

    Raises:
        ValueError: if there is one for each of another number of layers.
    """
    if isinstance(activations, Activation):
        return (activations,) * hidden
    if len(activations) != hidden:
        raise ValueError(f"{len(activations)} activations for {hidden} hidden layers")
    return activations


def sigmoid(z: Array) -> Array:
    """σ(z) = 1/(1 + e^−z), elementwise, written so that neither tail overflows."""
    result: Array = np.exp(-np.logaddexp(0.0, -z))
    return result


def _sigmoid_derivative(z: Array) -> Array:
    # σ(z)·σ(−z) keeps its digits far to the right, where 1 − σ(z) has lost them.
    return sigmoid(z) * sigmoid(-z)


def _tanh_derivative(z: Array) -> Array:
    # tanh′(z) = 4·σ(2z)·σ(−2z): 1 − tanh² rounds to 0 from |z| ≈ 19 on, where the true value is small but not 0.
    return 4.0 * _sigmoid_derivative(2.0 * z)


def _swish_derivative(z: Array) -> Array:
    # (z·σ(z))′ = σ(z) + z·σ(z)·σ(−z)
    result: Array = sigmoid(z) + z * _sigmoid_derivative(z)
    return result


def _gelu_derivative(z: Array) -> Array:
    # (z·Φ(z))′ = Φ(z) + z·φ(z)
    result: Array = distribution(z) + z * density(z)
    return result


def _where_positive(z: Array, right: Array | int, left: Array) -> Array:
    return np.where(z > 0, right, left)


# On floats the three below do without np.where: for 38,000 numbers it takes 0.6 ms, np.fmax 0.02 ms.


def _relu(z: Array) -> Array:
    if z.dtype.hasobject:
        return _where_positive(z, z, _constant(z, Fraction(0)))
    result: Array = np.fmax(z, 0.0) + 0.0  # −0 + 0 is 0
    return result


def _leaky(z: Array, leak: Fraction) -> Array:
    leaked: Array = z / _constant(z, 1 / leak)
    return _where_positive(z, z, leaked) if z.dtype.hasobject else np.fmax(z, leaked)


def _is_positive(z: Array) -> Array:
    return _where_positive(z, 1, _constant(z, Fraction(0))) if z.dtype.hasobject else (z > 0).astype(z.dtype)


def _constant(z: Array, value: Fraction) -> Array:
    # Not 0·z + value, which is NaN for an infinite z. In an exact array the value stays a fraction.
    return np.full_like(z, value)


def sigmoid_in_place(z: Array, out: Array) -> Program:
    """The program that writes σ(z) to `out`; 0 far to the left, where e^−z overflows."""
    one = constant(1, z.dtype)
    return [(np.negative, (z, out)), (np.exp, (out, out)), (np.add, (out, one, out)), (np.reciprocal, (out, out))]


# max(z, 0) below is np.fmax, since np.maximum takes an output only as `out=`. It turns NaN into 0; but z is NaN only if
# a parameter is not finite, or so large that the loss has diverged.


def _identity_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    return [(np.positive, (z, a))], [(slope.fill, (1,))]


def _relu_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    zero = constant(0, z.dtype)
    is_active = (np.greater, (z, zero, slope)) if slope.dtype == bool else (np.sign, (a, slope))
    return [(np.fmax, (z, zero, a))], [is_active]


def _tanh_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    one = constant(1, z.dtype)
    return (
        [(np.tanh, (z, a))],
        [(np.multiply, (a, a, slope)), (np.subtract, (one, slope, slope))],  # 1 − a²
    )


def _sigmoid_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    return (
        sigmoid_in_place(z, a),
        [(np.multiply, (a, a, slope)), (np.subtract, (a, slope, slope))],  # a − a²
    )


def _swish_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    one = constant(1, z.dtype)
    return (
        [*sigmoid_in_place(z, a), (np.multiply, (z, a, a))],
        [  # σ·(1 − a) + a
            *sigmoid_in_place(z, slope),
            (np.subtract, (one, a, z)),
            (np.multiply, (slope, z, slope)),
            (np.add, (slope, a, slope)),
        ],
    )


def _step_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    zero = constant(0, z.dtype)
    return [(np.fmax, (z, zero, a)), (np.sign, (a, a))], [(slope.fill, (0,))]


def _gelu_in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
    phi, room = np.empty_like(z), np.empty_like(z)
    minus_half, scale = constant(-0.5, z.dtype), constant(1 / ROOT_2_PI, z.dtype)
    return (
        [*distribution_in_place(z, phi), (np.multiply, (z, phi, a))],
        [  # Φ + z·φ. The kernel runs this for all layers at once, so Φ is not the one of the first program.
            *distribution_in_place(z, slope),
            (np.multiply, (z, z, room)),
            (np.multiply, (room, minus_half, room)),
            (np.exp, (room, room)),
            (np.multiply, (room, scale, room)),
            (np.multiply, (z, room, room)),
            (np.add, (slope, room, slope)),
        ],
    )


@cache  # so that one leak is one activation
def leaky_relu(leak: Fraction) -> Activation:
    """Leaky ReLU (Maas, Hannun, Ng 2013), which passes on a fraction of a negative z.

    Raises:
        ValueError: for a leak that is not between 0 and 1.
    """
    if not 0 < leak < 1:
        raise ValueError(f"a leak of {leak}: it has to be between 0 and 1")

    def in_place(z: Array, a: Array, slope: Array) -> tuple[Program, Program]:
        over, least = constant(float(1 / leak), z.dtype), constant(float(leak), z.dtype)
        return (
            [(np.divide, (z, over, a)), (np.fmax, (z, a, a))],
            [(np.sign, (a, slope)), (np.fmax, (slope, least, slope))],
        )

    return Activation(
        "leaky_relu",
        f"z for z > 0, else {f'z/{1 / leak}' if leak.numerator == 1 else f'{leak}·z'}",
        lambda z: _leaky(z, leak),
        lambda z: _where_positive(z, 1, _constant(z, leak)),
        in_place,
        (leak, Fraction(1)),
    )


_ROWS = (
    Activation("identity", "z", lambda z: z, np.ones_like, _identity_in_place, (Fraction(1), Fraction(1))),
    Activation(
        "relu",
        "max(0, z)",
        _relu,
        _is_positive,
        _relu_in_place,
        (Fraction(0), Fraction(1)),
    ),
    leaky_relu(Fraction(1, 100)),
    Activation("tanh", "tanh z", np.tanh, _tanh_derivative, _tanh_in_place),
    Activation("sigmoid", "1/(1 + e^−z)", sigmoid, _sigmoid_derivative, _sigmoid_in_place),
    Activation("swish", "z/(1 + e^−z)", lambda z: z * sigmoid(z), _swish_derivative, _swish_in_place),
    # Hendrycks, Gimpel 2016; Φ is the distribution function of the normal distribution.
    Activation("gelu", "z·Φ(z)", lambda z: z * distribution(z), _gelu_derivative, _gelu_in_place),
    # McCulloch, Pitts 1943. Its slope is 0 wherever it has one, so that no gradient gets past it.
    Activation("step", "1 for z > 0, else 0", _is_positive, np.zeros_like, _step_in_place),
)

ACTIVATIONS: dict[str, Activation] = {row.name: row for row in _ROWS}
IDENTITY, RELU = ACTIVATIONS["identity"], ACTIVATIONS["relu"]
