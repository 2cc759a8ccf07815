"""CSV files: numbers as they stand there, and mistakes with their line."""

from fractions import Fraction

import pytest
from bad_files import said_of, written

from tutor.files import FileError
from tutor.files.limits import COLUMNS, LINE, ROWS
from tutor.files.table import load_table


def _write(folder, text):
    path = folder / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1,0.1\n-2,3\n",
        "1,0.1\n-2,3",
        "\ufeffx,y\r\n1,0.1\r\n\r\n-2,3\r\n",
        "x,\n 1 ,0.1\n-2, 3\n",
        "1,1/10\n−2,3\n",
    ],
)
def test_a_table_is_its_numbers(tmp_path, text):
    """Header, byte order mark, blank lines and the end of the file take no row away; exactly, fractions are kept."""
    path = _write(tmp_path, text)
    assert load_table(path).tolist() == [[1.0, 0.1], [-2.0, 3.0]]
    assert load_table(path, exactly=True).tolist() == [[1, Fraction(1, 10)], [-2, 3]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": has no rows of numbers"),
        ("x,y\n", ": has no rows of numbers"),
        ("1,2\n3\n", ":2: has 1 columns where the first row has 2"),
        ("x,y\n1,2\n3,4,5\n", ":3: has 3 columns where the first row has 2"),
        ("x\n1\nabc\n", ":3: “abc” is not a number"),
        ("1,\n", ":1: “” is not a number"),
        ("1\nnan\n", ":2: nan is not a finite number"),
        ("1\n-inf\n", ":2: -inf is not a finite number"),
        ("1\n1e999\n", ":2: 1e999 is not a finite number"),
        ("1;2\n3;4\n", ":1: “1;2” is not a number"),
        (",\n1,2\n", ":1: “” is not a number"),
        ("(1),$5\n1,2\n", ":1: “(1)” is not a number"),
        ("nan,1\n1,2\n", ":1: nan is not a finite number"),
        (b"\xff\xfe1\n", ": cannot be read"),
        (b"1\n\x00\n", "data.csv:2: "),
    ],
)
def test_a_bad_table_is_told_in_one_line_with_its_line(tmp_path, text, said):
    """A bad table raises FileError with the line of the mistake."""
    path = _write(tmp_path, text)
    with pytest.raises(FileError) as caught:
        load_table(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_exact_table_refuses_what_is_no_fraction(tmp_path):
    """Read exactly, NaN and endless powers of ten raise FileError with their line."""
    for text in ("1\nnan\n", "1\n1e999999999\n"):
        with pytest.raises(FileError, match=r"data\.csv:2: "):
            load_table(_write(tmp_path, text), exactly=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1" * (LINE + 1), f"a line of more than {LINE:,} characters"),
        ("1,2\n" + "1," * (LINE // 2), ": has a line of more than"),
        ("1," * COLUMNS + "1\n", f":1: has {COLUMNS + 1:,} columns"),
        ("\n" * (ROWS + 1), f"has more than {ROWS:,} rows"),
        ("\r" * (ROWS + 1), f"has more than {ROWS:,} rows"),
        ("1\n" * (ROWS + 1), f"has more than {ROWS:,} rows"),
        ("1," * 10**7 + "\n", "has more than 10,000,000 numbers"),
        ('1\n"' + "1\n" * 200_000, "field larger than field limit"),
        ("1\n" + "9" * 5_000 + "\n", ":2: 9999999999"),
        ("1\n" + "a" * 5_000 + "\n", ":2: “aaaaaaaaaaaaaaaaaaa…” is"),
    ],
    ids=["one line", "second line", "columns", "ends", "old ends", "rows", "cells", "quote", "digits", "letters"],
)
def test_a_table_that_is_too_much_is_told_before_it_is_parsed(tmp_path, text, said):
    """Rows, columns, cells and lines have limits, which are looked at before numbers are made."""
    assert said in said_of(written(tmp_path, "n.csv", text), load_table)
