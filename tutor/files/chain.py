"""From the steps of a model to the layers of a network: dense maps, scalings and activations, one after the other.

Every reader of trained networks ends here. A scaling, as batch normalisation is once trained, and a dense map without
an activation behind it are folded into the layer beside them: an affine map of an affine map is affine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tutor.files import FileError, brief
from tutor.files.limits import NETWORK_ARRAYS
from tutor.net.activation import ACTIVATIONS, IDENTITY, RELU, Activation, Array, leaky_relu
from tutor.net.network import Network

OUTPUTS = (*ACTIVATIONS, "softmax")
"""What may stand behind the last layer."""


@dataclass(frozen=True, eq=False)
class Dense:
    """a → W·a + b.

    Attributes:
        weight: shape (units, inputs).
        bias: shape (units,).
        name: as the file has it, for messages.
    """

    weight: Array
    bias: Array
    name: str


@dataclass(frozen=True, eq=False)
class Scale:
    """a → factor·a + shift, elementwise; both have the shape (units,)."""

    factor: Array
    shift: Array
    name: str


@dataclass(frozen=True)
class Activated:
    """a → g(a).

    Attributes:
        activation: its name, one of OUTPUTS; None where the file does not say.
        leak: the slope of leaky ReLU below 0; None for the one in the table of activations.
    """

    activation: str | None
    leak: Fraction | None = None


Step = Dense | Scale | Activated


@dataclass(frozen=True, eq=False)
class Chain:
    """What a file says of a network.

    Attributes:
        steps: from the input to the output. The last is an activation if the file says what stands behind the output.
        notes: how the file was read, in plain sentences, wherever it could be read in another way.
    """

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Loaded:
    """A network from a file.

    Attributes:
        network: its layers, without the activation of the output.
        output: the activation of the output, one of OUTPUTS.
        behind: the same with its function and its leak; None for softmax, which has no row in the table.
        notes: how the file was read, in plain sentences, wherever it could be read in another way.
    """

    network: Network
    output: str = "identity"
    behind: Activation | None = IDENTITY
    notes: tuple[str, ...] = ()


def complete(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps of a file that tells of every activation: where none is last, nothing stands behind the output."""
    found = tuple(steps)
    return found if found and isinstance(found[-1], Activated) else (*found, Activated("identity"))


def normalised(mean: Array, variance: Array, learnt: Scale, epsilon: float) -> Scale:
    """Batch normalisation as it is used once trained: gamma·(z − μ)/√(σ² + ε) + β (Ioffe, Szegedy 2015).

    `learnt` has gamma and β; all have the shape (units,).
    """
    with np.errstate(all="ignore"):  # numbers that are not finite are refused with the layer
        factor = learnt.factor / np.sqrt(variance + epsilon)
        return Scale(factor, learnt.shift - factor * mean, learnt.name)


def network_of(chain: Chain, activation: str | None = None, output: str | None = None) -> Loaded:
    """The network of a chain. `activation`, of the hidden layers, and `output` go before what the file says.

    Raises:
        FileError: for layers that do not fit, and unknown names.
    """
    layers, activations, joined = _layers(chain.steps)
    *hidden, behind = activations
    notes = [*chain.notes, *joined]
    if Activated(None) in hidden and activation is None:
        notes.append("activation taken as relu: the file names none")
    if behind == Activated(None) and output is None:
        notes.append("output taken as linear: --output-activation names another")
    said = [Activated(activation or "relu") if activation or each == Activated(None) else each for each in hidden]
    last = Activated(output) if output else Activated(behind.activation or "identity", behind.leak)
    if last.activation not in OUTPUTS:
        raise FileError(f"output activation “{brief(last.activation)}” is not one of {', '.join(OUTPUTS)}")
    weights, biases = zip(*((layer.weight, layer.bias) for layer in layers), strict=True)
    each = tuple(map(_activation, said))
    network = Network(weights, biases, each if len({*each}) > 1 else (*each, RELU)[0])
    behind_output = _activation(last) if last.activation in ACTIVATIONS else None
    return Loaded(network, str(last.activation), behind_output, tuple(notes))


def _activation(said: Activated) -> Activation:
    if said.activation not in ACTIVATIONS:
        raise FileError(f"activation “{brief(said.activation)}” is not one of {', '.join(ACTIVATIONS)}")
    try:
        return ACTIVATIONS[said.activation] if said.leak is None else leaky_relu(said.leak)
    except ValueError as error:
        raise FileError(f"has {error}") from None


def _layers(steps: Iterable[Step]) -> tuple[list[Dense], list[Activated], list[str]]:
    """The layers, the activation behind each, and which of them were taken together."""
    layers: list[Dense] = []
    behind: list[Activated] = []
    notes: list[str] = []
    affine: Dense | Scale | None = None  # what stands behind the last activation, as one map
    with np.errstate(all="ignore"):  # numbers that are not finite are refused
        for step in steps:
            if isinstance(step, Activated):
                if affine is None:
                    raise FileError("has an activation with no layer before it")
                layers, behind, affine = [*layers, _dense(affine)], [*behind, step], None
                continue
            if isinstance(affine, Dense) and isinstance(step, Dense):
                notes.append(f"{affine.name} and {step.name} have no activation between them: taken as one layer")
            affine = step if affine is None else _after(affine, step)
        if affine is not None:
            layers, behind = [*layers, _dense(affine)], [*behind, Activated(None)]
    if not layers:
        raise FileError("has no layers")
    if len(layers) > NETWORK_ARRAYS.values // 2:
        raise FileError(f"has {len(layers):,} layers; {NETWORK_ARRAYS.values // 2:,} at most")
    for before, layer in pairwise(layers):
        _check_widths(before, layer)
    return layers, behind, notes


def _after(first: Dense | Scale, second: Dense | Scale) -> Dense | Scale:
    """One map for two: the second after the first."""
    _check_widths(first, second)
    if isinstance(second, Dense):
        if isinstance(first, Dense):
            return Dense(second.weight @ first.weight, second.weight @ first.bias + second.bias, second.name)
        return Dense(second.weight * first.factor, second.weight @ first.shift + second.bias, second.name)
    if isinstance(first, Dense):
        factor = second.factor
        return Dense(factor[:, None] * first.weight, factor * first.bias + second.shift, first.name)
    return Scale(second.factor * first.factor, second.factor * first.shift + second.shift, second.name)


def _check_widths(first: Dense | Scale, second: Dense | Scale) -> None:
    units = len(first.factor) if isinstance(first, Scale) else len(first.bias)
    inputs = len(second.factor) if isinstance(second, Scale) else second.weight.shape[1]
    if units != inputs:
        raise FileError(f"{second.name} takes {inputs} inputs, but {first.name} before it has {units} units")


def _dense(affine: Dense | Scale) -> Dense:
    layer = affine if isinstance(affine, Dense) else Dense(np.diag(affine.factor), affine.shift, affine.name)
    for array in (layer.weight, layer.bias):
        if array.dtype != object and not np.isfinite(array).all():
            raise FileError(f"{layer.name} has numbers that are not finite in float64")
    return layer


def checked(name: str, array: Array) -> Array:
    """The array in float64.

    Raises:
        FileError: if it holds anything but finite real numbers.
    """
    if array.dtype.kind not in "fiu":
        raise FileError(f"{brief(name)} holds {array.dtype}, not real numbers")
    with np.errstate(over="ignore"):  # from a wider type a number may become infinite
        floats = array.astype(np.float64)
    if not np.isfinite(floats).all():
        at = [int(i) for i in np.argwhere(~np.isfinite(floats))[0]]
        raise FileError(f"{brief(name)}{at} is {array[tuple(at)]}: not finite in float64")
    return floats
