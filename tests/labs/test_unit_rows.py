"""Units × rows as a picture: a cell for each unit and row, against each activation computed by hand."""

import pytest
from hypothesis import given
from plane_labs import KINDS, given_labs
from profiles import examples
from readings import read
from training_labs import A, numbers_of, steps, training_labs

from tutor.labs.training import TrainingLab
from tutor.labs.unit_rows import BLOCK, SHADES
from tutor.net.dataset import CLASSES, drawn

SHADE = {"·": 0, **{sign: i for i, sign in enumerate(SHADES, 1)}}


def _check(cells, z, a):
    """The cells of one unit, given z and a on the same rows in the same order."""
    largest = max((each for at, each in zip(z, a, strict=True) if at > 0), default=0)
    for sign, at, each in zip(cells, z, a, strict=True):
        if abs(at) < 1e-9:
            continue
        assert (sign == "·") == (at < 0)
        if at > 0:
            assert SHADE[sign] - 1 - 1e-6 <= 4 * each / largest <= SHADE[sign] + 1e-6


@examples(0.4)
@given(lab=training_labs(("relu", "leaky_relu", "tanh"), show=("rows",)), step=steps)
def test_each_cell_of_a_training_is_the_activation_on_its_row(lab, step):
    """From the smallest x to the largest, a dot stands where z ≤ 0, and else a shade for the quarter of the largest."""
    reading = read(lab, step=step)
    table = reading.figure("rows")
    w, b, *_ = numbers_of(reading.facts.network)
    xs = sorted(map(float, lab.data.x))
    g = {"relu": lambda z: max(z, 0), "leaky_relu": lambda z: max(z, z / 100), "tanh": KINDS["tanh"]}[lab.activation]
    for i, (name, cells, verdict) in enumerate(table.rows):
        z = [w[i] * x + b[i] for x in xs]
        assert name == f"unit {i}"
        _check(cells, z, [float(g(each)) for each in z])
        assert verdict == f"{len(cells) - cells.count('·')} of {len(xs)} rows"


@examples(0.4)
@given(lab=given_labs())
def test_each_cell_in_the_plane_is_the_activation_on_its_row(lab):
    """Class by class and from the left to the right, in blocks of few cells, each row has its cell."""
    table = read(lab.model_copy(update={"show": ("rows",)})).figure("rows")
    points, labels = drawn(CLASSES[lab.data], lab.rows, float(lab.noise), lab.seed)
    ordered = [
        at
        for number in (0, 1)
        for at in sorted(
            (tuple(at) for at, (label,) in zip(points.tolist(), labels, strict=True) if label == number),
            key=lambda at: at[0],
        )
    ]
    for i, (name, *blocks, verdict) in enumerate(table.rows):
        assert all(0 < len(block) <= BLOCK for block in blocks)
        cells, (of_x, of_y), bias = "".join(blocks), map(float, lab.w[i]), float(lab.b[i])
        z = [of_x * x + of_y * y + bias for x, y in ordered]
        assert name == f"unit {i}"
        assert len(cells) == len(ordered)
        if lab.activation != "identity":  # which never switches: it counts as active everywhere
            _check(cells, z, [float(KINDS[lab.activation](each)) for each in z])
        assert verdict == f"{len(cells) - cells.count('·')} of {len(ordered)} rows"


@pytest.mark.parametrize("step", [0, 500])
def test_the_picture_is_told_in_words(step):
    """It is told without shades, by the rows on which a unit is active and its largest activation."""
    reading = read(TrainingLab(**A, rate="1/200", show=("rows",)), step=step)
    told = reading.figure("rows").numbers
    assert told.header == ("", "active on: x from −4 to 4", "which", "largest a")
    assert not set("".join("".join(row) for row in told.rows)) & set(SHADES)
    assert told.rows[0] == ("unit 0", "0 of 9", "", "0")
    assert told.rows[1][1:3] == ("9 of 9", "−4, −3, −2, −1, 0, 1, 2, 3, 4")
