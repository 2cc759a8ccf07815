"""Arrays and tensors that are not what they claim: one line, and nothing is allocated or unpacked for the claim."""

import io
import struct
import zipfile

import numpy as np
import pytest
from bad_files import said_of, written
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.files.network import load_network


def npy(header, data=b"\0" * 8, version=b"\1\0"):
    header = header.encode("latin-1")
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + data


def described(shape, kind="<f8"):
    return f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n"


def npz(content, name="W0.npy", method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def patched(data, sign, at, value):
    """The archive with two bytes changed, counted from the last such sign."""
    found = bytearray(data)
    place = data.rindex(sign) + at
    found[place : place + 2] = struct.pack("<H", value)
    return bytes(found)


SOUND = npz(npy(described("(1,)")))
DIRECTORY_ENTRY, END = b"PK\1\2", b"PK\5\6"
ARCHIVES = {
    "8 TB": (npz(npy(described("(1000000000000,)"))), "does not fit its"),
    "20 digits": (npz(npy(described("(99999999999999999999,)"))), "does not fit its"),
    "500 digits": (npz(npy(described(f"({'9' * 500},)"))), "has the shape (999"),
    "bool": (npz(npy(described("(True,)"))), "its header does not say"),
    "float": (npz(npy(described("(1.0,)"))), "its header does not say"),
    "negative": (npz(npy(described("(-1,)"))), "its header does not say"),
    "unbalanced": (npz(npy("{'descr': '<f8', 'shape': (1,")), "its header does not say"),
    "deep": (npz(npy("(" * 9_000)), "its header does not say"),
    "long header": (npz(npy(" " * 60_000)), "longer than a header can be"),
    "records": (npz(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }")), "holds records"),
    "objects": (npz(npy(described("(1,)", "|O"))), "pickled objects, which are never read"),
    "many dimensions": (npz(npy(described(f"({'1,' * 100})"))), "has the shape (1,1,1"),
    "no kind": (npz(npy(described("(1,)", "f3"))), "f3 is not a number type"),
    "a kind of parts": (npz(npy(described("(1,)", "f8,f8"))), "is not a number type"),
    "words": (npz(npy(described("(1,)", "<U2"))), "holds <U2, not real numbers"),
    "no array": (npz(b"PK" * 20), "is not a NumPy array"),
    "version 9": (npz(npy(described("(1,)"), version=b"\x09\0")), "is not a NumPy array"),
    "encrypted": (patched(SOUND, DIRECTORY_ENTRY, 8, 1), "W0.npy encrypted, which is not read"),
    "method 99": (patched(SOUND, DIRECTORY_ENTRY, 10, 99), "packed by method 99"),
    "bzip2": (npz(npy(described("(1,)")), method=zipfile.ZIP_BZIP2), "packed by method 12"),
    "65535 files": (patched(SOUND, END, 10, 65535), "holds 65,535 arrays"),
    "2 files": (patched(SOUND, END, 10, 2), "is damaged"),
    "a directory elsewhere": (patched(SOUND, END, 16, 7), "is damaged"),
    "more than packed": (patched(SOUND, DIRECTORY_ENTRY, 20, 60_000), "is damaged"),
    "less than packed": (patched(SOUND, DIRECTORY_ENTRY, 24, 3), "is damaged"),
    "another checksum": (patched(SOUND, DIRECTORY_ENTRY, 16, 3), "W0.npy is not what was packed"),
    "a long name": (npz(npy(described("(1,)")), "x" * 300 + ".npy"), "neither names nor shapes tell"),
    "a long name of a layer": (
        npz(npy(described("(1,)")), "W" * 300 + ".npy"),
        "neither names nor shapes tell",
    ),
    "a bomb": (npz(b"\0" * 50_000_000, method=zipfile.ZIP_DEFLATED), "unpacks to"),
}


@pytest.mark.parametrize(("content", "said"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_that_is_not_what_it_claims_is_one_line(tmp_path, content, said):
    """Whatever directory and headers claim, nothing is allocated, unpacked or unpickled for it."""
    assert said in said_of(written(tmp_path, "n.npz", content))


def test_a_name_twice_in_an_archive_is_told(tmp_path):
    """Of two arrays with one name neither is taken."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("W0.npy", npy(described("(1,)")))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("W0.npy", npy(described("(1,)")))
    assert "holds W0 twice" in said_of(written(tmp_path, "n.npz", buffer.getvalue()))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("kind", ["<f8", ">f4", "<f2", ">i4", "|u1", "<i8"])
@examples(0.2)
@given(
    weights=st.lists(st.lists(st.integers(0, 100), min_size=2, max_size=2), min_size=1, max_size=5),
    fortran=st.booleans(),
)
def test_arrays_are_read_as_numpy_reads_them(tmp_path_factory, save, kind, weights, fortran):
    """Any real type, either byte order, either order of memory, stored or compressed: as with numpy.load."""
    path = tmp_path_factory.getbasetemp() / "n.npz"
    first = np.array(weights, order="F" if fortran else "C").astype(kind, order="K")
    save(path, W0=first, b0=first[:, 0], W1=np.ones((1, len(first)), kind), b1=np.zeros(1, kind))
    network = load_network(path).network
    with np.load(path) as arrays:
        assert (network.weights[0] == arrays["W0"]).all()
        assert (network.biases[0] == arrays["b0"]).all()


def tensor(name):
    """A file with one tensor of one number."""
    header = f'{{"{name}":{{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}}}'.encode()
    return len(header).to_bytes(8, "little") + header + b"\0" * 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "header would have 0 bytes"),
        (b"\xff" * 8, "is not .safetensors"),
        ((10**7).to_bytes(8, "little") + b" " * 10**6, "header would have 10,000,000 bytes"),
        ((50_000).to_bytes(8, "little") + b'{"a":' * 10_000, "is not .safetensors"),
        ((9).to_bytes(8, "little") + b"[[[[[[[[[", "is not .safetensors"),
        (tensor("x" * 300), f"It holds {'x' * 39}…"),
    ],
)
def test_tensors_that_are_not_what_they_claim_are_one_line(tmp_path, content, said):
    """A header that is too long, nested too deeply or cut is told before anything is allocated for it."""
    pytest.importorskip("safetensors")
    assert said in said_of(written(tmp_path, "n.safetensors", content))
