"""Coming back to a lesson that has changed: what still fits comes back, and what was solved stays solved."""

from fractions import Fraction

import pytest
from course import written
from keeping import LESSON, keep_once, visible, worked
from moves import STORE, answered, begun, undo

from tutor import session as sessions
from tutor.lab import start_settings
from tutor.progress import opened
from tutor.resume import resume
from tutor.session import CheckState, Given


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        assert not found.warning
        yield found


def lesson_of(tmp_path, *changes):
    text = LESSON
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return written(tmp_path, text)


def test_a_knob_that_is_gone_or_turns_less_far_is_back_at_its_start(progress, tmp_path):
    """Settings that no key can reach any more are left out, and the lab is read at the others."""
    keep_once(progress, worked(lesson_of(tmp_path)))
    changed = lesson_of(tmp_path, ('"b0", "b1"]', '"b0", "v1"]\nbounds = { b0 = { low = -12, high = 0 } }'))
    session = sessions.go(resume(progress, changed, STORE), 0)
    assert session.bench.settings == start_settings(changed.steps[0].lab)
    assert session.bench.reading.formula
    assert undo(session) is session


def test_a_lab_of_another_kind_begins_afresh(progress, tmp_path):
    """The settings and the view of one lab are not given to another; the answers of the step stay."""
    keep_once(progress, worked(lesson_of(tmp_path)))
    lab = LESSON[LESSON.index("```toml lab network") : LESSON.index("```toml check choice")]
    pair = "```toml lab pair\nx1 = 1\nx2 = 2\n```\n\n"
    changed = lesson_of(tmp_path, (lab, pair), ("bends > 0", "gap > 0"), ("b0 = 0 }", "x1 = 0 }"))
    session = sessions.go(resume(progress, changed, STORE), 0)
    assert session.bench.settings == {"x1": 1, "x2": 2}
    assert session.bench.view == "pair"
    assert session.check_state(changed.steps[0].checks[0]).solved


def test_steps_are_known_by_their_ids_wherever_they_stand(progress, tmp_path):
    """After steps have changed places each has what was done in it."""
    before = worked(lesson_of(tmp_path))
    keep_once(progress, before)
    first, second = (LESSON.index(f"## {name}") for name in ("One", "Two"))
    moved = lesson_of(tmp_path, (LESSON, LESSON[:first] + LESSON[second:].rstrip() + "\n\n" + LESSON[first:second]))
    session = resume(progress, moved, STORE)
    assert [step.id for step in moved.steps] == ["two", "three", "one"]
    assert session.at == 1
    for part in range(1, 4):
        assert visible(session)[part] == [visible(before)[part][i] for i in (1, 2, 0)]


def test_a_step_or_check_that_is_gone_is_passed_over(progress, tmp_path):
    """What was kept of a step or check that is gone is left out, and the others come back."""
    before = worked(lesson_of(tmp_path))
    keep_once(progress, before)
    shorter = lesson_of(tmp_path, (LESSON[LESSON.index("## Three") :], ""), ('id = "bend"', 'id = "other"'))
    session = resume(progress, shorter, STORE)
    assert session.at == 0
    assert len(session.states) == 2
    assert set(session.states[0].checks) == {"pick"}
    assert session.states[0].checks["pick"].solved
    no_check = lesson_of(tmp_path, (LESSON[LESSON.index("```toml check choice") : LESSON.index("## Two")], ""))
    bare = sessions.go(resume(progress, no_check, STORE), 0)
    assert bare.shown_check is None
    assert sessions.forward(bare).at == 1


def test_a_sketch_with_another_number_of_points_loses_its_draft_and_keeps_its_success(progress, tmp_path):
    """A draft and a wrong answer that do not fit are left out; what was solved stays solved, with its explanation."""
    session = sessions.go(begun(lesson_of(tmp_path)), 1)
    session = answered(sessions.place(session, 0, Fraction(3)), (Fraction(0), Fraction(1), Fraction(2)))
    right = (Fraction(0), Fraction(0), Fraction(2))
    keep_once(progress, answered(session, right))
    changed = lesson_of(tmp_path, ("[-1, 0, 2]", "[-1, 0, 1, 2]"), ("[0, 0, 2]", "[0, 0, 1, 2]"))
    after = resume(progress, changed, STORE)
    state = after.check_state(after.shown_check)
    assert state == CheckState((Given(right, True, "e"),))
    assert state.solved
    assert len(sessions.drafted(after, after.shown_check)) == 4


def test_a_silent_answer_that_does_not_fit_any_more_is_the_one_answer_all_the_same(progress, tmp_path):
    """A silent check whose form has changed stays closed, with the verdict that its answer got."""
    two, three = LESSON.index("## Two"), LESSON.index("## Three")
    asked = LESSON[two:three]
    silent = (asked, asked.replace('hints = ["a", "b", "c"]', "silent = true"))
    session = sessions.go(begun(lesson_of(tmp_path, silent)), 1)
    given_ = (Fraction(0), Fraction(1), Fraction(2))
    keep_once(progress, answered(session, given_))
    changed = lesson_of(tmp_path, silent, ("[-1, 0, 2]", "[-1, 0, 1, 2]"), ("[0, 0, 2]", "[0, 0, 1, 2]"))
    after = resume(progress, changed, STORE)
    state = after.check_state(after.shown_check)
    assert (state.closed, state.solved, after.open_check) == (True, False, None)
    assert [(each.answer, each.right, each.sure) for each in state.log] == [(given_, False, 2)]


def test_a_draft_out_of_new_bounds_is_not_shown_outside_the_plot(progress, tmp_path):
    """A draft with a point out of the sketch's bounds begins anew."""
    session = sessions.place(sessions.go(begun(lesson_of(tmp_path)), 1), 0, Fraction(3))
    keep_once(progress, session)
    changed = lesson_of(tmp_path, ("high = 3", "high = 2"))
    after = resume(progress, changed, STORE)
    check = after.shown_check
    assert all(check.low <= height <= check.high for height in sessions.drafted(after, check))


def test_an_option_that_is_gone_is_a_wrong_answer(progress, tmp_path):
    """An answer that chose an option that is gone stays a wrong answer, and says so."""
    session = answered(begun(lesson_of(tmp_path)), (Fraction(2),))
    keep_once(progress, session)
    changed = lesson_of(tmp_path, ('  { id = "other", text = "other", say = "no" },\n', ""))
    after = resume(progress, changed, STORE)
    assert after.check_state(after.shown_check).log == (
        Given((Fraction(-1),), False, "That option is no longer there."),
    )


def test_an_answer_that_has_become_right_is_not_told_as_wrong_with_its_explanation(progress, tmp_path):
    """A wrong answer that the lesson now thinks right does not fit any more, and leaves the question open."""
    session = answered(begun(lesson_of(tmp_path)), (Fraction(1),))
    keep_once(progress, session)
    this, that = 'text = "this", right = true }', 'text = "that", say = "no" }'
    changed = lesson_of(tmp_path, (this, 'text = "this", say = "no" }'), (that, 'text = "that", right = true }'))
    after = resume(progress, changed, STORE)
    assert after.open_check.id == "pick"
    assert after.check_state(after.shown_check).log == ()


def test_options_that_change_places_keep_what_was_answered(progress, tmp_path):
    """An option moved, one added and one gone: an answer is shown at the option that it chose, with its feedback."""
    session = answered(answered(begun(lesson_of(tmp_path)), (Fraction(1),)), (Fraction(0),))
    keep_once(progress, session)
    options = LESSON[LESSON.index("options = [") : LESSON.index("]\n", LESSON.index("options = ["))]
    moved = (
        'options = [\n  { id = "new", text = "new", say = "new" },\n'
        '  { id = "this", text = "THIS", right = true },\n  { id = "that", text = "THAT", say = "not that" },\n'
    )
    for changes in ([(options, moved)], [(options, moved), ("in_order = true\n", "")]):
        after = resume(progress, lesson_of(tmp_path, *changes), STORE)
        check = after.lesson.steps[0].checks[0]
        log = after.check_state(check).log
        assert [check.options[int(each.answer[0])].text for each in log] == ["THAT", "THIS"]
        assert [(each.right, each.say) for each in log] == [(False, "not that"), (True, "e")]


def test_a_draft_of_many_keeps_its_options(progress, tmp_path):
    """What is chosen and not yet handed in stays chosen when the options change places."""
    before = "```toml check goal"
    block = (
        '```toml check many\nid = "several"\nask = "Which?"\nhints = ["a", "b", "c"]\nexplain = "e"\noptions = [\n'
        '  { id = "one", text = "1", say = "s", right = true },\n  { id = "two", text = "2", say = "s" },\n]\n```\n\n'
    )
    many = (before, block + before)
    session = sessions.forward(answered(begun(lesson_of(tmp_path, many)), (Fraction(0),)))
    check = session.shown_check
    chosen = next(i for i, option in enumerate(check.options) if option.id == "two")
    keep_once(progress, sessions.choose(session, chosen))
    more = ('  { id = "one", text', '  { id = "zero", text = "0", say = "s" },\n  { id = "one", text')
    after = resume(progress, lesson_of(tmp_path, many, more), STORE)
    check = after.shown_check
    drafted = zip(sessions.drafted(after, check), check.options, strict=True)
    assert [option.id for on, option in drafted if on] == ["two"]
