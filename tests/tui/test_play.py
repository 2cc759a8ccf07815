"""The playground on the screen: by keys, as someone who plays would go about it."""

from fractions import Fraction
from pathlib import Path

import pytest
from app import SHIPPED, shipped_course

from tutor.bench import turn
from tutor.net.layout import pack
from tutor.progress import open_progress
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning
from tutor.tui.knob import Knob
from tutor.tui.play_screen import PlayScreen

NONE = Path()


async def until(pilot, holds):
    for _ in range(300):
        await pilot.pause(0.01)
        if holds():
            return
    raise AssertionError("it never came to that")


async def playing(pilot):
    await until(pilot, lambda: isinstance(pilot.app.screen, PlayScreen) and pilot.app.screen.query(Knob))
    await pilot.pause()
    return pilot.app.screen


def app(folder, file=NONE):
    tutor = TutorApp(open_progress(folder), SHIPPED, Beginning(play=file))
    tutor.read_course = shipped_course
    return tutor


async def typed(pilot, command):
    await pilot.press("colon")
    await pilot.press(*(_KEYS.get(each, each) for each in command), "enter")
    await pilot.pause()


_KEYS = {" ": "space", "=": "equals_sign", ".": "full_stop", "/": "slash", "_": "underscore", "-": "minus"}


async def test_from_the_opening_to_a_network_that_trains(welcome):
    """p opens the playground, g trains, g pauses, z leads back to the same start, n draws another."""
    async with welcome((120, 40)) as pilot:
        await until(pilot, lambda: pilot.app._loaded)
        await pilot.press("p")
        screen = await playing(pilot)
        await pilot.press("g")
        await until(pilot, lambda: screen.bench.settings["step"] > 20)
        await pilot.press("g")
        seed = screen.bench.settings["seed"]
        await pilot.press("z")
        assert (screen.bench.settings["step"], screen.bench.settings["seed"]) == (0, seed)
        await pilot.press("n")
        assert screen.bench.settings["seed"] == seed + 1


async def test_a_unit_is_killed_and_brought_back_and_the_file_opens_again(tmp_path, monkeypatch):
    """A bias typed at step 30 kills a unit, another wakes it; saved, changed, opened: as it was."""
    monkeypatch.chdir(tmp_path)
    async with app(tmp_path / "home").run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        await typed(pilot, "step = 30")
        await typed(pilot, "b0 = -50")
        assert screen.bench.settings["from"] == 30
        assert screen.bench.reading.facts.dead[0] == "0"
        await typed(pilot, "b0 = 1")
        assert "0" not in screen.bench.reading.facts.dead
        await pilot.press("s", "enter")  # the line has a name already
        await until(pilot, (tmp_path / "play.toml").exists)
        before = pack(screen.bench.reading.facts.network).tolist()
        await typed(pilot, "seed = 7")
        await typed(pilot, "open play.toml")
        await until(pilot, lambda: screen.bench.settings["seed"] == 0)
        assert pack(screen.bench.reading.facts.network).tolist() == before


async def test_what_stands_is_kept_when_it_is_left(tmp_path):
    """Leaving without saving loses nothing: the next time the playground is as it was."""
    for step in (0, 40):
        async with app(tmp_path).run_test(size=(100, 30)) as pilot:
            screen = await playing(pilot)
            assert screen.bench.settings["step"] == step
            await typed(pilot, "step = 40")
            await pilot.press("q")


async def test_a_click_on_the_plane_is_a_row(tmp_path):
    """Where it was clicked, of class 1, and with Shift of class 0; the network of now goes on with it."""
    file = tmp_path / "plane.toml"
    file.write_text('data = "xor"\nrows = 4\n', encoding="utf-8")
    async with app(tmp_path, file).run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        await typed(pilot, "step = 20")
        network = pack(screen.bench.reading.facts.network).tolist()
        for shift, label, place in ((False, 1, (30, 4)), (True, 0, (44, 5))):
            before = len(screen.bench.reading.facts.rows[0])
            await pilot.click("#plot", offset=place, shift=shift)
            await until(pilot, lambda before=before: len(screen.bench.reading.facts.rows[0]) == before + 1)
            assert screen.bench.reading.facts.rows[1][-1, 0] == label
        (left, upper), (right, lower) = screen.bench.reading.facts.rows[0][-2:]
        assert left < right
        assert lower < upper
        assert pack(screen.bench.reading.facts.network).tolist() == network
        assert screen.bench.settings["from"] == 20
        assert screen._path == file


async def test_tab_goes_from_knob_to_knob(tmp_path):
    """As the panel of knobs says."""
    async with app(tmp_path).run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        names = []
        for _ in range(3):
            names.append(screen.focused.knob.name)
            await pilot.press("tab")
        assert names == ["data", "noise", "layers"]


async def test_undo_leads_back_to_other_rows_and_to_another_file(tmp_path):
    """A row too many, and a table opened by mistake, are taken back."""
    (tmp_path / "rows.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    async with app(tmp_path / "home").run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        first = screen.bench
        await typed(pilot, "row 1 2")
        await until(pilot, lambda: screen.bench.lab is not first.lab)
        with_row = screen.bench
        screen.typed(f"open {tmp_path / 'rows.csv'}")
        await until(pilot, lambda: screen.bench.lab is not with_row.lab)
        for before in (with_row, first):
            await pilot.press("u")
            await until(pilot, lambda before=before: screen.bench.lab is before.lab)


async def test_what_cannot_be_done_is_said_beside_the_knobs(tmp_path):
    """A name that there is not changes nothing, and is told."""
    async with app(tmp_path).run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        before = screen.bench
        await typed(pilot, "b77 = 1")
        assert screen.bench is before
        assert "b77" in screen.message


async def test_a_file_that_cannot_be_opened_leaves_the_opening(tmp_path):
    """A file that is no playground is told in one line, over the opening."""
    bad = tmp_path / "bad.toml"
    bad.write_text("hidden = 3", encoding="utf-8")
    async with app(tmp_path, bad).run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: pilot.app._notifications)
        assert "bad.toml: hidden" in next(iter(pilot.app._notifications)).message
        assert not isinstance(pilot.app.screen, PlayScreen)


@pytest.mark.parametrize(
    ("place", "rows_of"),
    [
        ("when-linear#bend-it", None),
        ("how-long-dead#wake-one", lambda facts: facts.plan.rows),
        ("zero-gradient#the-shelf", lambda facts: (facts.inputs, facts.labels)),
        ("start-again#xor", lambda facts: facts.over.rows),
    ],
)
async def test_what_is_on_the_bench_of_a_lesson_can_be_played_with(tutor, place, rows_of):
    """P opens the network of now, with the rows of the step or some on which it is right; Esc leads back."""
    async with tutor(place, (100, 40)) as pilot:
        lesson = pilot.app.screen
        while lesson.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        if lesson.bench.clock:
            lesson.work(turn, lesson.bench.clock.name, Fraction(30))
        before = lesson.session
        await pilot.press("P")
        screen = await playing(pilot)
        facts, played = before.bench.reading.facts, screen.bench.reading.facts
        assert pack(played.network).tolist() == pack(facts.network).tolist()
        assert not played.step
        if rows_of:
            for found, row in zip(played.rows, rows_of(facts), strict=True):
                assert found.tolist() == row.reshape(len(row), -1).astype(float).tolist()
        else:
            assert played.loss == 0
        await pilot.press("g")
        await until(pilot, lambda: screen.bench.settings["step"] > 0)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is lesson)
        assert lesson.session == before


async def test_a_lab_that_cannot_be_played_says_so(tutor):
    """A pair of inputs is no network: it is said, and nothing opens."""
    async with tutor("straight-or-bent#find-a-pair") as pilot:
        lesson = pilot.app.screen
        while lesson.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        await pilot.press("P")
        await until(pilot, lambda: pilot.app._notifications)
        assert pilot.app.screen is lesson


async def test_what_was_said_at_the_opening_is_said_once(tmp_path):
    """Another row, and undo, show another bench on the same screen; what there was to say of the file is old news."""
    file = tmp_path / "rows.csv"
    file.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    async with app(tmp_path / "home", file).run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        notice = screen.query_one("#notice")
        await until(pilot, lambda: "rows.csv" in str(notice.content) or "x" in str(notice.content))
        told = str(notice.content)
        first = screen.bench
        await typed(pilot, "row 5 6")
        await until(pilot, lambda: screen.bench.lab is not first.lab)
        assert str(notice.content) != told
        await pilot.press("u")
        await until(pilot, lambda: screen.bench.lab is first.lab)
        assert str(notice.content) != told


async def test_keys_of_the_playground_say_why_they_do_nothing(tmp_path):
    """Back to step 0, at step 0; others work."""
    async with app(tmp_path).run_test(size=(100, 30)) as pilot:
        screen = await playing(pilot)
        await pilot.press("z")
        await pilot.pause()
        assert "step 0" in str(screen.query_one("#notice").content)
        assert screen.bench.settings["step"] == 0
        active = {binding.action for _, binding, *_ in screen.active_bindings.values()}
        assert {"save", "new_start", "keep"} <= active
