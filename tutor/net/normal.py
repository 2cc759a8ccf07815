"""The distribution function Φ of the normal distribution, for arrays."""

from functools import cache
from math import erfc, factorial, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from tutor.net.program import Program, constant

Floats = NDArray[np.floating]

ROOT_2_PI = sqrt(2 * pi)

CELLS, FURTHEST, ORDER = 64, 9, 5
"""A Taylor series around each 1/CELLS from −FURTHEST to FURTHEST. Within half a cell, its remainder after the power
ORDER is below 1e-15. Beyond FURTHEST, Φ is less than 2e-19 away from 0 or 1."""


def distribution(z: Floats) -> Floats:
    """Φ(z) = erfc(−z/√2)/2, elementwise; far to the left, too, all its digits are right."""
    each = [erfc(-number / sqrt(2)) / 2 for number in z.ravel().tolist()]
    return np.array(each, z.dtype).reshape(z.shape)


def density(z: Floats) -> Floats:
    """Φ′(z) = e^(−z²/2)/√(2π), elementwise."""
    # Beyond 40 it is 0 in float64; a larger z would overflow in its square.
    inside = np.clip(z, -40.0, 40.0)
    result: Floats = np.exp(-inside * inside / 2) / ROOT_2_PI
    return result


def distribution_in_place(z: Floats, phi: Floats) -> Program:
    """The program that writes Φ(z) to `phi`, off by about 1e-15 at most; ten times as fast as `distribution`."""
    table = _taylor().astype(z.dtype)
    place, column, room = np.empty_like(z), np.empty(z.shape, np.intp), np.empty_like(z)
    low, high, cells, middle = (constant(n, z.dtype) for n in (-FURTHEST, FURTHEST, CELLS, FURTHEST * CELLS))
    program: Program = [
        (np.clip, (z, low, high, place)),
        (np.multiply, (place, cells, place)),
        (np.rint, (place, room)),
        (np.subtract, (place, room, place)),
        (np.divide, (place, cells, place)),  # the distance from the centre of its cell
        (np.add, (room, middle, room)),
        (np.copyto, (column, room, "unsafe")),
        (table[ORDER].take, (column, None, phi, "clip")),
    ]
    for power in reversed(range(ORDER)):
        program += [
            (np.multiply, (phi, place, phi)),
            (table[power].take, (column, None, room, "clip")),
            (np.add, (phi, room, phi)),
        ]
    return program


@cache  # made when the first GELU is trained, not when the program starts
def _taylor() -> Floats:
    """The coefficients of Φ around each centre z, shape (ORDER + 1, centres): the n-th derivative over n!.

    With φ′ = −z·φ, the derivatives of φ are φ·(−1)ⁿ·Heₙ(z), where Heₙ₊₁ = z·Heₙ − n·Heₙ₋₁ (Hermite).
    """
    z = np.arange(-FURTHEST * CELLS, FURTHEST * CELLS + 1) / CELLS
    hermite = [np.ones_like(z), z]
    for n in range(1, ORDER - 1):
        hermite.append(z * hermite[n] - n * hermite[n - 1])
    derivatives = [density(z) * (-1) ** n * hermite[n] / factorial(n + 1) for n in range(ORDER)]
    found = np.stack([distribution(z), *derivatives])
    found[:, [0, -1]] = 0  # what is clipped to the ends is 0 or 1: times a huge z, 1e-19 would be too much
    found[0, -1] = 1
    return found
