"""What rounds of timings say, against medians and quartiles by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timings import CALLS, reading_of

from tutor.labs.cost.spec import NAMES

eighths = st.integers(1, 400).map(lambda n: n / 8)


@given(series=st.lists(eighths, min_size=1, max_size=7), call=st.sampled_from(CALLS))
def test_medians_and_quartiles(series, call):
    """Medians and quartiles are those of the call that they name."""
    reading = reading_of({call: series}, len(series))
    ordered = sorted(series)

    def at(share):
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (place - low) * (ordered[high] - ordered[low])

    spread = reading.facts.spreads[call]
    assert (spread.low, spread.median, spread.high) == pytest.approx((at(0.25), at(0.5), at(0.75)))
    name, passing, dtype = call
    measure = reading.measures[f"{name}_{passing}_{dtype[-2:]}"]
    assert float(measure.read()) == pytest.approx(at(0.5))
    assert all(spread.median == 1 for other, spread in reading.facts.spreads.items() if other != call)
    row = next(row for row in reading.figure("cost").rows if row[0] == f"{name} {passing}")
    cell = row[1 + ("float32", "float64").index(dtype)]
    assert [float(part) for part in cell.replace("(", "").replace(")", "").replace("–", " ").split()] == pytest.approx(
        [at(0.5), at(0.25), at(0.75)], abs=0.051
    )


@given(costs=st.fixed_dictionaries({name: st.integers(1, 9) for name in NAMES}))
def test_how_many_are_cheaper_than_relu(costs):
    """`cheaper_than_relu` counts the activations with a smaller median, forwards in float64."""
    series = {(name, "forward", "float64"): [float(each)] for name, each in costs.items()}
    reading = reading_of(series, 2)
    cheaper = [name for name in NAMES if costs[name] < costs["relu"]]
    assert reading.measures["cheaper_than_relu"].read() == len(cheaper)
