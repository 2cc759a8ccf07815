"""Arrays from an `.npz`: a zip archive of `.npy` files, read without a step that trusts what it claims.

`zipfile` and `numpy.load` believe headers: they allocate what is claimed, unpack what was packed small, and raise a
dozen kinds of exception. Here directory and headers are first compared with the bytes that are there. Formats: PKWARE's
APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; NumPy's NEP 1. Archives of more than 4 GB and records are not read.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from math import prod
from typing import BinaryIO, NamedTuple

import numpy as np

from tutor.files import FileError, brief
from tutor.files.limits import DIMENSIONS, DIRECTORY, HEADER, NETWORK_ARRAYS, UNPACKED
from tutor.net.activation import Array

_END, _ENTRY, _LOCAL = (struct.Struct(f"<{fields}") for fields in ("4s4H2LH", "4s6H3L5H2L", "4s5H3L2H"))
_LONGEST_COMMENT = 2**16
_STORED, _DEFLATED = 0, 8
SMALL = 10 * 10**6
"""Bytes up to which it does not matter how well they were compressed."""

_FIELD = re.compile(r"'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\dL,\s]*\))")
_KIND, _NUMBERS = re.compile(r"[<>|=]?[?bcfiuSUVmM]\d{0,4}"), re.compile(r"[<>|=]?[fiu]\d{1,2}")
_HEADS = {1: struct.Struct("<H"), 2: struct.Struct("<L"), 3: struct.Struct("<L")}
"""By version of the format: where it says how long the header is."""


class _Entry(NamedTuple):
    """A file in an archive, as the directory has it."""

    name: str
    method: int
    checksum: int
    packed: int
    size: int
    at: int


def read_arrays(file: BinaryIO) -> dict[str, Array]:
    """The arrays of an `.npz` by name, with numbers of any real type and in any byte order.

    Raises:
        FileError: for anything else.
    """
    arrays: dict[str, Array] = {}
    for path, content in read_files(file).items():
        name = path.removesuffix(".npy")
        if name in arrays:
            raise FileError(f"holds {brief(name)} twice")
        arrays[name] = _array(brief(name), content)
    return arrays


def read_files(file: BinaryIO) -> dict[str, bytes]:
    """The files of a zip archive by name.

    Raises:
        FileError: for anything else, and for more than 1 GB.
    """
    size = file.seek(0, 2)
    files: dict[str, bytes] = {}
    try:
        entries = list(_entries(file, size))
        unpacked = sum(entry.size for entry in entries)
        if unpacked > NETWORK_ARRAYS.bytes:
            raise FileError("holds more than 1 GB")
        if unpacked > max(SMALL, UNPACKED * size):
            raise FileError(f"unpacks to {unpacked / size:,.0f} times its size; weights do not, so it is not read")
        for entry in entries:
            if entry.name in files:
                raise FileError(f"holds {brief(entry.name.removesuffix('.npy'))} twice")
            files[entry.name] = _content(file, entry)
    except (struct.error, zlib.error, UnicodeDecodeError) as error:
        raise FileError(f"is damaged: {error}") from None
    return files


def _entries(file: BinaryIO, size: int) -> Iterator[_Entry]:
    """The files in an archive, from its directory at the end."""
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    end = tail.rfind(b"PK\5\6", 0, len(tail) - _END.size + 4)
    if end < 0:
        raise FileError("is not a zip archive, as .npz and .keras are")
    *_, count, length, start, _ = _END.unpack_from(tail, end)
    if count > NETWORK_ARRAYS.values:
        raise FileError(f"holds {count:,} arrays; {NETWORK_ARRAYS.values // 2:,} layers at most")
    if length > DIRECTORY:
        raise FileError("has a directory that is too large for a network")
    file.seek(start)
    directory, at = file.read(length), 0
    for _ in range(count):
        fields = _ENTRY.unpack_from(directory, at)
        sign, _, _, flags, method, _, _, checksum, packed, unpacked, name, extra, comment, *_, where = fields
        if sign != b"PK\1\2" or packed > size:
            raise FileError("is damaged: its directory is not where it should be, or does not fit its size")
        first = at + _ENTRY.size
        path = directory[first : first + name].decode("utf-8" if flags & 0x800 else "cp437")
        if flags & 1:
            raise FileError(f"holds {brief(path)} encrypted, which is not read")
        if method not in {_STORED, _DEFLATED}:
            raise FileError(f"holds {brief(path)} packed by method {method}, which is not read; save it with NumPy")
        yield _Entry(path, method, checksum, packed, unpacked, where)
        at = first + name + extra + comment


def _content(file: BinaryIO, entry: _Entry) -> bytes:
    """The bytes of a file in an archive; never more than the directory says."""
    file.seek(entry.at)
    sign, *_, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    file.seek(name + extra, 1)
    content = file.read(entry.packed)
    if entry.method == _DEFLATED:
        content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, entry.size + 1)
    if sign != b"PK\3\4" or len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise FileError(f"is damaged: {brief(entry.name)} is not what was packed")
    return content


def _array(name: str, content: bytes) -> Array:
    """The array in the bytes of an `.npy`."""
    length = _HEADS.get(content[6]) if content[:6] == b"\x93NUMPY" and len(content) > 12 else None
    if length is None:
        raise FileError(f"{name} is not a NumPy array")
    (size,) = length.unpack_from(content, 8)
    start = 8 + length.size + size
    if size > HEADER or start > len(content):
        raise FileError(f"{name} is damaged: its header is longer than a header can be")
    fields = dict(_FIELD.findall(content[8 + length.size : start].decode("latin-1")))
    if len(fields) < 3:
        raise FileError(f"{name} is damaged, or holds records: its header does not say what numbers it holds")
    kind = fields["descr"].strip("'")
    if "O" in kind:
        raise FileError(f"{name} holds pickled objects, which are never read")
    try:
        dtype = np.dtype(kind if _KIND.fullmatch(kind) else "")
    except TypeError:
        raise FileError(f"{name} is damaged: {brief(kind)} is not a number type") from None
    if not _NUMBERS.fullmatch(kind):
        raise FileError(f"{name} holds {dtype}, not real numbers")
    shape = tuple(int(digits) for digits in re.findall(r"\d{1,20}", fields["shape"]))
    if len(shape) > DIMENSIONS or not prod(shape):
        raise FileError(f"{name} has the shape {brief(fields['shape'])}; a network needs one or two numbers above 0")
    if prod(shape) * dtype.itemsize != len(content) - start:
        raise FileError(f"{name} is damaged: its shape {brief(fields['shape'])} does not fit its {len(content)} bytes")
    flat = np.frombuffer(content, dtype, offset=start)
    return flat.reshape(shape, order="F" if fields["fortran_order"] == "True" else "C")
