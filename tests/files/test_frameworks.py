"""Networks that PyTorch, Keras and scikit-learn have saved: what they compute, and the dead units that they count."""

import contextlib
import importlib.util
import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from tutor.cli import main
from tutor.files.network import load_network
from tutor.net.activation import sigmoid

FOLDER = Path(__file__).parents[1] / "data" / "networks"
SAID = json.loads((FOLDER / "said.json").read_text())
FRAMEWORKS = {
    "torch": ("torch", "onnx", "onnxscript", "safetensors"),
    "keras": ("keras", "torch", "h5py"),
    "sklearn": ("sklearn",),
}
NEEDS = {".onnx": "onnx", ".keras": "h5py", ".h5": "h5py"}


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


BEHIND = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: z,
    "sigmoid": sigmoid,
    "softmax": softmax,
}


def compare(path, said, tmp_path, capsys):
    """f of the network that is read, and the active rows that inspect tells, against what the framework said."""
    loaded = load_network(path)
    x, f = np.array(said["x"]), np.array(said["f"])
    assert abs(BEHIND[loaded.output](loaded.network(x)) - f).max() < 1e-6
    table = tmp_path / "rows.csv"
    np.savetxt(table, x, delimiter=",", fmt="%.17g")
    output = ("--output", "0") if f.shape[1] > 1 else ()
    capsys.readouterr()
    assert main(["inspect", str(path), "--data", str(table), "--json", *output]) == 0
    report = json.loads(capsys.readouterr().out)
    hidden = [unit for unit in report["units"] if unit["layer"] < len(said["active"])]
    assert [unit["active_rows"] for unit in hidden] == [count for layer in said["active"] for count in layer]
    leaks = report["activation"] == "leaky_relu"
    assert [unit["status"].startswith("dead") for unit in hidden] == [
        count == 0 and not leaks for layer in said["active"] for count in layer
    ]
    assert any(unit["active_rows"] == 0 for unit in hidden)


@pytest.mark.parametrize("name", SAID)
@pytest.mark.today(4)
def test_a_file_of_a_framework_is_what_the_framework_computes(tmp_path, capsys, name):
    """The kept files give the framework's outputs to 1e-6, and as many active rows of each unit as it counts."""
    pytest.importorskip(NEEDS.get(Path(name).suffix, "numpy"))
    compare(FOLDER / name, SAID[name], tmp_path, capsys)


@pytest.mark.full
@pytest.mark.filterwarnings("ignore")  # of the frameworks
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_saves_now_what_is_read(tmp_path, capsys, framework, monkeypatch):
    """Where a framework is installed, what its version saves is read as well as the kept files."""
    for needed in {"torch": ("torch", "onnxscript", "safetensors"), "keras": ("keras", "h5py")}.get(
        framework, ("sklearn",)
    ):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"needs {needed}")
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    with contextlib.redirect_stdout(sys.stderr):
        found = make.MAKERS[framework](tmp_path)
    assert found
    for name, said in found.items():
        compare(tmp_path / name, said, tmp_path, capsys)


def test_what_the_file_says_of_its_activations_is_not_told_as_taken():
    """ONNX and Keras name their activations: a leak of one's own, and what stands behind the output."""
    pytest.importorskip("onnx")
    leaky = load_network(FOLDER / "leaky.onnx")
    assert leaky.network.activation.slopes[0] == pytest.approx(0.2)
    assert (leaky.output, leaky.notes) == ("sigmoid", ())
    assert load_network(FOLDER / "output_relu.onnx").output == "relu"
    pytest.importorskip("h5py")
    assert load_network(FOLDER / "leaky.keras").network.activation.slopes[0] == pytest.approx(0.3)
    assert load_network(FOLDER / "functional.h5").output == "identity"
