"""Training labs for tests, and their networks in plain arithmetic."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from readings import advance

from tutor.labs.training import TrainingLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.training import Hyperparameters, Training

D9 = {"x": range(-4, 5), "y": [abs(x + 1) for x in range(-4, 5)]}
A = {"w": [1, 1, 1], "b": [-10, 10, 10], "v": [1, 1, 1], "data": D9}
VIEWS = ("fit", "loss", "lanes", "activations")
STEPS = 70

halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
steps = st.integers(0, STEPS)


@st.composite
def training_labs(draw, activations=tuple(ACTIVATIONS), **more):
    """A lab with a drawn start, its own data, and any way of training."""
    xs = draw(st.lists(halves, min_size=2, max_size=5, unique=True))
    ys = draw(st.lists(halves, min_size=len(xs), max_size=len(xs)))
    return TrainingLab(
        units=draw(st.integers(1, 4)),
        init=draw(st.sampled_from(["uniform", "he", "glorot", "zeros"])),
        seed=draw(st.integers(0, 99)),
        activation=draw(st.sampled_from(activations)),
        optimizer=draw(st.sampled_from(tuple(OPTIMIZERS))),
        rate=draw(st.sampled_from(["1/100", "1/10", 1])),
        data={"x": xs, "y": ys},
        steps=STEPS,
        **more,
    )


def trained(lab, step):
    """The run of a lab with a drawn start, trained directly up to a step, or to where it diverges."""
    start = initial((1, lab.units, 1), lab.init, (lab.seed,), ACTIVATIONS[lab.activation])
    x, y = (np.array([[float(each)] for each in row]) for row in (lab.data.x, lab.data.y))
    training = Training(start, x, y, Hyperparameters(optimizer=Optimizer(lab.optimizer, float(lab.rate))))
    training.advance(step)
    return training


def numbers_of(network):
    """w, b, v and c as plain floats."""
    (inner, outer), (b, (c,)) = network.weights, network.biases
    return inner[:, 0].tolist(), b.tolist(), outer[0].tolist(), float(c)


def relu_f(numbers, x):
    """f(x) of a ReLU network with these numbers w, b, v and c."""
    w, b, v, c = numbers
    return c + sum(v_ * max(0.0, w_ * x + b_) for w_, b_, v_ in zip(w, b, v, strict=True))


def run_to_the_end(lab, now, seconds=0.0):
    """The settings where the clock ends, and all its values on the way."""
    found = [now["step"]]
    while (value := advance(lab, now, seconds)) != now["step"]:
        now = lab.turn(now, "step", value)
        found.append(value)
    return now, found
