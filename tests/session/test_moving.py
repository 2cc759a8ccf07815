"""Going through a lesson: from check to check and from step to step."""

from fractions import Fraction

from course import each_lesson
from moves import answered, begun, next_view, predicted, solved

from tutor import session as sessions


def test_forward_waits_for_the_check_and_then_goes_on(lesson):
    """Forward leads nowhere before the check is done; then to the next check, the next step, and at the end nowhere."""
    session = begun(lesson)
    assert sessions.forward(session) is None
    session = sessions.forward(answered(session, (Fraction(10),)))
    assert (session.at, session.shown_check.id) == (0, "bend")
    session = sessions.forward(sessions.show_solution(session))
    session = sessions.forward(sessions.show_solution(session))
    assert (session.at, session.shown_check.id) == (1, "points")
    session = sessions.forward(sessions.show_solution(session))
    assert (session.at, session.shown_check, session.last) == (2, None, True)
    assert sessions.forward(session) is None


def test_back_goes_to_the_check_before_and_then_to_the_step_before(turning):
    """Back shows the check before, and in front of the first check the step before, where it was left."""
    assert turning.shown_check.id == "bend"
    first = sessions.back(turning)
    assert (first.at, first.shown_check.id) == (0, "guess")
    assert sessions.back(first).at == 0
    assert sessions.back(sessions.go(turning, 1)).shown_check.id == "bend"


def test_a_step_that_does_not_exist_is_the_nearest_one(lesson):
    """An index outside the lesson leads to its first or last step."""
    assert [sessions.go(begun(lesson), i).at for i in (-5, 0, 2, 99)] == [0, 0, 2, 2]


@each_lesson
def test_every_shipped_lesson_can_be_finished(lesson):
    """Right answers and forward lead through every check of a lesson to its end, and then it is finished."""
    session = begun(lesson)
    while True:
        check = session.open_check
        assert not session.finished or check is None
        if check:
            session = solved(session)
            assert session.check_state(check).solved, check.id
        following = sessions.forward(session)
        if following is None:
            break
        session = following
    assert session.finished
    assert session.last
    assert not session.hidden


@each_lesson
def test_every_view_of_every_lab_comes_round(lesson):
    """The key for the next view shows each view of a lab once, in order, and then the first again."""
    for i, step in enumerate(lesson.steps):
        session, seen = predicted(begun(lesson, i)), []
        for _ in range(len(step.lab.views) if step.lab else 0):
            seen.append(session.bench.view)
            assert session.bench.figure
            session = next_view(session)
        assert tuple(seen) == (step.lab.views if step.lab else ())
        assert session.bench is None or session.bench.view == seen[0]
