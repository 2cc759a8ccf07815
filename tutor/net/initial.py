"""The table of initialisations, from which the parameters of a network are drawn before training."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tutor.net.activation import RELU, Activations, Array
from tutor.net.layout import Sizes
from tutor.net.network import Network

Seed = tuple[int, ...]
"""Numbers ≥ 0. Run i of a study with seed s has the seed (s, i)."""


@dataclass(frozen=True)
class Initialisation:
    """A distribution of the parameters of one layer.

    Attributes:
        name: as in the literature.
        formula: the distribution in words.
        draw: (random generator, units, inputs of the layer) → weights (units, inputs) and biases (units,).
    """

    name: str
    formula: str
    draw: Callable[[np.random.Generator, int, int], tuple[Array, Array]]


def _uniform(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:
    return random.uniform(-1.0, 1.0, (units, inputs)), random.uniform(-1.0, 1.0, units)


def _rand(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:
    return random.uniform(0.0, 1.0, (units, inputs)), random.uniform(0.0, 1.0, units)


def _he(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:
    """He, Zhang, Ren, Sun 2015, equation 10: the signal keeps its size through layers of ReLU."""
    return random.normal(0.0, np.sqrt(2.0 / inputs), (units, inputs)), np.zeros(units)


def _glorot(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:
    """Glorot, Bengio 2010, equation 16."""
    bound = np.sqrt(6.0 / (inputs + units))
    return random.uniform(-bound, bound, (units, inputs)), np.zeros(units)


def _pytorch(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:
    """What `torch.nn.Linear` draws unless told otherwise (PyTorch 2)."""
    bound = 1.0 / np.sqrt(inputs)
    return random.uniform(-bound, bound, (units, inputs)), random.uniform(-bound, bound, units)


def _zeros(random: np.random.Generator, units: int, inputs: int) -> tuple[Array, Array]:  # noqa: ARG001 -- one form for all rows
    return np.zeros((units, inputs)), np.zeros(units)


_ROWS = (
    Initialisation("uniform", "all parameters uniform in (−1, 1)", _uniform),
    Initialisation("rand", "all parameters uniform in (0, 1), as numpy.random.rand draws them", _rand),
    Initialisation("he", "weights normal with variance 2/inputs, biases 0", _he),
    Initialisation("glorot", "weights uniform within ±√(6/(inputs + units)), biases 0", _glorot),
    Initialisation("pytorch", "all parameters uniform within ±1/√inputs, as torch.nn.Linear draws them", _pytorch),
    Initialisation("zeros", "all parameters 0", _zeros),
)

INITIALISATIONS: dict[str, Initialisation] = {row.name: row for row in _ROWS}


def initial(sizes: Sizes, name: str, seed: Seed, activation: Activations = RELU) -> Network:
    """A float64 network of these sizes; the same seed draws the same parameters.

    Raises:
        KeyError: for a name that is not in the table.
    """
    random = _generator(seed)
    drawn = [INITIALISATIONS[name].draw(random, units, before) for before, units in pairwise(sizes)]
    weights, biases = zip(*drawn, strict=True)
    return Network(weights, biases, activation)


def near(network: Network, noise: float, seed: Seed) -> Network:
    """The network in float64, each parameter moved by a normal number with the standard deviation `noise`.

    The same seed moves it by the same.
    """
    random = _generator(seed)

    def moved(parameters: Array) -> Array:
        found: Array = parameters.astype(float) + noise * random.standard_normal(parameters.shape)
        return found

    return replace(network, weights=tuple(map(moved, network.weights)), biases=tuple(map(moved, network.biases)))


def without_biases(network: Network) -> Network:
    """The network with all biases 0."""
    return replace(network, biases=tuple(np.zeros_like(bias) for bias in network.biases))


def _generator(seed: Seed) -> np.random.Generator:
    return np.random.default_rng([*seed, 0])  # 0 is for the start, 1 for the order of the rows; see `batches`
