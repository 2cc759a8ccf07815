"""What a lesson may state of the cost lab."""

import pytest
from pydantic import ValidationError

from tutor.labs.cost import CostLab


@pytest.mark.parametrize("wrong", [{"knobs": ["rate"]}, {"show": []}, {"show": ["sum"]}, {"written": "torch"}], ids=str)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        CostLab(**wrong)
