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
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tutor.files import FileError, check_readable
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.network import Network
from tutor.rational import NumberError, parse

_TEXT_BYTES, _ARRAY_BYTES = 2 * 10**6, 10**9
"""A hand-set network is small: TOML of more than this would be read for seconds."""

Arrays = dict[str, Array]


def load_network(path: Path, activation: str | None = None) -> Network:
    """The network in a file; exact from `.toml`, else float64. `activation` goes before what the file says.

    Raises:
        FileError: with one line, for everything that can be wrong with the file.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise FileError(f"{path}: is none of {', '.join(_READERS)}")
    check_readable(path, _TEXT_BYTES if read is _read_toml else _ARRAY_BYTES)
    try:
        arrays, named = read(path)
        return _network(arrays, activation or named)
    except FileError as error:
        raise FileError(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from None


def _read_toml(path: Path) -> tuple[Arrays, str]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=parse)
    except (tomllib.TOMLDecodeError, NumberError, RecursionError) as error:
        raise FileError(f"is no TOML: {error}") from None
    named = content.pop("activation", "relu")
    if not isinstance(named, str):
        raise FileError("activation has to be a name in quotes")
    if "W0" not in content:
        content = _spelled_out(content)
    return {name: _exact(name, value) for name, value in content.items()}, named


def _spelled_out(content: Mapping[str, Any]) -> dict[str, Any]:
    """The short form of one hidden layer and one input, as lessons have it, in the names of the long one."""
    missing = [name for name in ("w", "b", "v") if not isinstance(content.get(name), list)]
    if missing:
        raise FileError(f"has no W0, b0, W1, … and no list {missing[0]} (the short form is w, b, v, c)")
    if unknown := sorted(set(content) - {"w", "b", "v", "c"}):
        raise FileError(f"{unknown[0]} is not known here; the short form has w, b, v, c and activation")
    w, b, v, c = content["w"], content["b"], content["v"], content.get("c", 0)
    return {"W0": [[each] for each in w], "b0": b, "W1": [v], "b1": [c]}


def _exact(name: str, value: Any) -> Array:
    try:
        numbers = _numbers(value)
    except (TypeError, NumberError) as error:
        raise FileError(f"{name}: {error}") from None
    try:
        array = np.array(numbers, dtype=object)
    except ValueError:  # NumPy's word for rows of different lengths
        raise FileError(f"the rows of {name} differ in length") from None
    if any(isinstance(each, list) for each in array.flat):
        raise FileError(f"the rows of {name} differ in length")
    return array


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, (str, int, Fraction)):
        raise TypeError(f"{value} is not a number")
    return value if isinstance(value, Fraction) else parse(str(value))


def _read_npz(path: Path) -> tuple[Arrays, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _ARRAY_BYTES:
                raise FileError("holds more than 1 GB")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}, "relu"
    except zipfile.BadZipFile:
        raise FileError("is no .npz archive") from None
    except ValueError as error:  # NumPy's word for pickled and for damaged arrays
        pickled = "pickle" in str(error)
        raise FileError("holds pickled objects, which are never read" if pickled else f"is damaged: {error}") from None
    except (EOFError, zipfile.LargeZipFile, zlib.error) as error:
        raise FileError(f"is damaged: {error}") from None


def _read_safetensors(path: Path) -> tuple[Arrays, str]:
    try:
        from safetensors import SafetensorError  # noqa: PLC0415 -- an optional extra
        from safetensors.numpy import load_file  # noqa: PLC0415
    except ImportError:
        raise FileError("needs safetensors: install relu-tutor[safetensors]") from None
    try:
        arrays = load_file(path)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise FileError(f"is no .safetensors that NumPy can hold: {error}") from None
    return _renamed(arrays), "relu"


def _renamed(state: Mapping[str, Array]) -> Arrays:
    """`0.weight`, `0.bias`, `2.weight`, … as W0, b0, W1, …; between two layers there has to be an activation."""
    places = {}
    for name in state:
        match = re.fullmatch(r"(\d+)\.(weight|bias)", name)
        if match is None:
            raise FileError(f"{name} is no name of an nn.Sequential of linear layers")
        places[name] = (int(match[1]), match[2])
    layers = sorted({place for place, _ in places.values()})
    for one, following in pairwise(layers):
        if following == one + 1:
            raise FileError(f"layers {one} and {following} follow each other without an activation between them")
    return {f"{'W' if kind == 'weight' else 'b'}{layers.index(at)}": state[name] for name, (at, kind) in places.items()}


_READERS: dict[str, Callable[[Path], tuple[Arrays, str]]] = {
    ".toml": _read_toml,
    ".npz": _read_npz,
    ".safetensors": _read_safetensors,
}


def _network(arrays: Arrays, activation: str) -> Network:
    if activation not in ACTIVATIONS:
        raise FileError(f"activation “{activation}” is none of {', '.join(ACTIVATIONS)}")
    depth = sum(name.startswith("W") for name in arrays)
    if not depth:
        raise FileError("has no array W0")
    wanted = [f"{letter}{layer}" for layer in range(depth) for letter in "Wb"]
    if missing := [name for name in wanted if name not in arrays]:
        raise FileError(f"has no array {missing[0]}")
    if unknown := sorted(set(arrays) - set(wanted)):
        raise FileError(f"the array {unknown[0]} has no place; known are {', '.join(wanted)}")
    for name in wanted:
        _check_array(name, arrays[name])
    for before, layer in pairwise(range(depth)):
        units, inputs = arrays[f"W{before}"].shape[0], arrays[f"W{layer}"].shape[1]
        if units != inputs:
            raise FileError(f"W{layer} has {inputs} columns for the {units} units of layer {before}")
    for layer in range(depth):
        units, biases = arrays[f"W{layer}"].shape[0], arrays[f"b{layer}"].shape[0]
        if units != biases:
            raise FileError(f"b{layer} has {biases} numbers for the {units} units of W{layer}")
    kind = object if all(array.dtype == object for array in arrays.values()) else np.float64
    weights, biases_ = ([arrays[f"{letter}{layer}"].astype(kind) for layer in range(depth)] for letter in "Wb")
    return Network(tuple(weights), tuple(biases_), ACTIVATIONS[activation])


def _check_array(name: str, array: Array) -> None:
    dimensions = 2 if name.startswith("W") else 1
    if array.ndim != dimensions or not array.size:
        shape = "units × inputs" if dimensions == 2 else "one number a unit"
        raise FileError(f"{name} has the shape {array.shape}; it has to be {shape}")
    if array.dtype != object and array.dtype.kind not in "fiu":
        raise FileError(f"{name} holds {array.dtype}, no real numbers")
    if array.dtype != object and not np.isfinite(array).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise FileError(f"{name}{list(at)} is {array[at]}: not finite")
