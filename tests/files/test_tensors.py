"""Tensors of a .safetensors: as the library that writes them reads them, and in bfloat16, which NumPy lacks."""

import json

import numpy as np
import pytest
from bad_files import said_of, written

from tutor.files.network import load_network
from tutor.files.tensors import read_tensors


def file(entries, data=b""):
    header = json.dumps(entries).encode()
    return len(header).to_bytes(8, "little") + header + data


def entry(dtype="F32", shape=(2, 1), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8"])
def test_tensors_are_read_as_the_library_reads_them(tmp_path, kind):
    """Every type of number, any shape, several tensors: what safetensors saves comes back equal."""
    save = pytest.importorskip("safetensors.numpy").save_file
    random = np.random.default_rng(0)
    shapes = [(3, 2), (4,), (), (1, 1)]
    arrays = {f"a.{at}": np.array(9 * random.random(shape)).astype(kind) for at, shape in enumerate(shapes)}
    save(arrays, tmp_path / "n.safetensors", metadata={"format": "pt"})
    with (tmp_path / "n.safetensors").open("rb") as opened:
        found = read_tensors(opened)
    assert set(found) == set(arrays)
    assert all((found[name] == arrays[name]).all() and found[name].dtype == kind for name in arrays)


def test_bfloat16_is_the_upper_half_of_float32(tmp_path):
    """1.5 is 0x3FC0 and −2 is 0xC000 in bfloat16, by its definition: sign, 8 bits of exponent, 7 of fraction."""
    numbers = b"".join(each.to_bytes(2, "little") for each in (0x3FC0, 0xC000))
    path = written(tmp_path, "n.safetensors", file({"fc.weight": entry("BF16", offsets=(0, 4))}, numbers))
    assert load_network(path).network.weights[0].tolist() == [[1.5], [-2.0]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (file([]), "its header is not a JSON object"),
        (file({"a": 1}), "its header does not say what a is"),
        (file({"a": entry("F8_E4M3")}), "a holds F8_E4M3; save it as float32"),
        (file({"a": entry(offsets=(0, 4))}, b"\0" * 8), "does not fit its place"),
        (file({"a": entry(offsets=(-8, 0))}, b"\0" * 8), "does not fit its place"),
        (file({"a": entry()}, b"\0" * 7), "does not fit its place"),
        (file({"a": entry(shape=(0, 1), offsets=(0, 0))}), "has the shape"),
        (file({"a": entry(shape=(10**15, 1))}), "has the shape"),
        (file({"a": entry(shape=(True, 2))}, b"\0" * 8), "has the shape"),
        (file({"a": entry(shape=[1] * 9, offsets=(0, 4))}, b"\0" * 4), "has the shape"),
        (file({str(at): entry() for at in range(2001)}, b"\0" * 8), "holds 2,001 arrays"),
        (file({"a": {}, "b": {}}).replace(b'"b"', b'"a"'), "one name twice"),
    ],
)
def test_a_header_that_lies_is_one_line(tmp_path, content, said):
    """Whatever a header claims is compared with the bytes that are there."""
    assert said in said_of(written(tmp_path, "n.safetensors", content))
