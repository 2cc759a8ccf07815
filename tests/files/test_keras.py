"""Keras models, whole and damaged: nothing outside the file is read, and what is no chain of dense layers is named."""

import contextlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from bad_files import said_of, written

from tutor.files import FileError, hdf5
from tutor.files.network import load_network

h5py = pytest.importorskip("h5py")
mutants = pytest.importorskip("mutants")  # needs a system with limits on memory

KEPT = Path(__file__).parents[1] / "data" / "networks"


def layer(kind="Dense", name="dense", **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"layers": list(layers)}}


def functional(*layers):
    return {"class_name": "Functional", "config": {"layers": list(layers)}}


def before(kind="Dense", name="dense", takes=(), **config):
    nodes = [[[each, 0, 0, {}] for each in takes]] if takes else []
    return layer(kind, name, **config) | {"inbound_nodes": nodes}


def keras(config, arrays, named=True):
    """A .keras: a folder of arrays for each name, in the order of the layers of its class."""
    weights, archive = io.BytesIO(), io.BytesIO()
    with h5py.File(weights, "w") as root:
        for (folder, name), those in arrays.items():
            group = root.create_group(f"layers/{folder}/vars")
            if named:
                group.attrs["name"] = name
            for at, array in enumerate(those):
                group[str(at)] = array
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("config.json", json.dumps(config))
        files.writestr("model.weights.h5", weights.getvalue())
    return archive.getvalue()


ONE, TWO = (np.arange(6.0).reshape(2, 3), np.ones(3)), (np.ones((3, 1)), np.zeros(1))
BOTH = {("dense", "a"): ONE, ("dense_1", "b"): TWO}
CHAIN = sequential(layer("InputLayer", "i"), layer(name="a", activation="relu"), layer(name="b", activation="linear"))


@pytest.mark.parametrize("named", [True, False])
def test_weights_are_found_by_the_name_of_their_layer_or_by_their_class(tmp_path, named):
    """Keras 3 writes the name of a layer beside its weights; before, the class and a number say which they are."""
    loaded = load_network(written(tmp_path, "n.keras", keras(CHAIN, BOTH, named)))
    assert (loaded.network.weights[0] == ONE[0].T).all()
    assert (loaded.network.weights[1] == TWO[0].T).all()
    assert (loaded.network.activation.name, loaded.output, loaded.notes) == ("relu", "identity", ())


def test_a_name_goes_before_a_number(tmp_path):
    """With names, the order of the folders says nothing."""
    swapped = {("dense_1", "a"): ONE, ("dense", "b"): TWO}
    loaded = load_network(written(tmp_path, "n.keras", keras(CHAIN, swapped)))
    assert (loaded.network.weights[0] == ONE[0].T).all()


def of(*layers, arrays=BOTH):
    return keras(sequential(*layers), arrays)


NORMS = {("dense", "a"): ONE, ("batch_normalization", "n"): [np.ones(3)] * 4}
A, B = layer(name="a", activation="relu"), layer(name="b")
REFUSED = {
    "another layer": (of(A, layer("LSTM", "l"), B), "has a layer l of the class LSTM, which is not read"),
    "another activation": (of(layer(name="a", activation="elu"), B), "a has the activation elu"),
    "an activation of one's own": (of(layer(name="a", activation={"class_name": "Mine"}), B), "a has the activation"),
    "a ReLU with a ceiling": (of(layer(name="a"), layer("ReLU", "r", max_value=6.0), B), "r is a ReLU with a largest"),
    "two activations": (of(A, layer("Activation", "t", activation="tanh"), B), "an activation with no layer before it"),
    "no weights": (of(A, layer(name="c")), "c has no weights that fit a dense layer"),
    "weights that do not fit": (of(A, B, arrays={**BOTH, ("dense_1", "b"): ONE}), "takes 2 inputs"),
    "half a normalisation": (of(A, layer("BatchNormalization", "n"), B), "n has no weights that fit a batch"),
    "a branch": (
        keras(functional(before("InputLayer", "i"), before(name="a", takes="i"), before(name="b", takes="ai")), BOTH),
        "is not a chain: b takes a, i",
    ),
    "a model within": (of(A, layer("Sequential", "s"), B), "of the class Sequential"),
    "a model of one's own": (keras({"class_name": "Mine", "config": {}}, {}), "is a model of the class Mine"),
    "no model": (keras([1], {}), "its configuration names no layers"),
    "no layers": (of(), "an activation with no layer before it"),
    "a layer without a class": (of({"config": {}}), "a layer has no class"),
    "a leak that is no number": (
        of(layer(name="a"), layer("LeakyReLU", "l", alpha="x"), B),
        "l has the slope x, which is not a number",
    ),
    "an ε that is no number": (of(A, layer("BatchNormalization", "n", epsilon=[]), arrays=NORMS), "has a wrong number"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.today(5)
def test_what_is_no_chain_of_dense_layers_is_refused_by_its_name(tmp_path, content, said):
    """A layer that is not known, a branch, or weights that do not fit: one line with the name of the layer."""
    assert said in said_of(written(tmp_path, "n.keras", content))


def test_numbers_of_other_files_are_not_read(tmp_path):
    """A link into another file, and a data set that lies in one, are refused; nothing is opened for them."""
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["kernel"] = ONE[0]
    for name in ("link.h5", "external.h5", "virtual.h5"):
        with h5py.File(tmp_path / name, "w") as root:
            root.attrs["model_config"] = json.dumps(sequential(layer(name="a")))
            held = root.create_group("model_weights/a")
            held.attrs["weight_names"] = ["kernel"]
            if name == "link.h5":
                held["kernel"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/kernel")
            elif name == "external.h5":
                held.create_dataset("kernel", (2, 3), "f8", external=[(str(tmp_path / "other.h5"), 0, 48)])
            else:
                layout = h5py.VirtualLayout((2, 3), "f8")
                layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "kernel", (2, 3))
                held.create_virtual_dataset("kernel", layout)
        said = said_of(tmp_path / name)
        assert ("a has no weights" if name == "link.h5" else "lies in another file") in said


def test_a_claim_that_a_file_cannot_hold_is_refused(tmp_path):
    """A data set of 8 TB that was never written is not allocated."""
    with h5py.File(tmp_path / "n.h5", "w") as root:
        root.attrs["model_config"] = json.dumps(sequential(layer(name="a")))
        held = root.create_group("model_weights/a")
        held.attrs["weight_names"] = ["kernel"]
        held.create_dataset("kernel", (10**6, 10**6), "f8", chunks=(100, 100))
    assert "more numbers than the file can" in said_of(tmp_path / "n.h5")


@pytest.mark.parametrize("name", ["sequential.h5", "sequential.keras"])
def test_a_file_that_is_cut_or_without_its_model_is_one_line(tmp_path, name):
    """Half a file, weights without a model, and no model at all."""
    whole = (KEPT / name).read_bytes()
    said_of(written(tmp_path, name, whole[: len(whole) // 2]))
    said_of(written(tmp_path, name, b"\x89HDF\r\n\x1a\n"))
    if name.endswith("h5"):
        with h5py.File(tmp_path / "weights.h5", "w") as root:
            root["layers/dense/vars/0"] = ONE[0]
        assert "save the whole model" in said_of(tmp_path / "weights.h5")
    else:
        with zipfile.ZipFile(tmp_path / "n.keras", "w") as files:
            files.writestr("config.json", "{}")
        assert "has no model.weights.h5" in said_of(tmp_path / "n.keras")


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(100, 400), marks=pytest.mark.full)])
def test_a_damaged_model_is_told_in_one_line(tmp_path, monkeypatch, seeds):
    """Whatever is damaged, and even where HDF5 would never come to an end, only a FileError comes of it."""
    monkeypatch.setattr(hdf5, "_SECONDS", 3.0)
    samples = {name: (KEPT / f"functional{name[3:]}").read_bytes() for name in ("net.h5", "net.keras")}
    for seed in seeds:
        with contextlib.suppress(FileError):
            load_network(written(tmp_path, *mutants.mutant(seed, samples)))


def test_a_file_with_which_hdf5_does_not_come_to_an_end_is_told(tmp_path, monkeypatch):
    """A process that takes too long is ended, and the file is called damaged."""
    monkeypatch.setattr(hdf5, "_SECONDS", 0.001)
    assert "HDF5 could not read it in" in said_of(written(tmp_path, "n.h5", b"x"))


def test_without_h5py_it_is_told_what_to_install(tmp_path, monkeypatch):
    """The message names the extra."""
    monkeypatch.setattr("tutor.files.hdf5.find_spec", lambda _: None)
    assert "install relu-tutor[keras]" in said_of(written(tmp_path, "n.h5", b"x"))
