"""The restarts lab as a whole: readings that stay, the formula, and the network that is opened."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from readings import measure, read_at
from studies import at, read_study, study, study_lab, trained

from tutor.lab import edits, start_settings
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.restarts.outcome import KINDS, outcome
from tutor.net.restarts.run import Restarts

KNOBS = ["rate", "seed", "units", "activation", "optimizer", "target", "bar", "step"]
ROWS: dict[str, Any] = {"x": ["1/2", 1, 2, 4], "y": [1, 0, 2, 9]}
VIEWS = ("rate", "histogram", "outcomes")


def test_a_reading_stays_what_it_was():
    """A reading is that of its step, also when the run has gone on since."""
    lab = study_lab(seed=13)
    early = read_study(lab, 40)
    read_study(lab, 500)
    true = outcome(trained(40, seed=13))
    assert measure(early, "step") == 40
    assert [measure(early, name) for name in ("fits", "other")] == [true.counts["fit"], true.counts["other"]]
    assert [row[1] for row in early.figure("outcomes").rows][:-1] == [str(true.counts[kind]) for kind in KINDS]


def test_the_formula_tells_the_study():
    """The formula tells the numbers of the study that were counted."""
    reading, true = read_study(study_lab(), 500), outcome(trained(500))
    what, fits, chances, progress = reading.formula
    assert what == "60 networks 1-3-1 of relu units; gd, rate 0.02"
    assert fits.startswith(f"{true.counts['fit']} of 60 fit (loss below 0.01): {100 * true.success_rate:.1f} %")
    assert chances.count("%") == 2
    assert progress == "step 500 of 500"


def test_a_turned_knob_is_another_study_from_its_start():
    """Turning a knob of the study puts the clock back to 0; choosing a bar does not, and is no edit."""
    lab = study_lab(also=[{"target": "sin(x)", "samples": 17}], knobs=KNOBS)
    assert {knob.name for knob in lab.all_knobs} == set(lab.knobs)
    now = at(lab, 200)
    for name, value in (
        ("rate", "1/10"),
        ("seed", 5),
        ("units", 2),
        ("activation", 3),
        ("optimizer", 2),
        ("target", 1),
    ):
        turned = lab.turn(now, name, Fraction(value))
        assert turned == {**now, name: Fraction(value), "step": 0}
        assert edits(lab, turned) == 1
        assert lab.turn(now, name, now[name]) == now
    assert lab.turn(now, "bar", Fraction(3)) == {**now, "bar": 3}
    assert edits(lab, {**now, "bar": Fraction(3)}) == 0
    assert lab.turn(now, "seed", Fraction(5, 2))["seed"] == 2
    reading = read_study(lab, 100, rate="1/10", seed=5, units=2, activation=list(ACTIVATIONS).index("tanh"))
    true = trained(100, rate=0.1, seed=5, sizes=(1, 2, 1), activation="tanh")
    np.testing.assert_array_equal(reading.facts.now.snapshot.parameters, true.parameters)


def test_each_task_and_optimizer_is_trained_as_it_would_be_alone():
    """The knobs target and optimizer make the study of that target, with its rows, and of that optimizer."""
    lab = study_lab(also=[{"target": "sin(x)", "low": 0, "high": 3, "samples": 17}, {"data": ROWS}], knobs=KNOBS)
    tasks = [sampled(TARGETS["abs(x+1)"], -4, 4, 9), sampled(TARGETS["sin(x)"], 0, 3, 17)]
    tasks.append(tuple(np.array([float(Fraction(each)) for each in ROWS[name]])[:, None] for name in "xy"))
    for target, (x, y) in enumerate(tasks):
        for number, name in enumerate(OPTIMIZERS):
            reading = read_study(lab, 100, target=target, optimizer=number)
            true = Restarts(replace(study(), optimizer=Optimizer(name, 0.02)), x, y)
            true.advance(100)
            np.testing.assert_array_equal(reading.facts.now.snapshot.parameters, true.parameters)
            assert reading.formula[0].endswith(f"{name}, rate 0.02; {('abs(x+1)', 'sin(x)', 'data')[target]}")
            inside = reading.inside
            assert inside.range == (x.min(), x.max())
            assert tuple(map(float, inside.data.x)) == pytest.approx(x[:, 0])
    assert {0, 3, 17, 4, 9, Fraction(1, 2)} <= lab.stated


def test_inside_is_a_network_of_the_chosen_bar():
    """The network that is opened is one of the chosen bar, on the rows of the lab."""
    lab = study_lab()
    for chosen, bar in enumerate(read_study(lab, 500).facts.bars):
        reading = read_study(lab, 500, bar=chosen)
        inside = reading.inside
        opened = read_at(inside, start_settings(inside))
        assert float(measure(opened, "loss")) == pytest.approx(bar.loss, rel=0.02, abs=0.01)
        near = np.abs(trained(500).losses - float(measure(opened, "loss"))).argmin()
        assert near in bar.networks
        assert (inside.range, len(inside.data.x)) == ((-4, 4), 9)


@pytest.mark.parametrize("keys", [{"activation": "tanh"}, {"hidden": [2, 2]}, {"hidden": [11]}], ids=str)
def test_what_a_network_lab_cannot_hold_is_not_opened(keys):
    """A network that a network lab cannot hold is not opened."""
    assert read_study(study_lab(runs=3, **keys), 0).inside is None
