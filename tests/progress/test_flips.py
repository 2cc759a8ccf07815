"""Single flipped bits in a file of progress with several lessons of answers: nothing is forgotten in silence."""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from course import SHIPPED
from keeping import FILE
from moves import STORE, begun, played

from tutor import session as sessions
from tutor.progress import opened
from tutor.progress.tables import COLUMNS, rows_of
from tutor.resume import keep, load

SEED = 13
LESSONS = SHIPPED[:9]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the work of nine lessons, and the backup of it."""
    folder = tmp_path_factory.mktemp("whole")
    numbers = random.Random(SEED)  # noqa: S311 -- the same work in every run
    kinds = ["turn", "right", "wrong", "wrong", "hint", "solution", "solve", "adjust", "redraw", "forward"]
    with opened(folder) as progress:
        for lesson in LESSONS:
            kept, session = load(progress, lesson, STORE), begun(lesson)
            for i, _ in enumerate(lesson.steps):
                session = sessions.go(session, i)
                for _ in range(12):
                    session = played(session, (numbers.choice(kinds), numbers.randrange(20), numbers.randrange(9)))
                kept = keep(progress, kept, session)
        progress.set("theme", "textual-light")
        assert not progress.warning
        progress.back_up()
    return folder


def found_in(progress):
    """Everything that can be read of all lessons."""
    return {
        lesson.id: (
            Counter(map(str, progress.answers(lesson.id))),
            progress.events(lesson.id),
            progress.state(lesson.id),
            progress.place(lesson.id),
        )
        for lesson in LESSONS
    } | {"theme": progress.setting("theme")}


def flipped(whole, folder, bit):
    """A folder whose file has one bit other than the whole one."""
    folder.mkdir()
    data = bytearray((whole / FILE).read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    (folder / FILE).write_bytes(data)
    return folder


def bits(count, size):
    """Some bits of a file, alike in every run: among all of it, and as many in its first page."""
    numbers = random.Random(f"{SEED} {count}")  # noqa: S311 -- as above
    return [numbers.randrange(8 * (size if n % 4 else 4096)) for n in range(count)]


def bad_flips(whole, tmp_path, count, *, backup):
    """Flip one bit after another; what was forgotten in silence, and how many answers were lost with a word."""
    with opened(whole) as progress:
        before = found_in(progress)
    silent, lost, told = [], Counter(), 0
    for n, bit in enumerate(bits(count, (whole / FILE).stat().st_size)):
        folder = flipped(whole, tmp_path / str(n), bit)
        if backup:
            shutil.copy(next(whole.glob("progress-backup-*")), folder)
        with opened(folder) as progress:
            after = found_in(progress)
            told += bool(progress.warning)
            if after != before and not progress.warning:
                silent.append(bit)
            if "newer" not in progress.warning:
                lost[bit] = sum((before[lesson.id][0] - after[lesson.id][0]).total() for lesson in LESSONS)
                assert not lost[bit] or f"Lost, as far as can be told: {lost[bit]} × an answer" in progress.warning
                assert progress.keep(LESSONS[0].id, LESSONS[0].steps[0].id, {}, [])
        with opened(folder) as progress:
            again = found_in(progress)
            assert progress.warning == "" or "newer" in progress.warning, "what was mended once is well"
            assert again == {**after, LESSONS[0].id: (*after[LESSONS[0].id][:3], again[LESSONS[0].id][3])}
        shutil.rmtree(folder)
    return silent, +lost, told


@pytest.mark.parametrize("backup", [True, False], ids=["with a backup", "without one"])
def test_a_flipped_bit_is_mended_or_told(folder, tmp_path, backup):
    """After any flipped bit everything is as it was, or the learner is told; and with a backup no answer is lost."""
    silent, lost, told = bad_flips(folder, tmp_path, 24, backup=backup)
    assert silent == []
    assert told
    assert sum(lost.values()) <= (0 if backup else 1)


@pytest.mark.full
@pytest.mark.parametrize("backup", [True, False], ids=["with a backup", "without one"])
def test_two_hundred_flipped_bits_are_mended_or_told(folder, tmp_path, backup):
    """The same of two hundred bits."""
    silent, lost, told = bad_flips(folder, tmp_path, 200, backup=backup)
    print(f"{told} of 200 flips were told, {len(silent)} were not; lost answers by bit: {dict(lost)}")
    assert silent == []
    assert sum(lost.values()) <= (0 if backup else 10)


def test_the_work_is_of_several_lessons(folder):
    """The file has many rows in each table, and is sound."""
    with opened(folder) as progress:
        assert progress.warning == ""
        rows = rows_of(progress.connection)
    assert {table: len(rows[table]) > 5 for table in COLUMNS} == {**dict.fromkeys(COLUMNS, True), "setting": False}
    assert len(rows["answer"]) > 50
    assert Path(folder / FILE).stat().st_size > 40_000
