"""The layers of a Keras model: a configuration in JSON, and its weights in HDF5.

A `.keras` is a zip archive of `config.json` and `model.weights.h5`; the older `.h5` holds both. Nothing of the model is
run: what its layers do is in a table here, and a layer that is not in it is refused by its name.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np

from tutor.files import FileError, brief
from tutor.files.archive import read_files
from tutor.files.chain import Activated, Chain, Dense, Scale, Step, checked, normalised
from tutor.files.limits import NETWORK_ARRAYS, UNPACKED
from tutor.net.activation import Array

Config = Mapping[str, Any]
Weights = Callable[[str, str, int], Sequence[Array]]
"""The arrays of a layer by its name, its class and how many layers of the class come before."""

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
_SMALL = 10**7
"""Bytes up to which it does not matter how well they were compressed."""


def read_keras(file: BinaryIO) -> Chain:
    """The chain of layers in a `.keras`.

    Raises:
        FileError: for anything else.
    """
    files = read_files(file)
    try:
        config, weights = files["config.json"], files["model.weights.h5"]
    except KeyError as error:
        raise FileError(f"is no .keras: it holds no {error.args[0]}") from None
    return _read(io.BytesIO(weights), lambda _: config, _saved)


def read_h5(file: BinaryIO) -> Chain:
    """The chain of layers in an `.h5` of a whole model.

    Raises:
        FileError: for anything else.
    """
    return _read(file, lambda root: root.attrs.get("model_config"), _saved_before)


def _read(file: BinaryIO, config_in: Callable[[Any], Any], weights_in: Callable[[Any, int], Weights]) -> Chain:
    try:
        import h5py  # noqa: PLC0415 -- an optional extra
    except ImportError:
        raise FileError("needs h5py: install relu-tutor[keras]") from None
    size = file.seek(0, 2)
    try:
        with h5py.File(file, "r") as root:
            config = config_in(root)
            if config is None:
                raise FileError("holds weights without their model: save the whole model, by model.save")
            return _chain(json.loads(config), weights_in(root, size))
    except FileError:
        raise
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:  # as HDF5 and JSON raise
        raise FileError(f"is no model of Keras, or damaged: {brief(error, 100)}") from None


# The configuration


def _chain(model: Any, weights: Weights) -> Chain:
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
    if not steps or not isinstance(steps[-1], Activated):
        steps.append(Activated("identity"))
    return Chain(tuple(steps), tuple(notes))


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
            raise FileError("is no model of Keras: its configuration names no layers")
    last = None
    for layer in layers:
        match layer:
            case {"class_name": str(kind), "config": dict(config)}:
                config.setdefault("name", layer.get("name", kind))
            case _:
                raise FileError("is no model of Keras: a layer has no class, or no configuration")
        sources = list(_sources(layer.get("inbound_nodes", [])))
        if chained and sources != ([] if last is None else [last]):
            raise FileError(f"is no chain: {brief(config['name'])} takes {brief(', '.join(sources) or 'an input')}")
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
        raise FileError(f"{brief(config['name'])} is a ReLU with a largest value or a threshold, which is not read")
    slope = config.get("negative_slope") or 0
    yield from _leaky_relu({**config, "negative_slope": slope}, ()) if slope else [Activated("relu")]


def _leaky_relu(config: Config, _: Sequence[Array]) -> Iterator[Step]:
    slope = config.get("negative_slope", config.get("alpha", 0.3))
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


def _saved(root: Any, size: int) -> Weights:
    """The weights in `model.weights.h5`: layers/dense_1/vars/0. The folder is the class with a number.

    Later versions write the name of the layer beside them.
    """
    top = "layers" if "layers" in root else "_layer_checkpoint_dependencies"
    named = {}
    for folder in _at(root, top) or ():
        held = _at(root, f"{top}/{folder}/vars")
        if held is not None and "name" in held.attrs:
            named[held.attrs["name"]] = folder

    def of(name: str, kind: str, before: int) -> Sequence[Array]:
        folder = named.get(name, "") if named else _snake(kind) + (f"_{before}" if before else "")
        held = _at(root, f"{top}/{folder}/vars") or ()
        return [_array(_at(root, f"{top}/{folder}/vars/{place}"), size) for place in sorted(held, key=int)]

    return of


def _saved_before(root: Any, size: int) -> Weights:
    """The weights in an `.h5`: each layer is a group that lists them in `weight_names`."""

    def of(name: str, _kind: str, _before: int) -> Sequence[Array]:
        held = _at(root, f"model_weights/{name}")
        names = [] if held is None else held.attrs["weight_names"]
        texts = [each.decode() if isinstance(each, bytes) else str(each) for each in names]
        return [_array(_at(root, f"model_weights/{name}/{text}"), size) for text in texts]

    return of


def _snake(kind: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()


def _at(root: Any, path: str) -> Any:
    """What stands at a path, or None; without following a link into another file."""
    for part in path.split("/"):
        link = root.get(part, getlink=True) if part in root else None
        if link is None or hasattr(link, "filename"):
            return None
        root = root[part]
    return root


def _array(data: Any, size: int) -> Array:
    """The numbers of a data set; never of another file, and never more than a file of this size can hold."""
    if data is None or data.external or data.is_virtual:
        raise FileError("lacks numbers of its own that its model names")
    taken = data.size * data.dtype.itemsize
    if taken > NETWORK_ARRAYS.bytes or taken > max(_SMALL, UNPACKED * size):
        raise FileError("claims to hold more numbers than a file of its size can")
    return np.asarray(data[()])
