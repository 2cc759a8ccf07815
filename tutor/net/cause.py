"""Why a unit is dead: because of its bias, because of its inputs, or because all units that it reads are dead.

The z of a unit is Σ w·a + b, with the activations a of the layer below (in the first layer, the inputs x). A dead unit
has z ≤ 0 throughout. The largest Σ w·a, its *reach*, tells what holds it there, and which bias would wake it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from tutor.net.activation import Array
from tutor.net.inspection import Inspection
from tutor.net.network import Network
from tutor.net.pieces import Unit
from tutor.net.seen import Flags
from tutor.rational import Real

_ROUNDING = 1e-15
"""Of the bias: what z − b may lose in floats."""

Kind = Literal["bias", "inputs", "below"]


@dataclass(frozen=True)
class Cause:
    """What keeps a unit dead.

    Attributes:
        kind: `below` if all units that it reads are dead, so that z = b throughout; else `bias` if Σ w·a > 0
            somewhere, so that it would be active there without its bias; else `inputs`: Σ w·a ≤ 0 throughout, so that
            it would be dead without its bias, too.
        reach: the largest Σ w·a. It wakes if its bias is above −reach, unless the kind is `below`.
    """

    kind: Kind
    reach: Real


def why_dead(found: Inspection) -> dict[Unit, Cause]:
    """The cause for each dead unit, on the rows of the data, or if there are none, on the range.

    On a piece or region every activation is affine, so the largest Σ w·a of a range is at an end of a piece or at a
    corner of a region.
    """
    dead = [np.zeros(len(biases), dtype=bool) for biases in found.network.biases]
    for unit in found.units:
        dead[unit.layer][unit.unit] = unit.dead
    if not any(flags.any() for flags in dead):
        return {}
    highest = found.seen.highest
    if not found.rows:
        with np.errstate(all="ignore"):
            highest = tuple(z.max(axis=0) for z in found.network.forward(found.corners).z)
    return causes(found.network, highest, dead)


def causes(network: Network, highest: Sequence[Array], dead: Sequence[Flags]) -> dict[Unit, Cause]:
    """The cause for each dead unit.

    Args:
        network: its activation has the slope 0 where z ≤ 0.
        highest: for each layer with a dead unit, and those below, the largest z of each unit, shape (units,).
        dead: for each layer whether each unit is dead, shape (units,); the output may be one, with a ReLU behind it.
    """
    found: dict[Unit, Cause] = {}
    for layer, (z, flags) in enumerate(zip(highest, dead, strict=False)):
        weights, biases = network.weights[layer] != 0, network.biases[layer]
        silent = weights.any(axis=1) & ~(weights[:, ~dead[layer - 1]].any(axis=1) if layer else True)
        for unit in np.flatnonzero(flags).tolist():
            reach, bias = (_number(each[unit]) for each in (z - biases, biases))
            noise = 0.0 if z.dtype == object else _ROUNDING * abs(float(bias))
            kind: Kind = "below" if silent[unit] else "bias" if reach > noise else "inputs"
            found[layer, unit] = Cause(kind, reach)
    return found


def waking_bias(network: Network, unit: Unit, x: Array) -> Fraction:
    """A short number that as its bias makes a unit active on half of the rows, or nearly so where some are equal.

    The unit is active on a row where Σ w·a + b > 0: on half of them, if b is above half of the numbers −Σ w·a.

    Args:
        network: in float64; no Σ w·a overflows.
        unit: its layer and its index in it, from 0.
        x: the rows, shape (rows, inputs).
    """
    layer, index = unit
    needed = sorted((-(network.forward(x).a[layer] @ network.weights[layer][index])).tolist())
    low = needed[(len(needed) - 1) // 2]
    high = next((each for each in needed if each > low), low + 1)
    middle = (Fraction(low) + Fraction(high)) / 2
    return next((short for short in (round(middle, digits) for digits in range(9)) if low < short < high), middle)


def _number(value: Fraction | np.floating) -> Real:
    return value if isinstance(value, Fraction) else float(value)
