"""f on the line and in the plane through some inputs: the same function, exactly, and its pieces."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, as_float, exact
from tutor.net.pieces import pieces
from tutor.net.section import through

_number = st.integers(-6, 6).map(lambda n: Fraction(n, 2))


def _matrix(rows, columns):
    return st.lists(st.lists(_number, min_size=columns, max_size=columns), min_size=rows, max_size=rows).map(exact)


@st.composite
def _cases(draw):
    """An exact network with one to four inputs, and two inputs."""
    sizes = [draw(st.integers(1, 4)), *draw(st.lists(st.integers(1, 3), min_size=1, max_size=2)), 1]
    weights = tuple(draw(_matrix(units, before)) for before, units in pairwise(sizes))
    biases = tuple(draw(_matrix(1, units))[0] for units in sizes[1:])
    name = draw(st.sampled_from(["relu", "leaky_relu", "identity"]))
    return Network(weights, biases, ACTIVATIONS[name]), draw(_matrix(2, sizes[0]))


@examples(0.7)
@given(_cases(), st.lists(st.fractions(0, 1, max_denominator=60), min_size=1, max_size=8))
def test_along_a_segment_f_is_f(case, shares):
    """At each t the network of one input has the value of f at A + t·(B − A), and so have its pieces."""
    network, (start, end) = case
    along = through(network, start, end)
    found = pieces(along, Fraction(0), Fraction(1))
    for t in shares:
        value = network((start + t * (end - start))[None])[0, 0]
        assert along(exact([[t]]))[0, 0] == value
        piece = next(p for p in found if (p.low is None or p.low <= t) and (p.high is None or t <= p.high))
        assert piece.slope * t + piece.intercept == value
    point = float(shares[0])
    floating = through(as_float(network), start.astype(float), end.astype(float))
    assert floating(np.array([[point]]))[0, 0] == pytest.approx(
        float(along(exact([[Fraction(point)]]))[0, 0]), abs=1e-9
    )


@examples(0.3)
@given(_cases(), st.data())
def test_in_the_plane_through_three_inputs_f_is_f(case, data):
    """At each (s, t) the network of two inputs has the value of f at A + s·(B − A) + t·(C − A)."""
    network, (a, b) = case
    c = data.draw(_matrix(1, len(a)))[0]
    s, t = data.draw(st.tuples(*[st.fractions(0, 1, max_denominator=9)] * 2))
    there = a + s * (b - a) + t * (c - a)
    assert through(network, a, b, c)(exact([[s, t]]))[0, 0] == network(there[None])[0, 0]


def test_units_keep_their_places():
    """Only the first layer changes; deeper ones are the very arrays of the network."""
    network = Network((np.eye(3), np.ones((1, 3))), (np.zeros(3), np.zeros(1)))
    along = through(network, np.zeros(3), np.arange(3.0))
    assert along.weights[0].tolist() == [[0], [1], [2]]
    assert along.weights[1] is network.weights[1]
