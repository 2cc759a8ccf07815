"""The names of a network's numbers, as lessons and learners write them.

A network with one hidden layer has w0, b0, z0, a0, w1, …; with several inputs w0_1 is the weight of unit 0 for input 1.
With several hidden layers every name carries the layer, counted from 1: b2_0, z2_0, a2_0 are of unit 0 of the second,
and w2_0_1 is its weight for unit 1 of the layer before. The output has v0, v1, … and c.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from tutor.net.layout import Sizes
from tutor.net.zero_gradient import Parameter
from tutor.schema import Bounds


def unit(layer: int, i: int, hidden: int) -> str:
    """Unit i of a layer, both counted from 0, as it stands in names: `0`, or `1_0` where there are several hidden."""
    return f"{layer + 1}_{i}" if hidden > 1 else str(i)


def first_layer(i: int, hidden: int) -> tuple[str, str]:
    """The names of weight and bias of unit i of the first layer, for one input."""
    name = unit(0, i, hidden)
    return f"w{name}_0" if hidden > 1 else f"w{name}", f"b{name}"


def parameters(hidden: Sequence[int]) -> dict[str, Parameter]:
    """Every parameter of a network with one input and one output: layer by layer, weights first, then biases.

    Args:
        hidden: the number of units of each hidden layer.
    """
    named = in_layout((1, *hidden, 1)).items()
    return dict(sorted(named, key=lambda each: (each[1].layer, each[1].input is None)))


@lru_cache(maxsize=16)
def in_layout(sizes: Sizes) -> dict[str, Parameter]:
    """Every parameter of a network with one output, in the order of the vector of `net.layout`.

    For each unit its weights, then its bias. With several inputs the weights of the first layer are w0_0, w0_1, ….
    """
    return dict(_in_layout(sizes))


def family(name: str) -> str:
    """What a name has in common with its like: w for w0 and w2_0_1, breakpoint for breakpoint1."""
    letters = re.match("[a-z]*", name)
    return letters[0] if letters else ""


def bounds_of(name: str, bounds: Mapping[str, Bounds]) -> Bounds | None:
    """The bounds that a lesson gives for a knob, by its name or its family; None where it gives none."""
    return bounds.get(name) or bounds.get(family(name))


def _in_layout(sizes: Sizes) -> Iterator[tuple[str, Parameter]]:
    last = hidden = len(sizes) - 2
    for layer, (before, units) in enumerate(pairwise(sizes[:-1])):
        for i in range(units):
            for j in range(before):
                name = f"w{unit(layer, i, hidden)}"
                yield f"{name}_{j}" if hidden > 1 or before > 1 else name, Parameter(layer, i, j)
            yield f"b{unit(layer, i, hidden)}", Parameter(layer, i)
    yield from ((f"v{j}", Parameter(last, 0, j)) for j in range(sizes[-2]))
    yield "c", Parameter(last, 0)
