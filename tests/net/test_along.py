"""The loss along a line through the parameters, against the loss of a network that was made for each place on it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_labs import deep_labs, loss, network_lab
from profiles import examples
from readings import settings_of
from training_labs import training_labs

from tutor.net.activation import ACTIVATIONS
from tutor.net.along import along, losses
from tutor.net.initial import initial
from tutor.net.layout import pack, unpack

places = st.lists(st.fractions(-6, 6, max_denominator=8), min_size=1, max_size=4)


@examples(0.5)
@given(lab=deep_labs(), data=st.data(), at=places)
def test_the_stretches_give_the_loss_at_every_value_of_the_parameter(lab, data, at):
    """With one parameter set to a value, the loss by hand is that of the stretch in which the value lies."""
    name = data.draw(st.sampled_from(sorted(lab.parameters)))
    found = along(lab.start, lab.parameters[name], list(zip(lab.data.x, lab.data.y, strict=True)))
    assert found[0].low is None
    assert found[-1].high is None
    for t in (*at, *(stretch.high for stretch in found[:-1])):
        here = [s for s in found if (s.low is None or s.low <= t) and (s.high is None or t <= s.high)]
        assert here
        assert {stretch.at(t) for stretch in here} == {loss(lab, settings_of(lab) | {name: t})}


@examples(0.3)
@given(lab=deep_labs(), data=st.data())
def test_a_stretch_is_flat_exactly_where_the_loss_stays(lab, data):
    """A flat stretch has one loss throughout; one that is not flat has another loss at some of three places."""
    name = data.draw(st.sampled_from(sorted(lab.parameters)))
    for each in along(lab.start, lab.parameters[name], list(zip(lab.data.x, lab.data.y, strict=True))):
        low = each.low if each.low is not None else (each.high or 0) - 2
        high = each.high if each.high is not None else low + 2
        heights = {loss(lab, settings_of(lab) | {name: low + (high - low) * k / Fraction(2)}) for k in range(3)}
        assert each.flat == (len(heights) == 1)


def test_the_shelf_of_the_unit_that_is_born_dead():
    """max(0, x + b) on x from −4 to 4 is 0 on every row for b up to −4: there the loss of −4 and less is one number."""
    rows = [(Fraction(x), Fraction(abs(x))) for x in range(-4, 5)]
    lab = network_lab({"w": [1], "b": [0], "v": [1]})
    first, *others = along(lab.start, lab.parameters["b0"], rows)
    assert (first.low, first.high, first.flat) == (None, -4, True)
    assert not any(stretch.flat for stretch in others)


@examples(0.5)
@given(
    lab=training_labs(),
    other=st.integers(0, 99),
    shares=st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=5),
)
def test_the_losses_between_two_networks_are_those_of_the_networks_between(lab, other, shares):
    """At each share of the way the loss is that of the network whose parameters lie so far between the two."""
    sizes = (1, lab.units, 1)
    one, two = (initial(sizes, "uniform", (seed,), ACTIVATIONS[lab.activation]) for seed in (lab.seed, other))
    x, y = (np.array([[float(each)] for each in row]) for row in (lab.data.x, lab.data.y))
    found = losses(one, two, np.array(shares), x, y)
    for share, value in zip(shares, found, strict=True):
        between = unpack((1 - share) * pack(one) + share * pack(two), sizes, ACTIVATIONS[lab.activation])
        expected = sum((float(between(row[None])[0, 0]) - label[0]) ** 2 for row, label in zip(x, y, strict=True))
        assert value == pytest.approx(expected / len(x), rel=1e-9, abs=1e-12)
