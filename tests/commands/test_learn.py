"""relu-tutor without a command: which lesson opens, in which front end, and what is kept."""

import subprocess
from pathlib import Path

import pytest
from program import process

from tutor.lesson import library
from tutor.lesson.prose import blocks
from tutor.progress import EventRecord, open_progress

COURSE = library.load([Path(__file__).parents[2] / "lessons"])
IDS = list(COURSE.by_id)
FIRST, BROKEN = COURSE.by_id["straight-or-bent"], COURSE.by_id["when-linear"]
"""The lesson whose numbers a test changes, and one that it breaks."""


def flat(text):
    return " ".join(text.split())


@pytest.fixture
def few_lessons(own_lessons):
    """Every third lesson of the course; the folder holds no others, since every start reads them all."""
    kept = COURSE.lessons[::3]
    for path in {lesson.path.name for lesson in COURSE.lessons} - {lesson.path.name for lesson in kept}:
        (own_lessons / path).unlink()
    return kept


# Opening a lesson


def test_an_unknown_lesson_brings_up_the_nearest_names(relu_tutor):
    """A mistyped lesson is a message with the nearest names, and status 2."""
    for name in IDS:
        status, printed, errors = relu_tutor("--plain", name[:-1])
        assert (status, printed) == (2, "")
        assert name in errors
    status, _, errors = relu_tutor("--plain", "%%%")
    assert status == 2
    assert all(name in errors for name in IDS)


def test_an_unknown_step_brings_up_the_nearest_names(relu_tutor):
    """A mistyped step is a message with the nearest names, and status 2."""
    for lesson in COURSE.lessons:
        step = lesson.steps[-1].id
        status, printed, errors = relu_tutor("--plain", f"{lesson.id}#{step[:-1]}")
        assert (status, printed) == (2, "")
        assert step in errors


def test_a_step_can_be_opened(relu_tutor, few_lessons):
    """A lesson opens at the step that is named, for a pipe and for a person."""
    for lesson in few_lessons:
        step = lesson.steps[2]
        for options in ({"piped": ""}, {"typed": ""}):
            _, printed, _ = relu_tutor("--plain", f"{lesson.id}#{step.id}", **options)
            assert f"Step 3 of {len(lesson.steps)}: {step.title}" in flat(printed)


def test_a_step_without_its_lesson_is_not_passed_over(relu_tutor):
    """`relu-tutor '#step'` opens no other step."""
    status, printed, errors = relu_tutor("--plain", "#nosuch")
    assert status == 2 or "nosuch" in errors
    assert "Step 1 of" not in printed


def test_beside_a_broken_lesson_the_others_open(relu_tutor, own_lessons):
    """One mistake in one file is named with its path and line, and closes that lesson alone."""
    broken = own_lessons / BROKEN.path.name
    text = broken.read_text(encoding="utf-8").replace("answer = 28", "answr = 28")
    broken.write_text(text, encoding="utf-8")
    at = next(n for n, line in enumerate(text.split("\n"), 1) if "answr" in line)
    status, printed, errors = relu_tutor("--plain", IDS[2])
    assert COURSE.lessons[2].title in printed
    assert "Traceback" not in errors
    status, _, errors = relu_tutor("--plain", BROKEN.id)
    assert status in {1, 2}
    assert f"{broken}:{at}: " in errors


def test_without_any_lesson_there_is_a_message(relu_tutor, own_lessons):
    """An installation without lessons ends with a message that suggests no name."""
    for path in own_lessons.glob("*.md"):
        path.unlink()
    for arguments in ([], ["--plain"], ["--plain", "x"]):
        status, _, errors = relu_tutor(*arguments)
        assert status in {1, 2}
        assert errors.startswith("relu-tutor: ")
        assert "bug" not in errors
        assert "mean ?" not in errors


@pytest.mark.parametrize(
    ("old", "new"),
    [('"gap = 0"]', '"gaps = 0"]'), ('"gap = 0"]', '"gap ="]')],
    ids=["unknown measure", "no comparison"],
)
def test_a_lesson_that_cannot_work_does_not_open(old, new, relu_tutor, own_lessons):
    """Bad content is a problem with its path, found before the lesson opens, and no bug."""
    path = own_lessons / FIRST.path.name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    status, _, errors = relu_tutor("--plain", f"{FIRST.id}#find-a-pair", piped="p = -1\n")
    assert status != 70
    assert f"{path}:" in errors


# Working line by line


def test_where_there_is_no_full_terminal_the_plain_front_end_runs(relu_tutor):
    """In a pipe and in a dumb terminal the lesson runs line by line, without escape sequences."""
    for options in ({"piped": ""}, {"typed": ""}):
        _, printed, _ = relu_tutor(IDS[0], **options)
        assert f"Step 1 of {len(COURSE.lessons[0].steps)}" in printed
        assert "\x1b" not in printed


def test_what_was_done_is_there_when_one_comes_back(relu_tutor):
    """A lesson opens as it was left: its hints are open, and its place is kept."""
    lesson = COURSE.lessons[1]
    checks = lesson.steps[0].checks
    relu_tutor("--plain", lesson.id, typed="hint\nhint\n")
    _, printed, _ = relu_tutor("--plain", typed="")
    assert lesson.title in printed
    hints = ["".join(block.text for block in blocks(hint)) for hint in checks[0].hints]
    assert all(flat(f"Hint {n}: {hints[n - 1]}") in flat(printed) for n in (1, 2))
    relu_tutor("--plain", lesson.id, typed="skip\nskip\n")
    _, printed, _ = relu_tutor("--plain", typed="")
    assert "Step 3 of" in printed


def test_the_lesson_that_was_opened_last_is_the_one_that_opens(relu_tutor, few_lessons):
    """Without a name, the lesson and step that were opened last are opened."""
    for lesson in reversed(few_lessons):
        relu_tutor("--plain", f"{lesson.id}#{lesson.steps[1].id}", typed="")
        _, printed, _ = relu_tutor("--plain", typed="")
        assert lesson.title in printed
        assert f"Step 2 of {len(lesson.steps)}" in printed


def test_piped_answers_are_not_kept(relu_tutor, tmp_path):
    """A piped run starts afresh and leaves the learner's progress as it is."""
    relu_tutor("--plain", IDS[0], typed="solution\n")
    before = open_progress(tmp_path / "home")
    kept = before.state(IDS[0])
    before.close()
    status, printed, _ = relu_tutor("--plain", IDS[0], piped="skip\nskip\n")
    assert status == 1
    assert "Step 1 of" in printed
    after = open_progress(tmp_path / "home")
    assert after.state(IDS[0]) == kept
    after.close()


def test_leaving_with_the_interrupt_key_is_no_traceback_and_keeps_what_was_done(relu_tutor, monkeypatch, tmp_path):
    """Ctrl+C ends a lesson silently, and what was done is kept."""
    lines = iter(["hint"])

    def typed(_prompt):
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)
    status, _, errors = relu_tutor("--plain", IDS[0], typed="")
    assert (status, errors) == (130, "")
    progress = open_progress(tmp_path / "home")
    step = COURSE.lessons[0].steps[0]
    assert EventRecord(step.id, "hint", step.checks[0].id, count=1) in progress.events(IDS[0])
    progress.close()


def test_progress_that_cannot_be_kept_is_a_warning(relu_tutor, monkeypatch, tmp_path):
    """Where nothing can be saved, the lesson runs, and a warning says so."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "file" / "x"))
    status, printed, errors = relu_tutor("--plain", IDS[0], typed="hint\n")
    assert status == 0
    assert "Hint 1" in printed
    assert str(tmp_path / "file") in errors


def test_a_home_that_cannot_be_is_no_traceback(tmp_path):
    """A home folder of an unknown user is no traceback."""
    done = process("list", stdin=subprocess.DEVNULL, changes={"RELU_TUTOR_HOME": "~no-such-user/x"}, cwd=tmp_path)
    assert b"Traceback" not in done.stderr
