"""What a training loop or a notebook can call: NumPy in, records out.

Every function takes a network as its weights and biases, layer by layer: W of shape (units, inputs of the layer) and b
of shape (units,), the output layer last. Arrays of another library are taken as `numpy.asarray` takes them. Every
hidden layer has the same activation, and the output is linear.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tutor.nearest import did_you_mean
from tutor.net.activation import ACTIVATIONS
from tutor.net.inspection import FoundPiece, Inspection
from tutor.net.inspection import inspect as inspected
from tutor.net.network import Network
from tutor.net.regions import Regions
from tutor.net.regions import regions as found_regions
from tutor.net.seen import nothing_seen, seen


def inspect(
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    span: Sequence[float] = (),
    x: ArrayLike | None = None,
    activation: str = "relu",
) -> Inspection:
    """All that can be proved about a network with one output, on a range or box and over some rows.

    Args:
        weights: of each layer.
        biases: of each layer.
        span: (low, high) for one input, the box (x0, x1, y0, y1) for two; leave it out for more.
        x: rows, shape (rows, inputs).
        activation: the name of a piecewise-linear activation.

    Raises:
        ValueError: for shapes that do not fit, numbers that are not finite, an activation that is smooth or unknown,
            several outputs, an empty range, or more pieces or regions than can be listed.
    """
    network = _network(weights, biases, activation)
    inputs = network.weights[0].shape[1]
    wanted = {1: 2, 2: 4}.get(inputs, 0)
    if len(span) != wanted:
        raise ValueError(f"span: {inputs} inputs take {wanted} numbers, not {len(span)}")
    return inspected(network, tuple(map(float, span)), [] if x is None else [_rows(x, inputs)])


def pieces(
    weights: Sequence[ArrayLike], biases: Sequence[ArrayLike], low: float, high: float, activation: str = "relu"
) -> tuple[FoundPiece, ...]:
    """The pieces of f from low to high, left to right, of a network with one input and one output.

    Raises:
        ValueError: as `inspect`.
    """
    return inspect(weights, biases, (low, high), activation=activation).pieces


def regions(
    weights: Sequence[ArrayLike], biases: Sequence[ArrayLike], box: Sequence[float], activation: str = "relu"
) -> Regions:
    """The linear regions of a network with two inputs and one output in the box (x0, x1, y0, y1).

    Raises:
        ValueError: as `inspect`.
    """
    network = _network(weights, biases, activation)
    if network.weights[0].shape[1] != 2 or len(box) != 4:
        raise ValueError("regions are those of a network with two inputs, in a box of four numbers")
    x0, x1, y0, y1 = map(float, box)
    return found_regions(network, (x0, x1, y0, y1))


def dead_units(
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    batches: Iterable[ArrayLike],
    activation: str = "relu",
) -> tuple[tuple[int, ...], ...]:
    """For each hidden layer, the units that are active on no row of any batch, counted from 0.

    A unit is active on a row if its z is above 0 there. A unit that leaks is never dead. Batches are taken one after
    the other and forgotten: the memory is that of one batch.

    Args:
        weights: of each layer; the number of outputs does not matter.
        biases: of each layer.
        batches: arrays of shape (rows, inputs), such as those of a data loader; for one array write [x].
        activation: the name of the hidden layers' activation.

    Raises:
        ValueError: for shapes that do not fit, an unknown activation, rows that are not finite, or batches without a
            single row.
    """
    network = _network(weights, biases, activation)
    inputs = network.weights[0].shape[1]
    over = nothing_seen(network)
    for batch in batches:
        with np.errstate(all="ignore"):
            over += seen(network, network.forward(_rows(batch, inputs)))
    if not over.rows:
        raise ValueError("batches: there are no rows, so no unit can be judged")
    each = zip(over.active, network.activations, strict=True)
    return tuple(() if g.leaks else tuple(np.flatnonzero(rows == 0).tolist()) for rows, g in each)


def _network(weights: Sequence[ArrayLike], biases: Sequence[ArrayLike], activation: str) -> Network:
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation: {activation} is unknown{did_you_mean(activation, ACTIVATIONS)}")
    if len(weights) != len(biases) or not len(weights):
        raise ValueError(f"{len(weights)} weights and {len(biases)} biases: each layer has one of both")
    matrices = tuple(np.asarray(weight, dtype=float) for weight in weights)
    vectors = tuple(np.asarray(bias, dtype=float).reshape(-1) for bias in biases)
    if not all(np.isfinite(each).all() for each in (*matrices, *vectors)):
        raise ValueError("a weight or a bias is not finite")
    return Network(matrices, vectors, ACTIVATIONS[activation])


def _rows(x: ArrayLike, inputs: int) -> NDArray[np.float64]:
    rows = np.asarray(x, dtype=float)
    if rows.ndim == 1 and inputs == 1:
        rows = rows[:, None]
    if rows.ndim != 2 or rows.shape[1] != inputs:
        raise ValueError(f"rows of shape {rows.shape} for {inputs} inputs: (rows, {inputs}) is needed")
    if not np.isfinite(rows).all():
        raise ValueError("a number of the rows is not finite")
    return rows
