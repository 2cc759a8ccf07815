"""The command line: what each command does, what it says when something is wrong, and with which status it ends."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tutor
from tutor import cli
from tutor.lesson import library
from tutor.progress import open_progress

ROOT = Path(tutor.__file__).parents[1]
SHIPPED = Path(__file__).parents[1] / "lessons"
COURSE = library.load([SHIPPED])
IDS = list(COURSE.by_id)
FIRST, BROKEN = COURSE.by_id["straight-or-bent"], COURSE.by_id["when-linear"]
"""The lesson whose numbers a test changes, and one that it breaks."""


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self):
        return True


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run the program within this process, with lines on its standard input: status, output, errors."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def run(*arguments, typed=None, piped=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(piped) if typed is None else Terminal(typed))
        try:
            status = cli.main(list(arguments))
        except SystemExit as end:
            status = end.code or 0
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def own_lessons(monkeypatch, tmp_path):
    """A copy of the shipped lessons that a test may break."""
    folder = tmp_path / "lessons"
    shutil.copytree(SHIPPED, folder)
    monkeypatch.setattr(cli, "lessons_folder", lambda: folder)
    return folder


def environment(**changes):
    """The environment of a process under test: its reports of bugs do not go to everybody's folder either."""
    here = str(Path(os.environ["RELU_TUTOR_HOME"]).parent)
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": here, "PYTHONUNBUFFERED": "", **changes}


def process(*arguments, changes=None, **options):
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments],
        env=environment(**(changes or {})),
        capture_output=True,
        check=False,
        timeout=60,
        **options,
    )


def in_shell(command):
    """Run a line of shell, with $TUTOR for the program."""
    return subprocess.run(
        ["sh", "-c", command],
        env=environment(TUTOR=f"{sys.executable} -m tutor"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def flat(text):
    return " ".join(text.split())


def test_the_version_is_the_one_that_is_installed(run):
    """A report of a bug would name the wrong version."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert run("--version")[:2] == (0, f"relu-tutor {tutor.__version__}\n")
    assert f'version = "{tutor.__version__}"' in project or "dynamic" in project


def test_help_names_every_command_and_option(run):
    """What the program can do would be known to nobody."""
    status, told, _ = run("--help")
    assert status == 0
    assert all(word in told for word in ("list", "check", "--plain", "--version", "LESSON[#STEP]", "RELU_TUTOR_HOME"))
    for command in ("list", "check"):
        assert run(command, "--help")[0] == 0


@pytest.mark.parametrize("arguments", [["--nosuch"], ["a", "b"], ["list", "x"], ["check", "--nosuch"]], ids=" ".join)
def test_a_wrong_command_line_is_a_message_and_status_2(arguments, run):
    """A slip would pass unnoticed, or be told as a bug."""
    status, _, told = run(*arguments)
    assert status == 2
    assert "usage" in told


def test_the_module_and_the_command_are_the_same():
    """`python -m tutor` would do something else, or lose the status."""
    done = process("nosuch", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert b"nosuch" in done.stderr


# list


def test_list_tells_each_lesson_and_how_far_one_is(run):
    """The learner would not know what there is, or what is left."""
    lesson = COURSE.lessons[-1]
    status, told, errors = run("list")
    assert (status, errors) == (0, "")
    lines = told.splitlines()
    assert [line.split()[0] for line in lines] == IDS
    for line, each in zip(lines, COURSE.lessons, strict=True):
        assert each.title in line
        assert re.search(rf"\b0 of +{len(each.steps)}\b", line)
    steps = len(lesson.steps[0].checks)
    run("--plain", lesson.id, typed="solution\n" * steps)
    assert re.search(rf"^{lesson.id} +1 of", run("list")[1], re.MULTILINE)


def test_a_broken_lesson_is_told_and_the_others_open(run, own_lessons):
    """One mistake in one file would close the course."""
    broken = own_lessons / BROKEN.path.name
    text = broken.read_text(encoding="utf-8").replace("answer = 28", "answr = 28")
    broken.write_text(text, encoding="utf-8")
    at = next(n for n, line in enumerate(text.split("\n"), 1) if "answr" in line)
    status, told, errors = run("list")
    assert status == 0
    assert [line.split()[0] for line in told.splitlines()] == [name for name in IDS if name != BROKEN.id]
    assert f"{broken}:{at}: " in errors
    assert "broken" in errors
    status, told, errors = run("--plain", IDS[2])
    assert COURSE.lessons[2].title in told
    assert "Traceback" not in errors
    status, _, errors = run("--plain", BROKEN.id)
    assert status in {1, 2}
    assert f"{broken}:{at}: " in errors


def test_without_any_lesson_there_is_a_message(run, own_lessons):
    """An installation without lessons would be a traceback."""
    for path in own_lessons.glob("*.md"):
        path.unlink()
    for arguments in ([], ["--plain"], ["--plain", "x"]):
        status, _, errors = run(*arguments)
        assert status in {1, 2}
        assert errors.startswith("relu-tutor: ")
        assert "bug" not in errors
        assert "mean ?" not in errors
    assert run("list")[:2] == (0, "")
    assert run("check")[0] == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [('want = ["gap != 0"]', 'want = ["gaps != 0"]'), ('want = ["gap != 0"]', 'want = ["gap !="]')],
    ids=["unknown measure", "no comparison"],
)
def test_a_lesson_that_cannot_work_does_not_open(old, new, run, own_lessons):
    """It would open, and end the program at the first turn of a knob: bad content told as a bug."""
    path = own_lessons / FIRST.path.name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    status, _, errors = run("--plain", f"{FIRST.id}#find-a-pair", piped="p = -1\n")
    assert status != 70
    assert f"{path}:" in errors


# check


def test_check_of_the_shipped_lessons_is_clean(run):
    """The command in the README would fail."""
    status, told, errors = run("check")
    assert (status, errors) == (0, "")
    assert str(len(IDS)) in told
    assert run("check", str(SHIPPED), typed="")[0] == 0


def test_check_tells_every_problem_with_path_and_line_and_fails(run, tmp_path):
    """A build would pass with a false lesson, or an editor could not jump to it."""
    (tmp_path / "a.md").write_text("# A\n")
    (tmp_path / "b.md").write_bytes(b"# B\n\xff\n")
    (tmp_path / "c.md").mkdir()
    status, told, _ = run("check", str(tmp_path))
    assert status == 1
    lines = told.splitlines()
    assert all(re.match(rf"{re.escape(str(tmp_path))}/[abc]\.md:\d+: \S", line) for line in lines)
    assert {line[len(str(tmp_path)) + 1] for line in lines} == {"a", "b", "c"}
    assert f"{tmp_path / 'b.md'}:2: " in told


@pytest.mark.parametrize("what", ["missing.md", "", "folder"])
def test_check_of_nothing_fails(what, run, tmp_path):
    """A slip in the path would pass for a clean check."""
    (tmp_path / "folder").mkdir()
    status, told, errors = run("check", str(tmp_path / what))
    assert status == 1
    assert str(tmp_path) in told + errors


def test_a_file_that_ends_the_linter_does_not_take_the_others_along(run, tmp_path):
    """One hostile file would hide what is wrong with all the others."""
    hostile = "(" * 3_000 + "1" + ")" * 3_000
    lesson = FIRST.path.read_text(encoding="utf-8")
    assert 'proof = "f(-5 + 1)"' in lesson
    (tmp_path / "1.md").write_text(lesson.replace('proof = "f(-5 + 1)"', f'proof = "{hostile}"'), encoding="utf-8")
    (tmp_path / "2.md").write_text("# B\n")
    status, told, _ = run("check", str(tmp_path))
    assert status == 1
    assert str(tmp_path / "1.md") in told
    assert str(tmp_path / "2.md") in told


def test_coverage_fails_where_something_is_covered_by_nothing(run, own_lessons):
    """A claim of the thread, or a misconception, could be forgotten, and a build would pass."""
    status, told, errors = run("check", "--coverage")
    assert (status, errors) == (0, "")
    claims = len(COURSE.tables.claims)
    misconceptions = len(COURSE.tables.misconceptions)
    assert f"claims settled: {claims} of {claims}" in told
    assert f"misconceptions met: {misconceptions} of {misconceptions}" in told
    table = own_lessons / "misconceptions.toml"
    text = table.read_text(encoding="utf-8") + '\n[M98]\nsays = "Nobody says so."\ntruth = "Nor is it."\n'
    table.write_text(text, encoding="utf-8")
    assert run("check")[0] == 0
    status, told, _ = run("check", "--coverage")
    assert status == 1
    assert re.search(r"^M98 +met by no check$", told, re.MULTILINE)
    assert f"misconceptions met: {misconceptions} of {misconceptions + 1}" in told


# Opening a lesson


def test_an_unknown_lesson_brings_up_the_nearest_names(run):
    """Who mistypes a name would have to look it up."""
    for name in IDS:
        status, told, errors = run("--plain", name[:-1])
        assert (status, told) == (2, "")
        assert name in errors
    status, _, errors = run("--plain", "%%%")
    assert status == 2
    assert all(name in errors for name in IDS)


def test_an_unknown_step_brings_up_the_nearest_names(run):
    """The lesson would open somewhere else without a word."""
    for lesson in COURSE.lessons:
        step = lesson.steps[-1].id
        status, told, errors = run("--plain", f"{lesson.id}#{step[:-1]}")
        assert (status, told) == (2, "")
        assert step in errors


def test_a_step_can_be_opened(run):
    """A link to a step would open the lesson at its beginning."""
    for lesson in COURSE.lessons:
        step = lesson.steps[2]
        for options in ({"piped": ""}, {"typed": ""}):
            _, told, _ = run("--plain", f"{lesson.id}#{step.id}", **options)
            assert f"Step 3 of {len(lesson.steps)}: {step.title}" in flat(told)


def test_a_step_without_its_lesson_is_not_passed_over(run):
    """`relu-tutor '#step'` would open another step, without a word."""
    status, told, errors = run("--plain", "#nosuch")
    assert status == 2 or "nosuch" in errors
    assert "Step 1 of" not in told


# Working line by line


def test_what_was_done_is_there_when_one_comes_back(run):
    """The plain front end would forget everything."""
    lesson = COURSE.lessons[1]
    checks = lesson.steps[0].checks
    run("--plain", lesson.id, typed="hint\nhint\n")
    _, told, _ = run("--plain", typed="")
    assert lesson.title in told
    assert all(flat(f"Hint {n}: {checks[0].hints[n - 1]}") in flat(told) for n in (1, 2))
    run("--plain", lesson.id, typed="skip\nskip\n")
    _, told, _ = run("--plain", typed="")
    assert "Step 3 of" in told


def test_the_lesson_that_was_opened_last_is_the_one_that_opens(run):
    """Who opened a lesson, read, and left would be taken back to another one."""
    for lesson in reversed(COURSE.lessons):
        run("--plain", f"{lesson.id}#{lesson.steps[1].id}", typed="")
        _, told, _ = run("--plain", typed="")
        assert lesson.title in told
        assert f"Step 2 of {len(lesson.steps)}" in told


def test_piped_answers_are_not_kept(run, tmp_path):
    """A test run would fill the learner's progress, or be answered by it."""
    run("--plain", IDS[0], typed="solution\n")
    before = open_progress(tmp_path / "home")
    kept = before.state(IDS[0])
    before.close()
    status, told, _ = run("--plain", IDS[0], piped="skip\nskip\n")
    assert status == 1
    assert "Step 1 of" in told
    after = open_progress(tmp_path / "home")
    assert after.state(IDS[0]) == kept
    after.close()


def test_leaving_with_the_interrupt_key_is_no_traceback_and_keeps_what_was_done(run, monkeypatch, tmp_path):
    """The common way to leave a terminal program would look like a crash, or cost the last answer."""
    lines = iter(["hint"])

    def typed(_prompt):
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", typed)
    status, _, errors = run("--plain", IDS[0], typed="")
    assert (status, errors) == (130, "")
    progress = open_progress(tmp_path / "home")
    step = COURSE.lessons[0].steps[0]
    assert progress.state(IDS[0])[step.id]["checks"][step.checks[0].id]["hints"] == 1
    progress.close()


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_bytes_that_are_no_text_are_an_answer_that_is_none(encoding):
    """A key that the terminal sends in another encoding would be told as a bug."""
    done = process("--plain", IDS[0], input=b"\xff\xfe\n\xe2\x88\x923\nquit\n", changes={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert done.stderr == b""


def test_progress_that_cannot_be_kept_is_a_warning(run, monkeypatch, tmp_path):
    """The learner would believe that it is saved, or be shut out."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "file" / "x"))
    status, told, errors = run("--plain", IDS[0], typed="hint\n")
    assert status == 0
    assert "Hint 1" in told
    assert str(tmp_path / "file") in errors
    assert run("list")[0] == 0


def test_a_home_that_cannot_be_is_no_traceback(tmp_path):
    """A slip in an environment variable would be two tracebacks."""
    done = process("list", stdin=subprocess.DEVNULL, changes={"RELU_TUTOR_HOME": "~no-such-user/x"}, cwd=tmp_path)
    assert b"Traceback" not in done.stderr


# When something is wrong with the program itself


def test_a_bug_is_told_in_one_line_that_names_the_file_with_the_traceback(run, monkeypatch, tmp_path):
    """The learner would see a wall of text, and whoever mends it would see nothing."""

    def bug(_paths):
        raise RuntimeError("first line\nsecond line")

    monkeypatch.setattr(library, "load", bug)
    (tmp_path / "home").mkdir()
    status, told, errors = run("list")
    assert (status, told) == (70, "")
    (crash,) = (tmp_path / "home").glob("crash-*.txt")
    assert str(crash) in errors
    assert "RuntimeError" in errors
    assert errors.count("\n") == 1
    text = crash.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "second line" in text
    assert "in bug" in text


def test_a_bug_is_told_even_where_nothing_can_be_written(run, monkeypatch, tmp_path):
    """The report of the bug would be a second bug."""

    def bug(_paths):
        raise RuntimeError("why")

    (tmp_path / "file").touch()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(library, "load", bug)
    for place in (tmp_path / "file" / "x", "~no-such-user/x"):
        monkeypatch.setenv("RELU_TUTOR_HOME", str(place))
        status, _, errors = run("list")
        assert status == 70
        assert "RuntimeError" in errors
        # With no file to name, the traceback itself is told.
        assert "in bug" in errors or str(place) in errors


@pytest.mark.parametrize(
    "command",
    [
        "$TUTOR list | head -1",
        "$TUTOR check nosuch | head -0",
        "$TUTOR --plain </dev/null | head -1",
        "$TUTOR --help | head -0",
    ],
)
def test_a_reader_that_goes_away_is_no_traceback(command):
    """`relu-tutor list | head -1` would end in a traceback."""
    done = in_shell(command)
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["$TUTOR list >&-", "$TUTOR --plain <&-", "$TUTOR <&-", "$TUTOR --plain >&-"])
def test_without_standard_input_or_output_there_is_no_bug(command):
    """Started by another program that closed them, the tutor would report a bug of its own."""
    done = in_shell(command)
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


# What is loaded


def modules_after(*arguments):
    """The modules that a run of the program has loaded at its end."""
    code = (
        "import sys\nfrom tutor.cli import main\n"
        f"status = main({list(arguments)!r})\n"
        "print('\\n' + 'MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_each_command_loads_only_the_front_end_that_it_needs():
    """A screen reader, a build or a pipe would wait for the screen's libraries."""
    assert not modules_after("--plain", IDS[0]) & {"textual", "rich"}
    assert not modules_after("check") & {"textual", "rich", "plotext"}
    assert not modules_after("list") & {"textual", "rich", "plotext"}
    assert not modules_after("--version") & {"textual", "rich", "plotext", "numpy", "pydantic"}


def test_where_there_is_no_full_terminal_the_plain_front_end_runs(run):
    """In a pipe or a dumb terminal the learner would get escape sequences."""
    for options in ({"piped": ""}, {"typed": ""}):
        _, told, _ = run(IDS[0], **options)
        assert f"Step 1 of {len(COURSE.lessons[0].steps)}" in told
        assert "\x1b" not in told
