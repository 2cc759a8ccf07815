"""The loss along one parameter and on the way to other parameters, as the labs show it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_labs import D9, A, deep_labs, loss, network_lab
from profiles import examples
from pydantic import ValidationError
from readings import measure, read, settings_of
from training_labs import numbers_of, relu_f, steps, training_labs

from tutor.labs.network import NetworkLab
from tutor.labs.training import TrainingLab

V = {"w0": 1, "b0": 1, "v0": 1, "w1": -1, "b1": -1, "v1": 1, "v2": 0}
"""The thread's network turned into |x + 1|."""


def _with(lab, **more):
    return type(lab)(**{name: getattr(lab, name) for name in lab.model_fields_set} | more)


@examples(0.4)
@given(lab=deep_labs(), data=st.data())
def test_the_shelf_of_a_network_is_its_loss(lab, data):
    """Each point of the curve, each row of the table and the mark is the loss by hand; what is called flat is flat."""
    name = data.draw(st.sampled_from(sorted(lab.parameters)))
    lab = _with(lab, show=("shelf",), shelf=name, shelf_range=(-4, 3))
    plot = read(lab).figure("shelf")
    curve, *shelves = plot.curves
    xs = [x for x, _ in curve.points]
    assert xs == sorted(xs)
    assert (xs[0], xs[-1]) == (-4, 3)
    for x, height in curve.points[:: max(1, len(curve.points) // 6)]:
        assert float(height) == pytest.approx(float(loss(lab, settings_of(lab) | {name: Fraction(x)})), abs=1e-9)
    for part in shelves:
        assert len({height for _, height in part.points}) == 1
        assert loss(lab, settings_of(lab) | {name: sum(x for x, _ in part.points) / 2}) == part.points[0][1]
    assert plot.points[0].points == ((settings_of(lab)[name], loss(lab, settings_of(lab))),)
    assert plot.y.low <= min(y for _, y in curve.points)
    for value, told, _ in plot.numbers.rows:
        if not {"≈"} & set(value + told):
            exact = Fraction(value.replace("−", "-"))
            assert Fraction(told.replace("−", "-")) == loss(lab, settings_of(lab) | {name: exact})


@examples(0.3)
@given(lab=training_labs(("relu",)), step=steps, data=st.data())
def test_the_shelf_of_a_training_is_the_loss_of_its_network(lab, step, data):
    """Each point of the curve is the loss by hand with this one parameter changed."""
    letter, i = data.draw(st.sampled_from("wbv")), data.draw(st.integers(0, lab.units - 1))
    lab = _with(lab, show=("shelf",), shelf=f"{letter}{i}")
    reading = read(lab, step=step)
    curve = reading.figure("shelf").curves[0].points
    assert (curve[0][0], curve[-1][0]) == (-6, 6)
    for x, height in curve[::25]:
        w, b, v, c = (list(each) if isinstance(each, list) else each for each in numbers_of(reading.facts.network))
        {"w": w, "b": b, "v": v}[letter][i] = x
        rows = zip(lab.data.x, lab.data.y, strict=True)
        expected = sum((relu_f((w, b, v, c), float(at)) - float(y)) ** 2 for at, y in rows) / len(lab.data.x)
        assert height == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("step", [0, 3000])
def test_a_dead_unit_stands_on_a_shelf(step):
    """The dead unit of the thread's network stands on a flat part that ends at −4, before training and after it."""
    trained = TrainingLab(**A, data=D9, rate="1/200", shelf="b0", shelf_range=(-12, 4), show=("shelf",))
    by_hand = network_lab(A, data=D9, knobs=("b0",), show=("shelf",))
    for reading in (read(trained, step=step), read(by_hand)):
        plot = reading.figure("shelf")
        assert "flat here: b0 up to −4" in plot.text
        assert [row[2] for row in plot.numbers.rows if row[0] in {"−4", "0"}] == ["flat", ""]
    alive = read(_with(trained, shelf="b1"), step=step).figure("shelf")
    assert "flat here" not in alive.text


@pytest.mark.parametrize(
    ("name", "flat"),
    # w·x + b > 0 on some row: with w = 2 from b = −2·(19/7) on; with b = −1 from w = 7/19 on.
    [("b0", (-8, Fraction(-38, 7))), ("w0", (-8, Fraction(7, 19)))],
)
def test_a_shelf_ends_where_the_unit_wakes_on_its_first_row(name, flat):
    """On rows right of 0 the flat part ends at the bias, or the weight, that lets the last row through."""
    given_ = {"w": [2], "b": [-1], "v": [3], "data": {"x": ["1/3", "19/7"], "y": [5, 4]}}
    more = {"shelf": name, "shelf_range": (-8, 3), "range": (0, 3), "show": ("shelf",)}
    for lab in (NetworkLab(**given_, **more), TrainingLab(**given_, **more)):
        (part,) = read(lab).figure("shelf").curves[1:]
        assert (part.points[0][0], part.points[-1][0]) == pytest.approx(tuple(map(float, flat)), abs=1e-12)


def test_a_smooth_unit_has_no_shelf():
    """A sigmoid that is far in its flat end has a gradient that is small, and not 0."""
    lab = TrainingLab(**A, data=D9, activation="sigmoid", shelf="b0", shelf_range=(-60, 0), show=("shelf",))
    plot = read(lab).figure("shelf")
    assert len(plot.curves) == 1
    assert plot.text.endswith("flat nowhere")


@examples(0.3)
@given(lab=deep_labs(most_layers=2), to=st.integers(-3, 3))
def test_the_slice_ends_at_the_two_losses(lab, to):
    """The slice passes through the loss now and the loss at the other end, both by hand, and is marked there."""
    there = {name: Fraction(to, 2) for name in list(lab.parameters)[::2]}
    lab = _with(lab, show=("slice",), slice={"to": there})
    plot = read(lab).figure("slice")
    ends = loss(lab, settings_of(lab)), loss(lab, settings_of(lab) | there)
    assert [each.points[0] for each in plot.points] == [(0, ends[0]), (1, ends[1])]
    curve = dict(plot.curves[0].points)
    middle = {name: (value + there.get(name, value)) / 2 for name, value in settings_of(lab).items()}
    for at, expected in ((0, ends[0]), (1, ends[1]), (0.5, loss(lab, middle))):
        assert curve[at] == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


def test_a_slice_says_whether_there_is_a_hill_on_the_way():
    """From where the thread's network is stuck, the straight way to the V leads uphill; from its start it does not."""
    lab = TrainingLab(**A, data=D9, rate="1/200", slice={"to": {**V, "c": 0}, "label": "the V"}, show=("slice",))
    assert read(lab).figure("slice").text.endswith("0 the V; no hill between")
    stuck = read(lab, step=3000)
    assert "between them up to" in stuck.figure("slice").text
    points = [y for t, y in stuck.figure("slice").curves[0].points if 0 <= t <= 1]
    assert max(points) > 1.5 * float(measure(stuck, "loss"))


def test_a_run_that_diverged_is_drawn_too():
    """Where training went out of bounds, shelf and slice are figures with a text and a table."""
    lab = TrainingLab(**A, data=D9, rate=10**6, shelf="w0", slice={"to": V}, show=("shelf", "slice"))
    for view in lab.views:
        figure = read(lab, step=40).figure(view)
        assert figure.text
        assert figure.numbers.rows


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"show": ("shelf",)}, "needs the name of a parameter"),
        ({"show": ("slice",)}, "needs its other end"),
        ({"shelf": "b7"}, "did you mean"),
        ({"slice": {"to": {"q": 1}}}, "this lab has no q"),
    ],
)
@pytest.mark.parametrize("kind", [NetworkLab, TrainingLab])
def test_a_lesson_states_what_the_views_need(kind, more, why):
    """A view without its parameters, or a parameter that the network lacks, is a problem of the lesson."""
    given = {**A, "data": D9, "range": (-4, 4), "knobs": ()}
    with pytest.raises(ValidationError, match=why):
        kind(**given, **more)
    assert kind(**given, shelf_range=(-7, 9), slice={"to": {"b0": 5}}).stated >= {-7, 9, 5}
