"""The functions for programs of one's own, and the page that shows them."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

import tutor

PAGE = Path(tutor.__file__).with_name("library.md")
numbers = st.floats(-3, 3, allow_subnormal=False)


@st.composite
def networks(draw, inputs=2):
    """Weights and biases of up to two hidden layers, and rows."""
    sizes = [inputs, *draw(st.lists(st.integers(1, 4), min_size=1, max_size=2)), 2]
    pairs = list(pairwise(sizes))
    weights = [np.array(draw(st.lists(numbers, min_size=a * b, max_size=a * b))).reshape(b, a) for a, b in pairs]
    biases = [np.array(draw(st.lists(numbers, min_size=b, max_size=b))) for _, b in pairs]
    rows = draw(st.integers(1, 6))
    return weights, biases, np.array(draw(st.lists(numbers, min_size=rows * inputs, max_size=rows * inputs)))


def by_hand(weights, biases, x):
    """Units without a row on which z is above 0, by loops."""
    found = []
    for W, b in zip(weights[:-1], biases[:-1], strict=True):  # noqa: N806 -- as in formulas
        z = np.array([[sum(w * each for w, each in zip(row, a, strict=True)) for row in W] for a in x]) + b
        found.append(tuple(unit for unit in range(len(b)) if not any(z[:, unit] > 0)))
        x = np.maximum(z, 0)
    return tuple(found)


@examples(0.5)
@given(of=networks(), size=st.integers(1, 6))
def test_dead_units_are_those_that_no_row_wakes_however_the_rows_are_cut(of, size):
    """Against loops, and the same in batches of any size."""
    weights, biases, rows = of
    x = rows.reshape(-1, 2)
    expected = by_hand(weights, biases, x)
    assert tutor.dead_units(weights, biases, [x]) == expected
    batches = (x[first : first + size] for first in range(0, len(x), size))
    assert tutor.dead_units([w.tolist() for w in weights], biases, batches) == expected


def test_a_unit_that_leaks_is_never_dead():
    """With leaky ReLU a gradient passes everywhere."""
    of = [[[1.0]], [[1.0]]], [[-9.0], [0.0]]
    assert tutor.dead_units(*of, [[[1.0]]]) == ((0,),)
    assert tutor.dead_units(*of, [[[1.0]]], activation="leaky_relu") == ((),)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: tutor.dead_units([[[1.0]]], [[0.0]], []), "there are no rows"),
        (lambda: tutor.dead_units([[[1.0]]], [[0.0]], [[[1.0, 2.0]]]), "1 inputs"),
        (lambda: tutor.dead_units([[[1.0]]], [], [[[1.0]]]), "each layer"),
        (lambda: tutor.dead_units([[[float("nan")]]], [[0.0]], [[[1.0]]]), "not finite"),
        (lambda: tutor.pieces([[[1.0]]], [[0.0]], -1, 1, "rellu"), "relu"),
        (lambda: tutor.regions([[[1.0]]], [[0.0]], (0, 1, 0, 1)), "two inputs"),
        (lambda: tutor.inspect([[[1.0]]], [[0.0]]), "span"),
        (lambda: tutor.inspect([1.0], [0.0]), "do not fit"),
        (lambda: tutor.inspect([[[1.0], [2.0]]], [[0.0, 0.0]], (0, 1)), "one output"),
        (lambda: tutor.inspect([[[1.0] * 3] * 2], [[0.0, 0.0]], x=[[1.0] * 3]), "one output"),
        (lambda: tutor.inspect([[[1.0] * 3]], [[0.0]], x=[[float("nan")] * 3]), "not finite"),
        (lambda: tutor.dead_units([[[1.0]]], [[0.0]], [[[float("inf")]]]), "not finite"),
    ],
)
def test_what_does_not_fit_is_said(call, says):
    """A ValueError with a line that says what is wrong."""
    with pytest.raises(ValueError, match=says):
        call()


def test_a_batch_without_rows_changes_nothing():
    """A data loader may hand one out."""
    of, empty, x = ([[[1.0] * 3], [[1.0]]], [[-2.0], [0.0]]), np.empty((0, 3)), [[1.0] * 3]
    assert tutor.dead_units(*of, [empty, x, empty]) == tutor.dead_units(*of, [x])
    assert tutor.inspect(*of, x=empty).linear.on_data is None


def test_the_examples_of_the_page_print_what_it_says():
    """All blocks of Python are one program; what it prints stands behind each."""
    text = PAGE.read_text(encoding="utf-8")
    program = "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    expected = "".join(re.findall(r"```\n\n```\n(.*?)```", text, re.DOTALL))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == expected, done.stderr


def test_the_command_line_does_not_pay_for_the_library():
    """`import tutor` brings no NumPy; an unknown name is no attribute."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, tutor; print('numpy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
    with pytest.raises(AttributeError, match="nothing_here"):
        tutor.nothing_here  # noqa: B018
