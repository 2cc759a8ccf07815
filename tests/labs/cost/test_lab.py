"""The cost lab with functions and a timer whose times are known: what is told follows what was measured."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import advance, read_at

from tutor.expression import UndefinedError
from tutor.lab import start_settings
from tutor.labs.cost.lab import COLUMNS, ELEMENTS, FUNCTIONS, NAMES, PASSES, ROUNDS, CostLab, CostReading, Timing
from tutor.net.activation import ACTIVATIONS

CALLS = [(name, passing, dtype) for name in NAMES for passing, dtype in COLUMNS]


class Clock:
    """A timer in ns that only goes on when a function is called: by what that function is said to cost an element."""

    def __init__(self, costs):
        self.now, self.costs, self.calls = 0, costs, []

    def functions(self):
        return {(name, passing): self._function(name, passing) for name in NAMES for passing in PASSES}

    def _function(self, name, passing):
        def function(z):
            assert z.shape == (ELEMENTS,)
            call = (name, passing, str(z.dtype))
            before = self.calls.count(call)  # the first call warms up, and is no measurement
            self.calls.append(call)
            series = self.costs.get(call, [1.0])
            self.now += round(series[max(0, before - 1) % len(series)] * ELEMENTS)
            return z

        return function


def _timing(costs):
    clock = Clock(costs)
    return Timing(clock.functions(), lambda: clock.now), clock


def _reading(costs, rounds=ROUNDS):
    timing, _ = _timing(costs)
    timing.measure(rounds, float("inf"))
    return CostReading("tutor", tuple(timing.rounds), {"rounds": Fraction(rounds)})


def _spreads(**columns):
    """Costs from what was written as name=(low, median, high), for one column in three rounds."""
    return {(name, "forward", "float32"): [low, median, high] for name, (low, median, high) in columns.items()}


def _exact(median):
    return (median, median, median)


@pytest.fixture
def fake(monkeypatch):
    """A lab whose rounds take 20 · ELEMENTS ns each."""
    timing, clock = _timing({})
    monkeypatch.setattr(CostLab, "timing", lambda *_: timing)
    return CostLab(), timing, clock


eighths = st.integers(1, 400).map(lambda n: n / 8)


@given(series=st.lists(eighths, min_size=1, max_size=7), call=st.sampled_from(CALLS))
def test_medians_and_quartiles(series, call):
    """Failing means that the table tells the mean, one lucky round, or the time of another function."""
    reading = _reading({call: series}, len(series))
    ordered = sorted(series)

    def at(share):
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (place - low) * (ordered[high] - ordered[low])

    spread = reading.spreads[call]
    assert (spread.low, spread.median, spread.high) == pytest.approx((at(0.25), at(0.5), at(0.75)))
    name, passing, dtype = call
    measure = reading.measures[f"{name}_{passing}_{dtype[-2:]}"]
    assert float(measure.read()) == pytest.approx(at(0.5))
    assert all(spread.median == 1 for other, spread in reading.spreads.items() if other != call)
    row = next(row for row in reading.figure("cost").rows if row[0] == f"{name} {passing}")
    cell = row[1 + ("float32", "float64").index(dtype)]
    assert [float(part) for part in cell.replace("(", "").replace(")", "").replace("–", " ").split()] == pytest.approx(
        [at(0.5), at(0.25), at(0.75)], abs=0.051
    )


def test_each_round_calls_everything_once_in_another_order():
    """Failing means that what is measured first is always the same, and pays for what the machine does then."""
    timing, clock = _timing({})
    timing.measure(4, float("inf"))
    warm, *rounds = (clock.calls[i : i + 20] for i in range(0, 100, 20))
    assert len(clock.calls) == 100
    assert all(sorted(each) == sorted(CALLS) for each in (warm, *rounds))
    assert len({tuple(each) for each in rounds}) == 4
    again, other = _timing({})
    again.measure(4, float("inf"))
    assert other.calls == clock.calls


def test_measuring_ends_with_its_time_and_its_rounds(fake):
    """Failing means that the interface stands still, or the rounds never end."""
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


def test_a_reading_is_of_its_first_rounds(fake):
    """Failing means that looking back shows what was measured later, or rounds are told that were not measured."""
    lab, timing, _ = fake
    timing.measure(5, float("inf"))
    for asked, told in ((0, 0), (3, 3), (5, 5), (17, 5)):
        reading = read_at(lab, {"rounds": Fraction(asked)})
        assert reading.measures["rounds"].read() == told
        assert list(reading.rounds) == timing.rounds[:told]
        assert not reading.lamps[0].lit
    timing.measure(ROUNDS, float("inf"))
    assert read_at(lab, {"rounds": Fraction(ROUNDS)}).lamps[0].lit
    assert advance(lab, {"rounds": Fraction(3)}, 1.0) == 4


@pytest.mark.parametrize("asked", [1, 2, 7, ROUNDS])
def test_settings_of_another_day_do_not_stop_the_clock(fake, asked):
    """Failing means that after a restart of the program nothing can be measured: the same value means the end."""
    lab, timing, _ = fake
    value = advance(lab, {"rounds": Fraction(asked)}, 0.0)
    assert value == len(timing.rounds) != asked


def test_without_a_round_nothing_is_told(fake):
    """Failing means that a lesson tells times that nobody measured."""
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
    """Failing means that the lab says what is commonly said and not what it measured."""
    others = {"leaky_relu": _exact(9), "sigmoid": _exact(9), "swish": _exact(9)}
    slow = _reading(_spreads(tanh=_exact(2), relu=_exact(5), **others), 3)
    assert slow.formula[0] == "Here, float32 forward: cheapest tanh; relu costs 2.5 times as much."
    quick = _reading(_spreads(tanh=_exact(6), relu=_exact(5), **others), 3)
    assert quick.formula[0] == "Here, float32 forward: cheapest relu; tanh costs 1.2 times as much."
    close = _reading(_spreads(tanh=(3, 4, 5), relu=(4, 5, 6), **others), 3)
    assert close.formula[0] == "Here, float32 forward: cheapest tanh; relu is not to be told from it."
    third = _reading(
        _spreads(tanh=_exact(2), swish=_exact(3), relu=_exact(9), leaky_relu=_exact(9), sigmoid=_exact(8)), 3
    )
    assert third.formula[0] == "Here, float32 forward: cheapest tanh; relu costs 4.5 times as much."
    assert slow.formula[1].startswith("Here, float32 backward: ")
    assert f"3 of {ROUNDS} rounds" in slow.formula[2]


def test_the_order_joins_what_overlaps():
    """Failing means that noise is told as an order, or a real difference as none."""
    reading = _reading(
        _spreads(sigmoid=_exact(2), relu=(3, 4, 5), tanh=(4.5, 5.5, 6.5), leaky_relu=_exact(6.25), swish=_exact(6.5)),
        3,
    )
    # The quartiles of three are half way to the middle: relu 3.5 to 4.5, tanh 5 to 6.
    assert ranked(reading)["float32 forward"] == ["sigmoid", "relu", "tanh", "leaky_relu", "swish"]
    touching = _reading(
        _spreads(sigmoid=_exact(2), relu=(2, 5, 6), tanh=(4, 6, 7), leaky_relu=(6, 6.25, 7), swish=_exact(9)), 3
    )
    columns = ranked(touching)
    assert columns["float32 forward"] == ["sigmoid", "relu", "≈ tanh", "≈ leaky_relu", "swish"]
    assert list(columns) == [f"{dtype} {passing}" for passing, dtype in COLUMNS]
    assert sum(name.startswith("≈") for name in columns["float64 backward"]) == 4


def ranked(reading):
    """The columns of the order view by their heads."""
    table = reading.figure("order")
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5"]
    return {head: [row[i] for row in table.rows] for i, head in enumerate(table.header) if i}


@given(costs=st.fixed_dictionaries({name: st.integers(1, 9) for name in NAMES}))
def test_how_many_are_cheaper_than_relu(costs):
    """Failing means that the count takes ReLU itself, another pass, or what costs the same."""
    series = {(name, "forward", "float64"): [float(each)] for name, each in costs.items()}
    reading = _reading(series, 2)
    cheaper = [name for name in NAMES if costs[name] < costs["relu"]]
    assert reading.measures["cheaper_than_relu"].read() == len(cheaper)


@pytest.mark.parametrize("written", FUNCTIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("passing", PASSES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_timed_is_the_activation_in_its_type(name, passing, dtype, written):
    """Failing means that float32 is computed in float64, the input is written over, or another function is timed."""
    z = np.linspace(-6, 6, 241).astype(dtype)
    kept = z.copy()
    found = FUNCTIONS[written][name, passing](z)
    assert found.dtype == dtype
    assert not np.shares_memory(found, z)
    np.testing.assert_array_equal(z, kept)
    row = ACTIVATIONS[name]
    true = (row.function if passing == "forward" else row.derivative)(kept.astype(float))
    np.testing.assert_allclose(found, true, rtol=2e-5, atol=1e-6 if dtype == "float32" else 1e-15)


@pytest.mark.parametrize("wrong", [{"knobs": ["rate"]}, {"show": []}, {"show": ["sum"]}, {"written": "torch"}], ids=str)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """Failing means that a slip in a lesson shows up only when a learner gets there."""
    with pytest.raises(ValidationError):
        CostLab(**wrong)
