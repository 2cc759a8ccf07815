"""The layers of a Keras model: a configuration in JSON, and its weights in HDF5.

A `.keras` is a zip archive of `config.json` and `model.weights.h5`; the older `.h5` holds both. Nothing of the model is
run: what its layers do is in a table here, and a layer that is not in it is refused by its name.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np

from tutor.files import FileError, brief
from tutor.files.archive import SMALL, read_files
from tutor.files.chain import Activated, Chain, Dense, Scale, Step, checked, complete, normalised
from tutor.files.hdf5 import Held, read_hdf5
from tutor.files.limits import NETWORK_ARRAYS, UNPACKED
from tutor.net.activation import Array

Config = Mapping[str, Any]
Weights = Callable[[str, str, int], Sequence[Array]]
"""The arrays of a layer by its name, its class, and how many layers of that class come before."""

_NOTHING = (
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "InputLayer",
)
"""Layers that do nothing to a row once the model is trained."""
_ACTIVATIONS = {name: name for name in ("gelu", "relu", "sigmoid", "softmax", "swish", "tanh")} | {"silu": "swish"}


def read_keras(file: BinaryIO) -> Chain:
    """The chain of layers in a `.keras`.

    Raises:
        FileError: for anything else.
    """
    files = read_files(file)
    if missing := [name for name in ("config.json", "model.weights.h5") if name not in files]:
        raise FileError(f"is not .keras: it has no {missing[0]}")
    return _chain(files["config.json"], _saved(_held(files["model.weights.h5"])))


def read_h5(file: BinaryIO) -> Chain:
    """The chain of layers in an `.h5` of a whole model.

    Raises:
        FileError: for anything else.
    """
    held = _held(file.read())
    if "@model_config" not in held.texts:
        raise FileError("holds weights without their model: save the whole model with model.save")
    return _chain(held.texts["@model_config"], _saved_before(held))


def _held(content: bytes) -> Held:
    return read_hdf5(content, min(NETWORK_ARRAYS.bytes, max(SMALL, UNPACKED * len(content))))


# The configuration


def _chain(configuration: str | bytes, weights: Weights) -> Chain:
    try:
        return _steps(json.loads(configuration), weights)
    except FileError:
        raise
    except (ValueError, TypeError, RecursionError):
        raise FileError("is not a Keras model: its configuration is not JSON, or has a wrong number") from None


def _steps(model: Any, weights: Weights) -> Chain:
    steps: list[Step] = []
    notes: list[str] = []
    before: dict[str, int] = {}
    for kind, config in _layers(model):
        name = str(config.get("name", kind))
        arrays = [checked(brief(name), array) for array in weights(name, kind, before.get(kind, 0))]
        before[kind] = before.get(kind, 0) + 1
        if kind not in _LAYERS and kind not in _NOTHING:
            raise FileError(f"has a layer {brief(name)} of the class {brief(kind)}, which is not read")
        steps += _LAYERS[kind](config, arrays) if kind in _LAYERS else ()
        if kind == "BatchNormalization":
            notes.append(f"batch normalisation folded in: {brief(name)}")
    return Chain(complete(steps), tuple(notes))


def _layers(model: Any) -> Iterator[tuple[str, Config]]:
    """The class and the configuration of each layer, from the input to the output."""
    match model:
        case {"class_name": "Sequential", "config": {"layers": list(layers)} | list(layers)}:
            chained = False
        case {"class_name": "Functional" | "Model", "config": {"layers": list(layers)}}:
            chained = True
        case {"class_name": str(kind)}:
            raise FileError(f"is a model of the class {brief(kind)}; Sequential and Functional are read")
        case _:
            raise FileError("is not a Keras model: its configuration names no layers")
    last = None
    for layer in layers:
        match layer:
            case {"class_name": str(kind), "config": dict(config)}:
                config.setdefault("name", layer.get("name", kind))
            case _:
                raise FileError("is not a Keras model: a layer has no class, or no configuration")
        sources = list(_sources(layer.get("inbound_nodes", [])))
        if chained and sources != ([] if last is None else [last]):
            raise FileError(f"is not a chain: {brief(config['name'])} takes {brief(', '.join(sources) or 'an input')}")
        last = config["name"]
        yield kind, config


def _sources(nodes: Any) -> Iterator[str]:
    """The names of the layers that a layer takes: ["dense", 0, 0], as Keras 2 and 3 write it, wherever it stands."""
    match nodes:
        case [str(name), int(), int(), *_]:
            yield name
        case {"keras_history": history}:
            yield from _sources(history)
        case dict():
            for each in nodes.values():
                yield from _sources(each)
        case list():
            for each in nodes:
                yield from _sources(each)
        case _:
            pass


# The layers


def _dense(config: Config, arrays: Sequence[Array]) -> Iterator[Step]:
    name = brief(config["name"])
    kernel, bias = (*arrays, None)[:2] if arrays else (None, None)
    if kernel is None or kernel.ndim != 2 or (bias is not None and bias.shape != kernel.shape[1:]):
        raise FileError(f"{name} has no weights that fit a dense layer")
    yield Dense(kernel.T, np.zeros(kernel.shape[1]) if bias is None else bias, name)
    yield from _activation(config, arrays)


def _normalisation(config: Config, arrays: Sequence[Array]) -> Iterator[Step]:
    name, mean = brief(config["name"]), arrays[-2] if len(arrays) > 1 else np.empty(0)
    learnt = list(arrays[:-2])
    gain = learnt.pop(0) if config.get("scale", True) and learnt else np.ones_like(mean)
    offset = learnt.pop(0) if config.get("center", True) and learnt else np.zeros_like(mean)
    if not mean.size or any(each.shape != mean.shape or each.ndim != 1 for each in (arrays[-1], gain, offset)):
        raise FileError(f"{name} has no weights that fit a batch normalisation")
    yield normalised(mean, arrays[-1], Scale(gain, offset, name), float(config.get("epsilon", 1e-3)))


def _activation(config: Config, _: Sequence[Array]) -> Iterator[Step]:
    match config.get("activation"):
        case None | "linear":
            return
        case "leaky_relu":
            yield Activated("leaky_relu", Fraction(1, 5))  # Keras' own, of the function; the layer has 3/10
        case str(named) | {"config": str(named)} if named in _ACTIVATIONS:
            yield Activated(_ACTIVATIONS[named])
        case {"class_name": "LeakyReLU", "config": dict(of_layer)}:
            yield from _leaky_relu({"name": config["name"], **of_layer}, ())
        case {"class_name": "ReLU", "config": dict(of_layer)}:
            yield from _relu({"name": config["name"], **of_layer}, ())
        case other:
            raise FileError(f"{brief(config['name'])} has the activation {brief(other)}, which is not read")


def _relu(config: Config, _: Sequence[Array]) -> Iterator[Step]:
    if config.get("max_value") is not None or config.get("threshold"):
        raise FileError(f"{brief(config['name'])} is a ReLU with a maximum or a threshold, which is not read")
    slope = config.get("negative_slope") or 0
    yield from _leaky_relu({**config, "negative_slope": slope}, ()) if slope else [Activated("relu")]


def _leaky_relu(config: Config, _: Sequence[Array]) -> Iterator[Step]:
    slope = config.get("negative_slope", config.get("alpha", 0.3))
    if not isinstance(slope, int | float):
        raise FileError(f"{brief(config['name'])} has the slope {brief(slope)}, which is not a number")
    yield Activated("leaky_relu", Fraction(str(slope)))


def _softmax(_config: Config, _: Sequence[Array]) -> Iterator[Step]:
    yield Activated("softmax")


_LAYERS: dict[str, Callable[[Config, Sequence[Array]], Iterator[Step]]] = {
    "Dense": _dense,
    "BatchNormalization": _normalisation,
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "Softmax": _softmax,
}


# The weights


def _saved(held: Held) -> Weights:
    """The weights in `model.weights.h5`: layers/dense_1/vars/0. The folder is the class with a number.

    Later versions write the name of the layer beside them.
    """
    folders = {path.removesuffix("@name"): text for path, text in held.texts.items() if path.endswith("/vars@name")}
    named = {text: folder for folder, text in folders.items() if isinstance(text, str)}

    def of(name: str, kind: str, before: int) -> Sequence[Array]:
        folder = _snake(kind) + (f"_{before}" if before else "")
        tops = (
            [named.get(name, "")]
            if named
            else [f"layers/{folder}/vars", f"_layer_checkpoint_dependencies/{folder}/vars"]
        )
        return [held.arrays[f"{top}/{at}"] for top in tops for at in range(4) if f"{top}/{at}" in held.arrays]

    return of


def _saved_before(held: Held) -> Weights:
    """The weights in an `.h5`: each layer is a group that lists them in `weight_names`."""

    def of(name: str, _kind: str, _before: int) -> Sequence[Array]:
        paths = [f"model_weights/{name}/{each}" for each in held.texts.get(f"model_weights/{name}@weight_names", ())]
        return [held.arrays[path] for path in paths if path in held.arrays]

    return of


def _snake(kind: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
