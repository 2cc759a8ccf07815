"""Rows of the learner's own, kept for a lesson that has since got fewer of them, or fewer rows of data."""

import random

import pytest
from course import written
from sample_files import LESSON

from tutor import bench as benches
from tutor import session as sessions
from tutor.progress import opened
from tutor.resume import keep, load, resume
from tutor.store import Store


def lesson_with(folder, rows, own):
    """The sample lesson with so many rows of data and of the learner's own, all of which turn."""
    names = ["b0", *["own"] * bool(own), *(f"x{i}" for i in range(rows + own)), *(f"y{rows + i}" for i in range(own))]
    text = LESSON.replace('answers = ["C1"]\nexperiments = ["success_mine"]\n', "")
    text = text.replace("own_rows = 1", f"own_rows = {own}")
    text = text.replace("x = [1, 2], y = [1, 2]", f"x = {[*range(rows)]}, y = {[*range(rows)]}")
    return written(folder, text.replace('["b0", "own", "x2"]', str(names).replace("'", '"')))


@pytest.mark.parametrize("seed", range(15))
def test_rows_that_are_gone_leave_a_lab_that_can_be_read(tmp_path, seed):
    """Whatever rows were kept, the lab of the lesson as it is now is read, drawn and measured."""
    source = random.Random(seed)  # noqa: S311 -- the same lessons each time
    with opened(tmp_path / "kept") as progress:
        before = load(progress, lesson_with(tmp_path, source.randint(1, 6), source.randint(0, 5)), Store())
        now = sessions.go(before, 0)
        for _ in range(8):
            knob = source.choice(now.bench.knobs)
            value = source.choice((knob.low, knob.high, knob.start, knob.moved(knob.low, 3)))
            now = sessions.work(now, benches.turn, knob.name, value)
        assert keep(progress, before, now) is now
        after = sessions.go(
            resume(progress, lesson_with(tmp_path, source.randint(1, 6), source.randint(0, 5)), Store()), 0
        )
    reading, lab = after.bench.reading, after.bench.lab
    assert reading.formula
    assert len(lab.rows(after.bench.settings)) == len(lab.data.x) + after.bench.settings.get("own", 0)
    assert all(reading.figure(view) for view in lab.views)
    assert all(lamp.reason for lamp in reading.lamps)
