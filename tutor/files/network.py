"""Networks from files: the table of readers, and the one for `.toml`, whose numbers are exact.

    W0 = [[1], [-1]]        # layer 0: one row a unit, one column an input
    b0 = ["1/3", -0.5]
    W1 = [[1, 1]]
    b1 = [0]
    activation = "relu"
    output_activation = "identity"

is a network file in TOML; w, b, v and c stand for one hidden layer as they do in a lesson. All other kinds hold what
programs have trained, and are read in floats.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from tutor.files import FileError, brief, toml
from tutor.files.archive import read_arrays
from tutor.files.chain import Activated, Chain, Dense, Loaded, Step, network_of
from tutor.files.keras import read_h5, read_keras
from tutor.files.limits import NETWORK_ARRAYS, NETWORK_TOML
from tutor.files.names import shape
from tutor.files.onnx import read_onnx
from tutor.files.order import chain_of
from tutor.files.outside import opened, read_text
from tutor.files.tensors import read_tensors
from tutor.net.activation import Array
from tutor.net.network import exact
from tutor.rational import NumberError, parse

Arrays = dict[str, Array]


def load_network(path: Path, activation: str | None = None, output: str | None = None) -> Loaded:
    """The network in a file; exact from `.toml`, else float64.

    `activation`, of the hidden layers, and `output`, behind the last layer, go before what the file says.

    Raises:
        FileError: with one line, for everything that can be wrong with the file.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise FileError(f"{path}: its name has to end in one of {', '.join(_READERS)}")
    try:
        return network_of(read(path), activation, output)
    except FileError as error:
        raise FileError(f"{path}: {error}") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read_toml(path: Path) -> Chain:
    try:
        content = toml.loads(read_text(path, NETWORK_TOML.bytes), NETWORK_TOML.values)
    except toml.TomlError as error:
        raise FileError(f"is not TOML: line {error.line}: {error}") from None
    named, output = content.pop("activation", "relu"), content.pop("output_activation", None)
    if not isinstance(named, str) or not isinstance(output, str | None):
        raise FileError("activation has to be a name in quotes")
    arrays = {name: _exact(name, value) for name, value in content.items()}
    layers = _layers(arrays if "W0" in arrays else _spelled_out(arrays))
    steps: list[Step] = [step for layer in layers for step in (layer, Activated(named))]
    return Chain((*steps[:-1], Activated(output)) if output else tuple(steps[:-1]))


def _layers(arrays: Arrays) -> list[Dense]:
    depth = sum(name.startswith("W") for name in arrays)
    if 2 * depth > NETWORK_ARRAYS.values:
        raise FileError(f"holds {depth:,} layers; {NETWORK_ARRAYS.values // 2:,} layers at most")
    wanted = [f"{letter}{layer}" for layer in range(depth) for letter in "Wb"]
    if missing := [name for name in wanted if name not in arrays]:
        raise FileError(f"has no array {missing[0]}")
    if unknown := sorted(set(arrays) - set(wanted)):
        raise FileError(f"the array {brief(unknown[0])} has no place; known are {brief(', '.join(wanted))}")
    for name in wanted:
        if arrays[name].ndim != (2 if name[0] == "W" else 1) or not arrays[name].size:
            wants = "units × inputs" if name[0] == "W" else "one number a unit"
            raise FileError(f"{name} has the shape {shape(arrays[name])}; it has to be {wants}")
    layers = [Dense(arrays[f"W{layer}"], arrays[f"b{layer}"], f"layer {layer}") for layer in range(depth)]
    for layer in layers:
        if len(layer.weight) != len(layer.bias):
            raise FileError(f"{layer.name} has {len(layer.bias)} biases for {len(layer.weight)} units")
    return layers


def _spelled_out(short: Arrays) -> Arrays:
    """The short form of one hidden layer and one input, as lessons have it, in the names of the long one."""
    if missing := [name for name in ("w", "b", "v") if name not in short]:
        raise FileError(f"has no W0, b0, W1, … and no list {missing[0]} (the short form is w, b, v, c)")
    if unknown := sorted(set(short) - {"w", "b", "v", "c"}):
        raise FileError(f"{brief(unknown[0])} is not known here; the short form has w, b, v, c and activation")
    w, b, v, c = short["w"], short["b"], short["v"], short.get("c", exact([0]).reshape(()))
    if not (w.ndim == b.ndim == v.ndim == 1 and len(w) == len(b) == len(v) > 0 == c.ndim):
        raise FileError("w, b and v have to be lists of one number a unit, and c a number")
    return {"W0": w[:, None], "b0": b, "W1": v[None], "b1": c.reshape(1)}


def _exact(name: str, value: Any) -> Array:
    try:
        numbers = _numbers(value)
    except (TypeError, NumberError) as error:
        raise FileError(f"{brief(name)}: {error}") from None
    try:
        array = np.array(numbers, dtype=object)
    except ValueError:  # NumPy's word for rows of different lengths
        raise FileError(f"the rows of {brief(name)} differ in length") from None
    if any(isinstance(each, list) for each in array.flat):
        raise FileError(f"the rows of {brief(name)} differ in length")
    return array


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, (str, int, Fraction)):
        raise TypeError(f"{brief(value)} is not a number")
    return value if isinstance(value, Fraction) else parse(str(value))


def _binary(chain_in: Callable[[BinaryIO], Chain]) -> Callable[[Path], Chain]:
    def read(path: Path) -> Chain:
        with opened(path, NETWORK_ARRAYS.bytes) as file:
            return chain_in(file)

    return read


_READERS: dict[str, Callable[[Path], Chain]] = {
    ".toml": _read_toml,
    ".npz": _binary(lambda file: chain_of(read_arrays(file))),
    ".safetensors": _binary(lambda file: chain_of(read_tensors(file))),
    ".onnx": _binary(read_onnx),
    ".keras": _binary(read_keras),
    ".h5": _binary(read_h5),
}
