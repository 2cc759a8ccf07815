"""What the cost lab times: the activations, in the type of what goes in."""

import numpy as np
import pytest

from tutor.labs.cost.functions import FUNCTIONS
from tutor.labs.cost.spec import NAMES, PASSES
from tutor.net.activation import ACTIVATIONS


@pytest.mark.parametrize("written", FUNCTIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("passing", PASSES)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_timed_is_the_activation_in_its_type(name, passing, dtype, written):
    """What is timed is the activation, computed in the type of its argument and into a new array."""
    z = np.linspace(-6, 6, 241).astype(dtype)
    kept = z.copy()
    found = FUNCTIONS[written][name, passing](z)
    assert found.dtype == dtype
    assert not np.shares_memory(found, z)
    np.testing.assert_array_equal(z, kept)
    row = ACTIVATIONS[name]
    true = (row.function if passing == "forward" else row.derivative)(kept.astype(float))
    np.testing.assert_allclose(found, true, rtol=2e-5, atol=1e-6 if dtype == "float32" else 1e-15)
