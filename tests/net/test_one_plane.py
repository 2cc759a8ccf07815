"""Rows that come in batches lie on one plane exactly if all of them together do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.linearity import OnOnePlane, on_one_plane
from tutor.net.network import exact


@examples(2)
@given(
    seed=st.integers(0, 10**6),
    shape=st.tuples(st.integers(1, 60), st.integers(1, 5), st.integers(1, 5)),
    size=st.integers(1, 20),
    bent=st.booleans(),
    is_exact=st.booleans(),
)
def test_batches_have_the_verdict_of_all_rows(seed, shape, size, bent, is_exact):
    """In floats and exactly, with any batches and inputs that depend on each other, the verdict is that of all rows."""
    random = np.random.default_rng(seed)
    rows, inputs, rank = shape
    x = random.integers(-5, 6, (rows, rank)) @ random.integers(-3, 4, (rank, inputs))
    y = x @ random.integers(-3, 4, inputs) + 2
    if bent:
        y[random.integers(rows)] += 1
    x, y = (exact(x.tolist()), exact(y.tolist())) if is_exact else (x.astype(float), y.astype(float))
    plane = OnOnePlane()
    for start in range(0, rows, size):
        plane.add(x[start : start + size], y[start : start + size])
    assert plane.holds == on_one_plane(x, y)


@pytest.mark.parametrize("at", [0, 5_000, 9_999])
@pytest.mark.parametrize("off", [0.0, 1e-5])
def test_one_row_in_ten_thousand_is_not_overlooked(at, off):
    """A row that is off the plane by 10⁻⁵ of the largest value decides, wherever it comes; rounding alone does not."""
    random = np.random.default_rng(1)
    x = random.normal(size=(10_000, 7))
    y = x @ random.normal(size=7) + 3
    x = x * 10.0 ** np.linspace(-12, 12, 7) + 10.0 ** np.linspace(-10, 14, 7)  # in units that differ
    y[at] += off * abs(y).max()
    plane = OnOnePlane()
    for start in range(0, len(x), 100):
        plane.add(x[start : start + 100], y[start : start + 100])
    assert plane.holds == (off == 0)


def test_no_rows_lie_on_one_plane():
    """Without rows nothing is bent."""
    assert OnOnePlane().holds
