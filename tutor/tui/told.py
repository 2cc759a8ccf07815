"""What the program tells of the way through the course: how far, what has ended, what comes next."""

from collections.abc import Sequence

from tutor.lesson.keep import to_keep
from tutor.lesson.library import Course
from tutor.lesson.minutes import minutes_of
from tutor.lesson.tables import Stop
from tutor.session import Session
from tutor.session.account import (
    DONE,
    confidence,
    done_steps,
    known_already,
    lesson_stands,
    minutes_left,
    turned_right,
)
from tutor.tui.finish_screen import Ending
from tutor.tui.ways import duration


def told_of_course(sessions: Sequence[Session]) -> str:
    """How many lessons there are, or how far the learner is in them, and how long the rest takes."""
    done, count = sum(map(done_steps, sessions)), sum(len(session.states) for session in sessions)
    left = duration(minutes_left(sessions))
    if not done:
        return f"{len(sessions)} lessons, about {left}"
    return f"{done} of {count} steps, about {left} left" if done < count else f"all {count} steps are done"


def told_of_route(course: Course, sessions: Sequence[Session]) -> str:
    """How far the learner is on the route; empty before its first step is done."""
    done = sum(_stop_stands(sessions, stop) in DONE for stop in course.route)
    return f"{done} of {len(course.route)} steps done" if done else ""


def first_open_stop(course: Course, sessions: Sequence[Session]) -> int:
    """The first stop of the route that is not done; the first of all, if every one is."""
    stops = enumerate(course.route)
    return next((i for i, stop in stops if _stop_stands(sessions, stop) not in DONE), 0)


def _found(sessions: Sequence[Session], stop: Stop) -> tuple[Session, int]:
    """The lesson of a stop, and the index of its step."""
    lesson_id, _, step_id = stop.step.partition("#")
    session = next(session for session in sessions if session.lesson.id == lesson_id)
    return session, session.lesson.step_index(step_id) or 0


def _stop_stands(sessions: Sequence[Session], stop: Stop) -> str:
    session, index = _found(sessions, stop)
    return session.step_mark(index)


def end_of_lesson(sessions: Sequence[Session], here: Session) -> Ending:
    """What is told when the last step of a lesson is left, and the next lesson that is not finished."""
    marks = [here.step_mark(i) for i in range(len(here.states))]
    at = next(i for i, session in enumerate(sessions) if session.lesson is here.lesson)
    order = (*sessions[at + 1 :], *sessions[:at])
    following = next((session.lesson for session in order if lesson_stands(session) not in DONE), None)
    done = all(mark in DONE for mark in marks)
    titles = {session.lesson.id: session.lesson.title for session in sessions}
    known = [titles[name] for name in known_already(here) if name in titles]
    kept = [
        ("To keep" if to_keep(here.lesson) != here.lesson.header.question else "The question was", to_keep(here.lesson))
    ]
    if known:
        listed = "\n".join(f"- {title}" for title in known)
        kept.insert(0, ("You seem to know already what these lessons teach. You may leave them out:", listed))
    return Ending(
        f"{'Done' if done else 'The end'}: {here.lesson.title}",
        marks,
        kept if done else [],
        turned_right(here),
        confidence(here),
        [step.title for step, mark in zip(here.lesson.steps, marks, strict=True) if mark not in DONE],
        (following.id, f"next: {following.title}, {minutes_of(following)} min") if following else ("", ""),
    )


def end_of_route(course: Course, sessions: Sequence[Session]) -> Ending:
    """What is told when the last stop of the route is left: the answers to its questions, and the way on."""
    stops = [_found(sessions, stop) for stop in course.route]
    sure: dict[str, tuple[int, int]] = {}
    for session, index in stops:
        for name, counts in confidence(session, [index]).items():
            before = sure.get(name, (0, 0))
            sure[name] = before[0] + counts[0], before[1] + counts[1]
    answers = [(part.question, part.answer) for part, _ in course.parts if part is not None and part.answer]
    open_lesson = next((each.lesson for each in sessions if lesson_stands(each) not in DONE), None)
    marks = [session.step_mark(index) for session, index in stops]
    return Ending(
        "The end of the 20-minute route",
        marks,
        answers,
        [turned for session, index in stops for turned in turned_right(session, [index])],
        sure,
        [session.lesson.steps[i].title for (session, i), mark in zip(stops, marks, strict=True) if mark not in DONE],
        (open_lesson.id, f"the course, at {open_lesson.title}") if open_lesson else ("", ""),
    )


def told_of_starting_again(course: Course, place: str) -> tuple[str, str, str]:
    """What is asked before a step, a lesson or everything starts again: a title, what happens, and the yes."""
    lesson_id, _, step_id = place.partition("#")
    lesson = course.by_id.get(lesson_id)
    what = "Everything"
    if lesson is not None:
        index = lesson.step_index(step_id) if step_id else None
        what = f"“{lesson.title if index is None else lesson.steps[index].title}”"
    happens = (
        f"{what} starts afresh: knobs at their start, questions open. Your answers so far stay in the log and no "
        "longer count. A copy of your progress is made first, and its name is shown."
    )
    return f"Start again: {what}", happens, "Yes, start again"
