"""Which columns of a table are inputs: by name, by number, or as the command line says; never a guess in silence."""

import pytest
from bad_files import said_of, written
from hypothesis import given
from hypothesis import strategies as st

from tutor.files import FileError
from tutor.files.columns import INDEX, LABEL, inputs_and_label, inputs_of, told
from tutor.files.dialect import Head, head_of
from tutor.files.table import open_table


def head(header, width=0):
    names = tuple(header.split(",")) if header is not None else ()
    return Head(",", names, len(names) or width, 1)


@pytest.mark.parametrize(
    ("header", "inputs", "outputs", "read"),
    [
        ("a,b", 2, 1, (0, 1)),
        ("a,b,c", 2, 1, (0, 1)),  # one column behind the inputs is a label
        ("a,b,c,d,e", 2, 3, (0, 1)),  # one for each output
        ("label,a,b", 2, 10, (1, 2)),
        ("a,Target,b", 2, 1, (0, 2)),
        (",a,y", 1, 1, (1,)),
        ("ID,a,b,CLASS", 2, 1, (1, 2)),
        ("Unnamed: 0,x,y,class", 2, 1, (1, 2)),  # y beside a class is an input
        ("x,y", 2, 1, (0, 1)),
        ("x,y", 1, 1, (0,)),
        ("y,x", 1, 1, (1,)),
        ("x,y,z", 2, 1, (0, 1)),  # y between others is a coordinate
        ("a,b,", 2, 1, (0, 1)),  # a comma at the end of each line
        ("a,,b", 3, 1, (0, 1, 2)),
    ],
)
def test_inputs_are_found_by_name_and_number(header, inputs, outputs, read):
    """An index and labels are left out wherever they stand; what is left has to be as many columns as inputs."""
    assert inputs_of(head(header), inputs, outputs).at == read


@pytest.mark.parametrize(
    ("header", "inputs", "outputs", "said"),
    [
        ("a,b,c,d", 2, 1, "has 4 columns for 2 inputs (and 1 output): name those to read with --columns"),
        ("a,b,c,d", 2, 3, "has 4 columns for 2 inputs (and 3 outputs)"),
        ("label,a,b,c", 2, 1, "has 3 columns besides label for 2 inputs"),
        ("id,a,label", 2, 1, "has 1 column besides id, label for 2 inputs"),
        ("a", 2, 1, "has 1 column for 2 inputs"),
    ],
)
def test_other_numbers_of_columns_are_refused_with_both_counts(header, inputs, outputs, said):
    """More or fewer columns than inputs and outputs are refused with both counts and the way out."""
    with pytest.raises(FileError) as caught:
        inputs_of(head(header), inputs, outputs)
    assert said in str(caught.value)
    assert "--columns" in str(caught.value)


@given(st.permutations(["p", "q", "r", *INDEX, *LABEL]), st.integers(1, 9), st.integers(1, 4))
def test_no_index_and_no_label_is_an_input_without_a_word(names, width, inputs):
    """A note names each column that is read as an input though its name is that of an index or a label."""
    names = names[:width]
    if len(names) < inputs:
        return
    try:
        columns = inputs_of(head(",".join(names)), inputs, 1)
    except FileError:
        return
    assert len(columns.at) == inputs
    for column in columns.at:
        middle = not names[column] and 0 < column < len(names) - 1
        if names[column] in INDEX | LABEL and not middle:
            assert (names[column] or f"column {column + 1}") in columns.notes[0]


def test_a_doubtful_input_is_told():
    """Two inputs x and y are read, and it is said that y may be a label."""
    columns = inputs_of(head("x,y"), 2, 1)
    assert "y read as input" in columns.notes[0]
    assert inputs_of(head("x,z"), 2, 1).notes == ()


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("c,a", (2, 0)),
        ("3, 1", (2, 0)),
        ("2-3", (1, 2)),
        ("b-c", (1, 2)),
        ("c-b", (2, 1)),
        ("a-b", (3,)),  # a name of its own
        ("b–4", (1, 2, 3)),
    ],
)
def test_columns_are_named_by_name_number_or_range(asked, read):
    """--columns takes names, numbers from 1, and from one to another; they are read in this order."""
    assert inputs_of(head("a,b,c,a-b"), len(read), 1, asked).at == read


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("alpha,b", "--columns names 2 columns for 1 input"),
        ("alph", "has no column “alph”; did you mean alpha?"),
        ("9", "has no column 9: it has 4, counted from 1"),
        ("0", "has no column 0"),
        ("twice", "has 2 columns “twice”: give their numbers"),
        ("zzz", "has no column “zzz”; its columns are alpha, b, twice, twice"),
    ],
)
def test_columns_that_are_not_there_are_one_line(asked, said):
    """A name or number that no column has is refused with what there is."""
    with pytest.raises(FileError) as caught:
        inputs_of(head("alpha,b,twice,twice"), 1, 1, asked)
    assert said in str(caught.value)
    if asked == "zzz":
        with pytest.raises(FileError, match="it has no header: give numbers"):
            inputs_of(head(None, 3), 1, 1, asked)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("a,b,c", (0, 1, 2)),
        ("label,a,b", (1, 2, 0)),
        ("id,a,y", (1, 2)),
        ("y,a", (1, 0)),
        ("x,y,z", (0, 1, 2)),
        (",a,target,b", (1, 3, 2)),
        ("class,y", (1, 0)),
    ],
)
def test_a_label_is_last_unless_the_header_says_otherwise(header, read):
    """For a training the label is the column that is called so, else the last; an index is left out."""
    columns = inputs_and_label(head(header))
    assert columns.at == read
    assert columns.inputs == len(read) - 1


def test_a_label_that_is_not_clear_is_refused():
    """Two labels by name, or one column alone, are refused; --columns names the label last."""
    for header, said in (
        ("label,a,class", "has 2 labels: label, class"),
        ("a", "two columns"),
        ("id,a", "two columns"),
    ):
        with pytest.raises(FileError, match=said):
            inputs_and_label(head(header))
    assert inputs_and_label(head("label,a,class"), "a,label").at == (1, 0)
    with pytest.raises(FileError, match="two columns at least"):
        inputs_and_label(head("a,b"), "a")


def test_what_is_read_and_what_is_left_out_is_told():
    """The columns are told by name, by number where they have none, and in short where they are many."""
    few = head("label,a,b")
    assert told(few, inputs_of(few, 2, 1)) == "inputs: a, b; left out: label"
    assert told(few, inputs_and_label(few)) == "inputs: a, b; label: label"
    unnamed = head(None, 2)
    assert told(unnamed, inputs_of(unnamed, 1, 1)) == "input: column 1; left out: column 2"
    many = head("label," + ",".join(f"p{i}" for i in range(784)))
    assert told(many, inputs_of(many, 784, 10)) == "inputs: p0, p1 … p783 (784 columns); left out: label"


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("x,y", ("x", "y")),
        (" x , y ", ("x", "y")),
        ('"x, in m",y', ("x, in m", "y")),
        ("x,", ("x", "")),
        ("label,1x1,1x2", ("label", "1x1", "1x2")),
        (",0,1,2", ("", "0", "1", "2")),
        ("label,0,1,2", ("label", "0", "1", "2")),
        ("größe,%", ("größe", "%")),
        ("1x1,1x2", ()),
        ("0,1,2,3", ("0", "1", "2", "3")),
        ("0,1,2", ()),
        ("0,1,2,4", ()),
        ("setosa,0", ()),
        ("x,5", ()),
        ("x,nan", ()),
        ("5.1,setosa", ()),
        ("(1),$5", ()),
        (",", ()),
    ],
)
def test_a_first_row_of_names_is_a_header(first, names):
    """A row of names is a header; empty cells, and numbers that count from 0 as pandas writes them, may stand there."""
    assert head_of([(1, first), (2, "1,2")]).names == names


def test_the_file_is_named_with_what_is_wrong_with_its_columns(tmp_path):
    """What cannot be chosen is told with the name of the file, in one line."""
    path = written(tmp_path, "t.csv", "a,b,c,d\n1,2,3,4\n")
    assert said_of(path, lambda p: open_table(p, lambda h: inputs_of(h, 2, 1))).startswith(
        ": has 4 columns for 2 inputs"
    )
