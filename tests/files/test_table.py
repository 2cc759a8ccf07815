"""Tables: numbers as they stand there however they were exported, and mistakes with their line and cell."""

from fractions import Fraction

import numpy as np
import pytest
from bad_files import said_of, written
from hypothesis import given
from hypothesis import strategies as st
from tables import every_column, numbers_of

from tutor.files import FileError, dialect
from tutor.files.columns import Columns
from tutor.files.limits import COLUMNS, LINE
from tutor.files.table import open_table


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1,0.1\n-2,3\n",
        "1,0.1\n-2,3",
        "\ufeffx,y\r\n1,0.1\r\n\r\n-2,3\r\n",
        "x, \n 1 ,0.1\n-2, 3\n",
        "1,1/10\n−2,3\n",
        "x;y\r1;0,1\r-2;3,0\r",
        "# made yesterday\n# x y\n1 0.1\n\n# the rest\n-2   3\n",
        "sep=;\nx;y\n1;0,1\n-2;3\n",
        '"sep=\\t"\n"x; in m"\t"y\'"\n"1"\t"0.1"\n"-2"\t"3"\n',
        'a,b\n"1","0,1"\n"-2","3"\n',
        "1,0 0,1\n-2 3,0\n",
        "label,1x1\n1,0.1\n-2,3\n",
        "sep=|\n1|.1\n-2|3.\n",
        ",0\n1,0.1\n-2,3\n",
    ],
)
def test_a_table_is_its_numbers(tmp_path, text):
    """Header, marks, comments, blank lines and the end of the file take no row away; exactly, fractions are kept."""
    path = written(tmp_path, "data.csv", text)
    assert numbers_of(path).tolist() == [[1.0, 0.1], [-2.0, 3.0]]
    assert numbers_of(path, exactly=True).tolist() == [[1, Fraction(1, 10)], [-2, 3]]


_WAYS = {
    "separator": st.sampled_from([",", ";", "\t", " ", "   ", "; ", ", "]),
    "decimals": st.sampled_from(".,"),
    "encoding": st.sampled_from(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
    ),
    "end": st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    "header": st.sampled_from(["", "names", "# names", "stated"]),
    "quoted": st.booleans(),
    "exactly": st.booleans(),
}


@given(
    st.lists(st.tuples(*3 * [st.integers(-999, 999)]), min_size=1, max_size=30),
    st.sampled_from([1, 10, 100]),
    st.fixed_dictionaries(_WAYS),
)
def test_however_a_table_is_exported_its_numbers_are_read(tmp_path_factory, integers, parts, how):
    """Separator, decimal sign, encoding, ends of lines, header and quotes change no number, and lose no row."""
    separator, sign = how["separator"], how["decimals"]
    quoted = how["quoted"] or (sign == "," and separator[0] == ",")

    def cell(integer):
        text = f"{integer / parts:.{len(str(parts)) - 1}f}".replace(".", sign)
        return f'"{text}"' if quoted and separator.strip() else text

    lines = [separator.join(map(cell, row)) for row in integers]
    heads = {
        "": [],
        "names": [separator.join(["Größe", "_b", "c.1"])],
        "# names": ["# by a program", "# " + separator.join("abc")],
        "stated": [f"sep={separator[0]}"] * (separator[0] != " ") + ["a" + separator + "é" + separator + "c"],
    }
    text = how["end"].join([*heads[how["header"]], *lines, ""])
    path = written(tmp_path_factory.mktemp("tables"), "t.csv", text.encode(how["encoding"]))
    expected = [[Fraction(integer, parts) for integer in row] for row in integers]
    found = numbers_of(path, exactly=how["exactly"])
    assert found.tolist() == (expected if how["exactly"] else np.array(expected, dtype=float).tolist())


def test_batches_are_the_rows_in_order(tmp_path, monkeypatch):
    """A table read in batches has the same rows, one decimal sign throughout, and tells mistakes by their line."""
    monkeypatch.setattr(dialect, "_BATCH", 40)
    rows = np.arange(30).reshape(15, 2) / 4
    path = written(tmp_path, "t.csv", "a;b\n" + "".join(f"{a};{b}\n" for a, b in rows))
    batches = list(open_table(path, every_column).batches())
    assert len(batches) > 3
    assert np.concatenate(batches).tolist() == rows.tolist()
    assert [open_table(path, every_column).row(i).tolist() for i in range(1, 16)] == rows.tolist()
    path.write_text(path.read_text() + "1,5;2\n")
    assert ":17: cell 1 (a): “1,5”: numbers have both . and ," in said_of(path, numbers_of)


def test_to_read_one_row_no_number_of_another_is_read(tmp_path, monkeypatch):
    """A table with a mistake has its other rows all the same; one that is wrong itself is told with its line."""
    monkeypatch.setattr(dialect, "_BATCH", 12)
    table = open_table(written(tmp_path, "t.csv", "a,b\n1,2\nx,3\n4,5\n"), every_column)
    assert [table.row(1).tolist(), table.row(3).tolist()] == [[1, 2], [4, 5]]
    with pytest.raises(FileError, match=r"t\.csv:3: cell 1 \(a\)"):
        table.row(2)
    with pytest.raises(FileError, match="no row 4: its rows go from 1 to 3"):
        table.row(4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": has no rows of numbers"),
        ("x,y\n", ": has no rows of numbers"),
        ("# x,y\n", ": has no rows of numbers"),
        ("1,2\n3\n", ":2: has 1 cell where the first row has 2"),
        ("x,y\n1,2\n3,4,5\n", ":3: has 3 cells where the header has 2"),
        ("x,y\n1,2\n3,4\n5,6,\n", ":4: has 3 cells where the header has 2"),
        ("x,y\n1,5,2,5\n", ":2: has 4 cells where the header has 2; if a comma is the decimal sign"),
        ("x\n1\nabc\n", ":3: cell 1 (x): “abc” is not a number"),
        ("x,y\n1,\n", ":2: cell 2 (y) is empty: a value is missing"),
        ("1,2\n3,N/A\n", ":2: cell 2 is “N/A”: a value is missing"),
        ("1\nnan\n", ":2: cell 1 is “nan”: a value is missing"),
        ("1\n-inf\n", ":2: cell 1: -inf is not a finite number"),
        ("1\n1e999\n", ":2: cell 1: “1e999” is not a finite number"),
        (",\n1,2\n", ":1: cell 1 is empty"),
        ('sep="\n1,2\n', ":2: has 2 cells where the header has 1"),
        ("sep=.\n1,2\n", ":2: has 2 cells where the header has 1"),
        ("(1),$5\n1,2\n", ":1: cell 1: “(1)” is not a number"),
        ("nan,1\n1,2\n", ":1: cell 1 is “nan”"),
        ("5.1,setosa\n4.9,setosa\n", ":1: cell 2: “setosa” is not a number"),
        ("1;2,5\n3.5;4\n", ":2: cell 1: “3.5”: numbers have both . and ,"),
        ("1;1.234,5\n", ":1: cell 2: “1.234,5”: numbers have both . and ,"),
        ('a,b\n"1,234",5\n', ":2: cell 1 (a): “1,234” may be thousands or decimals"),
        ("1 000;2\n", ":1: cell 1: “1 000” is not a number"),
        ("1_000\n", ":1: cell 1: “1_000” is not a number"),
        ('1,"2\n', ":1: has a quotation mark that its line does not close"),
        (b"\xff\xfe1\n2", ": cannot be read"),
        (b"PK\3\4rest of it", ": is a workbook or an archive, not text: save the table as CSV"),
        (b"1\n\x00\n", "data.csv:2: "),
    ],
)
def test_a_bad_table_is_told_in_one_line_with_its_line(tmp_path, text, said):
    """A bad table raises FileError with the line of the mistake and, where it is in a cell, with the cell."""
    assert said in "data.csv" + said_of(written(tmp_path, "data.csv", text), numbers_of)


def test_what_is_not_read_may_be_text(tmp_path):
    """Only the columns that are read have to be numbers; they come in the order in which they are asked for."""
    path = written(tmp_path, "t.csv", 'x,y,kind\n1,2,setosa\n3,4,"Iris, blue"\n5,6,\n')
    assert open_table(path, lambda _: Columns((1, 0), 2)).numbers().tolist() == [[2, 1], [4, 3], [6, 5]]


def test_how_a_table_was_written_is_told_where_it_is_unusual(tmp_path):
    """Encodings other than UTF-8 and separators other than the comma are told; nothing is told of an ordinary CSV."""
    plain = open_table(written(tmp_path, "plain.csv", "x,y\n1,2\n"), every_column).notes
    assert plain == ("inputs: x, y",)
    odd = open_table(written(tmp_path, "odd.csv", "x\ty\n1\t2\n".encode("utf-16")), every_column).notes
    assert "UTF-16" in odd[1]
    assert "tabs" in odd[1]
    counts = open_table(written(tmp_path, "c.csv", "0,1,2,3\n5,6,7,8\n"), every_column)
    assert "taken as a header" in counts.notes[1]
    assert counts.numbers().tolist() == [[5, 6, 7, 8]]
    blanks = open_table(written(tmp_path, "b.txt", "é y\n1 2\n".encode("latin-1")), every_column).notes
    assert "LATIN-1" in blanks[1]
    assert "blanks" in blanks[1]


def test_an_exact_table_refuses_what_is_no_fraction(tmp_path):
    """Read exactly, NaN and endless powers of ten raise FileError with their line."""
    for text in ("1\nnan\n", "1\n1e999999999\n"):
        assert said_of(written(tmp_path, "data.csv", text), lambda path: numbers_of(path, exactly=True)).startswith(
            ":2:"
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1" * (LINE + 1), f"a line of more than {LINE:,} characters"),
        ("1,2\n" + "1," * (LINE // 2), ": has a line of more than"),
        ("1," * COLUMNS + "1\n", f":1: has {COLUMNS + 1:,} columns"),
        (("1," * 4999 + "1\n") * 2_001, "has more than 10,000,000 numbers"),
        ('1\n"' + "1\n" * 200_000, ":2: has a quotation mark that its line does not close"),
        ("1\n" + "9" * 5_000 + "\n", ":2: cell 1: “9999999999"),
        ("1\n" + "a" * 5_000 + "\n", ":2: cell 1: “aaaaaaaaaaaaaaaaaaa…” is"),
    ],
    ids=["one line", "second line", "columns", "cells", "quote", "digits", "letters"],
)
def test_a_table_that_is_too_much_is_told(tmp_path, text, said):
    """Rows, columns, numbers and lines have limits, and what is beyond them is not kept."""
    assert said in said_of(written(tmp_path, "n.csv", text), numbers_of)


@pytest.mark.parametrize("text", ["1\n" * 101, "\n" * 101 + "1", "\r" * 101 + "1", "1\n\n" * 51])
def test_a_table_of_too_many_lines_is_told(tmp_path, monkeypatch, text):
    """Lines are counted, blank ones too, whatever ends them."""
    monkeypatch.setattr(dialect, "ROWS", 100)
    assert "has more than 100 rows" in said_of(written(tmp_path, "n.csv", text), numbers_of)


def test_columns_come_in_the_order_in_which_they_are_asked_for(tmp_path):
    """NumPy's reader returns the columns in this order, too."""
    path = written(tmp_path, "t.csv", "x,y,z\n1,2,3\n4,5,6\n")
    assert open_table(path, lambda _: Columns((2, 0), 2)).numbers().tolist() == [[3, 1], [6, 4]]
