"""The cost lab as a whole: its clock, its readings and its sentences, with a timer whose times are known."""

from fractions import Fraction

import pytest
from readings import advance, read_at
from timings import always, in_one_column, reading_of, timing_of

from tutor.expression import UndefinedError
from tutor.lab import reading_at, start_settings
from tutor.labs.cost import CostLab
from tutor.labs.cost.spec import ELEMENTS, ROUNDS
from tutor.store import Store


@pytest.fixture
def fake(monkeypatch):
    """A lab whose rounds take 20 · ELEMENTS ns each."""
    timing, clock = timing_of({})
    monkeypatch.setattr("tutor.labs.cost.lab.timing", lambda *_: timing)
    return CostLab(), timing, clock


def test_measuring_ends_with_its_time_and_its_rounds(fake):
    """A slice measures as many rounds as fit, at least one, and no more than there are."""
    lab, timing, clock = fake
    round_takes = 20 * ELEMENTS / 1e9
    first = advance(lab, start_settings(lab), 0.0)
    assert first == 1
    before = clock.now
    second = advance(lab, {"rounds": first}, 10.5 * round_takes)
    assert second == 11
    assert clock.now - before <= 10.5 * round_takes * 1e9
    assert advance(lab, {"rounds": second}, 1000.0) == ROUNDS
    assert advance(lab, {"rounds": Fraction(ROUNDS)}, 1000.0) == ROUNDS
    assert len(timing.rounds) == ROUNDS


def test_measuring_that_is_held_back_goes_no_further(fake):
    """A clock that may go to 7 rounds measures no more."""
    lab, timing, _ = fake
    assert advance(lab, start_settings(lab), 1000.0, 7) == 7
    assert advance(lab, {"rounds": Fraction(7)}, 1000.0, 7) == 7
    assert advance(lab, {"rounds": Fraction(3)}, 1000.0, 3) == 3
    assert len(timing.rounds) == 7


def test_a_reading_is_of_its_first_rounds(fake):
    """A reading is of the rounds that its settings ask for, as far as they are measured."""
    lab, timing, _ = fake
    timing.measure(5, float("inf"))
    for asked, told in ((0, 0), (3, 3), (5, 5), (17, 5)):
        reading = read_at(lab, {"rounds": Fraction(asked)})
        assert reading.measures["rounds"].read() == told
        assert list(reading.facts.rounds) == timing.rounds[:told]
        assert not reading.lamps[0].lit
    timing.measure(ROUNDS, float("inf"))
    assert read_at(lab, {"rounds": Fraction(ROUNDS)}).lamps[0].lit
    assert advance(lab, {"rounds": Fraction(3)}, 1.0) == 4


@pytest.mark.parametrize("asked", [1, 2, 7, ROUNDS])
def test_settings_of_another_day_do_not_stop_the_clock(fake, asked):
    """The clock moves from settings that ask for rounds which are not measured yet."""
    lab, timing, _ = fake
    value = advance(lab, {"rounds": Fraction(asked)}, 0.0)
    assert value == len(timing.rounds) != asked


def test_a_reading_that_is_kept_shows_the_rounds_once_they_are_measured(fake):
    """A reading of rounds that settings of another day ask for does not stay empty while the store keeps it."""
    lab, timing, _ = fake
    store, asked = Store(), {"rounds": Fraction(ROUNDS)}
    early = reading_at(lab, asked, store)
    assert early.measures["rounds"].read() == 0
    timing.measure(ROUNDS, float("inf"))
    again = reading_at(lab, asked, store)
    assert again is early
    assert again.measures["rounds"].read() == ROUNDS
    assert again.lamps[0].lit
    assert again.measures["relu_forward_32"].read() == 1


def test_without_a_round_nothing_is_told(fake):
    """Without a round every median is undefined, and no view has a number."""
    lab, _, _ = fake
    reading = read_at(lab, start_settings(lab))
    for name, measure in reading.measures.items():
        if name != "rounds":
            with pytest.raises(UndefinedError):
                measure.read()
    assert len(reading.measures) == 22
    assert len(reading.formula) == 1
    for view in lab.views:
        assert reading.figure(view).text
        assert not any(character.isdigit() for row in reading.figure(view).rows for character in row[-1])


def test_the_sentences_follow_the_numbers():
    """The sentences name the cheapest activation, and what ReLU or the second costs beside it."""
    others = {"leaky_relu": always(9), "sigmoid": always(9), "swish": always(9)}
    slow = reading_of(in_one_column(tanh=always(2), relu=always(5), **others), 3)
    assert slow.formula[0] == "Here, float32 forward: cheapest tanh; relu costs 2.5 times as much."
    quick = reading_of(in_one_column(tanh=always(6), relu=always(5), **others), 3)
    assert quick.formula[0] == "Here, float32 forward: cheapest relu; tanh costs 1.2 times as much."
    close = reading_of(in_one_column(tanh=(3, 4, 5), relu=(4, 5, 6), **others), 3)
    assert close.formula[0] == "Here, float32 forward: cheapest tanh; relu costs about the same."
    third = reading_of(
        in_one_column(tanh=always(2), swish=always(3), relu=always(9), leaky_relu=always(9), sigmoid=always(8)), 3
    )
    assert third.formula[0] == "Here, float32 forward: cheapest tanh; relu costs 4.5 times as much."
    assert slow.formula[1].startswith("Here, float32 backward: ")
    assert f"3 of {ROUNDS} rounds" in slow.formula[2]
