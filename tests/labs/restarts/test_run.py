"""The restarts lab: paced, looked back on, read and drawn, against a study trained in one go."""

from fractions import Fraction
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, advance, read_at

from tutor.expression import UndefinedError
from tutor.lab import edits, start_settings
from tutor.labs.restarts import RestartsLab
from tutor.labs.restarts.run import Plateau, StudyRun
from tutor.labs.restarts.views import BARS, named
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.optimizer import Optimizer
from tutor.net.restarts.outcome import KINDS, outcome
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study
from tutor.schema import Bounds

VIEWS = ("rate", "histogram", "outcomes")


def _lab(**keys):
    return RestartsLab(**{"hidden": [3], "target": "abs(x+1)", "runs": 60, "steps": 500, **keys})


def _at(lab, step, **turned):
    return {**start_settings(lab), "step": Fraction(step), **{name: Fraction(value) for name, value in turned.items()}}


def _read(lab, step, **turned):
    return read_at(lab, _at(lab, step, **turned))


def _measure(reading, name):
    return reading.measures[name].read()


def _study(*, sizes=(1, 3, 1), activation="relu", rate=0.02, runs=60, steps=500, seed=0):
    optimizer = Optimizer("gd", rate)
    return Study(sizes, "uniform", ACTIVATIONS[activation], optimizer=optimizer, steps=steps, runs=runs, seed=seed)


def _trained(step, **study):
    """The study in one go, without the lab."""
    restarts = Restarts(_study(**study), *sampled(TARGETS["abs(x+1)"], -4, 4, 9))
    restarts.advance(step)
    return restarts


def _ticking(tick):
    """A timer that goes on by so much whenever it is looked at."""
    ticks = count()
    return lambda: next(ticks) * tick


@settings(max_examples=15, deadline=None)
@given(slices=st.lists(st.floats(0, 40), max_size=12), steps=st.integers(1, 260))
def test_slices_end_where_one_run_would_be(slices, steps):
    """Failing means that what the learner sees at a step hangs on when the program looked at its watch."""
    study = _study(runs=4, steps=steps)
    whole = StudyRun(Restarts(study, *sampled(TARGETS["abs(x+1)"], -4, 4, 9)), _ticking(1.0))
    step = 0
    for seconds in slices:
        before, step = step, whole.go_on(step, seconds)
        assert before < step <= steps or before == step == steps
        shown = whole.at(step).snapshot
        assert shown.step == step
        np.testing.assert_array_equal(shown.parameters, _trained(step, runs=4, steps=steps).parameters)


def test_a_slice_does_more_where_it_has_more_time_and_ends_in_time():
    """Failing means that the interface stands still, or that a run takes hundreds of slices too many."""
    rows = sampled(TARGETS["abs(x+1)"], -4, 4, 9)
    reached = []
    for seconds in (0, 20, 60):
        timer = _ticking(1.0)
        paced = StudyRun(Restarts(_study(runs=2), *rows), timer)
        before = timer()
        reached.append(paced.go_on(0, seconds))
        assert timer() - before <= seconds + 5
    assert 0 < reached[0] < reached[1] < reached[2]


def test_a_run_goes_on_to_its_end_and_stays_there():
    """Failing means that the clock never stops, or stops early."""
    lab = _lab(steps=333, runs=5)
    now = start_settings(lab)
    for _ in range(1000):
        value = advance(lab, now, 0.001)
        if value == now["step"]:
            break
        assert now["step"] < value <= 333
        now = lab.turn(now, "step", value)
    assert now["step"] == 333
    assert read_at(lab, now).lamps[0].lit
    assert not _read(lab, 332).lamps[0].lit


def test_looking_back_shows_the_last_mark_and_says_so():
    """Failing means that an earlier step shows later networks, or claims to be a step that was not kept."""
    lab = _lab(seed=11)
    at_end = _read(lab, 500)
    back = _read(lab, 237)
    assert _measure(back, "step") == 230
    assert back.formula[-1] == "step 230 of 500, the last kept before 237"
    assert at_end.formula[-1] == "step 500 of 500"
    np.testing.assert_array_equal(back.stand.snapshot.parameters, _trained(230, seed=11).parameters)
    np.testing.assert_array_equal(at_end.stand.snapshot.parameters, _trained(500, seed=11).parameters)


def test_looking_back_is_a_run_that_is_played_again():
    """Failing means that a run that is done cannot be watched again, or is trained anew for it."""
    lab = _lab(seed=12)
    _read(lab, 500)
    played, step = [], Fraction(237)
    while not played or played[-1] != step:
        played.append(step)
        step = advance(lab, _at(lab, step), 0.0)
    assert played == [237, *range(240, 501, 10)]


def test_a_reading_stays_what_it_was():
    """Failing means that a figure drawn later shows a step that its caption does not name."""
    lab = _lab(seed=13)
    early = _read(lab, 40)
    _read(lab, 500)
    true = outcome(_trained(40, seed=13))
    assert _measure(early, "step") == 40
    assert [_measure(early, name) for name in ("fits", "other")] == [true.counts["fit"], true.counts["other"]]
    assert [row[1] for row in early.figure("outcomes").rows][:-1] == [str(true.counts[kind]) for kind in KINDS]


@pytest.mark.parametrize(
    ("keys", "study", "step"),
    [
        ({}, {}, 0),
        ({}, {}, 500),
        ({"rate": "1/5"}, {"rate": 0.2}, 500),
        ({"hidden": [2, 2]}, {"sizes": (1, 2, 2, 1)}, 300),
        ({"activation": "tanh"}, {"activation": "tanh"}, 300),
    ],
    ids=["start", "end", "some diverge", "two layers", "tanh"],
)
def test_the_measures_are_those_of_the_study(keys, study, step):
    """Failing means that the lab and the command say different things of the same training."""
    reading, true = _read(_lab(**keys), step), outcome(_trained(step, **study))
    names = {"fit": "fits", "one bend": "one_bend"}
    assert {kind: _measure(reading, names.get(kind, kind)) for kind in KINDS} == true.counts
    assert _measure(reading, "born_dead") == true.born_dead
    p = Fraction(true.counts["fit"], 60)
    assert _measure(reading, "success") == 100 * p
    assert _measure(reading, "chance2") == 100 * (p + (1 - p) * p)
    assert _measure(reading, "chance3") == 100 * (p + (1 - p) * p + (1 - p) ** 2 * p)
    ends = [_measure(reading, name) / 100 for name in ("success_low", "success_high")]
    assert ends == pytest.approx(true.interval)
    assert [len(plateau.networks) for plateau in reading.stand.plateaus] == list(true.plateaus.values())


def test_the_outcomes_are_counted_by_hand():
    """Failing means that a count stands in the wrong row, or the percentages are of something else."""
    reading = _read(_lab(runs=40, init="zeros", steps=50), 0)
    rows = {row[0]: row[1:] for row in reading.figure("outcomes").rows}
    assert rows["collapsed to a constant"] == ("40", "100.0")
    assert rows["constant before the first step"] == ("40", "100.0")
    assert rows["fit"] == ("0", "0.0")
    assert [len(bar.networks) for bar in reading.bars] == [40]
    # f = 0, and the labels are 3, 2, 1, 0, 1, …, 5: the loss is (9 + 4 + 1 + 0 + 1 + 4 + 9 + 16 + 25)/9.
    assert float(_measure(reading, "bar_loss")) == pytest.approx(69 / 9)
    assert "≈23/3 (constant)" in reading.figure("histogram").text


def test_the_bars_are_the_plateaus_with_most_networks():
    """Failing means that the histogram hides a place where many stop, or shows them in another order."""
    reading = _read(_lab(runs=300), 100)
    sizes = sorted((len(plateau.networks) for plateau in reading.stand.plateaus), reverse=True)
    assert len(sizes) > BARS == len(reading.bars)
    assert sorted((len(bar.networks) for bar in reading.bars), reverse=True) == sizes[:BARS]
    losses = [bar.loss for bar in reading.bars]
    assert losses == sorted(losses)
    plot = reading.figure("histogram")
    corners = dict.fromkeys(range(BARS), 0)
    for x, y in plot.curves[0].points:
        corners[round(x)] = max(corners.get(round(x), 0), y)
    assert [corners[i] for i in range(BARS)] == [len(bar.networks) for bar in reading.bars]
    told = plot.numbers
    assert [row[2] for row in told.rows[:BARS]] == [str(len(bar.networks)) for bar in reading.bars]
    assert sum(int(row[2]) for row in told.rows) == 300


def test_a_bar_is_told_by_what_most_of_its_networks_are():
    """Failing means that a place where networks stop is called by a wrong name."""
    reading, true = _read(_lab(runs=150), 500), outcome(_trained(500, runs=150))
    told = {row[0]: row[3] for row in reading.figure("histogram").numbers.rows}
    assert any(kind.startswith("mostly") for kind in told.values())
    for i, bar in enumerate(reading.bars):
        kinds = [true.kinds[network] for network in bar.networks]
        kind = told[str(i)].removesuffix(", chosen")
        most = max(map(kinds.count, kinds))
        assert kinds.count(kind.removeprefix("mostly ")) == most
        assert kind.startswith("mostly ") == (most < len(kinds))


def test_a_bar_that_is_cut_is_marked():
    """Failing means that the many that fit seem to be as few as those that stop."""
    plot = _read(_lab(), 500).figure("histogram")
    fits = outcome(_trained(500)).counts["fit"]
    assert fits > plot.y.high
    assert plot.points[0].points == ((0, plot.y.high),)
    assert str(fits) in plot.points[0].label


def test_the_chosen_bar_is_read_and_one_that_is_not_there_is_undefined():
    """Failing means that a question on a plateau is answered with another one."""
    lab = _lab()
    last = len(_read(lab, 500).bars) - 1
    for chosen in range(last + 1):
        reading = _read(lab, 500, bar=chosen)
        bar = reading.bars[chosen]
        losses = np.sort(_trained(500).losses[bar.networks])
        assert _measure(reading, "bar_count") == len(losses)
        assert float(_measure(reading, "bar_loss")) == pytest.approx(np.median(losses))
        marks = [points for points in reading.figure("histogram").points if points.role == "mark"]
        assert [x for points in marks for x, _ in points.points] == [chosen]
    if last + 1 < BARS:
        beyond = _read(lab, 500, bar=last + 1)
        assert beyond.inside is None
        assert not [points for points in beyond.figure("histogram").points if points.role == "mark"]
        with pytest.raises(UndefinedError):
            _measure(beyond, "bar_loss")


@given(
    loss=st.fractions(Fraction(1, 20), 20, max_denominator=50),
    off=st.floats(-1, 1),
    networks=st.integers(2, 9),
)
def test_a_plateau_at_a_simple_fraction_is_named_by_it(loss, off, networks):
    """Failing means that 26/45 is not recognised, or a passing loss is taken for a place to stop."""
    close = Plateau(float(loss) + off * 1e-7, np.arange(networks), fit=False, near=networks)
    assert named(close) == (f"≈{loss}" if loss.denominator > 1 else f"≈{close.loss:.4g}")
    passing = Plateau(float(loss), np.arange(networks), fit=False, near=(networks - 1) // 2)
    single = Plateau(float(loss), np.arange(1), fit=False, near=1)
    away = Plateau(float(loss) + (1e-4 if off > 0 else -1e-4), np.arange(networks), fit=False, near=networks)
    for other in (passing, single, away):
        assert Fraction(named(other)[1:]) != loss or "/" not in named(other)


def test_the_rate_is_drawn_at_the_marks_between_its_interval():
    """Failing means that the curve of success is another study's, or leaves its interval."""
    reading = _read(_lab(seed=14), 237)
    low, high, rate = (dict(curve.points) for curve in reading.figure("rate").curves)
    assert list(rate) == [*range(0, 237, 10), 237]
    for step, value in rate.items():
        assert low[step] <= value <= high[step]
    for step in (0, 100, 237):
        assert rate[step] == Fraction(100 * outcome(_trained(step, seed=14)).counts["fit"], 60)
    assert reading.figure("rate").numbers.rows[-1][0] == "237"


def test_all_views_are_drawn_of_any_study():
    """Failing means that a study of one network, or one in which all diverged, cannot be looked at."""
    all_diverged = _read(_lab(rate=5), 500)
    assert _measure(all_diverged, "diverged") == 60
    assert all_diverged.inside is None
    one = _read(_lab(runs=1, steps=3, target=None, data={"x": [1, 1], "y": [0, 2]}), 2)
    for reading in (all_diverged, one):
        for view in VIEWS:
            assert reading.figure(view).text
    for reading in (all_diverged, one):
        for drawn in (reading.figure("rate"), reading.figure("histogram")):
            low, high = drawn.y.low, drawn.y.high
            assert all(low <= y <= high for each in (*drawn.curves, *drawn.points) for _, y in each.points)


def test_inside_is_a_network_of_the_chosen_bar():
    """Failing means that the network that is opened is not one that stopped there."""
    lab = _lab()
    for chosen, bar in enumerate(_read(lab, 500).bars):
        reading = _read(lab, 500, bar=chosen)
        inside = reading.inside
        opened = read_at(inside, start_settings(inside))
        assert float(_measure(opened, "loss")) == pytest.approx(bar.loss, rel=0.02, abs=0.01)
        near = np.abs(_trained(500).losses - float(_measure(opened, "loss"))).argmin()
        assert near in bar.networks
        assert (inside.range, len(inside.data.x)) == ((-4, 4), 9)


@pytest.mark.parametrize("keys", [{"activation": "tanh"}, {"hidden": [2, 2]}, {"hidden": [11]}], ids=str)
def test_what_a_network_lab_cannot_hold_is_not_opened(keys):
    """Failing means that tanh units are shown as ReLU units, or that opening one network ends the program."""
    assert _read(_lab(runs=3, **keys), 0).inside is None


def test_a_turned_knob_is_another_study_from_its_start():
    """Failing means that a run goes on with numbers that it did not begin with."""
    lab = _lab(knobs=["rate", "seed", "units", "activation", "bar", "step"])
    assert {knob.name for knob in lab.all_knobs} == set(lab.knobs)
    at = _at(lab, 200)
    for name, value in (("rate", "1/10"), ("seed", 5), ("units", 2), ("activation", 3)):
        turned = lab.turn(at, name, Fraction(value))
        assert turned == {**at, name: Fraction(value), "step": 0}
        assert edits(lab, turned) == 1
        assert lab.turn(at, name, at[name]) == at
    assert lab.turn(at, "bar", Fraction(3)) == {**at, "bar": 3}
    assert edits(lab, {**at, "bar": Fraction(3)}) == 0
    assert lab.turn(at, "seed", Fraction(5, 2))["seed"] == 2
    reading = _read(lab, 100, rate="1/10", seed=5, units=2, activation=list(ACTIVATIONS).index("tanh"))
    true = _trained(100, rate=0.1, seed=5, sizes=(1, 2, 1), activation="tanh")
    np.testing.assert_array_equal(reading.stand.snapshot.parameters, true.parameters)


def test_the_same_study_is_trained_once():
    """Failing means that each key that is pressed trains all networks again."""
    lab = _lab(seed=21)
    first = lab.run(start_settings(lab), STORE)
    assert _lab(seed=21, show=["outcomes"]).run(_at(lab, 5, bar=2), STORE) is first
    assert _lab(seed=22).run(start_settings(_lab(seed=22)), STORE) is not first


def test_the_formula_tells_the_study():
    """Failing means that the learner reads other numbers than were counted."""
    reading, true = _read(_lab(), 500), outcome(_trained(500))
    what, fits, chances, progress = reading.formula
    assert what == "60 networks 1-3-1 of relu units; gd, rate 0.02"
    assert fits.startswith(f"{true.counts['fit']} of 60 fit (loss below 0.01): {100 * true.success_rate:.1f} %")
    assert chances.count("%") == 2
    assert progress == "step 500 of 500"


def test_the_clock_counts_in_marks_of_one_fiftieth():
    """Failing means that a turned clock stops between what was kept."""
    knobs = {knob.name: knob for knob in _lab(steps=10_000).all_knobs}
    assert (knobs["step"].low, knobs["step"].high, knobs["step"].fine, knobs["step"].coarse) == (0, 10_000, 200, 200)
    assert (knobs["bar"].low, knobs["bar"].high) == (0, BARS - 1)
    ladder = [knobs["step"].moved(Fraction(0), i) for i in range(3)]
    assert [b - a for a, b in pairwise(ladder)] == [200, 200]
    assert _lab(steps=10_000, rate="1/30").stated >= {3, 10_000, Fraction(1, 30), -4, 4, 9, 60, Fraction(1, 100)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"hidden": []},
        {"hidden": [0]},
        {"target": "cos(x)"},
        {"target": None},
        {"data": {"x": [1], "y": [1]}},
        {"low": 4, "high": -4},
        {"samples": 1},
        {"init": "random"},
        {"activation": "gelu"},
        {"optimizer": "sgd"},
        {"rate": 0},
        {"fit": 0},
        {"runs": 0},
        {"runs": 5001},
        {"runs": 5000, "hidden": [20]},
        {"runs": 5000, "knobs": ["units"]},
        {"steps": 0},
        {"knobs": ["lr"]},
        {"knobs": ["bar", "bar"]},
        {"knobs": ["units"], "hidden": [2, 2]},
        {"bounds": {"bar": {}}},
        {"bounds": {"rate": {"low": 0}}},
        {"bounds": {"seed": {"low": -1}}},
        {"bounds": {"units": {"low": 0}}},
        {"show": ["losses"]},
        {"show": []},
    ],
    ids=str,
)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """Failing means that a slip in a lesson shows up only when a learner gets there."""
    with pytest.raises(ValidationError):
        _lab(**wrong)


def test_bounds_hold_for_their_knob():
    """Failing means that a learner turns a rate further than the lesson allows."""
    lab = _lab(bounds={"rate": Bounds(low="1/100", high="1/10", fine="1/100", coarse="1/20")})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert (knobs["rate"].low, knobs["rate"].high) == (Fraction(1, 100), Fraction(1, 10))
    assert knobs["seed"].low == 0
