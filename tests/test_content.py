"""The shipped lessons: proved by the linter, and once more by arithmetic of the tests' own."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from tutor import expression, session
from tutor.check import ChoiceCheck, GoalCheck, NumberCheck, SketchCheck
from tutor.lab import goal_measures, start_settings, turnable
from tutor.labs.network import NetworkLab
from tutor.lesson import lint
from tutor.lesson.model import Lesson
from tutor.lesson.prove import prove
from tutor.lesson.read import read
from tutor.rational import parse

SHIPPED = sorted((Path(__file__).parents[1] / "lessons").glob("*.md"))
LESSONS = [read(path) for path in SHIPPED]
STEPS = [(lesson, step) for lesson in LESSONS if isinstance(lesson, Lesson) for step in lesson.steps]
CHECKS = [(step, check) for _, step in STEPS for check in step.checks]

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: getattr(lesson, "id", "broken"))
each_step = pytest.mark.parametrize(("lesson", "step"), STEPS, ids=lambda each: each.id)


def of_kind(kind):
    found = [(step, check) for step, check in CHECKS if isinstance(check, kind)]
    assert found
    return pytest.mark.parametrize(("step", "check"), found, ids=lambda each: each.id)


def measures_at(step, **settings):
    return goal_measures(step.lab, {**start_settings(step.lab), **settings}) if step.lab else {}


@each_lesson
def test_every_lesson_reads_clean(lesson):
    """A lesson that is shipped would not open."""
    assert isinstance(lesson, Lesson), lesson


@each_lesson
def test_every_lesson_proves_clean(lesson):
    """A lesson that is shipped would state something that the engine denies."""
    assert prove(lesson) == []


def test_the_course_as_a_whole_is_clean(lessons):
    """Two lessons would share an id, and with it their progress."""
    course, problems = lint.check([lessons])
    assert problems == []
    assert len(course.lessons) == len(SHIPPED) >= 3


# Goals


@of_kind(GoalCheck)
def test_no_goal_is_met_at_the_start(step, check):
    """The task would be done before the learner has done anything."""
    assert not all(check.met(measures_at(step)))


@of_kind(GoalCheck)
def test_every_solution_reaches_its_goal_with_knobs_that_turn_so_far(step, check):
    """Who gives up would be shown what does not solve it, or what the knobs cannot be set to."""
    knobs = {knob.name: knob for knob in turnable(step.lab)}
    for name, value in check.solution.items():
        assert knobs[name].typed(str(value)) == value
    assert check.judge((), measures_at(step, **check.solution)).right


@of_kind(GoalCheck)
def test_no_part_of_a_goal_is_idle(step, check):
    """A comparison that can be left out asks for nothing: its author thought that it does."""
    solved = measures_at(step, **check.solution)
    starts = start_settings(step.lab)
    one_back = [measures_at(step, **{**check.solution, name: starts[name]}) for name in check.solution]
    # With the start, the solution undone in one place, or far more edits than are allowed, something must fail.
    far = measures_at(step, **{knob.name: knob.high for knob in turnable(step.lab)})
    low = measures_at(step, **{knob.name: knob.low for knob in turnable(step.lab)})
    flat = measures_at(step, **{knob.name: Fraction(0) for knob in turnable(step.lab)})
    tried = [measures_at(step), *one_back, far, low, flat]
    for i, comparison in enumerate(check.comparisons):
        assert check.met(solved)[i]
        assert not all(check.met(found)[i] for found in tried), comparison.text


@of_kind(GoalCheck)
def test_a_goal_that_limits_the_edits_is_solved_within_them(step, check):
    """The solution would break the rule of its own task."""
    assert len(check.solution) <= len(turnable(step.lab))
    moved = [name for name, value in check.solution.items() if start_settings(step.lab)[name] != value]
    assert sorted(moved) == sorted(check.solution)


# Numbers, sketches and choices


@of_kind(NumberCheck)
def test_every_stated_number_is_what_its_proof_comes_to(step, check):
    """A right answer would be called wrong."""
    assert expression.evaluate(expression.parse(check.proof), measures_at(step)) == check.answer
    assert check.judge(check.typed(check.solution_text), {}).right


@of_kind(NumberCheck)
def test_every_foreseen_wrong_number_is_wrong_and_says_why(step, check):
    """A right answer would be explained away as a mistake."""
    for wrong in check.wrong:
        verdict = check.judge((wrong.value,), measures_at(step))
        assert not verdict.right
        assert wrong.say in verdict.say


@of_kind(SketchCheck)
def test_every_sketch_can_be_drawn_by_hand_and_typed(step, check):
    """The points of the right curve lie between the marks on which points can be placed."""
    lesson = next(lesson for lesson, each in STEPS if each is step)
    at = lesson.steps.index(step)
    drawn = session.go(session.begin(lesson), at)
    while drawn.shown_check is not check:
        drawn = session.forward(session.show_solution(drawn))
    for i, height in enumerate(check.heights):
        drawn = session.place(drawn, i, height)
    assert check.judge(session.drafted(drawn, check), {}).right
    assert check.judge(check.typed(" ".join(map(str, check.heights))), {}).right
    # And nothing is right before anything is placed.
    assert not check.judge(session.drafted(session.begin(lesson), check), {}).right


@of_kind(ChoiceCheck)
def test_options_differ_and_claims_hold_for_the_right_one_only(step, check):
    """Two options would say the same, or a wrong one would be true."""
    assert len({option.text for option in check.options}) == len(check.options)
    for option in check.options:
        if option.holds:
            claim = expression.parse_comparison(option.holds)
            when = {name: expression.evaluate(node, measures_at(step)) for name, node in claim.when}
            assert expression.holds(claim, measures_at(step, **when)) == option.right, option.text


@each_lesson
def test_the_right_option_does_not_always_stand_in_the_same_place(lesson):
    """Who has answered two questions would know the answer to all others: the first."""
    places = [check.right_index for step in lesson.steps for check in step.checks if isinstance(check, ChoiceCheck)]
    assert len(places) < 2 or len(set(places)) > 1, places


@each_lesson
def test_check_ids_are_stable_within_the_lesson(lesson):
    """The answer log could not say which check was answered."""
    ids = [check.id for step in lesson.steps for check in step.checks]
    assert len(ids) == len(set(ids))


@each_lesson
def test_the_claims_that_a_lesson_answers_are_named_once(lesson):
    """The list of what is settled would count one twice."""
    assert len(set(lesson.header.answers)) == len(lesson.header.answers) > 0


@each_step
def test_a_step_is_short_and_asks_something(lesson, step):
    """A step would not fit the screen, or would be read without being thought about."""
    assert sum(bool(line.strip()) for line in step.prose.split("\n")) <= 40
    assert step.checks
    assert step in lesson.steps


@each_step
def test_hints_go_from_little_to_much_and_do_not_repeat(lesson, step):
    """A hint that was given before helps nobody."""
    for check in step.checks:
        assert len(set(check.hints)) == 3, f"{lesson.id}: {check.id}"


# Arithmetic of the tests' own


CLAIM = re.compile(
    r"`(?P<name>f|[za]\d|breakpoint\d|slope|loss|dL_d[wbv]\d|active\d|dead|bends)(?:\((?P<x>[^()=]+)\))? = "
    r"(?P<value>[-−]?[\d./]+)(?: when (?P<when>[^`]+))?`"
)


def by_hand(step, settings, name, x):
    """A measure of a network, from its definition and in plain fractions."""
    units = range(len(step.lab.w))
    w, b, v = ([settings[f"{letter}{i}"] for i in units] for letter in "wbv")

    def z(i, x):
        return w[i] * x + b[i]

    def f(x):
        return settings["c"] + sum(v[i] * max(Fraction(0), z(i, x)) for i in units)

    rows = range(len(step.lab.data.x)) if step.lab.data else ()
    xs = [settings[f"x{k}"] for k in rows]
    ys = list(step.lab.data.y) if step.lab.data else []
    active = [[k for k in rows if z(i, xs[k]) > 0] for i in units]
    kind, i = re.fullmatch(r"(.*?)(\d*)", name).groups()
    i = int(i) if i else None
    residuals = [2 * (f(xs[k]) - ys[k]) for k in rows]
    low, high = step.lab.range
    middle = {-b[j] / w[j] for j in units if w[j] and low < -b[j] / w[j] < high}
    tiny = Fraction(1, 10**6)
    return {
        "f": lambda: f(x),
        "z": lambda: z(i, x),
        "a": lambda: max(Fraction(0), z(i, x)),
        "slope": lambda: (f(x + tiny) - f(x - tiny)) / (2 * tiny),
        "breakpoint": lambda: -b[i] / w[i],
        "bends": lambda: sum(f(p + tiny) - f(p) != f(p) - f(p - tiny) for p in middle),
        "loss": lambda: sum((f(x) - y) ** 2 for x, y in zip(xs, ys, strict=True)) / len(xs),
        "active": lambda: len(active[i]),
        "dead": lambda: sum(not each for each in active),
        "dL_dw": lambda: sum(residuals[k] * v[i] * xs[k] for k in active[i]) / len(xs),
        "dL_db": lambda: sum(residuals[k] * v[i] for k in active[i]) / len(xs),
        "dL_dv": lambda: sum(residuals[k] * z(i, xs[k]) for k in active[i]) / len(xs),
    }[kind]()


@pytest.mark.parametrize(
    ("lesson", "step"), [each for each in STEPS if isinstance(each[1].lab, NetworkLab)], ids=lambda each: each.id
)
def test_what_the_texts_state_is_true_by_hand(lesson, step):
    """Engine and lesson would be wrong together: the linter only ever asks the engine."""
    texts = [step.prose, *(text for check in step.checks for text in check.texts())]
    for match in CLAIM.finditer("\n".join(texts)):
        settings = dict(start_settings(step.lab))
        for part in (match["when"] or "").split(","):
            if part:
                name, _, value = part.partition("=")
                settings[name.strip()] = parse(value)
        x = parse(match["x"]) if match["x"] else None
        assert by_hand(step, settings, match["name"], x) == parse(match["value"]), f"{lesson.id}: {match[0]}"


def test_enough_is_checked_by_hand():
    """The test above would pass for finding nothing to test."""
    texts = "\n".join(text for _, check in CHECKS for text in check.texts())
    assert len(CLAIM.findall(texts)) > 60


@of_kind(SketchCheck)
def test_sketches_are_true_by_hand(step, check):
    """The stated heights would be the engine's mistake, not the curve."""
    settings = start_settings(step.lab)
    assert [by_hand(step, settings, "f", x) for x in check.xs] == list(check.heights)
