"""Depth labs for tests, and their stacks in plain arithmetic."""

import math

import numpy as np
from hypothesis import strategies as st

from tutor.lab import start_settings, turn_all
from tutor.labs.depth import DepthLab
from tutor.labs.depth.run import plan

VIEWS = ("gradient", "dead", "activity", "along", "loss")
STEPS = 24

G = {
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: max(z, z / 100),
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "swish": lambda z: z / (1 + math.exp(-z)),
}
"""Each activation of one number."""


@st.composite
def depth_labs(draw, activations=tuple(G), **more):
    """A small stack with a drawn start, trained in any way."""
    return DepthLab(
        layers=draw(st.integers(1, 4)),
        width=draw(st.integers(1, 4)),
        rows=draw(st.integers(1, 4)),
        activation=draw(st.sampled_from(activations)),
        init=draw(st.sampled_from(["he", "glorot", "uniform"])),
        optimizer=draw(st.sampled_from(["gd", "adam"])),
        seed=draw(st.integers(0, 999)),
        rate=draw(st.sampled_from(["1/100", "1/10"])),
        steps=STEPS,
        **more,
    )


def stack_of(lab, store, **turned):
    """Weights and biases of each layer, the inputs and the labels, as nothing but arrays."""
    settings = turn_all(lab, start_settings(lab), turned)
    of = plan(lab, settings)
    network = of.run(store).network(int(settings["step"]))
    return list(zip(network.weights, network.biases, strict=True)), *of.data


def forward(layers, g, x):
    """z and a of each hidden layer and the output, one number at a time; each of shape (rows, units)."""
    zs, activations = [], [x]
    for weight, bias in layers:
        zs.append(
            np.array(
                [
                    [
                        sum(w * a for w, a in zip(row, each, strict=True)) + b
                        for row, b in zip(weight, bias, strict=True)
                    ]
                    for each in activations[-1].tolist()
                ]
            )
        )
        activations.append(np.array([[g(z) for z in row] for row in zs[-1].tolist()]))
    return zs, activations
