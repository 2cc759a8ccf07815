"""The training lab as a whole: formula, offer, and readings of labs that are written or turned alike."""

import re
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from readings import measure, read, read_at
from training_labs import STEPS, VIEWS, A, numbers_of, relu_f, run_to_the_end, training_labs

from tutor.expression import UndefinedError
from tutor.figure import Plot
from tutor.lab import start_settings, turn_all
from tutor.labs.training import TrainingLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.layout import pack
from tutor.schema import Bounds


def test_too_large_a_rate_diverges_at_step_three_and_a_smaller_one_is_offered():
    """A rate that is too large diverges, its reason is told, and the rate that is offered does not diverge."""
    lab = TrainingLab(**A, rate="1/50", show=VIEWS)
    end, values = run_to_the_end(lab, start_settings(lab))
    assert values[-1] == 3
    for step in (3, 4, 5000):
        reading = read(lab, step=step)
        assert (measure(reading, "diverged"), measure(reading, "step")) == (1, 3)
        assert "2/λ" in reading.offer.say
        assert reading.explainable == ()
    assert measure(read(lab, step=2), "diverged") == 0
    assert read(lab, step=2).offer is None
    offered = turn_all(lab, end, reading.offer.settings)
    assert offered["step"] == 0
    assert 0 < offered["rate"] < Fraction(447, 10**5)
    assert offered["rate"] % Fraction(1, 1000) == 0
    later = read_at(lab, {**offered, "step": Fraction(300)})
    assert (measure(later, "diverged"), later.offer) == (0, None)


def test_what_is_offered_lies_within_the_bounds_of_the_knob():
    """The rate that is offered is one that the knob can have."""
    tight = {"rate": Bounds(low="1/50", high=1)}
    assert read(TrainingLab(**A, rate="1/50", bounds=tight), step=3).offer is None
    coarse = {"rate": Bounds(high=1, fine="1/10")}
    offer = read(TrainingLab(**A, rate="1/10", bounds=coarse), step=9).offer
    assert 0 < offer.settings["rate"] < Fraction(447, 10**5)
    adam = TrainingLab(**A, rate=1000, optimizer="adam", bounds={"rate": Bounds(high=1000)})
    assert 0 < read(adam, step=500).offer.settings["rate"] < 1000


def test_a_run_that_went_out_of_bounds_can_be_looked_at():
    """A run that diverged can be read and drawn without a warning, whatever the activation and the rate."""
    for name in ACTIVATIONS:
        for rate in (Fraction(1, 5), 10**3, 10**100, 10**200, 10**307):
            lab = TrainingLab(units=4, init="he", activation=name, target="2x+20", steps=100, show=VIEWS)
            reading = read(lab, step=100, rate=rate)
            assert np.isfinite(pack(reading.facts.network)).all()
            if not measure(reading, "diverged"):
                continue
            if reading.offer:
                assert 0 < reading.offer.settings["rate"] < rate
            for view in VIEWS:
                figure = reading.figure(view)
                assert not re.search(r"\b(inf|nan)\b", figure.text)
                if isinstance(figure, Plot):
                    assert figure.numbers.rows
                    assert float(figure.y.high - figure.y.low) < 10_000
            assert len(reading.lamps) == 6
            assert len(reading.formula) == 2
            for each in reading.measures.values():
                try:
                    each.read(*[Fraction(1)] * each.takes)
                except UndefinedError:
                    continue


def test_the_formula_has_the_numbers_of_the_network():
    """The formula, evaluated, is f to within its rounding."""
    lab = TrainingLab(**A, rate="1/1000")
    assert read(lab).formula[0] == "f(x) = max(0, x − 10) + max(0, x + 10) + max(0, x + 10)"
    text = read(lab, step=3).formula[0]
    assert text.startswith("f(x) ≈ ")
    numbers = numbers_of(read(lab, step=3).facts.network)
    for x in (-4, 1, 4):
        code = text.removeprefix("f(x) ≈ ").replace("−", "-").replace("·", "*").replace("x", f"*({x})")
        code = code.replace("ma*", "ma").replace(f"ma({x})(", "max(").replace(" *(", " 1*(").replace("-*", "-1*")
        assert abs(eval(code, {"max": max}) - relu_f(numbers, x)) < 0.05  # noqa: S307 -- the lab's own formula
    assert "tanh(" in read(lab, activation=3).formula[0]
    assert "max(" not in read(lab, activation=3).formula[0]


@examples(0.3)
@given(lab=training_labs(), turn=st.sampled_from(["seed", "rate", "y0", "activation", "optimizer"]))
def test_a_turned_knob_is_read_as_if_the_lab_were_written_so(lab, turn):
    """Turning a knob gives the reading of a lab that is written with that number."""
    values = {"seed": 5, "rate": Fraction(1, 20), "y0": Fraction(7, 2), "activation": 3, "optimizer": 1}
    names = {"activation": "tanh", "optimizer": "momentum"}
    data = {"x": lab.data.x, "y": (values["y0"], *lab.data.y[1:]) if turn == "y0" else lab.data.y}
    keys = {"units": lab.units, "init": lab.init, "seed": lab.seed, "activation": lab.activation, "data": data}
    keys |= {"optimizer": lab.optimizer, "rate": lab.rate, "steps": STEPS}
    written = TrainingLab(**{**keys, **({} if turn == "y0" else {turn: names.get(turn, values[turn])})})
    found, expected = read(lab, **{turn: values[turn], "step": 12}), read(written, step=12)
    assert np.array_equal(pack(found.facts.network), pack(expected.facts.network))
