"""Network files: what is read is what was written, and what is wrong is told in one line."""

import io
import pickle
import re
import zipfile
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tutor.files import FileError
from tutor.files.network import load_network
from tutor.net.layout import sizes_of

LONG = 'W0 = [[1], ["-1/3"]]\nb0 = [0.1, 2]\nW1 = [[1, 1]]\nb1 = [0]\n'
TWO = {"W0": np.ones((3, 1)), "b0": np.zeros(3), "W1": np.ones((1, 3)), "b1": np.zeros(1)}


def _write(folder, name, content):
    path = folder / name
    if isinstance(content, dict):
        np.savez(path, **content)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_toml_is_exact(tmp_path):
    """Decimals and fractions of a TOML file are kept exactly; its activation gives way to the one that is asked for."""
    network = load_network(_write(tmp_path, "n.toml", LONG + 'activation = "leaky_relu"\n')).network
    assert network.weights[0].tolist() == [[1], [Fraction(-1, 3)]]
    assert network.biases[0].tolist() == [Fraction(1, 10), 2]
    assert network.activation.name == "leaky_relu"
    assert load_network(_write(tmp_path, "n.toml", LONG), "identity").network.activation.name == "identity"


def test_the_short_form_is_the_lab_of_a_lesson(tmp_path):
    """A network written as in a lesson, w, b, v and c, has one hidden layer and these numbers."""
    network = load_network(_write(tmp_path, "n.toml", 'w = [1, -1]\nb = [0.5, 0]\nv = ["1/3", 2]\nc = -1\n')).network
    assert sizes_of(network) == (1, 2, 1)
    x = Fraction(2)
    assert network(np.array([[x]], dtype=object))[0, 0] == Fraction(1, 3) * (x + Fraction(1, 2)) - 1


def test_npz_holds_any_depth(tmp_path):
    """Arrays are put in the order of their numbers, unchanged, for any depth."""
    random = np.random.default_rng(0)
    sizes = (2, 4, 3, 2, 5, 1, 2, 1, 2, 3, 1, 2, 1)  # twelve layers: W10 comes after W9, not after W1
    weights = [random.normal(size=(n, m)).astype(np.float32) for m, n in pairwise(sizes)]
    arrays = {f"W{i}": w for i, w in enumerate(weights)} | {f"b{i}": w[:, 0] for i, w in enumerate(weights)}
    network = load_network(_write(tmp_path, "n.npz", arrays)).network
    assert sizes_of(network) == sizes
    assert all((a == b).all() for a, b in zip(network.weights, weights, strict=True))


def _pickled():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        array = io.BytesIO()
        np.lib.format.write_array(array, np.array([_Bomb()], dtype=object), allow_pickle=True)
        archive.writestr("W0.npy", array.getvalue())
    return buffer.getvalue()


class _Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickled array was unpickled",))


def _damaged():
    buffer = io.BytesIO()
    np.savez(buffer, **TWO)
    content = bytearray(buffer.getvalue())
    content[60:75] = b"x" * 15
    return bytes(content)


BAD = {
    "none.txt": (LONG, "its name has to end in one of .toml, .npz, .safetensors"),
    "no-toml.toml": ("W0 = [[1]", "is not TOML"),
    "empty.toml": ("", "has no W0, b0, W1"),
    "binary.toml": (b"\xff\xfe", "cannot be read"),
    "ragged.toml": (LONG.replace('["-1/3"]', "[1, 2]"), "the rows of W0 differ in length"),
    "text.toml": (LONG.replace("0.1", '"a"'), "b0: “a” is not a number here"),
    "true.toml": (LONG.replace("0.1", "true"), "b0: True is not a number"),
    "nan.toml": (LONG.replace("0.1", "nan"), "“nan” is not a number here"),
    "huge.toml": (LONG.replace("0.1", "1e999999999"), "is not a number here"),
    "long.toml": (LONG.replace("0.1", "1" * 100), "is too long"),
    "scalar.toml": (LONG.replace("[0]", "0"), "b1 has the shape ()"),
    "flat.toml": (LONG.replace("[[1, 1]]", "[1, 1]"), "W1 has the shape (2,)"),
    "nothing.toml": (LONG.replace("[[1, 1]]", "[]"), "W1 has the shape (0,)"),
    "unknown.toml": (LONG + "W3 = [[1]]\n", "has no array W2"),
    "extra.toml": (LONG + "bias = [1]\n", "the array bias has no place"),
    "activation.toml": (LONG + 'activation = "rleu"\n', "activation “rleu” is not one of identity, relu"),
    "activation-number.toml": (LONG + "activation = 1\n", "activation has to be a name"),
    "short-unknown.toml": ("w = [1]\nb = [1]\nv = [1]\nd = 2\n", "d is not known here"),
    "short-text.toml": ('w = ["a"]\nb = [1]\nv = [1]\n', "w: “a” is not a number here"),
    "short-lengths.toml": ("w = [1]\nb = [1, 2]\nv = [1]\n", "w, b and v have to be lists"),
    "short-flat.toml": ("w = 1\nb = 1\nv = 1\n", "w, b and v have to be lists"),
    "endless.toml": (LONG.replace("0.1", "1" * 10_000), "is not TOML"),
    "layers.toml": ("".join(f"W{i} = [[1]]\nb{i} = [1]\n" for i in range(1001)), "1,000 layers at most"),
    "layers.npz": ({f"W{i}": np.ones((1, 1)) for i in range(2001)}, "holds 2,001 arrays"),
    "wide.npz": ({**TWO, "b1": np.array([np.longdouble("1e4000")])}, "b1[0] is"),
    "short-missing.toml": ("w = [1]\nb = [1]\n", "no list v"),
    "deep.toml": ("a = " + "[" * 5000, "is not TOML"),
    "large.toml": ("#" * (2 * 10**6 + 1), "is larger than 2 MB"),
    "no-zip.npz": ("PK", "is not a zip archive"),
    "pickled.npz": (_pickled(), "holds pickled objects, which are never read"),
    "damaged.npz": (_damaged(), "is"),
    "none.npz": ({"x": np.zeros(1)}, "neither names nor shapes tell which arrays are weights"),
    "scalar.npz": ({"accuracy": np.array(0.9)}, "holds no weights"),
    "shapes.npz": ({**TWO, "W1": np.ones((1, 2))}, "no order of its matrices fits"),
    "biases.npz": ({**TWO, "b0": np.ones(2)}, "W0: 2 biases do not fit its weights"),
    "infinite.npz": ({**TWO, "b0": np.array([1, np.inf, 2])}, "b0[1] is inf: not finite in float64"),
    "nan.npz": ({**TWO, "W0": np.full((3, 1), np.nan)}, "W0[0, 0] is nan: not finite in float64"),
    "complex.npz": ({**TWO, "W0": np.ones((3, 1)) * 1j}, "W0 holds complex128"),
    "words.npz": ({**TWO, "b1": np.array(["a"])}, "b1 holds"),
}


@pytest.mark.parametrize(("name", "content", "said"), [(name, *bad) for name, bad in BAD.items()], ids=BAD)
def test_a_bad_file_is_told_in_one_line(tmp_path, name, content, said):
    """A bad file raises FileError with its path and one line that says what is wrong; nothing is unpickled."""
    path = _write(tmp_path, name, content)
    with pytest.raises(FileError, match=re.escape(said)) as caught:
        load_network(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_told(tmp_path):
    """A missing file and a folder raise FileError."""
    with pytest.raises(FileError, match="there is no such file"):
        load_network(tmp_path / "n.npz")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(FileError, match="is not a file"):
        load_network(tmp_path / "folder.npz")


def test_safetensors_of_an_nn_sequential(tmp_path):
    """The state dict of an nn.Sequential is read in order, and what is no such dict raises FileError."""
    save = pytest.importorskip("safetensors.numpy").save_file
    arrays = {"0.weight": TWO["W0"], "0.bias": TWO["b0"], "2.weight": TWO["W1"], "2.bias": TWO["b1"]}
    save(arrays, tmp_path / "n.safetensors")
    assert sizes_of(load_network(tmp_path / "n.safetensors").network) == (1, 3, 1)
    for change, said in (
        ({"3.weight": np.ones((1, 1))}, "no activation between layers 2 and 3, which follow each other"),
        ({"layer.weight": np.ones((4, 5))}, "no order of its matrices fits"),
        ({"4.bias": TWO["b1"]}, r"4\.bias has no weights beside it"),
    ):
        save(arrays | change, tmp_path / "n.safetensors")
        with pytest.raises(FileError, match=said):
            load_network(tmp_path / "n.safetensors")
    (tmp_path / "n.safetensors").write_bytes(pickle.dumps(arrays))
    with pytest.raises(FileError, match=r"is not \.safetensors"):
        load_network(tmp_path / "n.safetensors")
