"""Arrays and texts of an HDF5 file, read by a process of its own.

The library of HDF5 believes what a file claims: a damaged file can send it into a loop that nothing ends, or crash it.
So it runs apart, with a limit on time, and hands over an `.npz`. As a program, this file reads HDF5 from its standard
input and uses nothing else of relu-tutor:

    python hdf5.py MOST_BYTES < model.h5 > arrays.npz
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SECONDS, _BYTES_A_SECOND = 8.0, 10**7
"""How long a file may take: this much, and more for each byte. A model of 1 MB takes half a second."""
_TEXTS = "texts"


class Held(NamedTuple):
    """What an HDF5 file holds.

    Attributes:
        arrays: by path, such as layers/dense/vars/0.
        texts: the attributes that are texts or lists of texts, by path and name, such as layers/dense/vars@name.
    """

    arrays: dict[str, NDArray[Any]]
    texts: dict[str, Any]


def read_hdf5(content: bytes, most: int) -> Held:
    """All arrays and texts of an HDF5 file, up to `most` bytes of them. No other file is opened for it.

    Raises:
        FileError: for anything else.
    """
    from tutor.files import FileError, brief  # noqa: PLC0415 -- the process does without relu-tutor
    from tutor.files.archive import read_arrays  # noqa: PLC0415

    if find_spec("h5py") is None:
        raise FileError("needs h5py: install relu-tutor[keras]")
    command = [sys.executable, "-P", __file__, str(most)]
    seconds = _SECONDS + len(content) / _BYTES_A_SECOND
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise FileError(f"is damaged: HDF5 could not read it in {seconds:.0f} s") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise FileError(f"is not a sound HDF5 file: {brief(said or 'its library crashed', 150)}")
    arrays = read_arrays(io.BytesIO(done.stdout))
    return Held(arrays, json.loads(arrays.pop(_TEXTS).tobytes()))


def _main(most: int) -> None:
    import h5py  # noqa: PLC0415 -- an optional extra, and for this process alone

    arrays: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    with h5py.File(io.BytesIO(sys.stdin.buffer.read()), "r") as root:
        for path, held in _walk(h5py, root, ""):
            texts |= {f"{path}@{name}": text for name, text in _texts(h5py, held)}
            if isinstance(held, h5py.Dataset) and held.dtype.kind in "fiu" and held.size:
                if held.external or held.is_virtual:
                    raise SystemExit(f"{path} lies in another file, which is not read")
                most -= held.size * held.dtype.itemsize
                if most < 0:
                    raise SystemExit(f"{path} claims to hold more numbers than the file can")
                arrays[path] = held[()]
    arrays[_TEXTS] = np.frombuffer(json.dumps(texts).encode(), np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    sys.stdout.buffer.write(buffer.getvalue())


def _walk(h5py: Any, group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """A group and all that is in it, by hard links alone: other links may lead into another file."""
    yield path, group
    for name in group:
        if type(group.get(name, getlink=True)) is h5py.HardLink:
            held, at = group[name], f"{path}/{name}".lstrip("/")
            yield from _walk(h5py, held, at) if isinstance(held, h5py.Group) else [(at, held)]


def _texts(h5py: Any, held: Any) -> Iterator[tuple[str, Any]]:
    for name in held.attrs:
        kind = h5py.h5a.open(held.id, name.encode()).dtype
        if kind.kind not in "SO":
            continue
        value = held.attrs[name]
        if isinstance(value, bytes | str):
            yield name, _text(value)
        elif isinstance(value, np.ndarray):
            yield name, [_text(each) for each in value.flat]


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    try:
        _main(int(sys.argv[1]))
    except Exception as error:  # noqa: BLE001 -- HDF5 has a dozen kinds; each is a line to who asked
        sys.exit(f"{type(error).__name__}: {error}".replace("\n", " "))
