"""Networks whose hidden layers have different activations."""

from itertools import cycle, islice

from tutor.net.activation import ACTIVATIONS

KINDS = (*ACTIVATIONS, "mixed")
"""The names of all activations, and one for hidden layers in which several of them take turns."""


def activation(kind, sizes, names=("tanh", "relu", "gelu", "leaky_relu")):
    """The activation of a kind for a network of these sizes."""
    if kind != "mixed":
        return ACTIVATIONS[kind]
    return tuple(ACTIVATIONS[name] for name in islice(cycle(names), len(sizes) - 2))
