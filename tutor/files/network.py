"""Networks from files: `.toml` in exact numbers, `.npz` and `.safetensors` in floats.

    W0 = [[1], [-1]]        # layer 0: one row a unit, one column an input
    b0 = ["1/3", -0.5]
    W1 = [[1, 1]]
    b1 = [0]
    activation = "relu"

is a network file in TOML; w, b, v and c stand for one hidden layer as they do in a lesson. An `.npz` holds arrays of
the same names. A `.safetensors` holds the state dict of a PyTorch nn.Sequential: `0.weight`, `0.bias`, `2.weight`, …
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tutor.files import FileError, brief, toml
from tutor.files.archive import read_arrays
from tutor.files.limits import DIRECTORY, NETWORK_ARRAYS, NETWORK_TOML
from tutor.files.outside import opened, read_text
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.network import Network, exact
from tutor.rational import NumberError, parse

Arrays = dict[str, Array]


def load_network(path: Path, activation: str | None = None) -> Network:
    """The network in a file; exact from `.toml`, else float64. `activation` goes before what the file says.

    Raises:
        FileError: with one line, for everything that can be wrong with the file.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise FileError(f"{path}: is none of {', '.join(_READERS)}")
    try:
        arrays, named = read(path)
        return _network(arrays, activation or named)
    except FileError as error:
        raise FileError(f"{path}: {error}") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from None


def _read_toml(path: Path) -> tuple[Arrays, str]:
    try:
        content = toml.loads(read_text(path, NETWORK_TOML.bytes), NETWORK_TOML.values)
    except toml.TomlError as error:
        raise FileError(f"is no TOML: line {error.line}: {error}") from None
    named = content.pop("activation", "relu")
    if not isinstance(named, str):
        raise FileError("activation has to be a name in quotes")
    arrays = {name: _exact(name, value) for name, value in content.items()}
    return arrays if "W0" in arrays else _spelled_out(arrays), named


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


def _read_npz(path: Path) -> tuple[Arrays, str]:
    with opened(path, NETWORK_ARRAYS.bytes) as file:
        return read_arrays(file), "relu"


def _read_safetensors(path: Path) -> tuple[Arrays, str]:
    try:
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415 -- an optional extra
    except ImportError:
        raise FileError("needs safetensors: install relu-tutor[safetensors]") from None
    with opened(path, NETWORK_ARRAYS.bytes) as file:
        if not 0 < (header := int.from_bytes(file.read(8), "little")) <= DIRECTORY:
            raise FileError(f"is no .safetensors: its header would have {header:,} bytes")
    try:
        with safe_open(path, framework="numpy") as tensors:  # the library limits the nesting of the header
            _check_depth(len(tensors.keys()))
            arrays = {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118 -- it is no mapping
    except SafetensorError as error:
        raise FileError(f"is no .safetensors: {brief(error, 200)}") from None
    except (KeyError, TypeError, AttributeError) as error:  # bfloat16 and the like
        raise FileError(f"holds numbers that NumPy lacks; save them as float32: {brief(error, 200)}") from None
    return _renamed(arrays), "relu"


def _renamed(state: Mapping[str, Array]) -> Arrays:
    """`0.weight`, `0.bias`, `2.weight`, … as W0, b0, W1, …; between two layers there has to be an activation."""
    places = {}
    for name in state:
        match = re.fullmatch(r"(\d+)\.(weight|bias)", name)
        if match is None:
            raise FileError(f"{brief(name)} is no name of an nn.Sequential of linear layers")
        places[name] = (int(match[1]), match[2])
    layers = sorted({place for place, _ in places.values()})
    for one, following in pairwise(layers):
        if following == one + 1:
            raise FileError(f"layers {one} and {following} follow each other without an activation between them")
    for place in layers:
        for kind in ("weight", "bias"):
            if f"{place}.{kind}" not in state:
                raise FileError(f"has no {place}.{kind}; every layer needs weights and biases")
    number = {place: layer for layer, place in enumerate(layers)}
    return {f"{'W' if kind == 'weight' else 'b'}{number[at]}": state[name] for name, (at, kind) in places.items()}


def _check_depth(arrays: int) -> None:
    if arrays > NETWORK_ARRAYS.values:
        raise FileError(f"holds {arrays:,} arrays; {NETWORK_ARRAYS.values // 2:,} layers are the most")


_READERS: dict[str, Callable[[Path], tuple[Arrays, str]]] = {
    ".toml": _read_toml,
    ".npz": _read_npz,
    ".safetensors": _read_safetensors,
}


def _network(arrays: Arrays, activation: str) -> Network:
    if activation not in ACTIVATIONS:
        raise FileError(f"activation “{brief(activation)}” is none of {', '.join(ACTIVATIONS)}")
    depth = sum(name.startswith("W") for name in arrays)
    if not depth:
        raise FileError("has no array W0")
    _check_depth(2 * depth)
    wanted = [f"{letter}{layer}" for layer in range(depth) for letter in "Wb"]
    if missing := [name for name in wanted if name not in arrays]:
        raise FileError(f"has no array {missing[0]}")
    if unknown := sorted(set(arrays) - set(wanted)):
        raise FileError(f"the array {brief(unknown[0])} has no place; known are {brief(', '.join(wanted))}")
    arrays = {name: _checked(name, arrays[name]) for name in wanted}
    for before, layer in pairwise(range(depth)):
        units, inputs = arrays[f"W{before}"].shape[0], arrays[f"W{layer}"].shape[1]
        if units != inputs:
            raise FileError(f"W{layer} has {inputs} columns for the {units} units of layer {before}")
    for layer in range(depth):
        units, biases = arrays[f"W{layer}"].shape[0], arrays[f"b{layer}"].shape[0]
        if units != biases:
            raise FileError(f"b{layer} has {biases} numbers for the {units} units of W{layer}")
    weights, biases_ = ([arrays[f"{letter}{layer}"] for layer in range(depth)] for letter in "Wb")
    return Network(tuple(weights), tuple(biases_), ACTIVATIONS[activation])


def _checked(name: str, array: Array) -> Array:
    """The array as float64, or as it is if it holds fractions."""
    dimensions = 2 if name.startswith("W") else 1
    if array.ndim != dimensions or not array.size:
        shape = "units × inputs" if dimensions == 2 else "one number a unit"
        raise FileError(f"{name} has the shape {array.shape}; it has to be {shape}")
    if array.dtype != object and array.dtype.kind not in "fiu":
        raise FileError(f"{name} holds {array.dtype}, no real numbers")
    if array.dtype == object:
        return array
    with np.errstate(over="ignore"):  # from a wider type a number may become infinite
        floats = array.astype(np.float64)
    if not np.isfinite(floats).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(floats))[0])
        raise FileError(f"{name}{list(at)} is {array[at]}: not finite in float64")
    return floats
