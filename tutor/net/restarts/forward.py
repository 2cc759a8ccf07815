"""Forward passes of many networks over the same rows, a few networks at a time to save memory."""

from collections.abc import Iterator

import numpy as np

from tutor.net.activation import IDENTITY
from tutor.net.layout import Floats, layers
from tutor.net.restarts.layered import losses
from tutor.net.restarts.study import Study

NUMBERS = 1 << 18
"""About the most numbers in the arrays of one layer."""


def seed_first(array: Floats) -> Floats:
    """A copy of shape (…, count, seeds) that is contiguous seed by seed, as `layered` needs it."""
    return np.ascontiguousarray(array.swapaxes(-1, -2)).swapaxes(-1, -2)


def by_parts(seeds: int, numbers: int) -> Iterator[slice]:
    """Slices that divide the seeds into parts of about NUMBERS numbers, at `numbers` for each seed."""
    size = max(1, NUMBERS // numbers)
    return (slice(start, start + size) for start in range(0, seeds, size))


def pre_activations(parameters: Floats, study: Study, x: Floats) -> Iterator[Floats]:
    """z of each layer in turn, shape (seeds, units, rows), for parameters (count, seeds) and x (rows, inputs)."""
    a = x.T[None].astype(parameters.dtype)
    for matrix, g in zip(layers(seed_first(parameters), study.sizes), (*study.activations, IDENTITY), strict=True):
        by_seed = matrix.transpose(2, 0, 1)
        with_ones = np.concatenate([a, np.ones_like(a[:, :1])], axis=1)
        z: Floats = np.matmul(by_seed, with_ones)  # z = [W | b]·(a, 1)
        yield z
        a = g.function(z)


def outputs(parameters: Floats, study: Study, x: Floats) -> Iterator[tuple[slice, Floats]]:
    """f(x) part by part: a slice of the networks, and their outputs (seeds, outputs, rows) in float64."""
    for part in by_parts(parameters.shape[1], len(x) * max(study.sizes)):
        *_, last = pre_activations(parameters[:, part].astype(float), study, x)
        yield part, study.output.function(last)


def all_losses(parameters: Floats, study: Study, x: Floats, y: Floats) -> Floats:
    """The loss of each network on all rows, shape (seeds,), float64."""
    return np.concatenate([losses(f, y.T[None], study.loss) for _, f in outputs(parameters, study, x)])
