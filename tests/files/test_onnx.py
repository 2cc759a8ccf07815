"""ONNX models: chains of dense layers as the reference evaluator computes them; all else refused by name."""

from itertools import pairwise

import numpy as np
import pytest
from bad_files import said_of, written
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.files.network import load_network

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 -- an optional extra
from onnx.reference import ReferenceEvaluator  # noqa: E402

X, Y = (helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["rows", None]) for name in "xy")


def model(nodes, arrays, inputs=(X,), outputs=(Y,)):
    constants = [numpy_helper.from_array(np.asarray(array), name) for name, array in arrays.items()]
    graph = helper.make_graph(nodes, "g", list(inputs), list(outputs), constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def chain(*steps):
    """Nodes one after the other from x to y: (operator, names of constants, attributes)."""
    last = len(steps) - 1
    return [
        helper.make_node(
            kind, [f"h{at}" if at else "x", *constants], ["y" if at == last else f"h{at + 1}"], **attributes
        )
        for at, (kind, constants, attributes) in enumerate(steps)
    ]


def dense(random, at, before, units, way):
    """A dense layer in one of the ways to write it: nodes and constants."""
    w, b = random.normal(size=(units, before)), random.normal(size=units)
    if way == "MatMul":
        return [("MatMul", [f"w{at}"], {}), ("Add", [f"b{at}"], {})], {f"w{at}": w.T, f"b{at}": b}
    if way == "no bias":
        return [("Gemm", [f"w{at}"], {"transB": 1})], {f"w{at}": w}
    attributes = {"transB": int(way == "Gemm"), "alpha": 0.5, "beta": 2.0}
    return [("Gemm", [f"w{at}", f"b{at}"], attributes)], {f"w{at}": w if way == "Gemm" else w.T, f"b{at}": b[None]}


@examples(0.5)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=5),
    ways=st.lists(st.sampled_from(["MatMul", "Gemm", "Gemm, transposed", "no bias"]), min_size=4, max_size=4),
    bends=st.lists(
        st.sampled_from([("Relu", [], {}), ("LeakyRelu", [], {"alpha": 0.25}), ("Tanh", [], {})]),
        min_size=4,
        max_size=4,
    ),
    normalised=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_chain_is_what_the_reference_computes(tmp_path_factory, *, sizes, ways, bends, normalised, seed):
    """In all forms of layers, with an activation for each: f is what the reference evaluator computes."""
    random, steps, arrays = np.random.default_rng(seed), [("Identity", [], {}), ("Flatten", [], {})], {}
    for at, (before, units) in enumerate(pairwise(sizes)):
        nodes, constants = dense(random, at, before, units, ways[at])
        steps += nodes
        arrays |= constants
        if normalised:
            names = [f"{name}{at}" for name in ("gain", "offset", "mean", "variance")]
            arrays |= {name: random.uniform(0.5, 2, units) for name in names}
            steps.append(("BatchNormalization", names, {"epsilon": 1e-3}))
        steps.append(bends[at])
    made = model(chain(*steps[:-1]), arrays)
    path = tmp_path_factory.getbasetemp() / "n.onnx"
    path.write_bytes(made.SerializeToString())
    x = random.normal(size=(20, sizes[0]))
    loaded = load_network(path)
    assert np.allclose(loaded.network(x), ReferenceEvaluator(made).run(None, {"x": x})[0], atol=1e-9)
    assert loaded.output == "identity"


W = {"w": np.ones((2, 2))}
DENSE = ("MatMul", ["w"], {})
REFUSED = {
    "a convolution": (model(chain(("Conv", ["w"], {})), W), "has the operator Conv, which is not read"),
    "an operator of one's own": (model(chain(("Relu", [], {"domain": "mine"})), W), "has the operator Relu"),
    "an activation first": (model(chain(("Relu", [], {}), DENSE), W), "an activation with no layer before it"),
    "a leak above 1": (
        model(chain(DENSE, ("LeakyRelu", [], {"alpha": 2.0}), DENSE), W),
        "a leak of 2: it has to be between 0 and 1",
    ),
    "softmax inside": (model(chain(DENSE, ("Softmax", [], {}), DENSE), W), "activation “softmax” is not one of"),
    "a branch": (
        model([helper.make_node("MatMul", ["x", "w"], ["h"]), helper.make_node("Add", ["h", "x"], ["y"])], W),
        "takes h, x, not what is before it",
    ),
    "weights on the left": (model([helper.make_node("MatMul", ["w", "x"], ["y"])], W), "without a matrix of weights"),
    "a matrix that is added": (model(chain(("Add", ["w"], {})), W), "not one number a unit"),
    "widths that do not fit": (model(chain(DENSE, ("Add", ["b"], {})), W | {"b": np.ones(3)}), "takes 3 inputs"),
    "no nodes": (model([], {}), "its output is y"),
    "two inputs": (model(chain(DENSE), W, inputs=(X, Y)), "has 2 inputs and 1 outputs"),
    "words": (model(chain(DENSE), {"w": np.array([["a"]], dtype=object)}), "not real numbers"),
    "not finite": (model(chain(DENSE), {"w": np.full((2, 2), np.nan)}), "not finite"),
}


@pytest.mark.parametrize(("made", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_chain_of_dense_layers_is_refused_by_its_name(tmp_path, made, said):
    """An operator that is not known, a branch, or a shape that does not fit: one line with its name."""
    assert said in said_of(written(tmp_path, "n.onnx", made.SerializeToString()))


def test_a_linear_hidden_layer_is_taken_together_and_told(tmp_path):
    """Two dense layers with nothing between them are one, and the notes say so."""
    made = model(chain(DENSE, DENSE), W)
    loaded = load_network(written(tmp_path, "n.onnx", made.SerializeToString()))
    assert (loaded.network.weights[0] == W["w"].T @ W["w"].T).all()
    assert "taken as one layer" in loaded.notes[0]


def test_weights_in_another_file_are_not_fetched(tmp_path):
    """A model that keeps its weights elsewhere is refused: no other file is opened."""
    made = model(chain(DENSE), W)
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/hostname")
    assert "keeps w in another file" in said_of(written(tmp_path, "n.onnx", made.SerializeToString()))


@pytest.mark.parametrize("content", [b"", b"\x08", b"PK\x03\x04", b"\xff" * 100])
def test_what_is_no_model_is_one_line(tmp_path, content):
    """A file that is no ONNX model at all, or an empty one."""
    said_of(written(tmp_path, "n.onnx", content))
