"""The arithmetic of the training lab: the loss, and the last update of each parameter."""

import math
import re

import pytest
from readings import measure, read
from training_labs import A

from tutor.labs.training import TrainingLab


def test_the_last_update_is_explained():
    """The arithmetic of each parameter and of the loss comes to the number on show."""
    lab = TrainingLab(**A, rate="1/1000")
    reading = read(lab, step=5)
    assert set(reading.explainable) == {"loss", "c", *(f"{letter}{i}" for letter in "wbv" for i in range(3))}
    for name in reading.explainable[1:]:
        first, second, last = reading.explain(name)
        assert first.startswith(f"{name} at step 5 = {name} at step 4 − ")
        was, rate, gradient = (
            float(text.replace("−", "-")) for text in re.fullmatch(r"≈ (\S+) − ([\d.]+)·\(?([^)]+)\)?", second).groups()
        )
        now = float(last.removeprefix("≈ ").replace("−", "-"))
        assert math.isclose(was - rate * gradient, now, rel_tol=1e-3, abs_tol=1e-3)
        assert math.isclose(now, measure(reading, name), rel_tol=1e-4)
    _, terms, loss = reading.explain("loss")
    squares = re.findall(r"\(?(−?[\d.]+)\)?²", terms)
    mean = sum(float(each.replace("−", "-")) ** 2 for each in squares) / 9
    assert len(squares) == 9
    assert math.isclose(mean, float(loss.removeprefix("≈ ")), rel_tol=0.01)
    with pytest.raises(KeyError):
        reading.explain("w9")
    assert read(lab).explainable == ("loss",)
    for optimizer in (1, 2):
        assert read(lab, step=5, optimizer=optimizer).explainable == ("loss",)
