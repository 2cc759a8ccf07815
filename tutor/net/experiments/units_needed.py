"""How closely n units can follow a function: the best of many least-squares fits."""

from dataclasses import dataclass

import numpy as np

from tutor.net.activation import ACTIVATIONS
from tutor.net.experiments.finding import Finding, Findings, deterministic
from tutor.net.experiments.training import Sampled, named
from tutor.net.layout import Floats

PLACES, SLACK = 4, 0.1
"""The decimals of an error, and the fraction by which the best fit may differ on another machine: a fit takes hundreds
of rounds, and the rounding of each carries over to the next."""

DAMPING, SMALLER, LARGER = 1e-2, 0.3, 4.0
"""λ at the start, and its factors after a round that lowered the error and after one that did not."""


@dataclass(frozen=True, kw_only=True)
class UnitsNeeded:
    """Networks 1-n-1, each fitted by Levenberg-Marquardt from random breakpoints.

    Attributes:
        data: the function, and the points at which the error is measured.
        activation: the name of the activation.
        units: the numbers n.
        fits: the number of starts for each n; the best fit counts.
        rounds: the number of rounds of each fit.
        seed: the starts for n units have the seed (seed, n).
    """

    data: Sampled
    activation: str
    units: tuple[int, ...]
    fits: int
    rounds: int
    seed: int

    def __post_init__(self) -> None:
        named("activation", self.activation, ACTIVATIONS)

    def findings(self) -> Findings:
        """`rms_n`, the smallest root mean squared error on the data with n units."""
        found: dict[str, Finding] = {}
        for n in self.units:
            found[f"rms_{n}"] = deterministic(float(np.sqrt(self._errors(n).min())), PLACES, SLACK)
        return found

    def _errors(self, n: int) -> Floats:
        """The mean squared error of each fit, shape (fits,)."""
        x, y = (column[:, 0] for column in self.data.rows())
        fit = _Fit(x, y, self.activation)
        theta = self._starts(n)
        damping = np.full(self.fits, DAMPING)
        errors, jacobian, residuals = fit(theta)
        for _ in range(self.rounds):
            tried = theta - _steps(jacobian, residuals, damping)
            again = fit(tried)
            better = again[0] < errors
            damping = np.clip(np.where(better, SMALLER * damping, LARGER * damping), 1e-12, 1e12)
            theta = np.where(better[:, None], tried, theta)
            errors = np.where(better, again[0], errors)
            jacobian = np.where(better[:, None, None], again[1], jacobian)
            residuals = np.where(better[:, None], again[2], residuals)
        return errors

    def _starts(self, n: int) -> Floats:
        """The starts as w, b, v, c, shape (fits, 3n + 1): w and v normal, −b/w uniform over the data, c zero."""
        random = np.random.default_rng([self.seed, n])
        w = random.normal(0.0, 1.0, (self.fits, n))
        b = -w * random.uniform(self.data.low, self.data.high, (self.fits, n))
        v = random.normal(0.0, 1.0, (self.fits, n))
        return np.concatenate([w, b, v, np.zeros((self.fits, 1))], axis=1)


def _steps(jacobian: Floats, residuals: Floats, damping: Floats) -> Floats:
    """(JᵀJ + λ·D)⁻¹·Jᵀr of each fit, with D the diagonal of JᵀJ, kept above 0 (Marquardt 1963); shape (fits, count)."""
    transposed = jacobian.swapaxes(1, 2)
    normal = transposed @ jacobian
    places = np.arange(normal.shape[1])
    diagonal = normal[:, places, places]
    normal[:, places, places] += damping[:, None] * diagonal + 1e-9
    steps: Floats = np.linalg.solve(normal, transposed @ residuals[:, :, None])[:, :, 0]
    return steps


class _Fit:
    """The errors of many networks at all points, and the derivatives of f by w, b, v and c."""

    def __init__(self, x: Floats, y: Floats, activation: str) -> None:
        self.x, self.y, self.g = x, y, ACTIVATIONS[activation]

    def __call__(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Mean squared errors (fits,), Jacobians (fits, points, parameters) and residuals (fits, points)."""
        n = (theta.shape[1] - 1) // 3
        w, b, v = (theta[:, None, i * n : (i + 1) * n] for i in range(3))
        z = w * self.x[:, None] + b
        a, slope = self.g.function(z), v * self.g.derivative(z)
        residuals = (v * a).sum(axis=2) + theta[:, -1:] - self.y
        jacobian = np.concatenate([slope * self.x[:, None], slope, a, np.ones_like(a[:, :, :1])], axis=2)
        return (residuals**2).mean(axis=1), jacobian, residuals
