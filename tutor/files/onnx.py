"""The layers of an ONNX model: a graph whose nodes follow one another from its input to its output.

The file is parsed by the package onnx; its graph is not run. What the operators do is in a table here, as in
https://onnx.ai/onnx/operators/, and an operator that is not in it is refused by its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from tutor.files import FileError, brief
from tutor.files.chain import Activated, Chain, Dense, Scale, Step, checked, complete, normalised
from tutor.files.limits import NETWORK_ARRAYS
from tutor.net.activation import Array


class _Node(NamedTuple):
    """A node of the graph.

    Attributes:
        name: for messages.
        kind: its operator.
        arrays: its inputs, None for the one that comes from the node before.
        attributes: by name.
    """

    name: str
    kind: str
    arrays: Sequence[Array | None]
    attributes: Mapping[str, Any]


_NOTHING = ("Dropout", "Flatten", "Identity")
"""Operators that do nothing to a row once the model is trained."""


def read_onnx(file: BinaryIO) -> Chain:
    """The chain of layers in an `.onnx`.

    Raises:
        FileError: for anything else.
    """
    try:
        import onnx  # noqa: PLC0415 -- an optional extra
        from google.protobuf.message import DecodeError  # noqa: PLC0415 -- comes with onnx
    except ImportError:
        raise FileError("needs onnx: install relu-tutor[onnx]") from None
    try:
        model = onnx.ModelProto.FromString(file.read())
        arrays = {each.name: _array(onnx, each) for each in model.graph.initializer}
        nodes = list(_nodes(onnx, model.graph, arrays))
    except DecodeError:
        raise FileError("is damaged, or not an ONNX model") from None
    steps = [step for node in nodes if node.kind not in _NOTHING for step in _OPERATORS[node.kind](node)]
    norms = [node.name for node in nodes if node.kind == "BatchNormalization"]
    return Chain(complete(steps), (f"batch normalisation folded in: {brief(', '.join(norms))}",) if norms else ())


def _array(onnx: Any, tensor: Any) -> Array:
    name = brief(tensor.name)
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raise FileError(f"keeps {name} in another file; save it as one, with save_as_external_data=False")
    try:
        return np.asarray(onnx.numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise FileError(f"is damaged: {name}: {brief(error, 100)}") from None


def _nodes(onnx: Any, graph: Any, arrays: dict[str, Array]) -> Iterator[_Node]:
    """The nodes of a graph, each of which takes what the one before it gives, and constants."""
    if len(graph.node) > 2 * NETWORK_ARRAYS.values:
        raise FileError(f"has {len(graph.node):,} nodes, which are too many for a chain of layers")
    inputs = [each.name for each in graph.input if each.name not in arrays]
    if len(inputs) != 1 or len(graph.output) != 1:
        raise FileError(f"has {len(inputs)} inputs and {len(graph.output)} outputs; a chain has one of each")
    last = inputs[0]
    for node in graph.node:
        name = f"{brief(node.name or node.output[0] if node.output else node.name)} ({brief(node.op_type)})"
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        if node.op_type == "Constant" and "value" in attributes:
            arrays[node.output[0]] = _array(onnx, attributes["value"])
            continue
        if node.domain not in {"", "ai.onnx"} or (node.op_type not in _OPERATORS and node.op_type not in _NOTHING):
            raise FileError(f"has the operator {brief(node.op_type)}, which is not read: chains of dense layers are")
        given = [each for each in node.input if each not in arrays and each]
        if given != [last]:
            raise FileError(
                f"is not a chain: {name} takes {brief(', '.join(given) or 'constants')}, not what is before it"
            )
        yield _Node(name, node.op_type, [arrays.get(each) for each in node.input], attributes)
        last = node.output[0]
    if graph.output[0].name != last:
        raise FileError(f"is not a chain: its output is {brief(graph.output[0].name)}, not that of its last node")


def _gemm(node: _Node) -> Iterator[Step]:
    """α·A·B + β·C, where A is a row of inputs."""
    _, matrix, *rest = node.arrays
    alpha, beta = node.attributes.get("alpha", 1.0), node.attributes.get("beta", 1.0)
    if matrix is None or matrix.ndim != 2 or node.attributes.get("transA"):
        raise FileError(f"has {node.name} without a matrix of weights on its right")
    matrix = checked(node.name, matrix)
    weight = alpha * (matrix if node.attributes.get("transB") else matrix.T)
    bias = np.zeros(len(weight)) if not rest or rest[0] is None else beta * _row(node, rest[0], len(weight))
    yield Dense(weight, bias, node.name)


def _matmul(node: _Node) -> Iterator[Step]:
    matrix = node.arrays[-1]
    if matrix is None or matrix.ndim != 2:
        raise FileError(f"has {node.name} without a matrix of weights on its right")
    weight = checked(node.name, matrix).T
    yield Dense(weight, np.zeros(len(weight)), node.name)


def _add(node: _Node) -> Iterator[Step]:
    shift = _row(node, next((array for array in node.arrays if array is not None), np.empty(0)))
    yield Scale(np.ones_like(shift), shift, node.name)


def _normalisation(node: _Node) -> Iterator[Step]:
    if len(node.arrays) != 5 or node.attributes.get("training_mode"):
        raise FileError(f"has {node.name} in training mode, or without all its arrays: export the trained model")
    gain, offset, mean, variance = (_row(node, np.empty(0) if each is None else each) for each in node.arrays[1:])
    if not len(gain) == len(offset) == len(mean) == len(variance):
        raise FileError(f"has {node.name} with arrays of different lengths")
    yield normalised(mean, variance, Scale(gain, offset, node.name), node.attributes.get("epsilon", 1e-5))


def _leaky_relu(node: _Node) -> Iterator[Step]:
    slope = np.float32(node.attributes.get("alpha", 0.01))
    if not np.isfinite(slope):
        raise FileError(f"has {node.name} with the slope {slope}")
    yield Activated("leaky_relu", Fraction(str(slope)))  # the shortest decimal that float32 keeps, as it was typed


def _row(node: _Node, array: Array, length: int | None = None) -> Array:
    """An array of one number for each unit, of shape (units,), (1, units) or, if the number of units is known, (1,)."""
    if array.size == 0 or array.size != array.shape[-1] or (length is not None and array.size not in {1, length}):
        raise FileError(f"has {node.name} with an array of shape {array.shape}, not one number a unit")
    flat = checked(node.name, array).reshape(-1)
    return flat if length is None else np.broadcast_to(flat, length)


def _plain(activation: str) -> Callable[[_Node], Iterator[Step]]:
    return lambda _: iter([Activated(activation)])


_OPERATORS: dict[str, Callable[[_Node], Iterator[Step]]] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Add": _add,
    "BatchNormalization": _normalisation,
    "LeakyRelu": _leaky_relu,
    "Relu": _plain("relu"),
    "Sigmoid": _plain("sigmoid"),
    "Softmax": _plain("softmax"),
    "Tanh": _plain("tanh"),
}
