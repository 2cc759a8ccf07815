"""The figures of the cost lab follow what was measured."""

from timings import always, in_one_column, reading_of

from tutor.labs.cost.spec import COLUMNS


def test_the_order_joins_what_overlaps():
    """The order is that of the medians, and ≈ joins those whose quartiles overlap."""
    others = {"leaky_relu": always(6.25), "swish": always(6.5)}
    reading = reading_of(in_one_column(sigmoid=always(2), relu=(3, 4, 5), tanh=(4.5, 5.5, 6.5), **others), 3)
    # The quartiles of three are half way to the middle: relu 3.5 to 4.5, tanh 5 to 6.
    assert ranked(reading)["float32 forward"] == ["sigmoid", "relu", "tanh", "leaky_relu", "swish"]
    touching = reading_of(
        in_one_column(sigmoid=always(2), relu=(2, 5, 6), tanh=(4, 6, 7), leaky_relu=(6, 6.25, 7), swish=always(9)), 3
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
