"""Arrays from a `.safetensors`: a header in JSON that says where each array lies in the bytes behind it.

The format is that of https://github.com/huggingface/safetensors: 8 bytes with the length of the header, the header
{name: {dtype, shape, data_offsets}}, the numbers, little-endian and row by row. NumPy lacks bfloat16: it is float32
without the lower half of its bits, and is widened to that.
"""

import json
from math import prod
from typing import Any, BinaryIO

import numpy as np

from tutor.files import FileError, brief
from tutor.files.limits import DIMENSIONS, DIRECTORY, NETWORK_ARRAYS
from tutor.net.activation import Array

_KINDS = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
}


def read_tensors(file: BinaryIO) -> dict[str, Array]:
    """The arrays of a `.safetensors` by name, in the order of the header.

    Raises:
        FileError: for anything else.
    """
    size = file.seek(0, 2)
    file.seek(0)
    length = int.from_bytes(file.read(8), "little")
    if not 0 < length <= DIRECTORY:
        raise FileError(f"is not .safetensors: its header would have {length:,} bytes")
    try:
        header = json.loads(file.read(length), object_pairs_hook=_unique)
    except FileError:
        raise
    except (ValueError, RecursionError):
        raise FileError("is not .safetensors: its header is not JSON") from None
    if not isinstance(header, dict):
        raise FileError("is not .safetensors: its header is not a JSON object")
    header.pop("__metadata__", None)
    if len(header) > NETWORK_ARRAYS.values:
        raise FileError(f"holds {len(header):,} arrays; {NETWORK_ARRAYS.values // 2:,} layers at most")
    return {name: _array(file, brief(name), entry, 8 + length, size) for name, entry in header.items()}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise FileError("is not .safetensors: its header has one name twice")
    return entries


def _array(file: BinaryIO, name: str, entry: Any, start: int, size: int) -> Array:
    match entry:
        case {"dtype": str(kind), "shape": list(shape), "data_offsets": [int(begin), int(end)]}:
            pass
        case _:
            raise FileError(f"is not .safetensors: its header does not say what {name} is")
    if kind not in _KINDS:
        raise FileError(f"{name} holds {brief(kind)}; save it as float32")
    dtype = np.dtype(_KINDS[kind])
    if not all(type(side) is int and 0 < side <= size for side in shape) or len(shape) > DIMENSIONS:
        raise FileError(f"{name} has the shape {brief(shape)}; a network needs one or two numbers above 0")
    if begin < 0 or end - begin != prod(shape) * dtype.itemsize or start + end > size:
        raise FileError(f"{name} is damaged: its shape {brief(shape)} does not fit its place in the file")
    file.seek(start + begin)
    flat = np.frombuffer(file.read(end - begin), dtype)
    wide = (flat.astype(np.uint32) << 16).view(np.float32) if kind == "BF16" else flat
    return wide.reshape(shape)
