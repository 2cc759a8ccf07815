"""The depth lab as a whole: its lamps, formula, arithmetic, clock, and its offer where training diverged."""

import math
import re
from fractions import Fraction

import pytest
from depth_labs import VIEWS
from readings import STORE, advance, measure, read, read_at, settings_of

from tutor.lab import start_settings, turn_all
from tutor.labs.depth import DepthLab
from tutor.labs.depth.run import plan
from tutor.plotting import draw
from tutor.rational import with_e

SIGMOID = DepthLab(activation="sigmoid")


def product_of(line):
    """The factors behind the colon of a line of the formula, and the product that it states."""
    factors, _, product = with_e(line).partition(": ")[2].partition(" ≈ ")
    return [float(each.strip("()")) for each in factors.split("·")], float(product)


def test_the_formula_writes_the_multiplication_out():
    """Slopes and weights stand in the formula for each layer from the last down; their products make the factor."""
    reading = read(SIGMOID)
    first, slopes, weights, stack = reading.formula
    products = []
    for line in (slopes, weights):
        factors, product = product_of(line)
        assert len(factors) == 10
        assert math.prod(factors) == pytest.approx(product, rel=0.2)  # of ten factors to two digits
        products.append(product)
    assert all(factor <= 0.25 for factor in product_of(slopes)[0])
    assert math.prod(products) == pytest.approx(float(measure(reading, "factor")), rel=0.1)
    assert re.match("factor = slopes · weights ≈ ", first)
    assert stack.startswith("10 layers of 16, sigmoid, he; step 0: loss ")


def test_the_factor_is_derived_layer_by_layer():
    """Each line is size · slopes · weights ≈ size below; it begins where the line before ended."""
    reading = read(SIGMOID)
    _, *lines, last = reading.explain("factor")
    arrives = None
    for layer, line in zip(range(10, 0, -1), lines, strict=True):
        assert line.startswith(f"layer {layer}: ")
        (above, slope, weight), below = product_of(line.replace("≈ (", "≈ ").rstrip(")"))
        assert above * slope * weight == pytest.approx(below, rel=0.02)
        assert arrives in {None, above}
        arrives = below
    assert last.startswith("factor ≈ ")
    assert reading.explain("bound") == (
        "the largest slope of sigmoid is 1/4",
        "bound = (1/4)^10 = 1/1048576 ≈ 9.54·10⁻⁷",
    )
    with pytest.raises(KeyError):
        reading.explain("loss")


def test_the_lamps_follow_the_factor():
    """Ten sigmoid layers make the gradient vanish, ten ReLU ones do not; wide uniform starts make it explode."""
    lit = {
        activation: [lamp.lit for lamp in read(DepthLab(activation=activation)).lamps]
        for activation in ("relu", "sigmoid")
    }
    assert lit == {"relu": [False, False, False], "sigmoid": [True, False, False]}
    wide = read(DepthLab(init="uniform", width=32, layers=12, activation="leaky_relu", seed=1))
    assert [lamp.lit for lamp in wide.lamps] == [False, measure(wide, "factor") > 10_000, False]
    grown = read(DepthLab(init="uniform", steps=5), step=5)  # one step of gradient descent was too large
    assert [lamp.lit for lamp in grown.lamps][:2] == [False, True]


def test_the_clock_runs_to_its_end_and_never_past_it():
    """The clock goes on with every slice and ends at the last step; turning another knob starts it again."""
    lab = DepthLab(layers=2, width=3, steps=40)
    at, seen = start_settings(lab), []
    while not seen or seen[-1] < 40:
        value = advance(lab, at, 0.0)
        assert at["step"] < value <= 40
        at = lab.turn(at, "step", value)
        seen.append(value)
        assert measure(read_at(lab, at), "step") == value
    assert advance(lab, at, 1) == plan(lab, at).run(STORE).reached == 40
    assert lab.turn(at, "seed", Fraction(3))["step"] == 0


def test_gradient_descent_moves_a_deep_relu_stack_and_no_deep_sigmoid_stack():
    """In the same steps at the same rate, the loss of ReLU falls below a tenth; sigmoid stays at the variance of y."""
    relu, sigmoid = (read(DepthLab(activation=name), step=300) for name in ("relu", "sigmoid"))
    assert measure(relu, "loss") < measure(relu, "start_loss") / 10
    labels = plan(SIGMOID, settings_of(SIGMOID)).data[1]
    assert float(measure(sigmoid, "loss")) == pytest.approx(labels.var(), rel=0.01)


def test_a_divergence_is_told_and_a_smaller_rate_offered():
    """Where training diverges, the clock ends, each view can be drawn, and a smaller rate is offered, if any."""
    lab = DepthLab(init="uniform", steps=20)
    at = turn_all(lab, start_settings(lab), {"step": Fraction(20)})
    reading = read_at(lab, at)
    reached = measure(reading, "step")
    assert reached < 20
    assert measure(reading, "diverged") == 1
    assert advance(lab, {**at, "step": reached}, 0.01) == reached
    for view in VIEWS:
        draw(reading.figure(view), 60, 10)
    assert reading.offer
    assert reading.offer.settings == {"rate": Fraction(1, 500)}
    assert turn_all(lab, at, reading.offer.settings)["step"] == 0
    assert read_at(lab, {**at, "step": Fraction(0)}).offer is None
    slow = turn_all(lab, start_settings(lab), {"rate": Fraction(1, 500), "step": Fraction(20)})
    assert measure(read_at(lab, slow), "diverged") == 1
    assert read_at(lab, slow).offer is None  # the knob goes no lower
