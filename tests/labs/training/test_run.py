"""The runs of the training lab: the same in slices, looked back on, and with other activations."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from readings import advance, measure, read, read_at, settings_of
from training_labs import D9, STEPS, A, run_to_the_end, steps, trained, training_labs

from tutor.lab import start_settings
from tutor.labs.training import TrainingLab
from tutor.labs.training.run import plan
from tutor.net.initial import initial
from tutor.net.layout import pack
from tutor.net.network import as_float, one_hidden_layer
from tutor.store import Store


@examples(0.4)
@given(lab=training_labs(), looks=st.lists(steps, min_size=1, max_size=5))
def test_it_is_the_same_run_in_whatever_order_it_is_looked_at(lab, looks):
    """The network at a step is that of training directly, in whatever order steps are looked at, in slices or not."""
    store = Store()
    for step in (each for look in looks for each in (look, max(0, look - 1))):
        reading = read_at(lab, settings_of(lab, step=step), store)
        training = trained(lab, step)
        training.advance(1)
        ended = training.diverged
        assert measure(reading, "diverged") == (ended is not None)
        expected = ended.network if ended else training.at(step)
        assert np.array_equal(pack(reading.facts.network), pack(expected))
        advance(lab, reading.facts.settings, 0.0, store=store)
        assert np.array_equal(pack(read_at(lab, reading.facts.settings, store).facts.network), pack(expected))


@examples(0.25)
@given(lab=training_labs(show=("fit", "activations")), step=steps, seconds=st.sampled_from([0.0, 0.0005]))
def test_the_clock_goes_on_until_it_cannot(lab, step, seconds):
    """The clock goes on with every slice until the last step or a divergence, and so it does again."""
    now = settings_of(lab, step=step)
    end, values = run_to_the_end(lab, now, seconds)
    assert all(a < b for a, b in pairwise(values))
    assert values[-1] <= STEPS
    assert values[-1] == STEPS or measure(read_at(lab, end), "diverged") == 1
    again, replayed = run_to_the_end(lab, {**now, "step": Fraction(0)}, seconds)
    assert all(a < b for a, b in pairwise(replayed))
    assert again["step"] == STEPS or measure(read_at(lab, again), "diverged") == 1


def test_a_run_that_was_seen_is_seen_again_in_parts():
    """A finished run that is begun again is seen in more than 20 slices."""
    lab = TrainingLab(units=3, data=D9, steps=4000)
    _, first = run_to_the_end(lab, start_settings(lab), 0.002)
    _, again = run_to_the_end(lab, start_settings(lab), 0.0)
    assert len(again) > 20
    assert (first[-1], again[-1]) == (4000, 4000)


def test_the_other_activations_are_trained_only_where_they_are_shown():
    """The clock trains the other activations only where the view `activations` is shown."""
    for views, reached in ((("fit",), 0), (("fit", "activations"), 5)):
        store = Store()
        lab = TrainingLab(units=3, data=D9, steps=5, show=views)
        assert advance(lab, start_settings(lab), 60.0, store=store) == 5
        assert plan(lab, start_settings(lab)).with_activation("tanh").run(store).reached == reached
        assert ("loss_tanh" in read_at(lab, start_settings(lab)).measures) == (reached > 0)


def test_a_given_start_and_a_drawn_one():
    """Training begins at the start that the lesson gives, or at the one drawn from the seed."""
    given_ = read(TrainingLab(**A, activation="tanh")).facts.network
    exact = one_hidden_layer(
        [Fraction(1)] * 3, [Fraction(-10), Fraction(10), Fraction(10)], [Fraction(1)] * 3, Fraction(0)
    )
    assert np.array_equal(pack(given_), pack(as_float(exact)))
    assert given_.activation.name == "tanh"
    drawn = read(TrainingLab(units=4, init="he", seed=3, data=D9)).facts.network
    assert np.array_equal(pack(drawn), pack(initial((1, 4, 1), "he", (3,))))


def test_a_run_that_is_held_back_trains_no_further():
    """A clock that may go to step 20 trains no further: lanes and loss curve do not show what is to come."""
    lab = TrainingLab(units=3, target="abs(x+1)", rate=Fraction(1, 100), steps=300, show=("lanes", "loss"))
    start = start_settings(lab)
    assert advance(lab, start, 60.0, Fraction(20)) == 20
    now = {**start, "step": Fraction(20)}
    assert max(x for x, _ in read_at(lab, now).figure("loss").curves[0].points) == 20
    assert advance(lab, now, 60.0, Fraction(20)) == 20
    assert advance(lab, now, 60.0) == 300
