"""The shipped lessons: proved by the linter, and once more by arithmetic of the tests' own."""

import random
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from by_hand import GS
from shipped import FOUND, LESSONS, PATHS, STORE, cited, each_lesson, one_test_a_lesson

from tutor import expression, session
from tutor.check import ChoiceCheck, DrawnCheck, GoalCheck, ManyCheck, MatchCheck, NumberCheck, OrderCheck, SketchCheck
from tutor.lab import measures_at, start_settings, turn_all, turnable
from tutor.labs.network import NetworkLab
from tutor.lesson.model import Lesson
from tutor.rational import parse
from tutor.session.state import asked

STEPS = [(lesson, step) for lesson in LESSONS for step in lesson.steps]
LESSON_OF = {step: lesson for lesson, step in STEPS}
DRAWS = 8


def measured(step, settings=None):
    """What can be read off at some settings, turned one after the other, and what the lesson may cite."""
    figures = cited(LESSON_OF[step])
    if not step.lab:
        return figures
    return {**figures, **seen(step, turn_all(step.lab, start_settings(step.lab), settings or {}))}


def seen(step, settings):
    return measures_at(step.lab, settings, STORE)


def checks_of(step):
    """The checks of a step as a learner meets them: those that draw their numbers with several draws."""
    for i, check in enumerate(step.checks):
        yield from (asked(step, i, draw) for draw in range(DRAWS if isinstance(check, DrawnCheck) else 1))


CHECKS = [(step, check) for _, step in STEPS for check in checks_of(step)]


def each_where(wanted):
    """Run a test on every check that is wanted, and its step."""
    return one_test_a_lesson(
        [(LESSON_OF[step], f"{step.id}, {check.id}", (step, check)) for step, check in CHECKS if wanted(check)]
    )


def of_kind(*kinds):
    return each_where(lambda check: isinstance(check, kinds))


each_possible_goal = each_where(lambda check: isinstance(check, GoalCheck) and not check.impossible)
each_impossible_goal = each_where(lambda check: isinstance(check, GoalCheck) and check.impossible)
each_step = one_test_a_lesson([(lesson, step.id, (lesson, step)) for lesson, step in STEPS])


@pytest.mark.parametrize("lesson", FOUND, ids=[path.stem for path in PATHS])
def test_every_lesson_reads_clean(lesson):
    """Every shipped lesson parses without a problem."""
    assert isinstance(lesson, Lesson), lesson


# Goals


@of_kind(GoalCheck)
def test_no_goal_is_met_at_the_start(step, check):
    """Every goal has something left to do when the lab is handed over."""
    assert not all(check.met(measured(step)))


@each_possible_goal
def test_every_solution_reaches_its_goal_with_knobs_that_turn_so_far(step, check):
    """The solution of a goal can be typed into its knobs, and reaches the goal."""
    knobs = {knob.name: knob for knob in (step.lab.all_knobs if "from" in check.solution else turnable(step.lab))}
    for name, value in check.solution.items():
        assert knobs[name].typed(str(value)) == value
    assert all(check.met(measured(step, check.solution)))


@each_possible_goal
def test_a_solution_is_told_in_what_can_be_typed_into_its_knobs(step, check):
    """The solution that is shown, typed into the knobs, gives its settings; a choice is told by its name."""
    knobs = {knob.name: knob for knob in step.lab.all_knobs}
    at_step = session.go(session.begin(LESSON_OF[step], STORE), LESSON_OF[step].steps.index(step))
    text = session.solution_text(at_step, check).replace("go on from step ", "from = ")
    told = dict(part.split(" = ") for part in text.split(", "))
    assert {name: knobs[name].typed(value) for name, value in told.items()} == check.solution
    assert all(value in knobs[name].names for name, value in told.items() if knobs[name].names)


def on_the_way_to(step, check):
    """The settings that the goals before this one leave, one after the other, solved as their solutions do."""
    passed = [start_settings(step.lab)]
    for before in step.checks[: step.checks.index(check)]:
        passed.append(turn_all(step.lab, passed[-1], getattr(before, "solution", {})))
    return passed


@each_possible_goal
def test_no_part_of_a_goal_is_idle(step, check):
    """Every comparison of a goal is false at some setting on the way: it asks for something."""
    solved = measured(step, check.solution)
    starts = start_settings(step.lab)
    one_back = [measured(step, {**check.solution, name: starts[name]}) for name in check.solution]
    # With the start, what the goal before left, the solution undone in one place, or far more edits than are allowed,
    # something must fail.
    passed = [seen(step, settings) for settings in on_the_way_to(step, check)]
    far = measured(step, {knob.name: knob.high for knob in turnable(step.lab)})
    low = measured(step, {knob.name: knob.low for knob in turnable(step.lab)})
    flat = measured(step, {knob.name: Fraction(0) for knob in turnable(step.lab) if knob.low <= 0 <= knob.high})
    tried = [*passed, *one_back, far, low, flat]
    for i, comparison in enumerate(check.comparisons):
        assert check.met(solved)[i]
        assert not all(check.met(found)[i] for found in tried), comparison.text


@each_possible_goal
def test_a_solution_turns_every_knob_that_it_names(step, check):
    """Each turn of a solution changes something, whichever goals of the step are solved already."""
    passed = on_the_way_to(step, check)
    assert all(any(settings[name] != value for settings in passed) for name, value in check.solution.items())


@each_impossible_goal
def test_what_is_said_to_be_impossible_is_reached_by_no_walk(step, check):
    """A random walk of turns never meets an impossible goal, and “cannot be done” is its right answer."""
    source = random.Random(0)  # noqa: S311 -- a walk that is the same each time
    settings = start_settings(step.lab)
    for _ in range(150):
        knob = source.choice(turnable(step.lab))
        ends = (knob.low, knob.high, Fraction(0), -settings[knob.name])
        value = source.choice((*ends, knob.moved(settings[knob.name], source.choice((-1, 1)))))
        settings = step.lab.turn(settings, knob.name, min(knob.high, max(knob.low, value)))
        assert not all(check.met(seen(step, settings))), settings
    assert check.judge(check.typed("cannot be done")).right


# Numbers, sketches and choices


@of_kind(NumberCheck)
def test_every_stated_number_is_what_its_proof_comes_to(step, check):
    """The proof of a number comes to its answer, and the solution, typed as shown, is right."""
    if check.proof:
        assert expression.evaluate(expression.parse(check.proof), measured(step)) == check.answer
    assert bool(check.proof) != bool(check.unproved)
    assert check.judge(check.typed(check.solution_text)).right


@of_kind(NumberCheck)
def test_every_foreseen_wrong_number_is_wrong_and_says_why(step, check):
    """A foreseen wrong number is judged wrong, with its own reason."""
    for wrong in check.wrong:
        verdict = check.judge((wrong.value,))
        assert not verdict.right, step.id
        assert wrong.say in verdict.say, step.id


@of_kind(SketchCheck)
def test_every_sketch_can_be_drawn_by_hand_and_typed(step, check):
    """The true heights are right, placed point by point or typed; an untouched sketch is wrong."""
    lesson = LESSON_OF[step]
    drawn = session.go(session.begin(lesson, STORE), lesson.steps.index(step))
    while drawn.shown_check is not check:
        drawn = session.forward(session.show_solution(drawn))
    for i, height in enumerate(check.heights):
        drawn = session.place(drawn, i, height)
    assert check.judge(session.drafted(drawn, check)).right
    assert check.judge(check.typed(" ".join(map(str, check.heights)))).right
    # And nothing is right before anything is placed.
    assert not check.judge(session.drafted(session.begin(lesson, STORE), check)).right


@of_kind(ChoiceCheck, ManyCheck)
def test_options_differ_and_claims_hold_for_the_right_ones_only(step, check):
    """No two options of a check are the same, and a claim is true for a right option and false for a wrong one."""
    assert len({option.text for option in check.options}) == len(check.options)
    for option in check.options:
        if option.holds:
            assert true_of(step, option.holds) == option.right, option.text


def true_of(step, text):
    claim = expression.parse_comparison(text)
    when = {name: expression.evaluate(node, measured(step)) for name, node in claim.when}
    return expression.holds(claim, measured(step, when))


@of_kind(OrderCheck)
def test_what_is_put_in_order_ascends(step, check):
    """The worths of the items ascend, and no two items have the same text."""
    worth = [expression.evaluate(expression.parse(item.worth), measured(step)) for item in check.items if item.worth]
    assert all(a < b for a, b in pairwise(worth))
    assert len({item.text for item in check.items}) == check.size


@of_kind(MatchCheck)
def test_what_is_matched_holds(step, check):
    """The claim of every pair is true."""
    assert all(true_of(step, pair.holds) for pair in check.pairs if pair.holds)


@each_where(lambda check: check.again is not None)
def test_what_is_asked_again_is_the_same_kind_of_question_in_other_words(step, check):
    """A check that comes again has the kind, the mistakes and the misconceptions of the first, and other words."""
    lesson_id, _, check_id = check.again.partition("#")
    (before,) = (each for at, each in CHECKS if LESSON_OF[at].id == lesson_id and each.id == check_id)
    assert type(before) is type(check)
    assert before.ask != check.ask
    assert before.silent
    assert check.silent
    assert [type(each).__name__ for each in before.mistaken()] == [type(each).__name__ for each in check.mistaken()]
    assert set(before.misconceptions()) == set(check.misconceptions())
    assert any(each.compares for each in LESSON_OF[step].steps)


@each_lesson
def test_the_right_option_does_not_always_stand_in_the_same_place(lesson):
    """In a lesson with several choices, the right option is not always the same one."""
    places = [check.right_index for step in lesson.steps for check in step.checks if isinstance(check, ChoiceCheck)]
    assert len(places) < 2 or len(set(places)) > 1, places


@each_lesson
def test_check_ids_are_stable_within_the_lesson(lesson):
    """No two checks of a lesson share an id."""
    ids = [check.id for step in lesson.steps for check in step.checks]
    assert len(ids) == len(set(ids))


@each_lesson
def test_the_claims_that_a_lesson_answers_are_named_once(lesson):
    """A lesson names each claim once, and settles at least one, but for those that only prepare."""
    assert len(set(lesson.header.answers)) == len(lesson.header.answers)
    assert bool(lesson.header.answers) == (lesson.id not in {"start", "linear-on-linear"})


@each_step
def test_a_step_is_short_and_asks_something(lesson, step):
    """A step has at most forty lines of prose, and at least one check."""
    assert sum(bool(line.strip()) for line in step.prose.split("\n")) <= 40
    assert step.checks
    assert step in lesson.steps


@each_step
def test_hints_go_from_little_to_much_and_do_not_repeat(lesson, step):
    """A check has three different hints; a silent one has none."""
    for check in step.checks:
        assert len(set(check.hints)) == (0 if check.silent else 3), f"{lesson.id}: {check.id}"


# Arithmetic of the tests' own


CLAIM = re.compile(
    r"`(?P<name>f|[za]\d(?:_\d)?|breakpoint\d|slope|loss|dL_d(?:[wbv]\d(?:_\d)*|c)|active\d(?:_\d)?|dead|bends)"
    r"(?:\((?P<x>[^()=]+)\))? = (?:(?:(?! when )[^`=<>≈])+ = )?(?P<value>[-−]?[\d./]+)(?: when (?P<when>[^`]+))?`"
)


def claims(texts):
    """What the texts claim of one measure, also where they show no more than its value."""
    return CLAIM.finditer("\n".join(texts).replace("[", "").replace("]", ""))


def layers(lab):
    """The names of all parameters: for each layer, for each unit, those of its weights and of its bias."""
    first = [([f"w1_{i}_0"], f"b1_{i}") if lab.then else ([f"w{i}"], f"b{i}") for i in range(len(lab.w))]
    deeper = [
        [([f"w{k}_{i}_{j}" for j in range(len(row))], f"b{k}_{i}") for i, row in enumerate(layer.w)]
        for k, layer in enumerate(lab.then, 2)
    ]
    return [first, *deeper, [([f"v{i}" for i in range(len(lab.v))], "c")]]


def carried(lab, settings, x, by=""):
    """The z of every layer at x, the output's among them; and ∂f/∂by, carried along from the input on."""
    g, all_z = GS[lab.activation], []
    a, da = [x], [Fraction(0)]
    for layer in layers(lab):
        z = [sum(settings[w] * each for w, each in zip(ws, a, strict=True)) + settings[b] for ws, b in layer]
        dz = [
            sum(settings[w] * d + (w == by) * each for w, each, d in zip(ws, a, da, strict=True)) + (b == by)
            for ws, b in layer
        ]
        all_z.append(z)
        a, da = [g(each) for each in z], [d * (g(1) if each > 0 else -g(-1)) for each, d in zip(z, dz, strict=True)]
    return all_z, dz[0]


def by_hand(step, settings, name, x):
    """A measure of a network, from its definition and in plain fractions."""
    lab = step.lab

    def z(x, layer=-1, unit=0):
        return carried(lab, settings, x)[0][layer][unit]

    f, tiny = z, Fraction(1, 10**6)
    kind, place = re.fullmatch(r"(dL_d.+|.*?)((?:\d(?:_\d)?)?)", name).groups()
    layer, unit = (int(place[0]) - 1, int(place[2:])) if "_" in place else (0, int(place or 0))
    given = len(lab.data.x) if lab.data else 0
    xs = [settings[f"x{k}"] for k in range(given + int(settings.get("own", 0)))]
    ys = [*(lab.data.y if lab.data else ()), *(settings[f"y{k}"] for k in range(given, len(xs)))]
    points = sorted(lab.range)
    for depth, units in enumerate(layers(lab)[:-1]):  # between these points the z of this layer are straight lines
        zero = [
            p + (q - p) * z(p, depth, i) / (z(p, depth, i) - z(q, depth, i))
            for p, q in pairwise(points)
            for i in range(len(units))
            if z(p, depth, i) * z(q, depth, i) < 0
        ]
        points = sorted({*points, *zero})
    leaks = GS[lab.activation](-1) != 0
    if kind.startswith("dL_d"):
        return sum(2 * (f(x) - y) * carried(lab, settings, x, kind[4:])[1] for x, y in zip(xs, ys, strict=True)) / len(
            xs
        )
    return {
        "f": lambda: f(x),
        "z": lambda: z(x, layer, unit),
        "a": lambda: GS[lab.activation](z(x, layer, unit)),
        "slope": lambda: (f(x + tiny) - f(x - tiny)) / (2 * tiny),
        "breakpoint": lambda: -settings[f"b{unit}"] / settings[f"w{unit}"],
        "bends": lambda: sum(f(p + tiny) - f(p) != f(p) - f(p - tiny) for p in points[1:-1]),
        "loss": lambda: sum((f(x) - y) ** 2 for x, y in zip(xs, ys, strict=True)) / len(xs),
        "active": lambda: sum(z(x, layer, unit) > 0 for x in xs),
        "dead": lambda: sum(
            not leaks and all(z(x, depth, i) <= 0 for x in xs)
            for depth, units in enumerate(layers(lab)[:-1])
            for i in range(len(units))
        ),
    }[kind]()


@one_test_a_lesson([(lesson, step.id, (step,)) for lesson, step in STEPS if isinstance(step.lab, NetworkLab)])
def test_what_the_texts_state_is_true_by_hand(step):
    """What the texts claim of a network is true by arithmetic that does not use the engine."""
    texts = [step.prose, *(text for check in checks_of(step) for text in check.texts())]
    for match in claims(texts):
        settings = start_settings(step.lab)
        for part in (match["when"] or "").split(","):
            if part:
                name, _, value = part.partition("=")
                settings = step.lab.turn(settings, name.strip(), parse(value))
        x = parse(match["x"]) if match["x"] else None
        assert by_hand(step, settings, match["name"], x) == parse(match["value"]), match[0]


def test_enough_is_checked_by_hand():
    """The texts of the checks hold more than sixty claims for the test above."""
    assert sum(1 for _ in claims(text for _, check in CHECKS for text in check.texts())) > 60


@of_kind(SketchCheck)
def test_sketches_are_true_by_hand(step, check):
    """The stated heights are those of the curve, worked out without the engine."""
    settings = start_settings(step.lab)
    assert [by_hand(step, settings, "f", x) for x in check.xs] == list(check.heights)
