"""Training in the plane lab: the same run in slices, looked back on, and begun again."""

from fractions import Fraction

import pytest
from plane_labs import KINDS, VIEWS, points_of
from readings import STORE, advance, measure, read, read_at

from tutor.lab import measures_at, start_settings, turnable
from tutor.labs.plane import PlaneLab
from tutor.labs.plane.run import plan
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import CLASSES, drawn
from tutor.net.initial import initial
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_reading_is_that_of_the_step_whatever_was_looked_at_before(kind):
    """Loss and curve at a step are those of training directly, in whatever order steps are looked at."""
    lab = PlaneLab(data="moons", hidden=(5,), activation=kind, rate="1/20", steps=60, seed=11, show=VIEWS)
    x, y = drawn(CLASSES["moons"], 80, 0.05, 11)
    plain = Training(
        initial((2, 5, 1), "he", (11,), ACTIVATIONS[kind]),
        x,
        y,
        Hyperparameters(loss="bce", optimizer=Optimizer("adam", 0.05)),
    )
    losses = [plain.loss]
    for _ in range(60):
        plain.advance(1)
        losses.append(plain.loss)
    for step in (0, 40, 7, 60, 39):
        reading = read(lab, step=step)
        assert float(measure(reading, "loss")) == pytest.approx(losses[step], rel=1e-12)
        assert measure(reading, "step") == step
        plot = reading.figure("loss")
        assert plot.numbers.rows[-1][0] == str(step)
        (curve,) = plot.curves or [None]
        if step:
            assert [10**height for _, height in curve.points] == pytest.approx(losses[: step + 1])
            assert [at for at, _ in curve.points] == list(range(step + 1))


def test_the_clock_runs_to_its_end_and_never_past_it():
    """The clock goes on with every slice, ends at the last step, and watches a run again in parts."""
    lab = PlaneLab(data="circle", hidden=(3,), steps=50, seed=12)
    at, seen = start_settings(lab), []
    while not seen or seen[-1] < 50:
        value = advance(lab, at, 0.001)
        assert at["step"] < value <= 50
        at = lab.turn(at, "step", value)
        seen.append(value)
        assert measure(read_at(lab, at), "step") == value
    assert advance(lab, at, 1) == plan(lab, at).run(STORE).reached == 50
    back = lab.turn(at, "step", Fraction(10))
    assert 10 < advance(lab, back, 0.0001) < 50  # what was run before is watched again, not skipped


def test_another_run_begins_at_its_start():
    """Turning a knob of the run puts the clock back to 0, and is another run."""
    knobs = ("data", "activation", "units", "seed", "rate", "step")
    lab = PlaneLab(data="xor", knobs=knobs)
    assert tuple(knob.name for knob in turnable(lab)) == knobs
    at = lab.turn(start_settings(lab), "step", Fraction(20))
    for name, value in (("data", 0), ("activation", 2), ("units", 4), ("seed", 5), ("rate", Fraction(1, 10))):
        assert lab.turn(at, name, at[name])["step"] == 20
        turned_once = lab.turn(at, name, Fraction(value))
        assert (turned_once["step"], turned_once[name]) == (0, value)
        later = ({**each, "step": Fraction(3)} for each in (turned_once, at))
        assert len({measure(read_at(lab, each), "loss") for each in later}) == 2
    assert measures_at(lab, at, STORE)["edits"].read() == 0  # the clock is no edit


def test_the_seed_of_a_start_leaves_the_rows_alone():
    """Another seed starts another network on the same rows."""
    lab = PlaneLab(data="moons", hidden=(3,), seed=2)
    one, other = (read(lab, seed=seed).figure("plane") for seed in (2, 9))
    rows = [sorted(p for s, points in points_of(each).items() if s in "oOxX" for p in points) for each in (one, other)]
    assert rows[0] == rows[1]
    assert one != other


def test_a_run_that_is_held_back_trains_no_further():
    """A clock that may go to step 20 trains no further: the loss curve does not show what is to come."""
    lab = PlaneLab(data="xor", hidden=(2,), steps=100)
    assert advance(lab, start_settings(lab), 60.0, 20) == 20
    assert plan(lab, start_settings(lab)).run(STORE).reached == 20
