"""Going on from a step of a training: with the network as it is, with another rate, with a unit that is woken."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from profiles import examples
from readings import measure, read, settings_of
from training_labs import D9, STEPS, VIEWS, A, numbers_of, steps, training_labs

from tutor import bench
from tutor.bench import set_up
from tutor.branch import before, taken
from tutor.labs.training import TrainingLab
from tutor.labs.training.run import plan
from tutor.net.activation import ACTIVATIONS
from tutor.net.layout import pack
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.store import Store

DYING = TrainingLab(units=3, seed=16, target="abs(x+1)", rate="1/50", steps=500, show=VIEWS, wake=True)
"""Its unit 2 dies at step 26."""

STUCK = TrainingLab(units=3, seed=12, target="abs(x+1)", rate="1/50", steps=1500, wake=True)
"""Its unit 1 dies, and the loss stays above 2."""

STORE = Store()


def turn(now, **values):
    for name, value in values.items():
        now = bench.turn(now, name, Fraction(value))
    return now


def at(lab, step):
    return turn(set_up(lab, STORE), step=step)


def network(now):
    return now.reading.facts.network


def value(now, name):
    return measure(now.reading, name)


@examples(0.4)
@given(lab=training_labs(), first=st.integers(1, STEPS), then=steps)
def test_going_on_with_nothing_changed_is_training_from_that_network(lab, first, then):
    """Bit by bit: plain gradient descent goes on as if nobody had looked; momentum and Adam begin to remember anew."""
    there = at(lab, first)
    assume(not value(there, "diverged"))
    gone_on = bench.go_on(there)
    assert np.array_equal(pack(network(gone_on)), pack(network(there)))
    x, y = (np.array([[float(each)] for each in row]) for row in (lab.data.x, lab.data.y))
    alone = Training(network(there), x, y, Hyperparameters(optimizer=Optimizer(lab.optimizer, float(lab.rate))))
    alone.advance(then)
    assume(alone.step == then)
    later = turn(gone_on, step=then)
    assert np.array_equal(pack(network(later)), pack(alone.network))
    if lab.optimizer == "gd" and first + then <= STEPS:
        assert np.array_equal(pack(network(later)), pack(network(at(lab, first + then))))


@examples(0.4)
@given(lab=training_labs(), first=st.integers(1, STEPS), rate=st.sampled_from(["1/99", "1/20"]), kind=st.integers(0, 7))
def test_what_is_turned_afterwards_trains_on_from_there(lab, first, rate, kind):
    """Another rate and another activation start from the network of that step, and the way there stays as it was."""
    there = at(lab, first)
    assume(not value(there, "diverged"))
    now = turn(bench.go_on(there), rate=rate, activation=kind % len(ACTIVATIONS), step=3)
    assert np.array_equal(now.reading.facts.plan.parameters, pack(network(there)))
    assert (now.reading.facts.plan.rate, before(now.settings)) == (float(Fraction(rate)), there.settings)
    assert (taken(now.settings), value(now, "step") <= 3) == (first, True)


def test_what_a_run_depends_on_stands_in_the_settings():
    """A fresh store, and a start that was set by hand, give the plan of a lab that is written so."""
    now = turn(bench.go_on(at(DYING, 60), {"b2": Fraction(1, 4)}), step=40)
    again = DYING.read(dict(now.settings), Store())
    assert np.array_equal(pack(again.facts.network), pack(network(now)))
    for view in VIEWS:
        assert DYING.read(now.settings, Store()).figure(view) == DYING.read(now.settings, Store()).figure(view)
    w, b, v, c = numbers_of(network(at(DYING, 60)))
    assert plan(DYING, now.settings).parameters == (w[0], b[0], w[1], b[1], w[2], 0.25, *v, c)


def test_a_step_of_its_own_leads_there_too():
    """Turning `from`, as solutions and claims of a lesson do, is letting it run so far and going on."""
    by_hand = bench.go_on(at(DYING, 60))
    assert turn(set_up(DYING, STORE), **{"from": 60}).settings == by_hand.settings
    assert turn(turn(by_hand, step=9), **{"from": 30}).settings == bench.go_on(at(DYING, 30)).settings
    other = turn(set_up(DYING, STORE), rate="1/100")
    assert turn(other, **{"from": 60}).settings == bench.go_on(turn(other, step=60)).settings


def test_a_second_branch_counts_its_steps_from_the_very_start():
    """Steps before add up; the run that is kept is the last one, and going on at once changes nothing."""
    first = turn(bench.go_on(at(DYING, 60)), step=10)
    second = bench.go_on(first)
    assert taken(second.settings) == 70
    assert before(second.settings) == {name: each for name, each in first.settings.items() if "before" not in name}
    assert bench.go_on(second) is second
    assert "at step 70 + 0" in second.reading.formula[1]
    curves = turn(second, step=5).reading.figure("loss").curves
    assert [(curve.line, curve.points[0][0], curve.points[-1][0]) for curve in curves] == [
        ("dotted", 60, 70),
        ("solid", 70, 75),
    ]


def test_undo_leads_back_to_the_run_before():
    """One undo leads back to the step at which it went on, one redo to the branch; a reset to the lesson's start."""
    there = at(DYING, 60)
    woken = bench.go_on(there, {"b2": Fraction(1, 4)})
    assert bench.undo(woken).settings == there.settings
    assert bench.redo(bench.undo(woken)).settings == woken.settings
    assert bench.reset(woken).settings == set_up(DYING, STORE).settings


def test_another_seed_is_another_start_and_the_branch_is_gone():
    """A seed draws the parameters anew, and begins at step 0 of a run without a run before."""
    woken = turn(bench.go_on(at(DYING, 60), {"b2": Fraction(1, 4)}), step=9)
    assert turn(woken, seed=5).settings == settings_of(DYING, seed=5)
    assert turn(woken, seed=16).settings == woken.settings, "it is the seed that it had"


@pytest.mark.parametrize("lab", [DYING, TrainingLab(**A, rate="1/50")], ids=["at the start", "diverged"])
def test_nothing_goes_on_from_the_start_nor_from_where_training_diverged(lab):
    """Nothing was trained at the start; and numbers that grew without bound lead nowhere."""
    now = at(lab, 0 if lab is DYING else 3)
    assert now.reading.onward is None
    assert bench.go_on(now) is now
    assert bench.to_go_on(now) == {}


def test_the_numbers_to_go_on_with_are_those_of_the_step():
    """Each parameter of the network at this step is a knob that starts there."""
    there = at(DYING, 60)
    offered = bench.to_go_on(there)
    assert list(offered) == ["w0", "b0", "w1", "b1", "w2", "b2", "v0", "v1", "v2", "c"]
    assert all(knob.start == value(there, name) for name, knob in offered.items())


def test_parameters_count_as_edits_where_a_lesson_lets_them_turn():
    """What training made of the numbers is no edit; a number that the learner may turn is one."""
    assert turn(bench.go_on(at(DYING, 60), {"b2": Fraction(1)}), step=9).edits == 0
    turnable = TrainingLab(**A, rate="1/1000", knobs=["b0", "step"])
    assert (at(turnable, 5).edits, turn(set_up(turnable, STORE), b0=2).edits) == (0, 1)
    assert measure(read(turnable, b0=2), "b0") == 2


@examples(0.6)
@given(lab=training_labs(("relu", "identity", "swish"), wake=True), step=st.integers(1, STEPS))
def test_a_dead_unit_is_offered_to_be_woken_and_is_active_on_half_of_the_rows(lab, step):
    """Whenever a unit is dead at a step that trains on, and only then; taken, it is active on half of the rows."""
    there = at(lab, step)
    assume(not value(there, "diverged"))
    w, b, *_ = numbers_of(network(there))
    dead = [i for i in range(lab.units) if all(w[i] * float(x) + b[i] <= 0 for x in lab.data.x)]
    offer = there.reading.offer
    leaks = lab.activation in {"swish", "identity"}
    assert (offer is not None) == (bool(dead) and not leaks)
    if offer is None:
        return
    assert f"unit {dead[0]} " in offer.say
    woken = bench.take_offer(there)
    (w,), (bias,) = ([each[dead[0]]] for each in numbers_of(network(woken))[:2])
    active = sum(w * float(x) + bias > 0 for x in lab.data.x)
    rows = len(lab.data.x)
    assert active in ({rows // 2, (rows + 1) // 2} if w else {rows})
    assert taken(woken.settings) == step
    assert value(woken, "dead") == len(dead) - 1


def test_a_unit_is_offered_to_be_woken_only_where_the_lesson_says_so():
    """Without `wake` nothing is offered; at the start nothing is; a rate that is too high comes first."""
    plain = TrainingLab(units=3, seed=16, target="abs(x+1)", rate="1/50", steps=500)
    assert at(plain, 60).reading.offer is None
    assert value(at(plain, 60), "dead") == 1
    born_dead = TrainingLab(w=[1], b=[-9], v=[1], data=D9, wake=True)
    assert (at(born_dead, 0).reading.offer, at(born_dead, 1).reading.offer.goes_on) == (None, True)
    assert "learning rate" in at(TrainingLab(**A, rate="1/50", wake=True), 3).reading.offer.say


def test_a_woken_unit_trains_on():
    """Woken by hand a unit stays alive, and the loss falls far below what it is with the unit dead."""
    woken = turn(bench.take_offer(at(STUCK, 200)), step=800)
    assert value(woken, "dead") == 0
    assert value(woken, "loss") < value(at(STUCK, 1000), "loss") / 5


def test_the_pictures_show_the_run_before():
    """The loss before is dotted as far as it was trained, f where it went on too, and lanes stand before a bar."""
    further = turn(set_up(DYING, Store()), step=90)
    assert value(further, "dead") == 1
    there = turn(further, step=60)  # it was trained to 90, and is looked back on
    now = turn(bench.take_offer(there), step=20)
    past, present = now.reading.figure("loss").curves
    assert (past.line, past.points[0][0], past.points[-1][0]) == ("dotted", 0, 90)
    assert (present.line, present.points[0][0], present.points[-1][0]) == ("solid", 60, 80)
    assert now.reading.figure("loss").points[0].points[0][0] == 80
    dotted = next(curve for curve in now.reading.figure("fit").curves if curve.line == "dotted")
    assert dotted.points == next(c for c in there.reading.figure("fit").curves if c.label == "f").points
    lanes = dict(now.reading.figure("lanes").rows)
    assert set(lanes["unit 2"].split("|")[0][-3:]) == {"×"}
    assert set(lanes["unit 2"].split("|")[1]) == {"·"}
    assert len(lanes["f"]) <= 30
    assert "60 + 20" in lanes["step"]
    assert now.reading.explain("b2")[0].startswith("b2 at step 60 + 20 = b2 at step 60 + 19 −")
