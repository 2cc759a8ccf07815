"""The lab of the playground: everything can be turned, and it goes on from any step with anything changed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.bench import changed, go_on, look_inside, set_up, take_offer, turn, undo
from tutor.branch import others
from tutor.labs.play import PlayLab
from tutor.labs.play.facts import PlayFacts
from tutor.net.activation import ACTIVATIONS
from tutor.net.layout import pack
from tutor.net.optimizer import OPTIMIZERS
from tutor.playground.commands import carried_out
from tutor.playground.from_lab import from_lab
from tutor.store import Store


def bench(**stated):
    return set_up(PlayLab.model_validate(stated), Store())


def network(of):
    return PlayFacts(of.lab, of.settings, of.store).network


def parameters(of):
    return pack(network(of)).tolist()


shapes = st.fixed_dictionaries(
    {
        "data": st.sampled_from(["abs(x)", "sin(x)", "xor", "circle"]),
        "hidden": st.lists(st.integers(1, 4), min_size=1, max_size=3),
        "activation": st.lists(st.sampled_from(sorted(ACTIVATIONS)), min_size=3, max_size=3),
        "optimizer": st.sampled_from(sorted(OPTIMIZERS)),
        "seed": st.integers(0, 99),
    }
).map(lambda stated: {**stated, "activation": stated["activation"][: len(stated["hidden"])]})


@examples(0.2)
@given(stated=shapes, first=st.integers(1, 30), then=st.integers(1, 30))
def test_going_on_with_nothing_changed_is_the_same_training(stated, first, then):
    """Gradient descent remembers nothing: a branch with nothing changed is bit for bit the training that it left."""
    start = bench(**{**stated, "optimizer": "gd", "rate": "1/1000"})  # none diverges: a branch has a limit of its own
    whole = turn(start, "step", Fraction(first + then))
    branch = turn(go_on(turn(start, "step", Fraction(first))), "step", Fraction(then))
    assert parameters(branch) == parameters(whole)


@examples(0.2)
@given(stated=shapes, steps=st.integers(1, 20))
def test_every_view_can_be_shown_and_told(stated, steps):
    """Whatever is chosen, each view is drawn and has its numbers."""
    there = turn(bench(**stated), "step", Fraction(steps))
    for view in there.lab.views:
        figure = there.reading.figure(view)
        assert figure.text
        assert figure.numbers.rows


def test_each_layer_may_have_an_activation_of_its_own():
    """It is that of the layer before unless it is chosen; and the loss falls with three of them."""
    there = bench(hidden=[3, 3, 3])
    for name, chosen in (("activation1", "tanh"), ("activation3", "swish")):
        there = turn(there, name, there.knob(name).typed(chosen))
    assert [g.name for g in network(there).activations] == ["tanh", "tanh", "swish"]
    assert PlayFacts(there.lab, {**there.settings, "step": Fraction(200)}, there.store).loss < there.reading.facts.loss
    assert [g.name for g in network(turn(there, "layers", Fraction(1))).activations] == ["tanh"]


def test_knobs_of_layers_that_are_not_there_are_idle():
    """They change nothing: neither the network nor what is seen."""
    there = bench(hidden=[3, 3])
    idle = there.lab.idle(there.settings)
    assert idle == {"units3", "units4", "activation3", "activation4"}
    for name in idle:
        assert parameters(turn(there, name, Fraction(2))) == parameters(there)
        assert turn(there, name, Fraction(2)).reading.formula == there.reading.formula


def test_a_jump_at_a_single_x_is_found():
    """Without biases step(x) + step(−x) is 1 but at x = 0: the middle of the range is looked at too."""
    there = bench(hidden=[2], activation="step", init="zeros")
    for typed in ("w0 = 1", "w1 = -1", "v0 = 1", "v1 = 1"):
        there = carried_out(there, typed).bench
    lamp, *_ = there.reading.lamps
    assert (lamp.lit, lamp.reason) == (False, "step jumps")


@pytest.mark.parametrize(
    ("stated", "linear"),
    [
        ({"init": "zeros", "activation": "tanh"}, True),  # f = 0
        ({"activation": "tanh"}, False),
        ({"activation": "identity", "output": "sigmoid", "data": "step"}, False),
        ({"activation": "identity", "output": "relu"}, False),
        ({"activation": "leaky_relu", "output": "relu"}, False),
        ({"activation": "step"}, False),
        ({"activation": "identity", "data": "xor"}, True),
        ({"activation": "identity", "data": "xor", "loss": "mse", "output": "sigmoid"}, False),
        ({"activation": "identity", "data": "xor", "loss": "mse", "output": "relu"}, False),
        ({"init": "zeros", "data": "xor", "activation": "tanh", "loss": "mse", "output": "sigmoid"}, True),  # f = 1/2
    ],
)
def test_f_is_called_linear_where_it_is(stated, linear):
    """With everything that bends it: smooth units, steps, and the activation of the output."""
    there = bench(hidden=[3], seed=2, **stated)
    facts, (lamp, *_) = there.reading.facts, there.reading.lamps
    random = np.random.default_rng(3)
    ends = np.array(facts.span, dtype=float).reshape(-1, 2)
    x, y = random.uniform(*ends.T, (2, 300, len(ends))) * 1.0
    f = facts.plan.f(facts.network, np.concatenate([x, y, (x + y) / 2]))[:, 0].reshape(3, -1)
    assert np.allclose(f[2], (f[0] + f[1]) / 2, atol=1e-12) == linear
    assert lamp.lit == linear
    assert lamp.reason


def test_undo_leads_back_to_the_training_that_was_left():
    """A branch is one turn; before it stands the parent."""
    parent = turn(bench(), "step", Fraction(50))
    branch = go_on(parent)
    assert branch.settings["from"] == 50
    assert parameters(branch) == parameters(parent)
    assert undo(branch).settings == parent.settings


def test_a_dead_unit_is_woken_by_hand_and_trained_on():
    """A number set in the middle of a training begins a branch with that number, and the unit learns again."""
    dying = turn(bench(data="abs(x+1)", hidden=[3], seed=0), "step", Fraction(300))
    facts = PlayFacts(dying.lab, dying.settings, dying.store)
    assert facts.dead == ["1"]
    woken = carried_out(dying, "b1 = 3").bench
    after = PlayFacts(woken.lab, woken.settings, woken.store)
    assert (after.dead, after.taken) == ([], 300)
    same = [name for name, a, b in zip(facts.places, pack(facts.network), pack(after.network), strict=True) if a == b]
    assert set(facts.places) - set(same) == {"b1"}
    later = PlayFacts(woken.lab, turn(woken, "step", Fraction(50)).settings, woken.store)
    assert later.network.weights[0][1, 0] != after.network.weights[0][1, 0]


@pytest.mark.parametrize("name", ["seed", "units1", "layers", "data", "init"])
def test_another_start_drops_the_numbers_of_a_branch(name):
    """What draws a start anew forgets the numbers that were set; rate and activation keep them."""
    branch = go_on(turn(bench(), "step", Fraction(20)))
    knob = branch.knob(name)
    other = next(v for v in (knob.low + 9, knob.low + 1, knob.low) if v <= knob.high and v != branch.settings[name])
    turned = turn(branch, name, other)
    assert turned.settings["from"] == 0
    assert len(parameters(turned)) == len(turned.lab.names(turned.settings))
    for free, value in (("rate", Fraction(1, 100)), ("activation1", branch.knob("activation1").high)):
        assert parameters(turn(branch, free, value)) == parameters(branch)


def test_the_loss_fits_the_labels():
    """The plane is learnt by the cross-entropy, a function by the squared error."""
    there = bench()
    names = next(knob.names for knob in there.lab.all_knobs if knob.name == "data")
    plane = turn(there, "data", Fraction(names.index("xor")))
    assert plane.lab.chosen(plane.settings, "loss") == "bce"
    back = turn(plane, "data", Fraction(names.index("sin(x)")))
    assert back.lab.chosen(back.settings, "loss") == "mse"


def test_a_rest_far_from_the_data_says_why_and_wakes_a_unit():
    """With every unit dead nothing moves: it says so, and the offer wakes one on half of the rows and goes on."""
    numbers = [{"W": [[1.0]], "b": [-9.0]}, {"W": [[1.0]], "b": [2.0]}]
    dead = turn(bench(hidden=[1], layer=numbers, rate="1/5", rows=20), "step", Fraction(2000))
    assert "1 unit dead" in dead.reading.offer.say
    woken = take_offer(dead)
    facts = PlayFacts(woken.lab, woken.settings, woken.store)
    assert (facts.dead, facts.taken, facts.units[0].active_rows) == ([], 2000, 10)
    assert undo(woken).settings == dead.settings


def test_a_plateau_without_dead_units_offers_another_way():
    """Where no unit is dead and the loss rests, first Adam, then another start."""
    for optimizer, knob in (("gd", "optimizer"), ("momentum", "seed")):
        there = bench(data="5-abs(x)", hidden=[1], activation="tanh", optimizer=optimizer)
        there = turn(there, "step", Fraction(9000))
        assert there.reading.offer is not None
        assert set(there.reading.offer.settings) == {knob}


def test_an_activated_output_is_trained_drawn_and_found_dead():
    """With a ReLU behind the output f is never below 0, and is trained so; where it passes nothing on, it is dead."""
    start = bench(data="x", hidden=[3], output="relu", rate="1/50")
    slopes = PlayFacts(start.lab, start.settings, start.store).checked.differences
    moved = np.array(parameters(turn(start, "step", Fraction(1)))) - parameters(start)
    assert moved == pytest.approx(-slopes / 50, abs=1e-9)
    there = turn(start, "step", Fraction(50))
    heights = [y for curve in there.reading.figure("fit").curves if curve.label == "f" for _, y in curve.points]
    assert min(heights) >= 0
    numbers = [{"W": [[1.0]], "b": [0.0]}, {"W": [[-1.0]], "b": [-1.0]}]
    dead = bench(hidden=[1], layer=numbers, output="relu")
    facts = PlayFacts(dead.lab, dead.settings, dead.store)
    assert facts.dead == ["output"]
    assert facts.gradient.tolist() == [0] * 4
    assert turn(there, "step", Fraction(0)).reading.facts.checked.apart.max() < 1e-4


def test_the_loss_of_a_mini_batch_is_called_so():
    """The figure shows the loss of each batch, and says so; the line of numbers has that over all rows."""
    for batch in (0, 4):
        reading = turn(bench(data="xor", batch=batch), "step", Fraction(7)).reading
        name, _, shown = reading.figure("loss").text.partition(" ≈")
        assert name == ("loss of the mini-batch" if batch else "loss")
        of_all = float(reading.measures["loss"].read())
        assert (float(shown.split()[0]) == pytest.approx(of_all, rel=1e-4)) == (not batch)


def test_loss_and_output_go_together():
    """The cross-entropy is of logits: turning one of the two turns the other where they do not fit."""
    there = bench(data="step")
    assert chosen(there) == ("bce", "identity")
    sigmoid = turn(there, "output", Fraction(2))
    assert chosen(sigmoid) == ("mse", "sigmoid")
    assert chosen(turn(sigmoid, "loss", Fraction(1))) == ("bce", "identity")
    plane = turn(sigmoid, "data", next(k for k in sigmoid.lab.all_knobs if k.name == "data").names.index("xor") * _ONE)
    assert chosen(plane) == ("bce", "identity")


def chosen(of):
    return tuple(of.lab.chosen(of.settings, name) for name in ("loss", "output"))


_ONE = Fraction(1)


def test_a_rate_that_is_too_large_offers_a_smaller_one():
    """Where training diverges the rate is to blame, and a tenth of it is offered."""
    wild = turn(bench(rate=1), "step", Fraction(200))
    assert wild.reading.offer.settings == {"rate": Fraction(1, 10)}


def test_the_gradient_is_that_of_the_loss():
    """What is listed as checked agrees with backpropagation where f has no corner on a row."""
    there = bench(data="sin(x)", activation="tanh", hidden=[4])
    assert PlayFacts(there.lab, there.settings, there.store).checked.apart.max() < 1e-5


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"data": "own"}, "needs rows"),
        ({"data": "own", "x": [[1e300]], "y": [1]}, "lie between"),
        (
            {"hidden": [3, 2], "layer": [{"W": [[1], [1], [1]], "b": [0, 0, 0]}, {"W": [[1, 1]], "b": [0]}]},
            "as many inputs",
        ),
        ({"data": "own", "x": [[1], [2]], "y": [1]}, "1 labels for 2 rows"),
        ({"data": "own", "x": [[1, 2]], "y": [0.5]}, "labels are 0 and 1"),
        ({"loss": "bce"}, "labels 0 and 1"),
        ({"data": "xor", "loss": "bce", "output": "relu"}, "logits"),
        ({"hidden": [2], "layer": [{"W": [[1]], "b": [0]}, {"W": [[1]], "b": [0]}]}, "1-1-1"),
        ({"layer": [{"W": [[1], [2, 3]], "b": [0, 0]}]}, "as many weights"),
        ({"hidden": [2], "layer": [{"W": [["nan"], [1]], "b": [0, 0]}]}, "not a number"),
    ],
)
def test_what_makes_no_sense_is_refused(stated, says):
    """Each mistake is said in words."""
    with pytest.raises(ValueError, match=says):
        PlayLab.model_validate(stated)


def test_all_parameters_stand_in_the_order_of_their_vector():
    """The names of the lab are those of the numbers of the network."""
    there = bench(data="xor", hidden=[2, 3])
    facts = PlayFacts(there.lab, there.settings, there.store)
    for name, number in zip(facts.places, pack(facts.network), strict=True):
        place = facts.places[name]
        layer = facts.network.biases[place.layer] if place.input is None else facts.network.weights[place.layer]
        at = place.unit if place.input is None else (place.unit, place.input)
        assert np.isclose(layer[at], number, rtol=0, atol=0)


def test_a_branch_keeps_the_run_that_it_leaves():
    """The parent stands beside it under a letter, in the loss and in the fit, and one can work on it again."""
    parent = turn(bench(), "step", Fraction(30))
    branch = turn(go_on(parent), "rate", Fraction(1, 10))
    branch = turn(branch, "step", Fraction(5))
    loss = branch.reading.figure("loss")
    assert [(curve.tag, curve.points[0][0], curve.points[-1][0]) for curve in loss.curves] == [
        ("A", 0, Fraction(PlayFacts(parent.lab, parent.settings, parent.store).reached)),
        ("", 30, 30 + Fraction(PlayFacts(branch.lab, branch.settings, branch.store).reached)),
    ]
    assert "A, step 30" in [curve.label for curve in branch.reading.figure("fit").curves]
    again = carried_out(branch, "to A").bench
    assert parameters(again) == parameters(parent)
    gone = carried_out(again, "drop a").bench
    assert gone.settings == parent.settings


def test_a_kept_run_is_drawn_with_the_output_that_it_had():
    """The graph of a run with a ReLU behind it never goes below 0, whatever stands behind the output now."""
    there = turn(bench(output="relu", hidden=(3,)), "step", Fraction(9))
    there = carried_out(carried_out(there, "keep").bench, "output = identity").bench
    least = {curve.label: min(y for _, y in curve.points) for curve in there.reading.figure("fit").curves}
    assert least["A, step 9"] >= 0
    assert least["f"] < 0


def test_at_most_four_runs_are_kept():
    """The fifth takes the letter of the last."""
    there = bench()
    for seed in range(6):
        there = carried_out(turn(there, "seed", Fraction(seed)), "keep").bench
    seeds = {name: run["seed"] for name, run in others(there.settings).items()}
    assert seeds == {"A": 0, "B": 1, "C": 2, "D": 5}


def test_the_same_training_from_a_thousand_starts_is_one_key_away():
    """For a function without noise, in full batches, the same in all that is stated; else there is no such study."""
    same = {"hidden": (2,), "activation": "tanh", "init": "glorot", "optimizer": "adam", "rate": Fraction(1, 10)}
    study = look_inside(bench(**same, rows=9))
    assert {name: getattr(study.lab, name) for name in same} == same
    assert study.lab.runs == 1000
    for other in ({"data": "xor"}, {"noise": "1/10"}, {"batch": 4}, {"decay": "1/100"}, {"output": "relu"}):
        assert look_inside(bench(**other)) is None
    assert look_inside(bench(hidden=[32, 32])).lab.runs == 100_000 // 1153


def test_a_rest_tells_how_many_of_a_thousand_starts_rest_there():
    """The offer points to the study, and the study counts the networks whose loss is about that of the one before."""
    stuck = turn(bench(hidden=[2], init="uniform", seed=1, rows=9), "step", Fraction(9000))
    assert "w: how many" in stuck.reading.offer.say
    study = turn(look_inside(stuck), "step", Fraction(10_000))
    loss, losses = stuck.reading.facts.loss, study.reading.facts.now.snapshot.losses
    there = sum(loss / 1.01 <= each <= 1.01 * loss for each in losses.tolist())
    assert there > 100
    assert any(f"{there} of 1,000 stand at" in line for line in study.reading.formula)
    assert not any("stand at" in line for line in look_inside(bench(rows=9)).reading.formula)


def test_a_rest_at_the_best_line_is_called_so():
    """A network whose units are all active on the rows comes to rest where least squares puts a line."""
    units = [{"W": [[1.0]], "b": [9.0]}, {"W": [[1.0]], "b": [0.0]}]
    line = turn(bench(hidden=[1], layer=units, rows=9, rate="1/100", data="x^2"), "step", Fraction(9000))
    x, y = (column[:, 0] for column in line.reading.facts.rows)
    best = ((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2).mean()
    assert line.reading.facts.loss == pytest.approx(best, rel=1e-3)
    assert "that of the best line" in line.reading.offer.say
    adam = turn(bench(hidden=[1], layer=units, rows=9, data="x^2", optimizer="momentum"), "step", Fraction(9000))
    assert adam.reading.facts.at_best_line
    assert network(take_offer(adam)).weights[0].shape == (2, 1)
    bent = turn(bench(hidden=[2], init="uniform", seed=1, rows=9), "step", Fraction(9000))
    assert "best line" not in bent.reading.offer.say
    silent = [{"W": [[1.0]], "b": [-9.0]}, {"W": [[1.0]], "b": [2.0]}]
    level = turn(bench(hidden=[1], layer=silent, rows=9, rate="1/5", data="x"), "step", Fraction(2000))
    assert "best line" not in level.reading.offer.say  # a level line, and the best one rises


def test_any_network_of_the_thousand_opens_in_the_playground():
    """That of the chosen bar, with the rows it learnt and the way it was trained."""
    study = turn(look_inside(bench(hidden=[3, 2], rows=9, optimizer="adam", rate="1/100")), "step", Fraction(400))
    for bar in (0, 1):
        chosen = turn(study, "bar", Fraction(bar))
        number, snapshot = int(chosen.reading.facts.bar.networks[0]), chosen.reading.facts.now.snapshot
        played = from_lab(chosen)
        assert parameters(played) == pack(snapshot.network(number)).tolist()
        assert played.reading.facts.loss == pytest.approx(snapshot.losses[number], rel=1e-9)
        assert (played.lab.optimizer, played.lab.rate) == ("adam", Fraction(1, 100))
    at_start = look_inside(bench(init="zeros", rows=9))  # all alike: there is one bar
    with pytest.raises(ValueError, match="choose a bar"):
        from_lab(turn(at_start, "bar", Fraction(1)))


@examples(0.2)
@given(seed=st.integers(0, 99), hidden=st.lists(st.integers(1, 12), min_size=1, max_size=2))
def test_in_the_plane_each_unit_is_shown_where_it_is_active(seed, hidden):
    """The ground of a unit's picture is filled where z > 0; of many units the last are shown, and all are told."""
    there = bench(data="moons", hidden=hidden, seed=seed)
    figure, facts = there.reading.figure("units"), there.reading.facts
    assert len(figure.plots) == min(16, sum(hidden))
    assert len(figure.numbers.rows) == sum(hidden)
    for plot, unit in zip(figure.plots, facts.units[-16:], strict=True):
        assert plot.title.endswith("×") == unit.dead_on_data
        x0, x1, y0, y1 = map(float, plot.ground.box)
        rows, columns = len(plot.ground.rows) - 1, len(plot.ground.rows[0]) - 1
        for up, across in ((0, 0), (rows, columns), (rows // 2, columns // 3)):
            at = np.array([[x0 + (x1 - x0) * across / columns, y0 + (y1 - y0) * up / rows]])
            z = facts.network.forward(at).z[unit.layer][0, unit.unit]
            assert abs(z) < 1e-9 or plot.ground.rows[up][across] == (z > 0)


def test_a_branch_says_under_which_letter_the_run_is_kept():
    """The first that is free, also where one was forgotten in between."""
    there = turn(bench(), "step", Fraction(3))
    for _ in range(3):
        there = carried_out(there, "keep").bench
    assert " D." in carried_out(there, "branch").said
    done = carried_out(carried_out(there, "drop A").bench, "branch")
    assert " A." in done.said
    assert list(others(done.bench.settings)) == ["A", "B", "C"]


def test_what_a_reader_broke_stays_whole():
    """A rate with many digits, a start whose shape has gone, a loss that no float holds, and a row beside kept runs."""
    fine = carried_out(bench(), "rate = 0.1234567").bench
    assert look_inside(fine) is None
    given = bench(hidden=[1], layer=[{"W": [[1.0]], "b": [0.0]}, {"W": [[1.0]], "b": [0.0]}])
    wide = turn(given, "units1", Fraction(4))
    assert turn(wide, "init", Fraction(0)).settings == wide.settings
    huge = bench()
    for name in ("v0", "w0"):
        huge = changed(huge, huge.lab.turn(huge.settings, name, Fraction(10) ** 200))
    assert not np.isfinite(PlayFacts(huge.lab, huge.settings, huge.store).loss)
    for step in (0, 5):
        assert turn(carried_out(huge, "keep").bench, "step", Fraction(step)).reading.figure("loss").numbers.rows
    kept_run = turn(carried_out(carried_out(bench(), "row 1 2").bench, "keep").bench, "step", Fraction(3))
    plane = carried_out(turn(kept_run, "data", Fraction(kept_run.knob("data").names.index("moons"))), "keep").bench
    assert plane.reading.figure("loss").numbers.rows
