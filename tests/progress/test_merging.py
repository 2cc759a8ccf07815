"""Merging files of progress: nothing is lost, nothing is there twice, and the order does not matter."""

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.progress.database import IN_MEMORY, connect, damage
from tutor.progress.tables import COLUMNS, close_gaps, gaps, merge, read, rows_of, seal, write

NAMES = st.sampled_from(["a", "b"])
TIMES = st.integers(0, 5).map(lambda n: f"2026-01-0{n + 1}")
ANSWERS = st.lists(st.tuples(TIMES, NAMES, NAMES, NAMES, st.just('["1"]'), st.integers(0, 1), st.just(0), st.just(0)))
FILES = st.fixed_dictionaries(
    {
        "answer": ANSWERS.map(lambda rows: {(n, *row) for n, row in enumerate(dict.fromkeys(rows), 1)}),
        "event": st.sets(st.tuples(NAMES, NAMES, NAMES, st.integers(0, 1), NAMES, st.integers(0, 2))),
        "step": st.dictionaries(st.tuples(NAMES, NAMES), st.tuples(NAMES, TIMES)).map(
            lambda found: {(*key, *value) for key, value in found.items()}
        ),
        "place": st.dictionaries(st.tuples(NAMES), st.tuples(NAMES, TIMES)).map(
            lambda found: {(*key, *value) for key, value in found.items()}
        ),
        "setting": st.dictionaries(st.tuples(NAMES), st.tuples(NAMES, TIMES)).map(
            lambda found: {(*key, *value) for key, value in found.items()}
        ),
    }
)
"""Files of progress, as their rows."""


def merged(files):
    """What a new file has after some others were merged into it, one after the other."""
    with closing(connect(IN_MEMORY)) as connection:
        for rows in files:
            merge(connection, rows)
        close_gaps(connection)
        assert damage(connection) == ""
        return rows_of(connection)


@examples(0.4)
@given(FILES, FILES)
def test_a_merged_file_has_everything_once(one, other):
    """Every answer and event of both is there once; of the others each key is, with its latest value."""
    found = merged([one, other])
    assert sorted(row[1:] for row in found["answer"]) == sorted({row[1:] for row in one["answer"] | other["answer"]})
    assert found["event"] == one["event"] | other["event"]
    for table, key in (("step", 2), ("place", 1), ("setting", 1)):
        both = one[table] | other[table]
        assert {row[:key] for row in found[table]} == {row[:key] for row in both}
        for row in found[table]:
            assert row in both
            assert row[-1] == max(each[-1] for each in both if each[:key] == row[:key])


@examples(0.4)
@given(FILES, FILES)
def test_the_order_of_merging_does_not_matter(one, other):
    """Both orders give the same, but for the order of answers and for values of one time; twice is as once."""
    there, back = merged([one, other]), merged([other, one])
    assert {row[1:] for row in there["answer"]} == {row[1:] for row in back["answer"]}
    assert there["event"] == back["event"]
    assert merged([one, other, one, other]) == there


@examples(0.4)
@given(ANSWERS, st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_two_copies_of_one_log_fill_each_other(rows, missing, missing_too):
    """Of two damaged copies of a log each gives what the other lacks, and the order is that of the log."""
    log = [(n, f"{n:02}{row[0]}", *row[1:]) for n, row in enumerate(rows, 1)]
    nothing = {table: set() for table in COLUMNS}
    copies = [
        {**nothing, "answer": {row for row in log if row[0] not in lacking}} for lacking in (missing, missing_too)
    ]
    found = sorted(merged(copies)["answer"])
    assert [row[1:] for row in found] == [row[1:] for row in log if row[0] not in missing & missing_too]


@examples(0.4)
@given(FILES)
def test_what_is_not_sealed_is_not_read(rows):
    """A row is read only with the seal of its table and values."""
    with closing(connect(IN_MEMORY)) as connection:
        merge(connection, rows)
        for table in COLUMNS:
            assert set(read(connection, table)[0]) == rows[table]
            connection.execute(f"update {table} set seal = seal + 1")  # noqa: S608 -- its own tables
            assert read(connection, table) == ([], len(rows[table]))


def test_any_single_bit_changes_the_seal():
    """A seal differs for every change of one bit of a text, and for the same values in another table."""
    text = "straight-or-bent"
    row = ("a", text, "2026-01-01")
    seals = {seal("place", row), seal("setting", row)}
    for bit in range(8 * len(text)):
        data = bytearray(text.encode())
        data[bit // 8] ^= 1 << bit % 8
        seals.add(seal("place", ("a", data.decode("latin-1"), "2026-01-01")))
    assert len(seals) == 2 + 8 * len(text)


def test_gaps_are_counted_from_one():
    """What is missing between 1 and the largest number is counted."""
    assert [gaps(numbers) for numbers in ([], [1, 2], [2], [1, 5])] == [0, 0, 1, 3]
    with closing(connect(IN_MEMORY)) as connection:
        rows = [(n, "t", "l", "s", "c", "[]", 1, 0, n) for n in (2, 5, 6)]
        write(connection, "answer", rows)
        assert close_gaps(connection) == 6
        assert [(row[0], row[-1]) for row in read(connection, "answer")[0]] == [(1, 2), (2, 5), (3, 6)]
